//! The memory of one parsed page.

use super::hard::Hard;
use super::row::{Merged, Name, Row};
use super::scratch::Scratch;

/// Memory for one parsed page, reused from page to page.
#[derive(Debug, Default)]
pub struct Arena {
    pub(super) rows: Vec<Row>,
    /// What is not a span of the input: names, rewritten attributes, text of the fallback.
    pub(super) side: String,
    /// By row, ascending.
    pub(super) names: Vec<Name>,
    pub(super) merged: Vec<Merged>,
    pub(super) notes: Vec<String>,
    pub(super) hard: Option<Hard>,
    /// Attributes read of one tag.
    pub(super) most_attributes: u16,
    pub(super) scratch: Scratch,
}

impl Arena {
    /// An empty arena.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.side.clear();
        self.names.clear();
        self.merged.clear();
        self.notes.clear();
        self.hard = None;
    }
}
