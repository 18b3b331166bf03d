//! The head of an article that nothing but line breaks part into lines.

use crate::html::NodeId;
use crate::lexicon::key;

/// Bytes of the shortest headline that is looked for.
const HEADLINE: usize = 12;

/// The head of an article whose headline, date and author nothing but line breaks part, as old pages have it: told
/// by the headline, which is known.
pub(super) struct HeadLines {
    /// The headline's key, empty where there is none to look for.
    pub key: String,
    pub length: usize,
    /// How many lines below it may still be its head's, and the block-level element they stand in.
    pub left: u8,
    pub within: NodeId,
}

impl HeadLines {
    /// The head below a headline that is known.
    pub(super) fn below(title: Option<&str>) -> HeadLines {
        let title = title.filter(|title| title.len() >= HEADLINE).unwrap_or("");
        HeadLines { key: key(title), length: title.len(), left: 0, within: NodeId(0) }
    }
}
