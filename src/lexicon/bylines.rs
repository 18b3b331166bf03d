//! What stands before an author's name.

use super::rows::rows;

/// `language ⇥ prefix`.
pub(super) const BYLINES: &str = include_str!("data/bylines.tsv");

/// `language ⇥ label`: what stands before a name in a field that is known to be a byline, and would
/// be another thing in a line of its own (`quelle:`, `vom`). None of them is in [`BYLINES`].
pub(super) const BYLINE_LABELS: &str = include_str!("data/byline-labels.tsv");

/// Everything that stands before a name in a byline, as spelled in lower case.
pub(super) fn byline_labels() -> impl Iterator<Item = &'static str> {
    rows(BYLINES).chain(rows(BYLINE_LABELS)).map(|(_, label)| label)
}
