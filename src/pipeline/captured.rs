//! A page in somebody's WARC file ─▶ a capture of ours.

use chrono::{DateTime, Utc};

use crate::store::warc::{RecordType, WarcPage, WarcRecord};
use crate::store::{Capture, CaptureKind, Truncated};

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
