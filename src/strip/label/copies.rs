//! What a page of news prints twice: a paragraph, or lines that follow each other as they did before.
//! A single line that comes again is none: `Location: online` below each of ten courses is said of each.

use std::cell::OnceCell;

use crate::page::Shape;
use crate::strip::features::Facts;
use crate::strip::hashed::set::HashedSet;
use crate::strip::hashed::table::Table;
use crate::strip::measure::measure;

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
        let block = &facts.layout.blocks.rows[at];
        let paragraph = block.shape == Shape::Paragraph && m.words >= PARAGRAPH;
        if paragraph && let Some(text) = below_dateline(facts.layout.blocks.text_of(block)) {
            self.seen.insert(measure(text, &mut Vec::new()).hash);
        }
        if m.words < SHORT || self.seen.insert(m.hash) {
            return false;
        }
        paragraph || self.in_passage(facts, at)
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

/// A text without the place and the agency that it begins with: `SELLBY (AP) — The weir was opened.`
fn below_dateline(text: &str) -> Option<&str> {
    /// Bytes of the longest dateline, the shortest one, and what parts it from the text.
    const LONG: usize = 60;
    const LEAST: usize = 3;
    const MARKS: [&str; 4] = [" — ", " – ", " -- ", " - "];
    let start = &text[..text.floor_char_boundary(LONG)];
    // Most have none of the marks, the first byte of which is one of these.
    if !start.bytes().any(|byte| matches!(byte, b'-' | 0xe2)) {
        return None;
    }
    let (at, mark) = MARKS.iter().find_map(|mark| Some((start.find(mark)?, mark)))?;
    let place = &text[..at];
    let capitals = place.chars().filter(|c| c.is_uppercase()).count();
    let named = place.len() > LEAST && (capitals >= place.len() / 2 || place.ends_with(')'));
    named.then(|| &text[at + mark.len()..])
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

    /// The places of a page's blocks that are copies.
    fn copies(html: &str) -> Vec<usize> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let facts = Facts::gather(&layout, &head, false);
        let mut copies = Copies::default();
        (0..facts.len()).filter(|at| copies.note(&facts, *at)).collect()
    }

    const LONG: &str =
        "<p>The weir was opened at last, after eleven years and two lawsuits, on Monday.";

    #[test]
    fn a_paragraph_that_comes_again_is_a_copy() {
        assert_eq!(copies(&format!("{LONG}<p>The mayor was there.{LONG}")), [2]);
    }

    #[test]
    fn the_paragraph_below_a_dateline_comes_again_without_it() {
        let text = LONG.trim_start_matches("<p>");
        for place in ["SELLBY (AP) — ", "Sellby (dpa) - ", "SELLBY, Corvo -- "] {
            assert_eq!(copies(&format!("<p>{place}{text}<p>The mayor was there.{LONG}")), [2]);
        }
        assert!(copies(&format!("<p>He said - {text}<p>The mayor was there.{LONG}")).is_empty());
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
}
