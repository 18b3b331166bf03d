//! What is known of a text's blocks before they are weighed.

pub(super) mod characters;
pub(super) mod dates;
mod key;
pub(super) mod known;
mod listed;
pub(super) mod page;
pub(super) mod repeats;
pub(super) mod stats;
pub(super) mod vocabulary;
