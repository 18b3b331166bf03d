//! What the metadata is read from.

use super::head::Head;
use super::jsonld::Facts;
use super::site::Address;
use crate::html::Document;

/// A page, and what was read of it once for all values.
pub(super) struct Page<'a> {
    pub(super) page: Document<'a>,
    pub(super) head: &'a Head<'a>,
    pub(super) facts: &'a Facts,
    pub(super) address: Address,
}
