//! What is handed to the archive, and what it answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::warc::http;
use crate::page::{CleanText, Metadata, Outcome, Verdict};
use crate::profile::Marks;

/// How a page came to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaptureKind {
    /// Over HTTP: kept as WARC `request` and `response`.
    #[default]
    Http,
    /// From a saved file: kept as a WARC `resource`.
    File,
    /// A clean text from elsewhere that was taken over as it is: kept as a WARC `resource`.
    Text,
    /// A page of an earlier capture that was cleaned again; nothing new was captured.
    Recleaned,
}

impl CaptureKind {
    /// The word that stands in the index.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            CaptureKind::Http => "http",
            CaptureKind::File => "file",
            CaptureKind::Text => "text",
            CaptureKind::Recleaned => "recleaned",
        }
    }
}

/// Why a body is not whole; the words of `WARC-Truncated`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truncated {
    /// It reached the size limit.
    Length,
    /// It took too long.
    Time,
    /// The connection broke.
    Disconnect,
    /// For another reason.
    Unspecified,
}

impl Truncated {
    /// The word that stands in the WARC field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Truncated::Length => "length",
            Truncated::Time => "time",
            Truncated::Disconnect => "disconnect",
            Truncated::Unspecified => "unspecified",
        }
    }
}

/// A page as it was received, with everything needed to show later what was seen and when.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// The address that was asked for; for a saved file the address it stands for, or a `file:` URL.
    pub url: String,
    /// The address that answered, after redirects; the same as `url` when there were none.
    pub final_url: String,
    /// When the answer came. Kept to the millisecond.
    pub at: DateTime<Utc>,
    /// How the page came to us.
    pub kind: CaptureKind,
    /// The request's head as sent, ending in an empty line; empty for a saved file.
    pub request: Vec<u8>,
    /// Status line and headers as received, ending in an empty line; empty for a saved file.
    pub response: Vec<u8>,
    /// The body as received, content encoding (gzip, …) not undone, transfer encoding undone.
    pub body: Vec<u8>,
    /// The media type it was served with.
    pub content_type: Option<String>,
    /// Why the body is not whole, when it is not.
    pub truncated: Option<Truncated>,
    /// The source of the configuration that led here.
    pub source: Option<String>,
    /// What is known of the rights beside what the page itself says: robots verdict, headers; one
    /// line each.
    pub rights: Vec<String>,
    /// The name it had where it came from (a record's id, a file's name); kept as it is, and
    /// nothing is concluded from it.
    pub foreign_id: Option<String>,
    /// The server's answer, where the page is what a browser made of it: kept beside the page as WARC
    /// `response` and `request`. Nothing is found out from it.
    pub original: Option<Box<Capture>>,
}

impl Capture {
    /// The HTTP status, where there is one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        http::status(&self.response)
    }

    /// The first response header of this name (ASCII case ignored), where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(http::header(&self.response, name)?).ok()
    }
}

/// What cleaning made of a capture.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What the page is.
    pub verdict: Verdict,
    /// What it says of itself.
    pub metadata: Metadata,
    /// Its text.
    pub text: CleanText,
    /// The cleaner and the model that made it, as [`crate::pipeline`] names them.
    pub cleaner: String,
    /// The version of the site's profile that the cleaner looked into, where there was one.
    pub profile: Option<String>,
    /// What the page leaves for its site's profile; none for a page that is to teach nothing.
    pub marks: Marks,
}

impl Finding {
    /// What the archive takes the page for: the verdict's outcome, except that a page without text
    /// is [`Outcome::Empty`] whatever the verdict says.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.verdict.outcome.is_storable() && self.text.is_empty() {
            Outcome::Empty
        } else {
            self.verdict.outcome
        }
    }
}

/// What became of a page that was handed to the archive.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// A text that the archive did not have, at an address that had none.
    New {
        /// The text's ordinal.
        ordinal: u64,
        /// The text's file name.
        name: String,
    },
    /// The archive has this very text; the sighting was recorded.
    SeenBefore {
        /// The text's ordinal.
        ordinal: u64,
        /// The text's file name.
        name: String,
        /// When the text was first seen.
        first_seen: DateTime<Utc>,
        /// The ordinal of the other text that the address had before, when it went back to this one.
        previous: Option<u64>,
    },
    /// A text that the archive did not have, at an address that had another one before.
    Version {
        /// The text's ordinal.
        ordinal: u64,
        /// The text's file name.
        name: String,
        /// The ordinal of the text that the address had before.
        previous: u64,
    },
    /// A text that is nearly one that the archive has. It was not stored, as was asked for with
    /// [`Near::Skip`](crate::page::Near::Skip); the capture was recorded.
    Near {
        /// The near text's ordinal.
        ordinal: u64,
        /// The near text's file name.
        name: String,
        /// How the two are to each other, as [`crate::dedup::NearClass`] names it.
        class: String,
        /// Shingles in both, of those in either.
        jaccard: f64,
    },
    /// The page is nothing to store as an article. The capture and the verdict were recorded, no
    /// stored text was touched.
    Refused {
        /// What the page is.
        outcome: Outcome,
    },
}

/// The last sighting of an address, for a conditional request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// When it was last seen.
    pub at: DateTime<Utc>,
    /// The HTTP status it answered with.
    pub status: Option<u16>,
    /// The `ETag` it came with.
    pub etag: Option<String>,
    /// The `Last-Modified` it came with.
    pub last_modified: Option<String>,
    /// SHA-1 of the body as received.
    pub payload: [u8; 20],
    /// The ordinal of the text that was found there, when one was stored.
    pub text: Option<u64>,
}

/// An article that was seen, for asking again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenArticle {
    /// The address it was asked for at, without fragment and tracking parameters.
    pub url: String,
    /// The source that last led there.
    pub source: Option<String>,
    /// When a text was first found there.
    pub first: DateTime<Utc>,
    /// When it was last seen.
    pub last: DateTime<Utc>,
}

/// An address that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The address that was asked for.
    pub url: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The source of the configuration that led there.
    pub source: Option<String>,
    /// The reason in one word that can be counted (`http-404`, `time-out`, `robots`).
    pub reason: String,
    /// The whole story in one line.
    pub detail: String,
}
