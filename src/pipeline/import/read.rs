//! What a thread makes of what was found: records, saved pages and clean texts, read and cleaned.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::found::Found;
use super::outcome::{Imported, Importing, Item};
use crate::decode;
use crate::decode::content::{Caps, unpack_file};
use crate::pipeline::captured::{captured, finding, foreign};
use crate::pipeline::revisit::Referring;
use crate::pipeline::{Cleaner, Kind, RawPage};
use crate::source::saved;
use crate::store::{Archive, Capture, CaptureKind, Prepared};

/// What a thread made of it.
pub(super) enum Done {
    /// A record without a page: a request, a picture, …
    Nothing,
    There(Item),
    Failed(PathBuf, String),
    Page(PathBuf, Box<Prepared>),
    /// A record that stands for a page captured earlier.
    Refers(Referring),
}

/// What a thread works with.
pub(super) struct Worker {
    pub(super) cleaner: Cleaner,
    /// To see what is there already without cleaning it.
    pub(super) archive: Option<Archive>,
}

/// Reads and cleans what was found. `name`: under which name what the cleaner finds is recorded.
pub(super) fn one(
    worker: &mut Worker,
    found: Found,
    wanted: &Importing,
    name: &str,
    now: DateTime<Utc>,
) -> Done {
    let (path, record) = match found {
        Found::Failed(path, why) => return Done::Failed(path, why),
        Found::Record(path, record) => (path, Some(record)),
        Found::Text(path) => return text_file(worker, path),
        Found::TextRecord(path, record) => {
            let Some(page) = record.page(&Caps::default()) else { return Done::Nothing };
            let capture = Capture { kind: CaptureKind::Text, ..captured(&record, &page, now) };
            return there(worker, &path, &capture).unwrap_or_else(|| as_it_is(path, capture));
        }
        Found::Page(path) => (path, None),
    };
    let (capture, body) = match record {
        Some(record) => match record.page(&Caps::default()) {
            Some(page) => (captured(&record, &page, now), page.body),
            None => {
                return record.refers().map_or(Done::Nothing, |reference| {
                    Done::Refers(Referring { path, record, reference })
                });
            }
        },
        None => match saved_page(&path) {
            Ok(capture) => {
                let body = capture.body.clone();
                (capture, body)
            }
            Err(why) => return Done::Failed(path, why),
        },
    };
    if let Some(there) = there(worker, &path, &capture) {
        return there;
    }
    cleaned(&mut worker.cleaner, (wanted, name), path, capture, &body)
}

/// Cleans a page, whose body is given with its content encoding undone.
pub(super) fn cleaned(
    cleaner: &mut Cleaner,
    (wanted, name): (&Importing, &str),
    path: PathBuf,
    capture: Capture,
    body: &[u8],
) -> Done {
    let raw = RawPage {
        bytes: body,
        url: Some(&capture.url),
        content_type: capture.content_type.as_deref(),
        kind: None,
    };
    let cleaned = match cleaner.guarded(|cleaner| cleaner.clean(&raw, &wanted.options)) {
        Ok(cleaned) => cleaned,
        Err(defect) => return Done::Failed(path, format!("{}: {defect}", capture.url)),
    };
    let content_type = capture.content_type.clone().or_else(|| {
        let name = if cleaned.kind == Kind::Html { "text/html" } else { "text/plain" };
        Some(name.to_owned())
    });
    let capture = Capture { content_type, ..capture };
    Done::Page(path, Box::new(Prepared::new(capture, finding(cleaned, name, wanted.learn))))
}

fn there(worker: &Worker, path: &Path, capture: &Capture) -> Option<Done> {
    there_already(worker.archive.as_ref()?, path, capture)
}

/// Whether this very capture is in the archive.
pub(super) fn there_already(archive: &Archive, path: &Path, capture: &Capture) -> Option<Done> {
    let there = archive.has_capture(capture).ok()?;
    there.then(|| {
        Done::There(Item {
            file: path.display().to_string(),
            url: Some(capture.url.clone()),
            foreign_id: capture.foreign_id.clone(),
            imported: Imported::ThereAlready,
        })
    })
}

/// The bytes of a file, gzip and Zstandard undone.
fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = saved::read_file(path).map_err(|error| saved::not_readable(&error))?;
    unpack_file(&bytes, &Caps::default())
        .map(|plain| plain.bytes.into_owned())
        .map_err(|undone| undone.fault.to_string())
}

/// A file as a capture: its address is the file's, or the one its browser wrote into it; its time
/// is when the file was last changed, so that it is the same capture when it is imported again.
fn file_capture(path: &Path, bytes: Vec<u8>, kind: CaptureKind) -> Capture {
    let changed = fs::metadata(path).and_then(|about| about.modified());
    let url = saved::saved_from(&bytes)
        .filter(|_| kind == CaptureKind::File)
        .map_or_else(|| saved::file_address(path), String::from);
    Capture {
        final_url: url.clone(),
        url,
        at: changed.map_or_else(|_| DateTime::default(), DateTime::from),
        kind,
        body: bytes,
        foreign_id: path.file_name().map(|name| name.to_string_lossy().into_owned()),
        ..Capture::default()
    }
}

fn saved_page(path: &Path) -> Result<Capture, String> {
    let bytes = bytes_of(path)?;
    if let Some(found) = decode::sniff(&bytes) {
        return Err(format!("{found}, not a page"));
    }
    Ok(file_capture(path, bytes, CaptureKind::File))
}

/// A clean text, as it is.
fn text_file(worker: &Worker, path: PathBuf) -> Done {
    let bytes = match bytes_of(&path) {
        Ok(bytes) => bytes,
        Err(why) => return Done::Failed(path, why),
    };
    if let Some(found) = decode::sniff(&bytes) {
        return Done::Failed(path, format!("{found}, not a text"));
    }
    let mut capture = file_capture(&path, bytes, CaptureKind::Text);
    capture.content_type = Some("text/plain".to_owned());
    there(worker, &path, &capture).unwrap_or_else(|| as_it_is(path, capture))
}

/// What is to be stored of a clean text.
pub(super) fn as_it_is(path: PathBuf, capture: Capture) -> Done {
    Done::Page(path, Box::new(foreign(capture)))
}
