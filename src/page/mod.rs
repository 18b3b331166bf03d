//! The words in which the rest of the crate speaks of a page: blocks and their labels, what the page
//! is, what is known about it, and the clean text.
//!
//! Types, what counts as a word, and how digests are written. This room imports nothing of ours, so that the stages that
//! produce these values ([`crate::strip`], [`crate::meta`], [`crate::text`]) need not know each other.

mod block;
mod clean_text;
mod hex;
mod inline;
mod label;
mod metadata;
mod near;
mod outcome;
mod picture;

pub use block::{Block, Blocks, Shape};
pub use clean_text::CleanText;
pub(crate) use clean_text::word_count;
pub use hex::hex;
pub use inline::{Inline, InlineKind};
pub use label::{Label, LabelGroup};
pub use metadata::{Access, Entry, Evidence, Image, Metadata, Sourced};
pub use near::Near;
pub use outcome::{Outcome, Verdict};
pub use picture::Picture;
