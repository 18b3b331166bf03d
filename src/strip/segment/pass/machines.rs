//! What stands in a page for programs and editors and is no text of it.

use super::Pass;
use crate::html::{NodeId, Tag};
use crate::strip::segment::element::hides;

/// Rows of the largest hidden element within a line, and bytes of its text: more is what a click unfolds.
const ROWS: u32 = 8;
const UNSEEN: usize = 80;

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

    /// Whether an element within a line is seen with it and is no part of what it says: a note's mark, a formula
    /// that is printed twice, hidden words.
    pub(super) fn is_unread(&self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::SPAN | Tag::UNKNOWN if self.formulas && self.is_second_formula(node) => true,
            Tag::SPAN => self.is_unseen(node),
            Tag::SUP | Tag::A => self.is_note_mark(node, tag),
            _ => false,
        }
    }

    /// Whether an element holds a formula that stands before it already: KaTeX prints it for machines and then for
    /// readers, MathJax the other way round.
    fn is_second_formula(&self, node: NodeId) -> bool {
        let written =
            self.stack.last().is_some_and(|top| top.inline && self.writer.len() > top.start);
        written
            && (self.is_classed(node, "katex-html")
                || self.is_classed(node, "MJX_Assistive_MathML")
                || self.page.tag_name(node).eq_ignore_ascii_case("mjx-assistive-mml"))
    }

    /// Whether an element within a line hides a few words by its own attributes. Wikis hide a formula beside its
    /// picture, and that is its text.
    fn is_unseen(&self, node: NodeId) -> bool {
        let page = self.page;
        let named = page.attributes_as_written(node).is_none_or(|written| {
            let has = |word: &[u8]| memchr::memmem::find(written.as_bytes(), word).is_some();
            has(b"none") || has(b"hidden")
        });
        named
            && self.writer.len() > self.writer.block_start()
            && page.end(node).0 - node.0 <= ROWS
            && (page.attribute(node, "hidden").is_some()
                || page.attribute(node, "style").is_some_and(|style| hides(&style)))
            && !(node.0 + 1..page.end(node).0)
                .map(NodeId)
                .any(|id| !page.is_text(id) && page.tag(id) == Tag::MATH)
            && page.subtree_text(node).trim().len() <= UNSEEN
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
