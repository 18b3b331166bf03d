//! Sentences that a page sets apart beside the paragraph they are taken from, to catch the eye.

use std::ops::RangeInclusive;

use memchr::memmem::Finder;

use crate::page::{Block, Blocks, Label, Shape};
use crate::strip::features::Facts;

/// Words of such a sentence.
const WORDS: RangeInclusive<usize> = 8..=60;
/// How far from its paragraph it stands, in blocks.
const BESIDE: usize = 3;
/// The same where it is marked up as a quotation: fewest words, and how far it may stand.
const QUOTED: usize = 4;
const APART: usize = 8;
/// Fewest words before and behind who said it, and how many words may say that.
const PART: usize = 2;
const REST: usize = 5;
const SPEAKER: usize = 8;
/// Words of the longest paragraph that is searched for both parts, and at how many places of it the first of them is
/// tried: each parting of the sentence is.
const SEARCHED: usize = 1000;
const PLACES: usize = 4;
/// What it ends with: what ends like no sentence heads the paragraph that begins with it.
const ENDS: [char; 13] = ['.', '!', '?', '…', '"', '”', '’', '“', '»', '«', '。', '！', '？'];
/// What it is set in where it was said, and what may be set otherwise in its paragraph.
const QUOTES: [char; 9] = ['"', '“', '”', '„', '«', '»', '‘', '’', '\''];

/// Leaves out of a page of markup the kept blocks that are such sentences. Of words, letter case and punctuation do
/// not count.
pub(super) fn leave_out(facts: &Facts<'_>, blocks: &mut Blocks) {
    let held = |blocks: &Blocks, at: usize, beside: &mut dyn Iterator<Item = usize>| {
        let words = facts.words_of(at);
        let quoted = is_quoted(blocks.text_of(&blocks.rows[at]));
        beside.map(|other| facts.words_of(other)).any(|theirs| {
            theirs.len() > words.len()
                && (theirs.windows(words.len()).any(|part| part == words)
                    || quoted && holds_in_two(words, theirs))
        })
    };
    leave_out_where(blocks, |at| facts.words_of(at).len(), held);
}

/// Whether a text is set in quotation marks as a whole.
fn is_quoted(text: &str) -> bool {
    text.len() > 2 && text.starts_with(QUOTES) && text.ends_with(QUOTES)
}

/// Whether words are those of a quotation that goes on behind who said it (`We have, she says, waited for it`): two
/// parts, one behind the other.
fn holds_in_two(words: &[u32], theirs: &[u32]) -> bool {
    let theirs = &theirs[..theirs.len().min(SEARCHED)];
    (PART..=words.len().saturating_sub(REST)).any(|at| {
        let (first, rest) = words.split_at(at);
        let begins = theirs.windows(first.len()).enumerate().filter(|(_, part)| *part == first);
        let mut ends = begins.take(PLACES).map(|(from, _)| from + first.len());
        ends.any(|end| {
            let last = theirs.len().min(end + SPEAKER);
            (end + 1..=last).any(|from| theirs[from..].starts_with(rest))
        })
    })
}

/// The same for the lines of a flattened page, which have so many words each.
pub(in crate::strip) fn leave_out_lines(blocks: &mut Blocks, words: impl Fn(usize) -> f32) {
    let held = |blocks: &Blocks, at: usize, beside: &mut dyn Iterator<Item = usize>| {
        let text_of = |at: usize| blocks.text_of(&blocks.rows[at]);
        let text = text_of(at);
        let mut longer = beside.map(text_of).filter(|theirs| theirs.len() > text.len()).peekable();
        // A search for so long a text is prepared once for all of them.
        longer.peek().is_some() && {
            let said = Finder::new(text.trim_matches(QUOTES));
            longer.any(|theirs| said.find(theirs.as_bytes()).is_some())
        }
    };
    leave_out_where(blocks, |at| words(at) as usize, held);
}

/// Leaves out each kept paragraph or quotation that is `held`: its words stand in one of the kept blocks beside it.
fn leave_out_where(
    blocks: &mut Blocks,
    words: impl Fn(usize) -> usize,
    held: impl Fn(&Blocks, usize, &mut dyn Iterator<Item = usize>) -> bool,
) {
    let is_text = |block: &Block| block.kept && block.label != Label::Title;
    let len = blocks.rows.len();
    for at in 0..len {
        let block = &blocks.rows[at];
        let set_apart = matches!(block.shape, Shape::Paragraph | Shape::Quotation);
        if !is_text(block) || !set_apart {
            continue;
        }
        let quoted = block.shape == Shape::Quotation;
        let least = if quoted { QUOTED } else { *WORDS.start() };
        if !(least..=*WORDS.end()).contains(&words(at))
            || !quoted && !blocks.text_of(block).ends_with(ENDS)
        {
            continue;
        }
        let reach = if quoted { APART } else { BESIDE };
        let beside = at.saturating_sub(reach)..(at + reach + 1).min(len);
        let mut beside = beside.filter(|other| *other != at && is_text(&blocks.rows[*other]));
        if held(blocks, at, &mut beside) {
            let block = &mut blocks.rows[at];
            block.leave_out(Label::Repeat, "a sentence of a paragraph beside it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// The places of the blocks that are left out where all of them are kept.
    fn left_out(mut blocks: Blocks, leave_out: impl FnOnce(&mut Blocks)) -> Vec<usize> {
        blocks.rows.iter_mut().for_each(|block| block.kept = true);
        leave_out(&mut blocks);
        (0..blocks.rows.len()).filter(|at| !blocks.rows[*at].kept).collect()
    }

    fn pulled(html: &str) -> Vec<usize> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let facts = Facts::gather(&layout, &head, false);
        left_out(layout.blocks.clone(), |blocks| leave_out(&facts, blocks))
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
        let part = "<blockquote>We have waited for this weir</blockquote>";
        assert_eq!(pulled(&format!("{part}{LONG}{LONG}{text}")), [0], "a quotation, and its part");
        let far = LONG.replace("weir", "lock").repeat(9);
        assert_eq!(pulled(&format!("{text}{far}<blockquote>{said}</blockquote>")), [0; 0]);
        let parted = "<p>Nobody was glad. “We have,” says the miller, “waited for this weir since my father’s time.”</p>";
        assert_eq!(pulled(&format!("{parted}<p>{said}</p>")), [1], "who said it stands within");
        assert_eq!(pulled(&format!("{parted}<p>{}</p>", said.trim_matches(QUOTES))), [0; 0]);
        let head = "<p><b>The weir was opened at last, after eleven years</b>";
        assert_eq!(pulled(&format!("{head}{LONG}")), [0; 0], "ends like no sentence");
    }

    #[test]
    fn so_is_a_line_of_a_flattened_page_in_other_quotation_marks() {
        let lines = |lines: &[&str]| {
            let mut blocks = Blocks::default();
            lines.iter().for_each(|line| blocks.push(line, Shape::Paragraph, 0));
            let words = |at: usize| lines[at].split(' ').count() as f32;
            left_out(blocks, |blocks| leave_out_lines(blocks, words))
        };
        let paragraph = "He was glad: „We have waited for it since my father's time.“ It was May.";
        let said = "“We have waited for it since my father's time.”";
        assert_eq!(lines(&[said, "Between.", paragraph]), [0]);
        assert_eq!(lines(&[paragraph, "a", "b", "c", said]), [0; 0]);
        assert_eq!(lines(&["We have waited for it since my father", paragraph]), [0; 0]);
    }

    #[test]
    fn nothing_is_left_out_for_what_is_left_out_itself() {
        let said = "We have waited for this weir since my father’s time.";
        let html = format!("<p>{said}<p>Nobody was as glad as the miller. {said}");
        let mut arena = Arena::new();
        let page = parse(&html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let facts = Facts::gather(&layout, &head, false);
        let mut blocks = layout.blocks.clone();
        blocks.rows[0].kept = true;
        leave_out(&facts, &mut blocks);
        assert!(blocks.rows[0].kept);
    }
}
