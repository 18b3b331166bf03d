//! What replay tools find pages by: the CDXJ index of the captures, and the list of pages.

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::store::CaptureRow;
use crate::store::surt::surt;
use crate::store::warc::{RecordType, WarcRecord};

/// The line that stands before the pages.
const HEADING: &str = "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All pages\"}\n";

/// What is in a WACZ file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaczCounts {
    /// Captures that can be replayed.
    pub captures: u64,
    /// Captures that could not be read, those of pages that are known to be lost not counted.
    pub missed: u64,
}

/// The lines of the CDXJ index and of the list of pages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Lists {
    cdx: Vec<String>,
    pages: String,
    missed: u64,
}

impl Lists {
    /// Lists a capture, whose record stands at this place: file, offset and length.
    pub(super) fn add(
        &mut self,
        capture: &CaptureRow,
        record: &WarcRecord,
        (file, offset, length): (&str, u64, u64),
    ) {
        let mime = match record.kind {
            RecordType::Revisit => "warc/revisit".to_owned(),
            RecordType::Resource => record.field("Content-Type").unwrap_or("").to_owned(),
            _ => record.header("content-type").unwrap_or_default(),
        };
        let mime = mime.split(';').next().unwrap_or("").trim();
        let url = record.target().unwrap_or(&capture.url);
        let mut fields = json!({
            "url": url,
            "mime": if mime.is_empty() { "unk" } else { mime },
            "digest": record.field("WARC-Payload-Digest").unwrap_or(""),
            "length": length.to_string(),
            "offset": offset.to_string(),
            "filename": file,
        });
        if let Some(status) = capture.status {
            fields["status"] = json!(status.to_string());
        }
        let at = capture.at.format("%Y%m%d%H%M%S");
        self.cdx.push(format!("{} {at} {fields}\n", surt(url)));
    }

    /// Lists a page by the title of its text.
    pub(super) fn page(&mut self, capture: &CaptureRow, title: &str) {
        let at = capture.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let page = json!({ "id": capture.record, "url": capture.url, "ts": at, "title": title });
        self.pages.push_str(&format!("{page}\n"));
    }

    /// Counts a capture that cannot be read. That a page was lost to damage was told before, and keeps nothing from
    /// being whole: as for `verify`.
    pub(super) fn missed(&mut self, capture: &CaptureRow) {
        self.missed += u64::from(!capture.page_is_lost());
    }

    /// How many there are; the index, sorted; the pages.
    pub(super) fn written(mut self) -> (WaczCounts, String, String) {
        let counts = WaczCounts { captures: self.cdx.len() as u64, missed: self.missed };
        self.cdx.sort_unstable();
        (counts, self.cdx.concat(), HEADING.to_owned() + &self.pages)
    }
}
