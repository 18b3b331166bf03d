//! What is set apart without an element of its own kind: neighbours that a style sheet sets apart, paragraphs that are
//! `span`s, the lines of a head that line breaks part, a caption that is an inline element.

use super::Pass;
use crate::html::{NodeId, Tag};
use crate::lexicon::{ends_sentence, key};
use crate::strip::segment::cues;
use crate::strip::segment::kinds::{is_look, sets_apart};
use crate::strip::segment::open::Open;

/// Bytes of the shortest `span` that is a paragraph.
const PARAGRAPH: u32 = 80;
/// Bytes of the longest line of a head below its headline, and how many such lines it has.
const LINE: usize = 80;
const LINES: u8 = 3;

impl Pass<'_> {
    /// Whether the line that a single line break ends is a block of its own: the headline, or one of the short
    /// lines below it.
    pub(super) fn ends_head(&mut self) -> bool {
        let start = self.writer.block_start() as usize;
        let Some(line) = self.writer.text.get(start..).filter(|line| !line.is_empty()) else {
            return false;
        };
        let Some(top) = self.stack.last() else { return false };
        let within = self.stack[top.block as usize].node;
        if self.head.left > 0 && self.head.within == within {
            let short = line.len() <= LINE && !ends_sentence(line);
            self.head.left = if short { self.head.left - 1 } else { 0 };
            return short;
        }
        if self.head.key.is_empty() {
            return false;
        }
        // What stands above it, a kicker or a date, is a block of its own as well.
        let above = self.writer.breaks.last().filter(|at| **at as usize > start);
        let from = above.map_or(start, |at| *at as usize + 1);
        let Some(line) = self.writer.text.get(from..) else { return false };
        let alike =
            (self.head.length.saturating_sub(8)..=self.head.length + 8).contains(&line.len());
        if !alike || key(line) != self.head.key {
            return false;
        }
        if from > start {
            let line = self.writer.cut(from);
            self.flush();
            self.writer.push(&line);
        }
        (self.head.left, self.head.within) = (LINES, within);
        true
    }

    /// Puts a space between neighbours that a style sheet sets apart (buttons, labels, links and the like that follow
    /// each other without a blank in the source), and ends the block between two that are paragraphs.
    pub(super) fn part_from(&mut self, tag: Tag, node: NodeId, last: Option<Open>) {
        if tag == Tag::SPAN
            && self.writer.len() > self.writer.block_start()
            && self.is_set_as_block(node)
        {
            return self.flush();
        }
        let Some(before) = last.filter(|_| sets_apart(tag)) else { return };
        if tag == Tag::SPAN && before.tag == Tag::SPAN && self.are_paragraphs(&before, node) {
            return self.flush();
        }
        let plain = |node| self.page.raw_attributes(node).all(|attribute| is_look(attribute.name));
        if sets_apart(before.tag)
            && self.writer.ends_in_word()
            && !(tag == Tag::SPAN && before.tag == Tag::SPAN && plain(node) && plain(before.node))
        {
            self.writer.set_apart();
        }
    }

    /// Whether an element's own style makes it a block.
    fn is_set_as_block(&self, node: NodeId) -> bool {
        let page = self.page;
        let named = page
            .attributes_as_written(node)
            .is_none_or(|written| memchr::memmem::find(written.as_bytes(), b"block").is_some());
        named
            && page.attribute(node, "style").is_some_and(|style| {
                let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
                rules.any(|(name, value)| name.trim() == "display" && value.trim() == "block")
            })
    }

    /// Whether two `span`s of one make that nothing parts, not even a blank, are paragraphs: the first is as long as
    /// one and ends as a sentence does, in a script that sets blanks between words.
    fn are_paragraphs(&self, before: &Open, node: NodeId) -> bool {
        let written = self.writer.text.get(before.start as usize..).unwrap_or("");
        written.len() as u32 >= PARAGRAPH
            && !before.linked
            && ends_sentence(written)
            && self.page.attribute(node, "class") == self.page.attribute(before.node, "class")
    }

    /// Whether an inline element that closes is the caption of the picture before it, and of nothing more.
    pub(super) fn is_caption(&mut self, closing: &Open) -> bool {
        self.run.images > 0
            && matches!(closing.tag, Tag::EM | Tag::SPAN | Tag::I | Tag::SMALL | Tag::FONT)
            && closing.start == self.writer.block_start()
            && self.writer.len() > closing.start
            && self.names.read(self.page, closing.node, closing.tag).cues
                & 1 << cues::bit("caption")
                != 0
    }
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::strip::segment::segment;

    fn blocks(html: &str, title: &str) -> Vec<String> {
        let mut arena = Arena::new();
        let layout = segment(parse(html, &mut arena, &Limits::default()), Some(title));
        layout.blocks.iter().map(|(_, text)| text.to_owned()).collect()
    }

    #[test]
    fn spans_that_are_paragraphs_are_blocks() {
        let long = "The weir was opened at last on Monday, after eleven years and two lawsuits in the town.";
        let spans = format!("<div><span class=p>{long}</span><span class=p>{long}</span>");
        assert_eq!(blocks(&spans, ""), [long, long]);
        assert_eq!(blocks(&spans.replacen("class=p", "class=q", 1), "").len(), 1, "of other makes");
        assert_eq!(blocks(&spans.replace("</span><", "</span> <"), "").len(), 1, "sentences");
        let set = "<div><span style='display: block'>One</span> <span style='display:block'>Two</span></div>";
        assert_eq!(blocks(set, ""), ["One", "Two"]);
        assert_eq!(blocks(&set.replace("block", "inline-block"), ""), ["One Two"]);
    }

    #[test]
    fn the_lines_of_a_head_are_blocks_below_a_headline_that_is_known() {
        let page = "<td><b>Harbour wall to be rebuilt</b><br>12 May 2003<br>by Joan Tackley<br>The harbour wall will \
            be rebuilt.<br>The council said so on the evening of its last meeting.";
        let apart = ["Harbour wall to be rebuilt", "12 May 2003", "by Joan Tackley"];
        assert_eq!(blocks(page, "Harbour wall to be rebuilt")[..3], apart);
        assert_eq!(blocks(page, "Harbour wall to be rebuilt").len(), 4);
        assert_eq!(blocks(page, "Harbour wall to be mended").len(), 1);
        let below = page.replace("<td>", "<td>SELLBY<br>");
        assert_eq!(blocks(&below, "Harbour wall to be rebuilt")[..2], ["SELLBY", apart[0]]);
    }

    #[test]
    fn a_caption_within_the_text_ends_where_its_element_does() {
        let page = "<div><span><img src=x><em class=img_desc>The wall on Monday.</em></span>The wall falls.</div>";
        assert_eq!(blocks(page, ""), ["The wall on Monday.", "The wall falls."]);
        assert_eq!(blocks(&page.replace("img_desc", "lead"), "").len(), 1);
    }
}
