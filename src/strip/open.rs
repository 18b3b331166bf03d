//! What is known of an element while what is in it is being cut into blocks.

use super::element::Traits;
use crate::html::Tag;

/// An element that is open at the point of the pass over a page's rows.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub end: u32,
    pub element: u32,
    /// The nearest block-level element, itself included.
    pub block: u32,
    /// Where the buffer stood when it opened, for inline elements.
    pub start: u32,
    pub tag: Tag,
    pub inline: bool,
    pub linked: bool,
    pub preformatted: bool,
    /// Inside a table row that is taken as one block.
    pub row: bool,
    pub traits: Traits,
    pub lists: u8,
    pub ordered: bool,
    /// The stack position of the nearest list item, plus one.
    pub item: u16,
    /// Of a list item: whether its first block was seen.
    pub begun: bool,
}
