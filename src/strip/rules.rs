//! Labels by rule alone.

use super::measure::Measure;
use super::near::{self, Near};
use super::segment::Layout;
use super::sums::Sum;
use super::{cues, near::CUES};

/// How sure plain rules are that each block belongs to the article, from 0 to 1.
pub(super) fn scores(layout: &Layout, measures: &[Measure], sums: &[Sum]) -> Vec<f32> {
    let best = (0..sums.len()).max_by(|a, b| sums[*a].score.total_cmp(&sums[*b].score));
    let best = best.unwrap_or(0) as u32;
    let mut inside = vec![false; layout.elements.len()];
    for at in 0..layout.elements.len() {
        let parent = layout.elements[at].parent as usize;
        inside[at] = at as u32 == best || (parent < at && inside[parent]);
    }
    let rows = layout.runs.iter().zip(&layout.blocks.rows).zip(measures);
    rows.map(|((run, block), measure)| {
        let share = run.linked as f32 / ((block.end - block.start).max(1)) as f32;
        let running = measure.sentences > 0.0 && measure.words >= 8.0;
        let mut score: f32 = if inside[run.element as usize] { 0.65 } else { 0.3 };
        score += if running { 0.2 } else { -0.12 };
        score += if measure.words >= 25.0 { 0.15 } else { 0.0 };
        score -= share * 0.8;
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
