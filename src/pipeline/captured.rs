//! A page in somebody's WARC file ─▶ a capture of ours; a cleaned page ─▶ what is stored of it.

use chrono::{DateTime, Utc};

use super::{Cleaned, taken_over};
use crate::profile::Marks;
use crate::store::warc::{RecordType, WarcPage, WarcRecord};
use crate::store::{Capture, CaptureKind, Finding, Prepared, Truncated};

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

/// The capture that a record with a page becomes: the bytes as the record has them, at the time it
/// gives (`now` where it gives none), under its own id as a foreign one.
pub(super) fn captured(record: &WarcRecord, page: &WarcPage, now: DateTime<Utc>) -> Capture {
    let is_http = record.kind == RecordType::Response && !record.head().is_empty();
    let truncated = record.field("WARC-Truncated").map(|why| match why {
        "length" => Truncated::Length,
        "time" => Truncated::Time,
        "disconnect" => Truncated::Disconnect,
        _ => Truncated::Unspecified,
    });
    Capture {
        url: page.url.clone(),
        final_url: page.url.clone(),
        at: page.at.unwrap_or(now),
        kind: if is_http { CaptureKind::Http } else { CaptureKind::File },
        response: record.head().to_vec(),
        body: record.received().unwrap_or_default().into_owned(),
        content_type: page.content_type.clone(),
        truncated,
        foreign_id: record.field("WARC-Record-ID").map(str::to_owned),
        ..Capture::default()
    }
}
