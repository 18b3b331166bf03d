//! What a cleaned page is handed to the keeper as.

use std::path::PathBuf;
use std::sync::Arc;

use crate::pipeline::Cleaned;
use crate::pipeline::answer::Answer;
use crate::pipeline::captured::{finding, foreign};
use crate::pipeline::revisit::Referring;
use crate::store::{Capture, Prepared};

/// A page that was cleaned and made ready, and waits to be stored.
pub(super) struct Kept {
    /// The host, or the source for saved pages: what its progress is shown under.
    pub(super) host: String,
    pub(super) page: Prepared,
    /// Whether the server said that nothing changed, and was asked all the same to see whether that is true.
    pub(super) is_called_unchanged: bool,
}

/// What became of a file, or of a record in it, before the archive saw it.
pub(super) enum Done {
    /// Nothing to clean: a request, a picture, …
    Nothing,
    /// A page, and what is to be told of it beside what becomes of it.
    Page(Box<Kept>, Option<String>),
    /// It could not be read, or not cleaned: the reason in a word, and the whole story.
    Failed(PathBuf, &'static str, String),
    /// A record that stands for a page captured earlier.
    Refers(Box<Referring>),
    /// An answer that says that a page is lost.
    Lost(Box<Answer>),
}

impl Done {
    /// About how many bytes it holds while it waits.
    pub(super) fn held(&self) -> usize {
        match self {
            Done::Page(kept, _) => kept.page.held(),
            Done::Lost(answer) => answer.held(),
            Done::Nothing | Done::Failed(..) | Done::Refers(_) => 0,
        }
    }
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
