//! A page as it came, and what a browser made of it.

use chrono::{DateTime, Utc};
use url::Url;

use super::exchange::Exchange;

/// The statuses that say that a page is gone.
pub const GONE: [u16; 2] = [404, 410];

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The address that was asked for.
    pub requested: Url,
    /// Whether every redirect on the way was a permanent one (301, 308), so that the new address may
    /// replace the old.
    pub moved: bool,
    /// The answer at the end of the redirects.
    pub answer: Exchange,
    /// The answer's body with content encodings undone; at most `max_body` bytes.
    pub body: Vec<u8>,
    /// What was odd about it, one sentence each.
    pub notes: Vec<String>,
    /// What is known of the rights from the way it was fetched, one line each.
    pub rights: Vec<String>,
    /// How `body` was made of the answer, when a browser did that.
    pub rendered: Option<Rendered>,
}

impl Fetched {
    /// Whether the server said that the page is gone.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        GONE.contains(&self.answer.status)
    }
}

/// How a browser made a page of a server's answer.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The browser's name and version.
    pub browser: String,
    /// When the page was taken as the browser had it.
    pub at: DateTime<Utc>,
}
