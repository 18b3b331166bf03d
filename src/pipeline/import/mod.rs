//! Taking over what others captured or cleaned: WARC files, WACZ, MHTML, folders of saved pages, and
//! archives of clean texts whose names come from elsewhere.
//!
//! Every name from elsewhere (a record's id, a file's name) is kept as an opaque id beside what we
//! make of the bytes; nothing is concluded from it, and nothing is written under it.

mod found;
mod intake;
mod revisit;

use std::fs;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::captured::{captured, finding, foreign};
use super::ordered::in_order_within;
use super::run::Stop;
use super::{Cleaner, Kind, Options, RawPage, cleaner_name};
use crate::decode::content::{Caps, unpack_file};
use crate::page::Near;
use crate::source::saved;
use crate::store::{Access, Archive, Capture, CaptureKind, Prepared, StoreError};
use crate::{decode, text};

pub use found::nothing_to_import;
use found::{Found, found_below};
use intake::{BATCH, Intake, Referring};

/// Pages that may wait for those before them, so that cleaning goes on while a batch is written.
const WINDOW: usize = BATCH / 2;

/// A file that is no WARC is read into memory; a larger one is refused.
const FILE_LIMIT: u64 = 1 << 30;

/// What is wanted of an import.
#[derive(Clone, Debug)]
pub struct Importing {
    /// How pages are cleaned.
    pub options: Options,
    /// On how many threads.
    pub threads: usize,
    /// When to end early.
    pub stop: Stop,
    /// Whether `.txt` files are clean texts, to be taken over as they are. Those of an archive of
    /// ours always are.
    pub texts: bool,
    /// What is done with texts that are nearly those the archive has.
    pub near: Near,
    /// Whether what sites repeat is learned from the pages.
    pub learn: bool,
}

/// What became of one page or text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Imported {
    /// It is new.
    Stored {
        /// The text's file name.
        name: String,
    },
    /// It is new at an address that had another text.
    NewVersion {
        /// The text's file name.
        name: String,
        /// The ordinal of the text that the address had before.
        previous: u64,
    },
    /// The text was there; the sighting was recorded.
    SeenBefore {
        /// The text's file name.
        name: String,
    },
    /// It is nearly a text that is there, and was not stored.
    Near {
        /// That text's file name.
        name: String,
        /// How the two are to each other.
        class: String,
    },
    /// This very capture was there; nothing was recorded.
    ThereAlready,
    /// It is nothing to store as an article. The capture was recorded.
    Refused {
        /// What it is.
        outcome: &'static str,
    },
    /// It could not be read or cleaned.
    Failed {
        /// Why.
        why: String,
    },
}

/// One page or text of what is imported, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The file it stands in.
    pub file: String,
    /// Its address, where it was read.
    pub url: Option<String>,
    /// Its name where it comes from.
    pub foreign_id: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub imported: Imported,
}

/// What a thread made of it.
enum Done {
    /// A record without a page: a request, a picture, …
    Nothing,
    There(Item),
    Failed(PathBuf, String),
    Page(PathBuf, Box<Prepared>),
    /// A record that stands for a page captured earlier.
    Refers(Referring),
}

struct Worker {
    cleaner: Cleaner,
    /// To see what is there already without cleaning it.
    archive: Option<Archive>,
}

/// Imports everything below `paths`, in their order, and tells `observe` what became of each page
/// once that is on the disk. Files are streamed; what is there already is passed over, so that an
/// import that was interrupted is simply run again. `now` is the time of pages that give none.
///
/// # Errors
/// When the archive cannot be written to. A file or page that fails is no error: it is told, and the
/// rest goes on.
pub fn import(
    archive: &mut Archive,
    paths: &[PathBuf],
    wanted: &Importing,
    now: DateTime<Utc>,
    observe: &mut dyn FnMut(&Item),
) -> Result<(), StoreError> {
    archive.treat_near(wanted.near)?;
    archive.keep_marks(wanted.learn)?;
    archive.begin_run(now, "import")?;
    let folder = archive.folder().to_owned();
    let found = paths.iter().flat_map(|path| found_below(path, wanted.texts));
    let name = cleaner_name(&wanted.options);
    let mut stored = Ok(());
    let mut intake = Intake::new(archive, observe, (wanted, &name, now));
    in_order_within(
        found,
        wanted.threads,
        WINDOW,
        || Worker {
            cleaner: Cleaner::default(),
            archive: Archive::open(&folder, Access::Read).ok(),
        },
        |worker, found| one(worker, found, wanted, &name, now),
        |done| {
            stored = intake.take(done);
            if stored.is_ok() && !wanted.stop.is_pressed() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
    stored?;
    intake.end()?;
    if wanted.learn {
        archive.learn_profiles(now)?;
    }
    archive.end_run(Utc::now().max(now))?;
    Ok(())
}

fn not_read(path: &Path, why: String) -> Item {
    Item {
        file: path.display().to_string(),
        url: None,
        foreign_id: None,
        imported: Imported::Failed { why },
    }
}

/// `name`: under which name what the cleaner finds is recorded.
fn one(
    worker: &mut Worker,
    found: Found,
    wanted: &Importing,
    name: &str,
    now: DateTime<Utc>,
) -> Done {
    let (path, record) = match found {
        Found::Failed(path, why) => return Done::Failed(path, why),
        Found::Record(path, record) => (path, Some(record)),
        Found::Page(path) | Found::Text(path) if !path.is_file() => {
            return Done::Failed(path, "is no file that can be read".to_owned());
        }
        Found::Text(path) => return taken_over(worker, path),
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
fn cleaned(
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
    // A defect met on one page must not cost the others.
    let cleaned = catch_unwind(AssertUnwindSafe(|| cleaner.clean(&raw, &wanted.options)));
    let Ok(cleaned) = cleaned else {
        *cleaner = Cleaner::default();
        let why = format!("{}: internal error; please report this page", capture.url);
        return Done::Failed(path, why);
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
fn there_already(archive: &Archive, path: &Path, capture: &Capture) -> Option<Done> {
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
    let mut bytes = Vec::new();
    let read =
        fs::File::open(path).and_then(|file| file.take(FILE_LIMIT + 1).read_to_end(&mut bytes));
    read.map_err(|error| saved::not_readable(&error))?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err("a page of more than 1 GB is not read".to_owned());
    }
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
fn taken_over(worker: &Worker, path: PathBuf) -> Done {
    let bytes = match bytes_of(&path) {
        Ok(bytes) => bytes,
        Err(why) => return Done::Failed(path, why),
    };
    if let Some(found) = decode::sniff(&bytes) {
        return Done::Failed(path, format!("{found}, not a text"));
    }
    let mut capture = file_capture(&path, bytes, CaptureKind::Text);
    capture.content_type = Some("text/plain".to_owned());
    if let Some(there) = there(worker, &path, &capture) {
        return there;
    }
    let text = text::taken_over(&decode::decode(&capture.body, None).text);
    Done::Page(path, Box::new(Prepared::new(capture, foreign(text))))
}
