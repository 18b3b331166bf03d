//! Which line is the headline.

use super::dates::Dated;
use super::marker::Marker;
use super::repeats::Repeat;
use super::rules::{self, Page};
use super::vocabulary::Vocabulary;
use crate::lexicon::Cue;
use crate::page::Shape;

/// The least that speaks for a headline before it is taken for one.
const ENOUGH: f32 = 2.0;

/// Blocks before the first running text among which the headline is looked for.
const BEFORE: usize = 1000;

/// The block that is the page's headline, if one is. A page may have none: the first paragraph then
/// simply comes first.
pub(super) fn find(page: &Page<'_>, vocabulary: &Vocabulary) -> Option<usize> {
    let first = (0..page.len()).find(|at| page.prose[*at])?;
    let mut best: Option<(usize, f32)> = None;
    let running = running(page, vocabulary, first);
    for at in first.saturating_sub(BEFORE)..=(first + 2).min(page.len() - 1) {
        let Some(score) = score(page, at, first) else { continue };
        let score = score + echo(vocabulary.of(at), &running, page.prose[at]);
        if best.is_none_or(|(_, top)| score > top) {
            best = Some((at, score));
        }
    }
    best.filter(|(_, score)| *score >= ENOUGH).map(|(at, _)| at)
}

fn score(page: &Page<'_>, at: usize, first: usize) -> Option<f32> {
    let (s, unit, text) = (&page.stats[at], &page.units[at], page.text(at));
    let level = match page.blocks.rows[at].shape {
        Shape::Heading(level) => level,
        Shape::Paragraph => 0,
        _ => return None,
    };
    let sentence = s.ends_sentence() && !matches!(s.closing, '?' | '!');
    if s.words < 2.0
        || s.words > 32.0
        || s.letters * 2 < s.chars
        || (sentence && s.sentences > 1)
        || page.dated[at] != Dated::No
        || matches!(unit.marker, Marker::Bullet | Marker::Number(_) | Marker::Quote(_))
        || matches!(
            page.repeats[at],
            Repeat::Doubled | Repeat::Fields | Repeat::Cut | Repeat::Uncut
        )
        || rules::furniture(page, at).is_some()
        || page.readings[at].cues.has(Cue::Consent)
        || rules::is_agency_line(text, s)
    {
        return None;
    }
    if at > first && level == 0 {
        return None;
    }
    let mut score = match level {
        1 => 4.0,
        2 => 1.5,
        0 => 0.0,
        _ => 0.5,
    };
    score += if (4.0..=20.0).contains(&s.words) { 1.0 } else { -0.5 };
    score += if sentence { -1.5 } else { 0.5 };
    if matches!(page.repeats[at], Repeat::First | Repeat::Again) {
        score += 0.5;
    }
    // A sentence that opens the page and comes back word for word is its headline, not its lead.
    if at == first && page.repeats[at] == Repeat::First && s.sentences <= 1 {
        score += 3.0;
    }
    // A date or the first running text soon behind it.
    let soon = (at + 1..(at + 4).min(page.len())).any(|n| page.dated[n] == Dated::Whole);
    score += if soon { 1.0 } else { 0.0 };
    score += match first.saturating_sub(at) {
        0 => 0.0,
        1..=4 => 1.0,
        5..=12 => 0.5,
        _ => 0.0,
    };
    Some(score)
}

/// The longer words of the first running text.
fn running(page: &Page<'_>, vocabulary: &Vocabulary, first: usize) -> Vec<u32> {
    let prose = (first..page.len()).filter(|n| page.prose[*n]).take(4);
    let mut words: Vec<u32> = prose.flat_map(|n| vocabulary.of(n)).copied().collect();
    words.sort_unstable();
    words
}

/// The share of a line's longer words that come again in the running text.
fn echo(words: &[u32], running: &[u32], inside: bool) -> f32 {
    if words.is_empty() {
        return 0.0;
    }
    // a line that is running text itself has each of its words there once
    let least = if inside { 2 } else { 1 };
    let found = words.iter().take(24).filter(|word| {
        let from = running.partition_point(|w| w < word);
        running[from..].iter().take_while(|w| w == word).count() >= least
    });
    1.5 * found.count() as f32 / words.len().min(24) as f32
}
