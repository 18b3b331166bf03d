//! The pictures that stand among a page's blocks.

use serde::Serialize;

/// A picture of the article, where it stands. What is written below it is a block of its own, a caption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The place in [`super::Blocks::rows`] of the block that it stands before; their number for one behind them all.
    #[serde(skip)]
    pub before: u32,
    /// Where it is: an absolute address where the page's own is known, otherwise as it was written.
    pub url: String,
    /// What the page says in its place; empty where it says nothing.
    pub alt: String,
}
