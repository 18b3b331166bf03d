//! Sentences that a page sets apart beside the paragraph they are taken from, to catch the eye.

use std::ops::RangeInclusive;

use crate::page::{Blocks, Shape};
use crate::strip::features::Facts;

/// Words of such a sentence.
const WORDS: RangeInclusive<usize> = 8..=60;
/// How far from its paragraph it stands, in blocks.
const BESIDE: usize = 3;
/// What it ends with: what ends like no sentence heads the paragraph that begins with it.
const ENDS: [char; 13] = ['.', '!', '?', '…', '"', '”', '’', '“', '»', '«', '。', '！', '？'];
/// What it is set in where it was said, and what may be set otherwise in its paragraph.
const QUOTES: [char; 9] = ['"', '“', '”', '„', '«', '»', '‘', '’', '\''];

/// What is said of it.
pub(in crate::strip) const REASON: &str = "a sentence of a paragraph beside it";

/// Whether a paragraph or a quotation of a page is one. `kept` tells which blocks are the article's.
pub(super) fn is_pulled(facts: &Facts<'_>, at: usize, kept: impl Fn(usize) -> bool) -> bool {
    let words = facts.words_of(at);
    let block = &facts.layout.blocks.rows[at];
    let set_apart = matches!(block.shape, Shape::Paragraph | Shape::Quotation);
    let text = facts.layout.blocks.text_of(block);
    set_apart
        && WORDS.contains(&words.len())
        && text.ends_with(ENDS)
        && beside(at, facts.len()).filter(|other| kept(*other)).any(|other| {
            let theirs = facts.words_of(other);
            theirs.len() > words.len() && theirs.windows(words.len()).any(|part| part == words)
        })
}

/// Whether a line of a flattened page, of so many words, is one.
pub(in crate::strip) fn is_pulled_line(blocks: &Blocks, at: usize, words: f32) -> bool {
    let text = blocks.text_of(&blocks.rows[at]);
    if !WORDS.contains(&(words as usize)) || !text.ends_with(ENDS) {
        return false;
    }
    let said = text.trim_matches(QUOTES);
    beside(at, blocks.rows.len()).any(|other| {
        let theirs = blocks.text_of(&blocks.rows[other]);
        theirs.len() > text.len()
            && memchr::memmem::find(theirs.as_bytes(), said.as_bytes()).is_some()
    })
}

/// The blocks around one.
fn beside(at: usize, len: usize) -> impl Iterator<Item = usize> {
    (at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(len)).filter(move |other| *other != at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// The places of a page's blocks that are such sentences.
    fn pulled(html: &str) -> Vec<usize> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let facts = Facts::gather(&layout, &head, false);
        (0..facts.len()).filter(|at| is_pulled(&facts, *at, |_| true)).collect()
    }

    const LONG: &str =
        "<p>The weir was opened at last, after eleven years and two lawsuits, on Monday.";

    #[test]
    fn a_sentence_that_is_set_apart_beside_its_paragraph_is_pulled() {
        let said = "“We have waited for this weir since my father’s time.”";
        let text =
            format!("<p>Nobody was as glad as the miller. {said} He closed his mill in May.");
        assert_eq!(pulled(&format!("{text}<blockquote>{said}</blockquote>")), [1]);
        assert_eq!(pulled(&format!("<aside><p>{said}</p></aside>{LONG}{text}")), [0]);
        assert_eq!(pulled(&format!("<h2>{said}</h2>{text}")), [0; 0], "a heading");
        assert_eq!(pulled(&format!("<blockquote>{said}</blockquote>{LONG}")), [0; 0]);
        let far = LONG.replace("weir", "lock").repeat(3);
        assert_eq!(pulled(&format!("{text}{far}<blockquote>{said}</blockquote>")), [0; 0]);
        let head = "<p><b>The weir was opened at last, after eleven years</b>";
        assert_eq!(pulled(&format!("{head}{LONG}")), [0; 0], "ends like no sentence");
    }

    #[test]
    fn so_is_a_line_of_a_flattened_page_in_other_quotation_marks() {
        let lines = |lines: &[&str]| -> Vec<usize> {
            let mut blocks = Blocks::default();
            lines.iter().for_each(|line| blocks.push(line, Shape::Paragraph, 0));
            let words = |at: usize| lines[at].split(' ').count() as f32;
            (0..lines.len()).filter(|at| is_pulled_line(&blocks, *at, words(*at))).collect()
        };
        let paragraph = "He was glad: „We have waited for it since my father's time.“ It was May.";
        let said = "“We have waited for it since my father's time.”";
        assert_eq!(lines(&[said, "Between.", paragraph]), [0]);
        assert_eq!(lines(&[paragraph, "a", "b", "c", said]), [0; 0]);
        assert_eq!(lines(&["We have waited for it since my father", paragraph]), [0; 0]);
    }
}
