//! What a page of news prints twice: a paragraph, or lines that follow each other as they did before.
//! A single line that comes again is none: `Location: online` below each of ten courses is said of each.

use std::cell::OnceCell;

use crate::page::Shape;
use crate::strip::features::Facts;
use crate::strip::hashed::set::HashedSet;
use crate::strip::hashed::table::Table;

/// Shorter blocks are never taken for copies.
const SHORT: f32 = 4.0;
/// Nobody writes a paragraph of so many words twice.
const PARAGRAPH: f32 = 12.0;

/// The texts of the article's blocks so far.
#[derive(Default)]
pub(super) struct Copies {
    seen: HashedSet,
    first: OnceCell<Table<u32, u32>>,
}

impl Copies {
    /// Takes note of a block's text. Whether it is a copy of what was noted before.
    pub(super) fn note(&mut self, facts: &Facts<'_>, at: usize) -> bool {
        let m = &facts.measures[at];
        if m.words < SHORT || self.seen.insert(m.hash) {
            return false;
        }
        let paragraph = facts.layout.blocks.rows[at].shape == Shape::Paragraph;
        paragraph && m.words >= PARAGRAPH || self.in_passage(facts, at)
    }

    /// Whether the block above or below stands beside this one where this one's text came first.
    fn in_passage(&self, facts: &Facts<'_>, at: usize) -> bool {
        let first = self.first.get_or_init(|| places(facts));
        let origin = |at: usize| {
            let place = first.get(facts.measures.get(at)?.hash)? as usize;
            (place < at).then_some(place)
        };
        let Some(here) = origin(at) else { return false };
        let above = at.checked_sub(1).and_then(origin).is_some_and(|above| above + 1 == here);
        above || origin(at + 1) == Some(here + 1)
    }
}

/// Words of a sentence that is set apart from the paragraph it is taken from.
const PULLED: std::ops::RangeInclusive<usize> = 8..=60;
/// What it ends with.
const ENDS: [char; 13] = ['.', '!', '?', '…', '"', '”', '’', '“', '»', '«', '。', '！', '？'];
/// How far from its paragraph it stands, in blocks.
const BESIDE: usize = 3;

/// Whether a paragraph or a quotation is a sentence of a paragraph beside it, set apart to catch the eye. `kept` tells
/// which blocks are the article's.
pub(super) fn is_pulled(facts: &Facts<'_>, at: usize, kept: impl Fn(usize) -> bool) -> bool {
    let words = facts.words_of(at);
    let block = &facts.layout.blocks.rows[at];
    // What ends like no sentence heads the paragraph that begins with it.
    let whole = facts.layout.blocks.text_of(block).ends_with(ENDS);
    let set_apart = matches!(block.shape, Shape::Paragraph | Shape::Quotation);
    if !whole || !set_apart || !PULLED.contains(&words.len()) {
        return false;
    }
    let beside = at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(facts.len());
    beside.filter(|other| *other != at && kept(*other)).any(|other| {
        let theirs = facts.words_of(other);
        theirs.len() > words.len() && theirs.windows(words.len()).any(|part| part == words)
    })
}

/// Where each text of a page stands first.
fn places(facts: &Facts<'_>) -> Table<u32, u32> {
    let mut first = Table::with_room_for(facts.len());
    for (at, m) in facts.measures.iter().enumerate().rev() {
        *first.entry(m.hash) = at as u32;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// The places of a page's blocks of which something holds.
    fn found(html: &str, mut holds: impl FnMut(&Facts<'_>, usize) -> bool) -> Vec<usize> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let facts = Facts::gather(&layout, &head, false);
        (0..facts.len()).filter(|at| holds(&facts, *at)).collect()
    }

    fn copies(html: &str) -> Vec<usize> {
        let mut copies = Copies::default();
        found(html, |facts, at| copies.note(facts, at))
    }

    fn pulled(html: &str) -> Vec<usize> {
        found(html, |facts, at| is_pulled(facts, at, |_| true))
    }

    const LONG: &str =
        "<p>The weir was opened at last, after eleven years and two lawsuits, on Monday.";

    #[test]
    fn a_paragraph_that_comes_again_is_a_copy() {
        assert_eq!(copies(&format!("{LONG}<p>The mayor was there.{LONG}")), [2]);
    }

    #[test]
    fn a_line_that_comes_again_alone_is_none() {
        let of =
            |school: &str| format!("<h2>{school}</h2><ul><li>Average grade at entry: 3.7</ul>");
        assert!(copies(&[of("Sellby"), of("Harwick"), of("Moncal")].concat()).is_empty());
    }

    #[test]
    fn lines_that_come_again_together_are_copies() {
        let list = "<ul><li>The weir is open again<li>It cost nine million<li>Boats pay nothing until \
                    May</ul>";
        assert_eq!(copies(&format!("{list}<p>The mayor was there.{list}")), [4, 5, 6]);
        let other = list.replace("<li>It cost nine million", "<li>Nobody knows the costs yet");
        assert!(copies(&format!("{list}<p>The mayor was there.{other}")).is_empty());
    }

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
}
