//! Records from files, those that hold a clean text told from those that hold a page.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::entry::{Entry, entry_about};
use super::warc::{Located, ReadError, RecordType, Reference, WarcPage, WarcRecord};
use super::{CaptureKind, url_key};
use crate::decode::content::{Caps, Fault};

/// How many records after the page the entry of a group of ours comes at most: a request and a text stand
/// between them.
const GROUP: usize = 3;

/// A record, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The record.
    pub record: WarcRecord,
    /// Whether it holds a clean text that an archive of ours took over as it is, and no page.
    pub is_text: bool,
    /// Whether an archive of ours captured it as a page, whatever media type it was served with.
    is_captured: bool,
    /// When its file was begun, as far as the `warcinfo` record before it says.
    pub begun: Option<DateTime<Utc>>,
    /// The address that was asked for, where an archive of ours says that another one answered.
    pub asked: Option<String>,
}

impl Told {
    /// The page in it, as [`WarcRecord::page`] has it; what an archive of ours captured is one.
    ///
    /// # Errors
    /// When nothing of its body can be decoded.
    pub fn page(&self, caps: &Caps) -> Result<Option<WarcPage>, Fault> {
        self.record.page_as(self.is_captured, caps)
    }

    /// What it says of the page that it stands for, as [`WarcRecord::refers`] has it.
    #[must_use]
    pub fn refers(&self) -> Option<Reference> {
        self.record.refers_as(self.is_captured)
    }
}

/// Tells of each record whether it holds a clean text of an archive of ours, and what else its archive says of it.
/// Of one that may, its group is read to the entry, which says so.
pub fn told(
    records: impl Iterator<Item = Result<Located, ReadError>> + Send,
) -> impl Iterator<Item = Result<Told, ReadError>> + Send {
    Telling { records, ahead: VecDeque::new(), begun: None, is_ours: false }
}

struct Telling<R> {
    records: R,
    ahead: VecDeque<Result<Located, ReadError>>,
    begun: Option<DateTime<Utc>>,
    /// Whether the file says that it is of an archive of ours.
    is_ours: bool,
}

impl<R: Iterator<Item = Result<Located, ReadError>>> Iterator for Telling<R> {
    type Item = Result<Told, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.ahead.pop_front().or_else(|| self.records.next())?;
        Some(next.map(|Located { record, .. }| {
            if record.kind == RecordType::Warcinfo {
                self.begun = record.date();
                self.is_ours = record.block.starts_with(b"software: spoglio/");
            }
            let entry = self.entry(&record);
            let is_text = entry.as_ref().is_some_and(|entry| entry.kind == CaptureKind::Text);
            let moved = |entry: &Entry| {
                let answered = entry.final_url.as_deref().map(url_key);
                answered.is_some() && answered == record.target().map(url_key)
            };
            let is_captured = entry.is_some();
            let asked = entry.filter(moved).map(|entry| entry.url);
            Told { record, is_text, is_captured, begun: self.begun, asked }
        }))
    }
}

impl<R: Iterator<Item = Result<Located, ReadError>>> Telling<R> {
    /// The entry about a record, where it is a page's in an archive of ours. Others' files are not read ahead, but
    /// for what may be such a text in a part of a file.
    fn entry(&mut self, record: &WarcRecord) -> Option<Entry> {
        let id = record.field("WARC-Record-ID")?;
        let may_be = match record.kind {
            RecordType::Resource => {
                self.is_ours || record.field("Content-Type") == Some("text/plain")
            }
            RecordType::Response | RecordType::Revisit => self.is_ours,
            _ => false,
        };
        if !may_be {
            return None;
        }
        for at in 0..GROUP {
            if self.ahead.len() == at {
                self.ahead.extend(self.records.next());
            }
            match self.ahead.get(at) {
                Some(Ok(next)) if next.record.kind == RecordType::Metadata => {
                    let (of, entry) = entry_about(&next.record)?;
                    return (of == id).then_some(entry);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
        None
    }
}
