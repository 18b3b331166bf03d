//! What the reader knows of a block beside its text: how it was set.

use super::marker::Marker;
use super::told::Field;

/// How a block was set in the flattened text.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip::lines) struct Unit {
    /// What stood before it.
    pub(in crate::strip::lines) marker: Marker,
    /// Its indentation in columns.
    pub(in crate::strip::lines) indent: u16,
    /// Physical lines joined into it.
    pub(in crate::strip::lines) lines: u32,
    /// Images taken out of it.
    pub(in crate::strip::lines) images: u16,
    /// Whether all of it was set bold.
    pub(in crate::strip::lines) emphasised: bool,
    /// Blank lines and rules before it.
    pub(in crate::strip::lines) gap: u8,
    /// Links seen in it.
    pub(in crate::strip::lines) links: u16,
    /// Bytes of its text inside links, as far as the flattener told.
    pub(in crate::strip::lines) link_bytes: u32,
    /// What the text says of itself in it, where it is a field.
    pub(in crate::strip::lines) told: Option<Field>,
    /// Whether it was cut out of a page on one line, and is no sentence.
    pub(in crate::strip::lines) loose: bool,
}
