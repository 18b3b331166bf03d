//! The entries of a live blog, with the times that stand above them.

use crate::lexicon::clock;
use crate::page::{Block, Blocks, Entry, Label};

/// Longer lines are no times, in bytes.
const SHORT: usize = 60;
/// Fewer entries than these are no live blog's: one time above the text is the article's own.
const FEWEST: usize = 2;

/// The entries of a live blog in the page's order: each time that the page prints above an entry or at its beginning,
/// with the line of the text that follows it. Empty where there are fewer than two.
#[must_use]
pub fn entries(blocks: &Blocks) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut time = None;
    for (block, text) in blocks.iter() {
        if says_when(block, text) {
            time = Some(text);
        } else if begins(block)
            && let Some((at, rest)) = opens(text)
        {
            time = None;
            entries.push(Entry { at: at.to_owned(), begins: first_line(rest).to_owned() });
        } else if begins(block)
            && let Some(at) = time.take()
        {
            entries.push(Entry { at: at.to_owned(), begins: first_line(text).to_owned() });
        }
    }
    if entries.len() < FEWEST {
        entries.clear();
    }
    entries
}

/// Whether a block is a time that is not part of the text.
fn says_when(block: &Block, text: &str) -> bool {
    block.label == Label::Date
        && !block.kept
        && text.len() <= SHORT
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether an entry can begin with a block. The headline and the lead are the whole page's.
fn begins(block: &Block) -> bool {
    block.kept && !matches!(block.label, Label::Title | Label::Standfirst)
}

/// The hour that an entry opens with on its own line, and what it says: `Ore 20.55 - Il ponte è chiuso`.
fn opens(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = clock::opening(text).filter(|(_, rest)| !rest.is_empty())?;
    let hour = text.get(..text.len() - rest.len())?;
    let is_part = |c: char| c.is_whitespace() || "[]()-–—:|·•→»".contains(c);
    Some((hour.trim_matches(is_part), rest))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::complete::tests::page;

    #[test]
    fn each_time_goes_with_what_it_stands_above() {
        let blocks = page(&[
            (Label::Title, "Snow, minute by minute"),
            (Label::Date, "18 November 2026, 17:55"),
            (Label::Standfirst, "Forty centimetres in twelve hours."),
            (Label::Date, "17:55"),
            (Label::Subhead, "The pass is open"),
            (Label::Body, "The barrier was lifted at 17:40."),
            (Label::Share, "Share"),
            (Label::Date, "16:20"),
            (Label::Body, "The power is back."),
        ]);
        let entries: Vec<_> =
            entries(&blocks).into_iter().map(|entry| (entry.at, entry.begins)).collect();
        let expected = [("17:55", "The pass is open"), ("16:20", "The power is back.")];
        assert_eq!(entries, expected.map(|(at, begins)| (at.to_owned(), begins.to_owned())));
    }

    #[test]
    fn an_entry_may_open_with_its_time() {
        let blocks = page(&[
            (Label::Title, "Snow, minute by minute"),
            (Label::Body, "Ore 17.55 - The pass is open.\nIt was closed at noon."),
            (Label::Body, "16:20: The power is back."),
        ]);
        let entries: Vec<_> =
            entries(&blocks).into_iter().map(|entry| (entry.at, entry.begins)).collect();
        let expected = [("Ore 17.55", "The pass is open."), ("16:20", "The power is back.")];
        assert_eq!(entries, expected.map(|(at, begins)| (at.to_owned(), begins.to_owned())));
    }

    #[test]
    fn one_time_makes_no_live_blog() {
        let blocks = page(&[
            (Label::Title, "Snow"),
            (Label::Date, "17:55"),
            (Label::Body, "The pass is open."),
        ]);
        assert!(entries(&blocks).is_empty());
    }
}
