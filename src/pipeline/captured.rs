//! A page in somebody's WARC file ─▶ a capture of ours; a cleaned page ─▶ what is stored of it.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Cleaned, taken_over};
use crate::profile::Marks;
use crate::source::mailbox::Mail;
use crate::source::saved;
use crate::store::warc::{RecordType, WarcPage, WarcRecord};
use crate::store::{Capture, CaptureKind, Finding, Prepared, Told, Truncated};

/// What is stored of what cleaning made of a page. An article teaches what its site repeats; other
/// pages (lists print articles' own leads) do not, and none does without `marked`.
pub(super) fn finding(cleaned: Cleaned, cleaner: &str, marked: bool) -> Finding {
    let marks = if marked { marks(&cleaned) } else { Marks::default() };
    Finding { marks, ..unmarked(cleaned, cleaner) }
}

/// The same of a page that left its marks before.
pub(super) fn unmarked(cleaned: Cleaned, cleaner: &str) -> Finding {
    let Cleaned { verdict, metadata, text, profile, .. } = cleaned;
    let (cleaner, marks) = (cleaner.to_owned(), Marks::default());
    Finding { verdict, metadata, text, cleaner, profile, marks }
}

/// What a cleaned page leaves for its site's profile: nothing where it is no page to store.
#[must_use]
pub fn marks(cleaned: &Cleaned) -> Marks {
    if cleaned.verdict.outcome.is_storable() {
        Marks::of(&cleaned.blocks)
    } else {
        Marks::default()
    }
}

/// A clean text from elsewhere, made ready to be stored as it is: no cleaner read it.
pub(super) fn foreign(capture: Capture) -> Prepared {
    let text = unmarked(taken_over(&capture.body), "none");
    Prepared::new(capture, text)
}

/// A mail of the box at `path` as a capture: as of when it was sent, under the name that it has there.
pub(super) fn mail_capture(mail: Mail, path: &Path) -> Capture {
    let url = mail.address(path);
    Capture {
        final_url: url.clone(),
        url,
        at: mail.at.unwrap_or_else(|| saved::changed(path)),
        kind: CaptureKind::File,
        truncated: mail.cut.then_some(Truncated::Unspecified),
        foreign_id: mail.id,
        body: mail.bytes,
        ..Capture::default()
    }
}

/// When a page in somebody's file was captured, and what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) at: DateTime<Utc>,
    /// The address that was asked for, where it is known to be another one than the record's.
    pub(super) asked: Option<String>,
    /// What is to be told of the time, where the record itself does not say it.
    pub(super) note: Option<String>,
}

impl Visit {
    /// What a record in the file at `path` says. Where it gives no date, it is the same time whenever the file is
    /// read again, so that the capture stays one: that of the server's answer, of the file's beginning or of its
    /// last change.
    pub(super) fn of(Told { record, begun, asked, .. }: &Told, path: &Path) -> Visit {
        let asked = asked.clone();
        if let Some(at) = record.date() {
            return Visit { at, asked, note: None };
        }
        let answered = record.header("date");
        let answered = answered.and_then(|date| DateTime::parse_from_rfc2822(&date).ok());
        let (at, whose) = match (answered, begun) {
            (Some(date), _) => (date.to_utc(), "the `Date` of the server's answer"),
            (None, Some(begun)) => (*begun, "the date of the file's warcinfo record"),
            (None, None) => (saved::changed(path), "when its file was last changed"),
        };
        let time = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let about = record.target().unwrap_or("a record");
        let note = format!("{about}: does not say when it was captured: {time} is {whose}");
        Visit { at, asked, note: Some(note) }
    }
}

/// The capture that a record with a page becomes: the bytes as the record has them, under its own id as a foreign
/// one.
pub(super) fn captured(record: &WarcRecord, page: &WarcPage, visit: &Visit) -> Capture {
    let is_http = record.kind == RecordType::Response && !record.head().is_empty();
    let truncated = record.field("WARC-Truncated").map(|why| match why {
        "length" => Truncated::Length,
        "time" => Truncated::Time,
        "disconnect" => Truncated::Disconnect,
        _ => Truncated::Unspecified,
    });
    let truncated = truncated.or(record.is_segment().then_some(Truncated::Unspecified));
    Capture {
        url: visit.asked.as_ref().unwrap_or(&page.url).clone(),
        final_url: page.url.clone(),
        at: visit.at,
        kind: if is_http { CaptureKind::Http } else { CaptureKind::File },
        response: record.head().to_vec(),
        body: record.received().unwrap_or_default().into_owned(),
        content_type: page.content_type.clone(),
        truncated,
        foreign_id: record.field("WARC-Record-ID").map(str::to_owned),
        ..Capture::default()
    }
}
