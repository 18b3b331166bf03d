//! How likely it is of each block that it belongs to the article, by the running text around it.

use super::facts::page::Page;
use super::ruling::Ruling;
use crate::lexicon::{Cue, CueSet};
use crate::page::Label;

/// Blocks without running text between two of its stretches, from which they are told apart.
const APART: usize = 12;
/// A stretch with less than this share of the longest one's words is not the article's.
const SHARE: f32 = 0.15;
/// How far a short line may stand from running text on both sides and still go with it, in blocks.
const NEAR: usize = 4;

/// The longest stretch of running text: its first block and one past its last. Sentences about cookies
/// and newsletters count for nothing.
pub(super) fn longest(page: &Page<'_>) -> Option<(usize, usize)> {
    let running: Vec<bool> =
        (0..page.len()).map(|at| page.prose[at] && !is_notice(page, at)).collect();
    let words = |(from, to): (usize, usize)| -> f32 {
        (from..to).filter(|at| running[*at]).map(|at| page.stats[at].words).sum()
    };
    let longest = |best: Option<((usize, usize), f32)>, stretch| {
        let sum = words(stretch);
        if best.is_none_or(|(_, most)| sum > most) { Some((stretch, sum)) } else { best }
    };
    stretches(page, &running).into_iter().fold(None, longest).map(|(stretch, _)| stretch)
}

/// From 0 to 1 for each block. Running text comes in stretches; the longest is the article, and so
/// are others that are not much shorter. A short line goes with the running text on both of its
/// sides.
pub(super) fn likely(page: &Page<'_>, rulings: &[Option<Ruling>]) -> Vec<f32> {
    let running: Vec<bool> =
        (0..page.len()).map(|at| rulings[at].is_none() && page.prose[at]).collect();
    let stretches = stretches(page, &running);
    let words = |(from, to): (usize, usize)| -> f32 {
        (from..to).filter(|at| running[*at]).map(|at| page.stats[at].words).sum()
    };
    let most = stretches.iter().map(|s| words(*s)).fold(0.0, f32::max);
    let mut out: Vec<f32> = rulings
        .iter()
        .map(|r| match r {
            Some(r) if r.label == Label::Title => 1.0,
            Some(_) => 0.0,
            None => 0.1,
        })
        .collect();
    for stretch in stretches.into_iter().filter(|s| words(*s) >= SHARE * most) {
        for at in stretch.0..stretch.1 {
            if rulings[at].is_some() {
                continue;
            }
            out[at] = match (running[at], between(&running, stretch, at)) {
                (true, _) if is_notice(page, at) => 0.3,
                (true, _) => 0.9,
                (false, true) if page.readings[at].cues.any(FURNITURE) => 0.3,
                (false, true) => 0.7,
                (false, false) => 0.2,
            };
        }
    }
    out
}

/// Hints that a short line between two paragraphs is furniture all the same.
const FURNITURE: CueSet = CueSet(
    Cue::Newsletter.set().0
        | Cue::Consent.set().0
        | Cue::Advert.set().0
        | Cue::Share.set().0
        | Cue::Credit.set().0
        | Cue::Login.set().0
        | Cue::Copyright.set().0
        | Cue::ReadingTime.set().0
        | Cue::Related.set().0,
);

/// A sentence or two about cookies, rights or newsletters.
fn is_notice(page: &Page<'_>, at: usize) -> bool {
    let notice = Cue::Consent.set() | Cue::Newsletter.set() | Cue::Copyright.set();
    page.stats[at].words < 40.0 && page.readings[at].cues.any(notice)
}

/// The stretches of running text: first and one past the last block.
fn stretches(page: &Page<'_>, running: &[bool]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in (0..page.len()).filter(|at| running[*at]) {
        match out.last_mut() {
            Some(last) if at - last.1 < APART => last.1 = at + 1,
            _ => out.push((at, at + 1)),
        }
    }
    out
}

/// Whether running text stands near on both sides.
fn between(running: &[bool], (from, to): (usize, usize), at: usize) -> bool {
    let before = at.saturating_sub(NEAR).max(from);
    let behind = (at + 1 + NEAR).min(to);
    running[before..at].contains(&true) && running[at + 1..behind].contains(&true)
}
