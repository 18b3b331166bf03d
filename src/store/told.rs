//! Records from files, those that hold a clean text told from those that hold a page.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::entry::text_from_elsewhere;
use super::warc::{Located, ReadError, RecordType, WarcRecord};

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
    /// When its file was begun, as far as the `warcinfo` record before it says.
    pub begun: Option<DateTime<Utc>>,
}

/// Tells of each record whether it holds a clean text of an archive of ours. Of one that may, its group is read
/// to the entry, which says so.
pub fn told(
    records: impl Iterator<Item = Result<Located, ReadError>> + Send,
) -> impl Iterator<Item = Result<Told, ReadError>> + Send {
    Telling { records, ahead: VecDeque::new(), begun: None }
}

struct Telling<R> {
    records: R,
    ahead: VecDeque<Result<Located, ReadError>>,
    begun: Option<DateTime<Utc>>,
}

impl<R: Iterator<Item = Result<Located, ReadError>>> Iterator for Telling<R> {
    type Item = Result<Told, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.ahead.pop_front().or_else(|| self.records.next())?;
        Some(next.map(|Located { record, .. }| {
            let is_text = self.is_text(&record);
            if record.kind == RecordType::Warcinfo {
                self.begun = record.date();
            }
            Told { record, is_text, begun: self.begun }
        }))
    }
}

impl<R: Iterator<Item = Result<Located, ReadError>>> Telling<R> {
    fn is_text(&mut self, record: &WarcRecord) -> bool {
        let Some(id) = record.field("WARC-Record-ID") else { return false };
        if record.kind != RecordType::Resource || record.field("Content-Type") != Some("text/plain")
        {
            return false;
        }
        for at in 0..GROUP {
            if self.ahead.len() == at {
                self.ahead.extend(self.records.next());
            }
            match self.ahead.get(at) {
                Some(Ok(next)) if next.record.kind == RecordType::Metadata => {
                    return text_from_elsewhere(&next.record) == Some(id);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return false,
            }
        }
        false
    }
}
