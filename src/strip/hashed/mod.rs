//! Hashes of words and names, and the maps and sets of them that last as long as a page.

pub(super) mod hash;
pub(super) mod set;
pub(super) mod table;
