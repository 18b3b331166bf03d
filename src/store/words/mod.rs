//! Words as the search compares them: those of texts, and those of what a reader looks for.

mod article;
mod fold;
pub(super) mod passage;
mod query;
mod token;

pub(super) use fold::folded;
pub(super) use query::{Phrase, Query};

/// Whether a query names a word that a text must have, so that it can find any.
#[must_use]
pub fn asks_for_words(query: &str) -> bool {
    !Query::of(query).is_empty()
}
