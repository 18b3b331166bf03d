//! How far the writing of a WACZ file has come.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::lists::Lists;
use super::package::Entries;

/// How far a WACZ file has come, and what it takes to go on with it from there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaczPoint {
    pub(super) entries: Entries,
    /// Of a part of an archive, what is written of it.
    pub(super) part: Option<PartPoint>,
}

impl WaczPoint {
    /// The length in bytes up to which the file holds; what stands behind it is to be cut off before it is gone on
    /// with.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.entries.end
    }
}

/// What is written of a part.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct PartPoint {
    /// The lowest ordinal that is still to be written.
    pub(super) next: u64,
    /// How many WARC files are.
    pub(super) begun: u32,
    /// The captures that are there.
    pub(super) written: HashSet<i64>,
    pub(super) lists: Lists,
}
