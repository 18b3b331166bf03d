//! What the archive writes down about one capture.
//!
//! The entry stands as JSON in the `metadata` record that closes a capture's group in the WARC file,
//! and as a row in the index. Both are made from this one type, so that the index can be rebuilt from
//! the WARC files, and a capture whose index row was lost in a crash is found again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::warc::{RecordType, WarcRecord};
use super::{
    Capture, CaptureKind, CaptureRow, Finding, Known, NearText, StoredText, Truncated, url_key,
};
use crate::page::Metadata;

/// The form of an entry; raised when a reader of the old form could misread the new one.
pub(super) const ENTRY_FORM: u32 = 1;

/// One capture and what was made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The form of the entry; also what tells our `metadata` records from those of others.
    pub(super) spoglio: u32,
    pub(super) url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) final_url: Option<String>,
    pub(super) at: DateTime<Utc>,
    pub(super) kind: CaptureKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    /// SHA-1 of the body as received, in hex.
    pub(super) payload: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) truncated: Option<Truncated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rights: Vec<String>,
    pub(super) outcome: String,
    pub(super) confidence: f64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<String>,
    pub(super) cleaner: String,
    /// The version of the site's profile that the cleaner looked into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<EntryText>,
    /// The name it had where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) foreign_id: Option<String>,
    /// The capture whose page was cleaned again; the entry then closes a group without a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recleans: Option<Recleans>,
    /// The near text for which this one was not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) near: Option<NearText>,
    /// The `WARC-Record-ID` of the server's answer, of a page that a browser made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<String>,
    pub(super) metadata: Value,
}

/// The capture that an entry of a page cleaned again is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recleans {
    /// The `WARC-Record-ID` of its page.
    pub(super) record: String,
    /// When it was captured.
    pub(super) at: DateTime<Utc>,
}

/// The text that was found in a capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EntryText {
    pub(super) ordinal: u64,
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) title: String,
    pub(super) bytes: u64,
    pub(super) words: u64,
    /// Whether this capture brought the text into the archive.
    pub(super) new: bool,
    /// The text that the address had before, when it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) previous: Option<u64>,
    /// What kind of change that was, as [`crate::dedup::VersionClass`] names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) class: Option<String>,
}

impl Entry {
    /// The entry of a capture; its text is put in when it is known what to do with it.
    pub(super) fn new(capture: &Capture, finding: &Finding, payload: &[u8; 20]) -> Entry {
        let moved = !capture.final_url.is_empty() && capture.final_url != capture.url;
        Entry {
            spoglio: ENTRY_FORM,
            url: capture.url.clone(),
            final_url: moved.then(|| capture.final_url.clone()),
            // To the millisecond, as in the WARC and the index, so that a rebuilt index is the same.
            at: DateTime::from_timestamp_millis(capture.at.timestamp_millis())
                .unwrap_or(capture.at),
            kind: capture.kind,
            status: capture.status(),
            payload: super::name::hex(payload),
            etag: capture.header("etag").map(str::to_owned),
            last_modified: capture.header("last-modified").map(str::to_owned),
            truncated: capture.truncated,
            source: capture.source.clone(),
            rights: capture.rights.clone(),
            outcome: finding.outcome().name().to_owned(),
            confidence: (f64::from(finding.verdict.confidence) * 1000.0).round() / 1000.0,
            evidence: finding.verdict.evidence.clone(),
            cleaner: finding.cleaner.clone(),
            profile: finding.profile.clone(),
            text: None,
            foreign_id: capture.foreign_id.clone(),
            recleans: None,
            near: None,
            original: None,
            metadata: metadata_json(&finding.metadata),
        }
    }

    /// The entry of an answer of status 304: what was found is what the last capture of the page
    /// found; validators that the answer does not repeat stay as they were.
    pub(super) fn unchanged(
        answer: &Capture,
        last: &CaptureRow,
        known: &Known,
        text: &StoredText,
    ) -> Entry {
        let kept = |name: &str, before: &Option<String>| {
            answer.header(name).map(str::to_owned).or_else(|| before.clone())
        };
        Entry {
            spoglio: ENTRY_FORM,
            url: answer.url.clone(),
            final_url: None,
            at: DateTime::from_timestamp_millis(answer.at.timestamp_millis()).unwrap_or(answer.at),
            kind: answer.kind,
            status: answer.status(),
            payload: super::name::hex(&known.payload),
            etag: kept("etag", &known.etag),
            last_modified: kept("last-modified", &known.last_modified),
            truncated: None,
            source: answer.source.clone(),
            rights: answer.rights.clone(),
            outcome: last.outcome.clone(),
            confidence: last.confidence,
            evidence: vec!["the server says that nothing changed".to_owned()],
            cleaner: String::new(),
            profile: None,
            text: Some(EntryText {
                ordinal: text.ordinal,
                name: text.name.clone(),
                sha256: text.sha256.clone(),
                title: text.title.clone(),
                bytes: text.bytes,
                words: text.words,
                new: false,
                previous: None,
                class: None,
            }),
            foreign_id: None,
            recleans: None,
            near: None,
            original: None,
            metadata: Value::Object(serde_json::Map::new()),
        }
    }

    /// The keys of its addresses.
    pub(super) fn keys(&self) -> Keys {
        let asked = url_key(&self.url);
        let answered = self.final_url.as_deref().map_or_else(|| asked.clone(), url_key);
        Keys { asked, answered }
    }

    /// The address that answered.
    pub(super) fn answered(&self) -> &str {
        self.final_url.as_deref().unwrap_or(&self.url)
    }

    /// Reads an entry back from the block of a `metadata` record; `None` for one of another kind.
    pub(super) fn from_block(block: &[u8]) -> Option<Entry> {
        let entry: Entry = serde_json::from_slice(block).ok()?;
        (entry.spoglio == ENTRY_FORM).then_some(entry)
    }
}

/// What a record of ours says of another, where this is one that closes a group: the id of the page's record, and
/// the entry.
#[must_use]
pub(super) fn entry_about(record: &WarcRecord) -> Option<(&str, Entry)> {
    if record.kind != RecordType::Metadata {
        return None;
    }
    Some((record.field("WARC-Refers-To")?, Entry::from_block(&record.block)?))
}

/// Under which keys a capture's addresses are in the index.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// That of the address that was asked for.
    pub(super) asked: String,
    /// That of the address that answered.
    pub(super) answered: String,
}

impl Keys {
    /// Each of them once, that of the address that answered first.
    pub(super) fn each(&self) -> impl Iterator<Item = &str> {
        let asked = (self.asked != self.answered).then_some(self.asked.as_str());
        [self.answered.as_str()].into_iter().chain(asked)
    }
}

/// The metadata without the fields that say nothing.
fn metadata_json(metadata: &Metadata) -> Value {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(metadata) else { return Value::Null };
    fields.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|a| !a.is_empty()));
    Value::Object(fields)
}
