//! What kind of text a block is, by the elements it stands in.

use super::Pass;
use crate::html::Tag;
use crate::page::Shape;
use crate::strip::segment::near;
use crate::strip::segment::open::Open;

impl Pass<'_> {
    /// The shape of a block that stands in the open element at a position.
    pub(super) fn shape(&mut self, frame: Open, at: usize) -> Shape {
        if frame.preformatted {
            return Shape::Preformatted;
        }
        if frame.row {
            return Shape::TableRow { header: self.cells.headings > 0 && self.cells.data == 0 };
        }
        let near = &self.around[at].near;
        for (kind, level) in [(near::H1, 1), (near::H2, 2), (near::H3, 3)] {
            if near.get(kind) <= 2 {
                return Shape::Heading(level);
            }
        }
        if near.get(near::H456) <= 2 {
            return Shape::Heading(match self.stack[frame.block as usize].tag {
                Tag::H5 => 5,
                Tag::H6 => 6,
                _ => 4,
            });
        }
        if let Some(item) = (frame.item as usize).checked_sub(1)
            && let Some(item) = self.stack.get_mut(item)
            && !item.begun
        {
            item.begun = true;
            return Shape::ListItem { depth: frame.lists.max(1), ordered: frame.ordered };
        }
        if self.around[at].near.get(near::QUOTE) <= 4 {
            return Shape::Quotation;
        }
        Shape::Paragraph
    }
}
