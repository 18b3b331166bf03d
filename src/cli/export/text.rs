//! A text as it is exported.

use crate::store::StoredText;

/// A text as it is exported.
pub(super) struct Text {
    pub(super) known: StoredText,
    /// The address with which it came into the archive, as `list` gives it.
    pub(super) url: Option<String>,
    /// The text without its title.
    pub(super) body: String,
}

impl Text {
    /// A value of the page's metadata; empty where there is none.
    pub(super) fn metadata(&self, field: &str) -> &str {
        self.known.metadata[field]["value"].as_str().unwrap_or("")
    }
}
