//! Why a page cannot take the fast path.

use std::fmt;

/// A construct of which the fast path does not implement the standard's rule. It is raised on the
/// spot, and the page goes through html5ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Hard {
    /// A NUL byte, which is dropped, replaced or kept depending on where it stands.
    Nul,
    /// A `frameset` that may take the place of the body.
    Frameset,
    /// Text directly in a table, interrupted by something that leaves no trace.
    TableText,
    /// A byte-order mark where html5ever drops it in the middle of a page.
    ByteOrderMark,
    /// A line feed written as a character reference at the start of `pre` or `textarea`.
    FirstLineFeed,
}

impl Hard {
    /// All reasons, for a report that counts pages by them.
    pub const ALL: [Hard; 5] =
        [Hard::Nul, Hard::Frameset, Hard::TableText, Hard::ByteOrderMark, Hard::FirstLineFeed];
}

impl fmt::Display for Hard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hard::Nul => "NUL byte",
            Hard::Frameset => "frameset",
            Hard::TableText => "interrupted text in a table",
            Hard::ByteOrderMark => "byte-order mark in the middle",
            Hard::FirstLineFeed => "referenced line feed at the start of preformatted text",
        })
    }
}
