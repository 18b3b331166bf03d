//! What stands in a page for programs and editors and is no text of it.

use super::Pass;
use crate::html::{NodeId, Tag};

impl Pass<'_> {
    /// Whether an element is one that no reader reads as text: the link to an editor that wikis set into a
    /// heading, the labels of a chart that was drawn in another program, or the numbers of a program's lines.
    pub(super) fn is_for_machines(&self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::SPAN if self.in_heading() => self.is_classed(node, "mw-editsection"),
            Tag::DIV if self.charts => self.is_classed(node, "g-artboard"),
            Tag::SPAN if self.in_program() => self.is_numbering(node),
            Tag::TD => self.is_numbering(node),
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

    fn in_program(&self) -> bool {
        self.stack.last().is_some_and(|top| top.preformatted)
    }

    /// Whether an element holds the numbers of a program's lines, as highlighters name it.
    fn is_numbering(&self, node: NodeId) -> bool {
        const NAMES: [&str; 12] = [
            "blob-num",
            "gutter",
            "hljs-ln-numbers",
            "line-number",
            "line-numbers",
            "lineno",
            "linenos",
            "linenumber",
            "linenumbers",
            "ln",
            "lnt",
            "rouge-gutter",
        ];
        let class = self.page.attribute(node, "class");
        class.is_some_and(|class| class.split_ascii_whitespace().any(|word| NAMES.contains(&word)))
    }

    fn is_classed(&self, node: NodeId, name: &str) -> bool {
        let class = self.page.attribute(node, "class");
        class.is_some_and(|class| class.split_ascii_whitespace().any(|word| word == name))
    }
}
