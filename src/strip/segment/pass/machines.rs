//! What stands in a page for programs and editors and is no text of it.

use super::Pass;
use crate::html::{NodeId, Tag};
use crate::strip::segment::element::hides;

/// Elements of the smallest record for machines, and rows of the largest.
const RECORD: usize = 4;
const RECORDED: u32 = 400;

/// Rows of the largest hidden element within a line, and bytes of its text: more is what a click unfolds.
const ROWS: u32 = 8;
const UNSEEN: usize = 80;

impl Pass<'_> {
    /// Whether an element is one that no reader reads as text: the link to an editor that wikis set into a
    /// heading, the labels of a chart that was drawn in another program, the numbers of a program's lines, or a record
    /// of the page that its style sheet hides.
    pub(super) fn is_for_machines(&self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::SPAN if self.in_heading() => self.is_classed(node, "mw-editsection"),
            Tag::DIV if self.charts && self.is_classed(node, "g-artboard") => true,
            Tag::DIV | Tag::SPAN if self.records && self.is_record(node) => true,
            Tag::SPAN if self.in_program() => self.is_numbering(node),
            Tag::TD => self.is_numbering(node),
            _ => false,
        }
    }

    /// Whether an element is an item of microdata in which nothing stands outside of a property, and that spells out
    /// the page's own address or an instant: papers print such records beside their articles, the whole text in one of
    /// the properties, for style sheets to hide.
    fn is_record(&self, node: NodeId) -> bool {
        let page = self.page;
        if page.end(node).0 - node.0 > RECORDED || page.attribute(node, "itemscope").is_none() {
            return false;
        }
        let (mut properties, mut spelled) = (0, false);
        for id in (node.0 + 1..page.end(node).0).map(NodeId) {
            if page.is_text(id) {
                spelled |= is_for_programs(page.raw_text(id));
            } else if page.attribute(id, "itemprop").is_none() {
                return false;
            } else {
                properties += 1;
            }
        }
        spelled && properties >= RECORD
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

/// Whether a text is an address or an instant as programs write them.
fn is_for_programs(text: &str) -> bool {
    let text = text.trim_ascii();
    let address = text.starts_with("https://") || text.starts_with("http://");
    let bytes = text.as_bytes();
    let instant = (16..=29).contains(&bytes.len())
        && bytes[10] == b'T'
        && bytes[..10].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    (address || instant) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::strip::segment::segment;

    #[test]
    fn a_record_of_the_page_is_no_text_of_it() {
        let record = "<div itemscope itemtype=https://schema.org/Article>\
            <div itemprop=mainEntityOfPage>https://zorya.example/weir.html</div>\
            <div itemprop=headline>The weir is open</div><div itemprop=articleSection>rivers</div>\
            <div itemprop=articleBody>The weir is open.Nobody came.</div></div>";
        let written = |html: &str| {
            let mut arena = Arena::new();
            let page = parse(html, &mut arena, &Limits::default());
            segment(page, None).blocks.text
        };
        let text = "<p>The weir is open.</p>";
        assert_eq!(written(&format!("{record}{text}")), "The weir is open.");
        let article = record.replace("The weir is open.Nobody", "<p>The weir is open.</p>Nobody");
        assert!(written(&article).contains("Nobody came"), "an article that is marked up");
        let seen = record.replace("https://zorya.example/weir.html", "the weir");
        assert!(written(&seen).contains("Nobody came"), "nothing in it is for programs");
        let program = "<pre><span class=lineno>1</span>let weir = open();</pre>";
        assert_eq!(written(&format!("{record}{program}")), "let weir = open();");
    }
}
