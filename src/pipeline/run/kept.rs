//! What a cleaned page is handed to the keeper as.

use std::sync::Arc;

use crate::pipeline::Cleaned;
use crate::pipeline::captured::{finding, foreign};
use crate::store::{Capture, Prepared};

/// A page that was cleaned and made ready, and waits to be stored.
pub(super) struct Kept {
    /// The host, or the source for saved pages: what its progress is shown under.
    pub(super) host: String,
    pub(super) page: Prepared,
    /// Whether the server said that nothing changed, and was asked all the same to see whether that is true.
    pub(super) is_called_unchanged: bool,
}

/// How what a page gave is recorded.
#[derive(Clone, Debug)]
pub(super) struct Recording {
    /// The name of the cleaner, its options included.
    pub(super) cleaner: Arc<str>,
    /// Whether what the page leaves for its site's profile is kept.
    pub(super) marks: bool,
}

impl Recording {
    /// A cleaned page, made ready to be stored.
    pub(super) fn of(&self, host: String, capture: Capture, cleaned: Cleaned) -> Kept {
        let page = Prepared::new(capture, finding(cleaned, &self.cleaner, self.marks));
        Kept { host, page, is_called_unchanged: false }
    }
}

/// A clean text from elsewhere, made ready to be stored as it is.
pub(super) fn as_it_is(host: String, capture: Capture) -> Kept {
    Kept { host, page: foreign(capture), is_called_unchanged: false }
}
