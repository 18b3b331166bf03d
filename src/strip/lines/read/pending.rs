//! A block that is still being read.

use super::markdown::Open;
use super::marker::Marker;
use super::signs::Signs;

/// A block that is still being read.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) text: String,
    /// The signs of its lines, those of their markers among them.
    pub(super) signs: Signs,
    pub(super) marker: Option<Marker>,
    pub(super) first: u32,
    pub(super) indent: u16,
    pub(super) column: u16,
    pub(super) lines: u32,
    pub(super) open: Option<Open>,
    /// The cells of a row, where the line was set as one.
    pub(super) row: bool,
    /// Whether it begins with a line that is loose.
    pub(super) loose: bool,
}
