//! What a page's blocks are and where they stand.

use super::element::Element;
use super::run::Run;
use crate::page::Blocks;

/// A page's blocks with the elements they stand in.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Elements in document order: a parent's number is smaller than its children's.
    pub elements: Vec<Element>,
    /// What is known of each block beside its text, in the order of the blocks.
    pub runs: Vec<Run>,
    /// The blocks, not yet labelled.
    pub blocks: Blocks,
}

impl Layout {
    /// Room for what a page of so many nodes mostly takes.
    pub(super) fn with_room_for(nodes: u32) -> Layout {
        let nodes = nodes as usize;
        let mut layout = Layout::default();
        layout.elements.reserve(nodes / 2);
        layout.runs.reserve(nodes / 8);
        layout.blocks.rows.reserve(nodes / 8);
        layout
    }
}
