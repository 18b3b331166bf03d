//! What the tree builder works in, kept from page to page.

use super::Tag;
use super::links::Links;
use super::row::{Kind, Row, Span};

/// Memory of the tree builder, kept in the arena from page to page.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) stack: Vec<Open>,
    pub(super) formatting: Vec<Entry>,
    pub(super) links: Links,
    pub(super) rows: Vec<Row>,
}

/// An element of the stack of open elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) row: u32,
    /// The HTML element, or [`Tag::FOREIGN`].
    pub(super) tag: Tag,
    pub(super) class: u16,
}

/// An entry of the list of active formatting elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The element, or [`super::links::NONE`] for a marker.
    pub(super) row: u32,
    pub(super) tag: Tag,
    pub(super) kind: Kind,
    pub(super) attributes: Span,
    /// A hash of the attributes whatever their order; 0 as long as nobody asked.
    pub(super) hash: u64,
}
