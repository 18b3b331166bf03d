//! A page as the sequence of its blocks.

use std::borrow::Cow;

use super::{Inline, Label, Picture};

/// How a block is set on the page, whatever it means there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Running text.
    Paragraph,
    /// A heading of the given level, 1 to 6.
    Heading(u8),
    /// An item of a list, with its nesting depth, 1 for the outermost.
    ListItem {
        /// How many lists the item stands in.
        depth: u8,
        /// Whether the list counts its items.
        ordered: bool,
    },
    /// Text inside a `blockquote` or its like.
    Quotation,
    /// One row of a table; cells are separated by a tab in the block's text.
    TableRow {
        /// Whether every cell of the row is a heading cell.
        header: bool,
    },
    /// Preformatted text; its line breaks are part of the text.
    Preformatted,
}

/// One block of a page: a run of text that is kept or dropped as a whole.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where the block's text starts in [`Blocks::text`], in bytes.
    pub start: u32,
    /// One past where it ends.
    pub end: u32,
    /// How it is set.
    pub shape: Shape,
    /// What it is.
    pub label: Label,
    /// How sure the labelling is that the block belongs to the article, from 0 to 1.
    pub score: f32,
    /// Whether it is part of the clean text (title included) under the default options.
    pub kept: bool,
    /// Why it was kept or dropped, in words.
    pub reason: Cow<'static, str>,
    /// Where it comes from: the arena id of its element, or its first line number in a text page.
    pub origin: u32,
}

/// The blocks of one page in reading order, over one buffer that holds all of their text.
///
/// Text is normalised: single spaces, no control characters; line breaks only in
/// [`Shape::Preformatted`] and in paragraphs and quotations of which the lines count, as those of verses do (an empty
/// one between two of them parts paragraphs); tabs only in [`Shape::TableRow`].
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// The text of all blocks, one after the other.
    pub text: String,
    /// The blocks.
    pub rows: Vec<Block>,
    /// What is set otherwise within the text of kept blocks and captions, in the order of the blocks, within a block
    /// by where they start, what holds another first. None of preformatted blocks, and none of pages of flattened text.
    pub inlines: Vec<Inline>,
    /// The pictures of the article, in the order in which they stand, each once. None of pages of flattened text.
    pub pictures: Vec<Picture>,
}

impl Block {
    /// Whether the block is kept and is the article's own, its headline apart.
    #[must_use]
    pub fn is_of_body(&self) -> bool {
        self.kept && self.label.is_body()
    }

    /// Keeps the block as what a label says, for a reason.
    pub fn keep(&mut self, label: Label, reason: impl Into<Cow<'static, str>>) {
        (self.kept, self.label, self.reason) = (true, label, reason.into());
    }

    /// Leaves the block out as what a label says, for a reason.
    pub fn leave_out(&mut self, label: Label, reason: impl Into<Cow<'static, str>>) {
        (self.kept, self.label, self.reason) = (false, label, reason.into());
    }
}

impl Blocks {
    /// The text of one of this page's blocks; empty for a block whose range is not in the buffer.
    #[must_use]
    pub fn text_of(&self, block: &Block) -> &str {
        self.text.get(block.start as usize..block.end as usize).unwrap_or("")
    }

    /// What is set otherwise within the block at a place among the rows.
    #[must_use]
    pub fn inlines_of(&self, at: usize) -> &[Inline] {
        let from = self.inlines.partition_point(|inline| (inline.block as usize) < at);
        let own = self.inlines[from..].partition_point(|inline| inline.block as usize == at);
        &self.inlines[from..from + own]
    }

    /// Each block with its text, in reading order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Block, &str)> {
        self.rows.iter().map(|block| (block, self.text_of(block)))
    }

    /// Appends a block with the given text, not yet labelled.
    pub fn push(&mut self, text: &str, shape: Shape, origin: u32) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.rows.push(Block {
            start,
            end: self.text.len() as u32,
            shape,
            label: Label::Other,
            score: 0.0,
            kept: false,
            reason: Cow::Borrowed(""),
            origin,
        });
    }
}
