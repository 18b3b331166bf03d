//! What a page's blocks are and where they stand.

use super::element::Element;
use super::run::Run;
use super::write::Held;
use crate::html::{NodeId, Tag};
use crate::page::{Block, Blocks, Label, Shape};

/// A page's blocks with the elements they stand in.
#[derive(Debug)]
pub(in crate::strip) struct Layout {
    /// The elements that hold a block, however deep below them, and the root, in document order: a
    /// parent's number is smaller than its children's.
    pub elements: Vec<Element>,
    /// How many elements of each tag the page has, by [`Tag::index`], those without blocks included and
    /// those that are skipped as no text of the page left out.
    pub tags: [u32; Tag::COUNT + 1],
    /// What is known of each block beside its text, in the order of the blocks.
    pub runs: Vec<Run>,
    /// The blocks, not yet labelled.
    pub blocks: Blocks,
    /// Where in their text a blank stands for a line break, in order.
    pub breaks: Vec<u32>,
    /// What inline elements hold of it, in the order in which they end.
    pub held: Vec<Held>,
    /// The pictures, with where they stand in that text, in order.
    pub pictures: Vec<(u32, NodeId)>,
    /// Which of these end a line in bold that begins its block, in order.
    pub bold: Vec<u32>,
    /// From where to where it holds what is seen in a line and is no part of what that says, in order: the marks of
    /// notes, hidden words, the second print of a formula. The model is shown it.
    pub unread: Vec<(u32, u32)>,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            elements: Vec::new(),
            tags: [0; Tag::COUNT + 1],
            runs: Vec::new(),
            blocks: Blocks::default(),
            breaks: Vec::new(),
            held: Vec::new(),
            pictures: Vec::new(),
            bold: Vec::new(),
            unread: Vec::new(),
        }
    }
}

impl Layout {
    /// Adds a block of this range of the text, which stands in the element `origin` of the arena.
    pub(super) fn put(&mut self, run: Run, (start, end): (u32, u32), shape: Shape, origin: u32) {
        self.runs.push(run);
        self.blocks.rows.push(Block {
            start,
            end,
            shape,
            label: Label::Other,
            score: 0.0,
            kept: false,
            reason: "".into(),
            origin,
        });
    }

    /// Room for what a page of so many nodes mostly takes.
    pub(super) fn with_room_for(nodes: u32) -> Layout {
        let nodes = nodes as usize;
        let mut layout = Layout::default();
        layout.elements.reserve(nodes / 4);
        layout.runs.reserve(nodes / 8);
        layout.blocks.rows.reserve(nodes / 8);
        layout
    }
}
