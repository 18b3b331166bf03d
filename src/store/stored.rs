//! What the archive holds, as its index knows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CaptureKind;
use crate::dedup::VersionClass;
use crate::page::Outcome;

/// A stored text, as the index knows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredText {
    /// Its ordinal in the archive.
    pub ordinal: u64,
    /// Its file's name.
    pub name: String,
    /// SHA-256 of its file, in hex.
    pub sha256: String,
    /// Its title; empty when it has none.
    pub title: String,
    /// Its file's length.
    pub bytes: u64,
    /// Words of the body.
    pub words: u64,
    /// When it was first seen; that may be in a capture that came into the archive after others.
    pub first_seen: DateTime<Utc>,
    /// What the page said of itself when the text came into the archive: fields as in
    /// [`crate::page::Metadata`], those without a value left out.
    pub metadata: Value,
}

impl StoredText {
    /// The values of a field of the metadata, each with where it was found; of an image, its address.
    #[must_use]
    pub fn values(&self, field: &str) -> Vec<(&str, Option<&str>)> {
        let one = |fact| -> Option<(&str, Option<&str>)> {
            let value = Value::get(fact, "value").unwrap_or(fact);
            let value = value.get("url").unwrap_or(value).as_str()?;
            Some((value, fact.get("from").and_then(Value::as_str)))
        };
        match self.metadata.get(field) {
            Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
            Some(value) => one(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The entries of a live blog in the page's order: the time above each, and the line of the text
    /// with which it begins.
    #[must_use]
    pub fn entries(&self) -> Vec<(&str, &str)> {
        let one = |entry| -> Option<(&str, &str)> {
            let said = |key| Value::get(entry, key).and_then(Value::as_str);
            Some((said("at")?, said("begins")?))
        };
        let entries = self.metadata.get("entries").and_then(Value::as_array);
        entries.into_iter().flatten().filter_map(one).collect()
    }
}

/// One capture of one address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaptureRow {
    /// Its number in the index.
    pub id: i64,
    /// The address that answered.
    pub url: String,
    /// The address that was asked for, without fragment and tracking parameters.
    pub asked: String,
    /// How it came: `http`, `file`, `text` or `recleaned`, as [`super::CaptureKind`] names it.
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The HTTP status, where there is one.
    pub status: Option<u16>,
    /// What the page was.
    pub outcome: String,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// The ordinal of the text found, when one was stored.
    pub text: Option<u64>,
    /// Whether the text came into the archive with this capture.
    pub new: bool,
    /// The ordinal of the text that the address had before in time, when it was another one, in whatever order
    /// the captures came into the archive.
    pub previous: Option<u64>,
    /// What kind of change that was, as [`crate::dedup::VersionClass`] names it.
    pub class: Option<String>,
    /// The source of the configuration that led there.
    pub source: Option<String>,
    /// The name of the WARC file that holds the capture.
    pub warc: String,
    /// Where its record starts in that file.
    pub offset: u64,
    /// The length of its record in that file.
    pub length: u64,
    /// Where the record with what was found starts.
    #[serde(skip)]
    pub(super) entry_offset: u64,
    #[serde(skip)]
    pub(super) entry_length: u64,
    /// The record's id.
    pub record: String,
    /// The name it had where it came from; it proves nothing.
    pub foreign_id: Option<String>,
    /// The number of the capture whose page was cleaned again, when this is no capture of its own.
    pub recleans: Option<i64>,
    /// The near text for which this one was not stored, when near texts are skipped.
    pub near: Option<u64>,
    /// The version of the site's profile that the page was cleaned with, where there was one.
    pub profile: Option<String>,
}

/// See [`CaptureRow::page_is_lost`]; of where the records stand, and the kind. The index asks it in words of its own.
pub(super) fn page_is_lost(offset: u64, entry_offset: u64, kind: &str) -> bool {
    offset == entry_offset && kind != CaptureKind::Recleaned.name()
}

impl CaptureRow {
    /// The address of the page whose history this belongs to: the one that answered, or, where no text came, the
    /// one that was asked for, whose text is gone.
    #[must_use]
    pub fn page_url(&self) -> &str {
        if self.text.is_some() { &self.url } else { &self.asked }
    }

    /// Whether the record of the page was lost to damage. What was found in it is known from the entry, which
    /// stands in its place.
    #[must_use]
    pub fn page_is_lost(&self) -> bool {
        page_is_lost(self.offset, self.entry_offset, &self.kind)
    }

    /// Whether it says that the page is lost. A wall, a challenge, an error that passes and a page that broke off only
    /// say that it was not seen. The index asks it in words of its own.
    #[must_use]
    pub fn says_lost(&self) -> bool {
        if self.text.is_some() {
            return false;
        }
        let is = |outcome: Outcome| self.outcome == outcome.name();
        let is_front = |address: &str| {
            address
                .split_once("://")
                .and_then(|(_, rest)| rest.split_once('/'))
                .is_some_and(|(_, path)| path.is_empty())
        };
        is(Outcome::Gone)
            // As it was written down before that had a name.
            || is(Outcome::ErrorPage) && self.status.is_some_and(|status| status >= 300)
            // As it is found where it is taken over from elsewhere.
            || [Outcome::ListPage, Outcome::Empty, Outcome::JavascriptShell].into_iter().any(is)
                && is_front(&self.url) && !is_front(&self.asked)
    }

    /// The capture as a change of a page that had a text, where it says that the page is lost.
    #[must_use]
    pub fn or_lost(mut self) -> CaptureRow {
        if self.says_lost() {
            self.class = Some(VersionClass::PageLost.name().to_owned());
        }
        self
    }
}

/// Two texts that are nearly the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearText {
    /// The other text's ordinal.
    pub ordinal: u64,
    /// How the two are to each other, as [`crate::dedup::NearClass`] names it.
    pub class: String,
    /// Shingles in both, of those in either.
    pub jaccard: f64,
    /// Shingles in both, of those in the shorter.
    pub contained: f64,
}
