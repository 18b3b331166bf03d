//! A page as it came, and what a browser made of it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use url::Url;

use super::client::PRODUCT;
use super::error::FetchError;
use super::exchange::{Exchange, Limit};
use super::reserved;
use crate::decode::content::{self, Caps, Fault, Plain};
use crate::decode::ends_html;

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
    /// Undoes the content encodings of an answer, within the limit that was set to its body.
    ///
    /// # Errors
    /// [`FetchError::Encoding`] when they cannot be undone.
    pub(super) fn read(
        start: &Url,
        mut answer: Exchange,
        moved: bool,
        limit: Limit,
    ) -> Result<Fetched, FetchError> {
        let (Limit::Fail(most) | Limit::Cut(most)) = limit;
        let may_cut = matches!(limit, Limit::Cut(_));
        let caps = Caps { bytes: most, ..Caps::default() };
        let mut is_cut = may_cut && answer.body.len() as u64 == most;
        let coding = answer.joined("content-encoding");
        let (decoded, mut notes) = match content::undo(&answer.body, &coding, &caps) {
            Ok(Plain { bytes: Cow::Owned(decoded), notes }) => (Some(decoded), notes),
            Ok(Plain { bytes: Cow::Borrowed(_), notes }) => (None, notes),
            // What comes after the data of gzip are sums that some servers leave out.
            Err(undone)
                if matches!(undone.fault, Fault::Truncated(_)) && ends_html(&undone.decoded) =>
            {
                let note = format!("{}, but its document is there to its end", undone.fault);
                (Some(undone.decoded), vec![note])
            }
            Err(undone) => {
                is_cut |= may_cut && matches!(undone.fault, Fault::TooLarge(_));
                if !is_cut {
                    return Err(FetchError::Encoding(undone.fault));
                }
                (Some(undone.decoded), Vec::new())
            }
        };
        if is_cut {
            notes.push(format!("longer than {most} bytes: what follows is not read"));
        }
        let body = match decoded {
            Some(decoded) => decoded,
            None if may_cut => std::mem::take(&mut answer.body),
            None => answer.body.clone(),
        };
        if may_cut {
            answer.body = Vec::new();
        }
        let mut rights = vec![format!("robots.txt: allowed for {PRODUCT}")];
        rights.extend(reserved::of_headers(&answer));
        let requested = start.clone();
        Ok(Fetched { requested, moved, answer, body, notes, rights, rendered: None })
    }

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
