//! What a tree is written in: small rows, and spans instead of strings.

use super::Tag;

/// A node's number. Numbers grow in document order, so a parent's is smaller than its children's
/// and a subtree is the range from a node to [`super::Document::end`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a row is and where its span lies: bits, so that a row stays small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind(pub u8);

impl Kind {
    /// An element whose attributes are a span of the input.
    pub(super) const ELEMENT: Kind = Kind(0);
    /// Text that is a span of the input, character references not yet decoded.
    pub(super) const TEXT: Kind = Kind(1);
    /// The span lies in the side buffer, not in the input.
    pub(super) const SIDE: Kind = Kind(2);
    /// Text in which `&` stands for itself.
    pub(super) const RAW: Kind = Kind(4);
    /// An element of SVG.
    pub(super) const SVG: Kind = Kind(8);
    /// An element of MathML.
    pub(super) const MATHML: Kind = Kind(16);
    pub(super) const FOREIGN: Kind = Kind(8 | 16);

    pub(super) const fn and(self, other: Kind) -> Kind {
        Kind(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }
}

/// A range of bytes of the input or of the side buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u32,
    pub len: u32,
}

impl Span {
    pub(super) const fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, len: (end - start) as u32 }
    }

    pub(super) const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// A node: an element or a run of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Text: the run. Element: what stands between the tag's name and its `>`.
    pub span: Span,
    pub parent: u32,
    /// One past the last descendant.
    pub end: u32,
    pub depth: u16,
    pub tag: Tag,
    pub kind: Kind,
}

/// The name of an element that is not in the table of tags: a span of the side buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub row: u32,
    pub span: Span,
}

/// Attributes that a later `<html>` or `<body>` tag added to the first one's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    pub row: u32,
    pub span: Span,
    pub side: bool,
}
