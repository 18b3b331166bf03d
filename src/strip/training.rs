//! What the trainer needs of a page, from the same code that labels it. Not part of the interface.

use super::features::head::Head;
use super::features::{self, Facts, Filler};
use super::model::second;
use super::model::{Model, names_hash};
use super::segment::segment;
use super::{Context, Stripped, html};
use crate::html::Document;
use crate::lexicon::Reading;
use crate::page::{Blocks, Metadata};

/// A page's blocks and their rows of features.
#[derive(Debug)]
pub struct Sample {
    /// The blocks, not labelled.
    pub blocks: Blocks,
    /// Words of each block.
    pub words: Vec<f32>,
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
    names_hash()
}

/// As what a page is learned from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guise {
    /// Without class names, as on sites that hash them.
    pub nameless: bool,
    /// Without what the word lists say, as in a language that no list knows.
    pub wordless: bool,
}

/// Takes a page apart as [`super::strip_html`] does, with what is known of it. The second look's columns are
/// filled from `first`: probabilities of the first look by the given model, or zero without one.
#[must_use]
pub fn sample(
    page: Document<'_>,
    (metadata, url): (&Metadata, Option<&str>),
    guise: Guise,
    first: Option<&Model>,
) -> Sample {
    let layout = segment(page, metadata.title.as_ref().map(|title| title.value.as_str()));
    let head = Head::read(page, url);
    let mut facts = Facts::gather(&layout, &head, guise.nameless);
    if guise.wordless {
        facts.readings.fill(Reading::default());
        facts.overlaps.iter_mut().for_each(|overlap| overlap.stop = 0.0);
    }
    let filler = Filler::new(&facts);
    let blocks = facts.len() as u32;
    let rows = match first {
        Some(model) => {
            let p = model.first(&filler, blocks);
            let all: Vec<u32> = (0..blocks).collect();
            second::rows(&filler, &second::Looks::new(&facts, &p), &all, None)
        }
        None => filler.rows(0..blocks, second::width()),
    };
    let words = facts.measures.iter().map(|m| m.words).collect();
    let rows = (0..rows.len()).flat_map(|at| rows.row(at)).collect();
    Sample { blocks: layout.blocks, words, rows }
}

/// [`super::strip_html`] with another model than the one that ships.
#[must_use]
pub fn strip(page: Document<'_>, context: &Context<'_>, model: &Model) -> Stripped {
    html::strip_with(page, context, Some(model))
}

/// How far [`walk`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The page is cut into blocks.
    Blocks,
    /// Every block is measured, and the head read.
    Measures,
    /// The rows of the first look are filled.
    Rows,
    /// The first forest has spoken.
    First,
    /// The columns of the second look are filled.
    SecondRows,
    /// The second forest has spoken.
    Second,
    /// Labels and verdict are there.
    Labels,
}

/// Goes the road of [`super::strip_html`] with the model that ships, as far as a step, so that the
/// steps can be timed; gives the number of blocks. The labelling knows no metadata here.
#[must_use]
pub fn walk(page: Document<'_>, to: Step) -> usize {
    let metadata = Metadata::default();
    if to == Step::Labels {
        let context = Context { metadata: &metadata, url: None, site: None, profile: None };
        return html::strip_with(page, &context, Model::shipped()).blocks.rows.len();
    }
    let layout = segment(page, None);
    if to == Step::Blocks {
        return layout.blocks.rows.len();
    }
    let head = Head::read(page, None);
    let facts = Facts::gather(&layout, &head, false);
    if to == Step::Measures {
        return facts.len();
    }
    if to == Step::Second {
        return Model::shipped().map_or(0, |model| model.probabilities(&facts).len());
    }
    let filler = Filler::new(&facts);
    let blocks = facts.len() as u32;
    let Some(model) = Model::shipped().filter(|_| to >= Step::First) else {
        return filler.rows(0..blocks, 0).len();
    };
    let p = model.first(&filler, blocks);
    if to < Step::SecondRows {
        return p.len();
    }
    let doubtful = model.doubtful(&p);
    second::rows(&filler, &second::Looks::new(&facts, &p), &doubtful, None).len()
}
