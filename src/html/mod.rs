//! HTML: decoded text in, an arena of elements and text out. Knows HTML, nothing of articles.

mod arena;
mod fallback;
mod tag;

pub use arena::{Arena, Document, NodeId};
pub use tag::Tag;

/// Bounds on what a page may hold. What lies beyond a bound is flattened or cut, and said so in
/// [`Document::notes`]; it is never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested deeper than this are flattened into their ancestor at this depth.
    pub depth: u16,
    /// Nodes in the arena.
    pub nodes: u32,
    /// Attributes kept of one tag.
    pub attributes: u16,
    /// Bytes of input; the rest is cut off.
    pub input: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 512, nodes: 4_000_000, attributes: 256, input: 256 << 20 }
    }
}

/// Parses a page into `arena`, which is emptied first and keeps its memory from page to page.
pub fn parse<'a>(input: &'a str, arena: &'a mut Arena, limits: &Limits) -> Document<'a> {
    fallback::parse(input, arena, limits)
}
