//! What the trainer needs of a flattened page, from the same code that labels it. Not part of the
//! interface.

use super::facts::page::Page;
use super::model::second::{self, Looks};
use super::sift::{gather, sift};
use super::{apart, features, model};
use crate::page::{Blocks, Label};
use crate::strip::Model;
use crate::strip::features::NumberList;

/// A flattened page's blocks and their rows of features.
#[derive(Debug)]
pub struct Sample {
    /// The blocks, not labelled.
    pub blocks: Blocks,
    /// Words of each block.
    pub words: Vec<f32>,
    /// What the rules said of each block: 0 nothing, 1 dropped, 2 the headline, 3 dropped after the model
    /// has spoken.
    pub ruled: Vec<u8>,
    /// The rules' reasons.
    pub reasons: Vec<&'static str>,
    /// The rows, one after the other: the first look's columns, then the second's.
    pub rows: Vec<f32>,
}

/// The names of the features of the first and of the second look.
#[must_use]
pub fn names() -> (Vec<String>, Vec<String>) {
    (features::names(), second::names())
}

/// What a model file must carry to be used with these features.
#[must_use]
pub fn fingerprint() -> u32 {
    model::fingerprint()
}

/// Reads a line model. `None` when it is none, or was trained on other features.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Model> {
    model::read(bytes)
}

/// Takes a text apart. The second look's columns are filled from what the given model's first look
/// says; without one they are left out.
#[must_use]
pub fn sample(text: &str, first: Option<&Model>) -> Sample {
    let mut rows = NumberList::default();
    let mut ruled = Vec::new();
    let mut words = Vec::new();
    let mut reasons = Vec::new();
    let (blocks, _) = sift(text, |page: &Page<'_>, rulings, sums| {
        let p = first.map(|first| model::first_look(page, rulings, sums, first));
        let looks = p.as_ref().map(|p| Looks::new(page, sums, p));
        for at in 0..page.len() {
            features::put(page, rulings, sums, at, &mut rows);
            if let Some(looks) = &looks {
                looks.put(at, &mut rows);
            }
        }
        words = page.stats.iter().map(|s| s.words).collect();
        reasons = rulings.iter().map(|r| r.map_or("", |r| r.reason)).collect();
        let after = apart::rule(page, sums, rulings);
        ruled = rulings
            .iter()
            .zip(&after)
            .map(|(before, after)| match (before, after) {
                (Some(ruling), _) if ruling.label == Label::Title => 2,
                (Some(_), _) => 1,
                (None, Some(_)) => 3,
                (None, None) => 0,
            })
            .collect();
    });
    Sample { blocks, words, ruled, reasons, rows: rows.0 }
}

/// The lines of a text that may be its headline: the text of each and what is known of it, in the order
/// of [`title_facts`].
#[must_use]
pub fn titles(text: &str) -> Vec<(String, Vec<f32>)> {
    let mut out = Vec::new();
    gather(text, |page, vocabulary, _| {
        super::title::each(&page, vocabulary, |at, facts| {
            out.push((page.text(at).to_owned(), facts.to_vec()));
        });
    });
    out
}

/// The names of what is known of a line that may be a headline.
#[must_use]
pub fn title_facts() -> Vec<&'static str> {
    super::title::FACTS.iter().map(|(name, _)| *name).collect()
}
