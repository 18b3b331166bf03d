//! What is set otherwise within the text of a block.

/// A run of a block's text that an element within the block sets otherwise, or that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The place of the block in [`super::Blocks::rows`].
    pub block: u32,
    /// Where the run starts in the block's text, in bytes.
    pub start: u32,
    /// One past where it ends.
    pub end: u32,
    /// How it is set.
    pub kind: InlineKind,
}

/// How a run of text is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Emphasised: `em`, `i`.
    Emphasis,
    /// Strongly so: `strong`, `b`.
    Strong,
    /// What a program reads or writes: `code`, `kbd`, `samp`, `tt`.
    Code,
    /// A link, with where it leads: an absolute address where the page's own is known, otherwise as it was written.
    Link(String),
}
