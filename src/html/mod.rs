//! HTML: decoded text in, an arena of elements and text out. Knows HTML, nothing of articles.

mod arena;
mod attributes;
mod build;
mod document;
mod entities;
mod fallback;
mod foreign;
mod hard;
mod tag;

pub use arena::{Arena, NodeId};
pub use attributes::{Attribute, Attributes};
pub use document::Document;
pub use hard::Hard;
pub use tag::Tag;

/// Bounds on what a page may hold. What lies beyond a bound is flattened or cut, and said so in
/// [`Document::notes`]; it is never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested deeper than this are flattened into their ancestor at this depth. The parts
    /// of a table and elements without content of their own may stand a few levels deeper.
    pub depth: u16,
    /// Nodes in the arena; a page with more ends there.
    pub nodes: u32,
    /// Attributes read of one tag.
    pub attributes: u16,
    /// Bytes of input; the rest is cut off. No more than 1 GiB is read in any case.
    pub input: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 512, nodes: 4_000_000, attributes: 256, input: 256 << 20 }
    }
}

/// Offsets are of 32 bits, and the side buffer shares them.
const MOST_INPUT: usize = 1 << 30;

/// Parses a page into `arena`, which is emptied first and keeps its memory from page to page.
pub fn parse<'a>(input: &'a str, arena: &'a mut Arena, limits: &Limits) -> Document<'a> {
    let input = begin(input, arena, limits);
    if let Err(reason) = build::build(input, arena, limits) {
        fallback::build(input, arena, limits);
        arena.hard = Some(reason);
    }
    Document { input, arena }
}

/// Parses a page with html5ever whatever it holds: what [`parse`] is measured and tested against.
#[doc(hidden)]
pub fn parse_with_html5ever<'a>(
    input: &'a str,
    arena: &'a mut Arena,
    limits: &Limits,
) -> Document<'a> {
    let input = begin(input, arena, limits);
    fallback::build(input, arena, limits);
    Document { input, arena }
}

fn begin<'a>(input: &'a str, arena: &mut Arena, limits: &Limits) -> &'a str {
    arena.clear();
    arena.most_attributes = limits.attributes;
    let most = MOST_INPUT.min(limits.input as usize);
    if input.len() <= most {
        return input;
    }
    let end = input.floor_char_boundary(most);
    arena.notes.push(format!("cut after {end} of {} bytes", input.len()));
    &input[..end]
}
