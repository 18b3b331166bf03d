//! What the reader knows of a block beside its text: how it was set.

use super::marker::Marker;

/// How a block was set in the flattened text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// What stood before it.
    pub(super) marker: Marker,
    /// Its indentation in columns.
    pub(super) indent: u16,
    /// Physical lines joined into it.
    pub(super) lines: u32,
    /// Images taken out of it.
    pub(super) images: u16,
    /// Whether all of it was set bold.
    pub(super) emphasised: bool,
    /// Blank lines and rules before it.
    pub(super) gap: u8,
    /// Links seen in it.
    pub(super) links: u16,
    /// Bytes of its text inside links, as far as the flattener told.
    pub(super) link_bytes: u32,
}
