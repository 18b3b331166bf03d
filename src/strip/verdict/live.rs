//! Live blogs that neither their markup nor their address names: by the hours of their entries.

use super::page::{Page, verdict};
use super::signs::Signs;
use crate::lexicon::{self, Cue, clock};
use crate::page::{Label, Outcome, Verdict};

/// Entries from which a page that calls itself live is a live blog, and any page.
const CALLED: usize = 4;
const ENTRIES: usize = 8;
/// Words of an entry in the mean: what is shorter is a programme.
const ENTRY: f32 = 15.0;
/// What of the kept words stands below the first hour, at least.
const BELOW: f32 = 0.7;
/// Bytes of the longest line above the entries that calls the page live, and how many blocks are read for it.
const CALL: usize = 80;
const ABOVE: usize = 60;
/// How many blocks below an hour its entry begins at most.
const REACH: usize = 3;

/// A page whose text is entries that open with their hours, in order.
pub(super) fn kind(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let rows = &page.blocks.rows;
    let words = |at: usize| page.spans.get(at).map_or(0.0, |span| span.words);
    let entries: Vec<(usize, u32)> = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(at, (block, _))| {
            block.label != Label::Title
                && (block.kept || block.label == Label::Date)
                && rows[*at..].iter().take(1 + REACH).any(|row| row.kept)
        })
        .filter_map(|(at, (block, text))| {
            let (minute, rest) = clock::opening(text)?;
            (block.kept || rest.is_empty()).then_some((at, minute))
        })
        .collect();
    let (first, _) = *entries.first()?;
    let below: f32 = (first..rows.len()).filter(|at| rows[*at].kept).map(words).sum();
    let above: Vec<&str> = page
        .blocks
        .iter()
        .take(first)
        .map(|(_, text)| text)
        .filter(|text| text.len() <= CALL)
        .collect();
    let called = signs.title.has(Cue::Live)
        || above.iter().rev().take(ABOVE).any(|text| lexicon::cues(text).has(Cue::Live));
    let enough = if called { CALLED } else { ENTRIES };
    if entries.len() < enough
        || below < ENTRY * entries.len() as f32
        || below < BELOW * signs.kept
        || !clock::in_order(entries.iter().map(|(_, minute)| *minute))
    {
        return None;
    }
    let mut evidence = vec![format!("{} entries open with their hours, in order", entries.len())];
    evidence.extend(called.then(|| "it calls itself live".to_owned()));
    Some(verdict(Outcome::LiveBlog, if called { 0.8 } else { 0.6 }, evidence))
}
