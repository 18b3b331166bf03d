//! What the trainer needs of a flattened page, from the same code that labels it. Not part of the
//! interface.

use super::{features, model, rules, sift};
use crate::page::{Blocks, Label};

/// A flattened page's blocks and their rows of features.
#[derive(Debug)]
pub struct Sample {
    /// The blocks, not labelled.
    pub blocks: Blocks,
    /// Words of each block.
    pub words: Vec<f32>,
    /// What the rules said of each block: 0 nothing, 1 dropped, 2 the headline.
    pub ruled: Vec<u8>,
    /// The rules' reasons.
    pub reasons: Vec<&'static str>,
    /// The rows, one after the other.
    pub rows: Vec<f32>,
}

/// The names of the features.
#[must_use]
pub fn names() -> Vec<String> {
    features::names()
}

/// What a model file must carry to be used with these features.
#[must_use]
pub fn fingerprint() -> u32 {
    model::fingerprint()
}

/// Takes a text apart.
#[must_use]
pub fn sample(text: &str) -> Sample {
    let mut rows = Vec::new();
    let mut ruled = Vec::new();
    let mut words = Vec::new();
    let mut reasons = Vec::new();
    let blocks = sift(text, |page: &rules::Page<'_>, rulings, sums| {
        features::fill(page, rulings, sums, 0..page.len(), &mut rows);
        words = page.stats.iter().map(|s| s.words).collect();
        reasons = rulings.iter().map(|r| r.map_or("", |r| r.reason)).collect();
        ruled = rulings
            .iter()
            .map(|r| r.map_or(0, |r| if r.label == Label::Title { 2 } else { 1 }))
            .collect();
    });
    Sample { blocks, words, ruled, reasons, rows }
}
