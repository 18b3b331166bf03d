//! What a rule says of a block.

use super::facts::page::Page;
use crate::page::{Label, Shape};

/// What a rule says of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ruling {
    /// What the block is.
    pub(super) label: Label,
    /// Why, in words.
    pub(super) reason: &'static str,
}

/// Whether a block is set as a heading.
pub(super) fn is_head(page: &Page<'_>, at: usize) -> bool {
    matches!(page.blocks.rows[at].shape, Shape::Heading(_))
}
