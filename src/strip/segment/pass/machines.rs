//! What stands in a page for programs and editors and is no text of it.

use super::Pass;
use crate::html::{NodeId, Tag};

impl Pass<'_> {
    /// Whether an element is one that no reader reads as text: the link to an editor that wikis set into a
    /// heading, or the labels of a chart that was drawn in another program.
    pub(super) fn is_for_machines(&self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::SPAN if self.in_heading() => self.is_classed(node, "mw-editsection"),
            Tag::DIV if self.charts => self.is_classed(node, "g-artboard"),
            _ => false,
        }
    }

    /// Whether what is being written stands in a heading.
    pub(super) fn in_heading(&self) -> bool {
        let block = self.stack.last().and_then(|top| self.stack.get(top.block as usize));
        block.is_some_and(|block| {
            matches!(block.tag, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
        })
    }

    fn is_classed(&self, node: NodeId, name: &str) -> bool {
        let class = self.page.attribute(node, "class");
        class.is_some_and(|class| class.split_ascii_whitespace().any(|word| word == name))
    }
}
