//! Labels by rule alone.

use crate::strip::features::Facts;
use crate::strip::segment::cues;
use crate::strip::segment::near::{self, CUES, Near};

/// How sure plain rules are that each block belongs to the article, from 0 to 1: for a program
/// whose model cannot be read.
pub(in crate::strip) fn scores(facts: &Facts<'_>) -> Vec<f32> {
    (0..facts.len())
        .map(|at| {
            let (run, m) = (&facts.layout.runs[at], &facts.measures[at]);
            let running = m.sentences > 0.0 && m.words >= 8.0;
            let mut score: f32 = if facts.chains.inside(run.element) { 0.65 } else { 0.3 };
            score += if running { 0.2 } else { -0.12 };
            score += if m.words >= 25.0 { 0.15 } else { 0.0 };
            score -= facts.link_share(at) * 0.8;
            score -= if is_furniture(&run.near) { 0.5 } else { 0.0 };
            score.clamp(0.0, 1.0)
        })
        .collect()
}

fn is_furniture(near: &Near) -> bool {
    let tags = [near::NAV, near::FOOTER, near::ASIDE, near::FIGCAPTION, near::BUTTON];
    let words = ["related", "share", "comment", "advert", "popup", "newsletter", "foot", "caption"];
    tags.iter().any(|kind| near.get(*kind) <= 12)
        || words.iter().any(|word| near.get(CUES + cues::bit(word) as usize) <= 1)
}
