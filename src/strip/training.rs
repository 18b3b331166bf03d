//! What the trainer needs of a page, from the same code that labels it. Not part of the interface.

use super::features::{self, Facts};
use super::head::Head;
use super::model::{Model, names_hash};
use super::second;
use super::segment::segment;
use super::{Context, Stripped, html};
use crate::html::Document;
use crate::page::Blocks;

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

/// Takes a page apart. `nameless` leaves class names out, as on sites that hash them; `convention` is that of
/// the page's gold text. The second
/// look's columns are filled from `first`: probabilities of the first look by the given model, or
/// zero without one.
#[must_use]
pub fn sample(
    page: Document<'_>,
    url: Option<&str>,
    nameless: bool,
    convention: bool,
    first: Option<&Model>,
) -> Sample {
    let layout = segment(page);
    let head = Head::read(page, url);
    let mut facts = Facts::gather(&layout, &head, nameless);
    facts.convention = convention;
    let mut rows = features::rows(&facts);
    if let Some(model) = first {
        let p = model.first(&rows);
        second::fill(&facts, &p, &mut rows);
    }
    let words = facts.measures.iter().map(|m| m.words).collect();
    let rows = rows.values;
    Sample { blocks: layout.blocks, words, rows }
}

/// [`super::strip_html`] with another model than the one that ships.
#[must_use]
pub fn strip(page: Document<'_>, context: &Context<'_>, model: &Model) -> Stripped {
    html::strip_with(page, context, Some(model))
}
