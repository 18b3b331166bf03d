//! What a thread makes of what was found: records, saved pages and clean texts, read and cleaned.

use std::path::{Path, PathBuf};

use super::found::Found;
use super::outcome::{Imported, Importing, Item};
use crate::decode;
use crate::decode::content::{Caps, unpack_file};
use crate::html::Limits;
use crate::pipeline::answer::{Answer, Held, Origin, cleaned, held, unfit};
use crate::pipeline::captured::{finding, foreign, mail_capture};
use crate::pipeline::revisit::Referring;
use crate::pipeline::{Cleaner, Kind};
use crate::source::saved;
use crate::store::{Archive, Capture, CaptureKind, Prepared, address_fault};

/// What a thread made of it.
pub(super) enum Done {
    /// A record without a page: a request, a picture, …
    Nothing,
    There(Item),
    Failed(PathBuf, String),
    Page(Origin, Box<Prepared>),
    /// A record that stands for a page captured earlier.
    Refers(Box<Referring>),
    /// What a server sent in the place of a page.
    InItsPlace(Box<Answer>),
    /// A text of an archive of ours, to be taken where none of its records brought it.
    Rest(Origin, Box<Prepared>),
}

impl Done {
    /// About how many bytes it holds while it waits.
    pub(super) fn held(&self) -> usize {
        match self {
            Done::Page(_, page) | Done::Rest(_, page) => page.held(),
            Done::InItsPlace(answer) => answer.held(),
            Done::Nothing | Done::There(_) | Done::Failed(..) | Done::Refers(_) => 0,
        }
    }
}

/// What a thread works with.
pub(super) struct Worker {
    pub(super) cleaner: Cleaner,
    /// To see what is there already without cleaning it.
    pub(super) archive: Option<Archive>,
}

/// Reads and cleans what was found. `name`: under which name what the cleaner finds is recorded.
pub(super) fn one(worker: &mut Worker, found: Found, wanted: &Importing, name: &str) -> Done {
    let (origin, capture, body) = match found {
        Found::Failed(path, why) => return Done::Failed(path, why),
        Found::Text(file) => return text_file(worker, file),
        Found::Rest(file) => {
            return match text_file(worker, file) {
                Done::Page(origin, text) => Done::Rest(origin, text),
                done => done,
            };
        }
        Found::Page(file) => match saved_page(&mut worker.cleaner, &file, &wanted.options.limits) {
            Ok(capture) => {
                if let Some(there) = seen_earlier(worker, &file, &capture) {
                    return there;
                }
                let body = capture.body.clone();
                (Origin { file, note: None }, capture, body)
            }
            Err(why) => return Done::Failed(file, why),
        },
        Found::Mail(file, mail) => {
            let note = mail.note();
            let capture = mail_capture(*mail, &file);
            let body = capture.body.clone();
            (Origin { file, note }, capture, body)
        }
        Found::Record(path, told) => match held(path, *told) {
            Held::Page(Answer { origin, capture, .. }) if capture.kind == CaptureKind::Text => {
                return text(worker, origin, capture);
            }
            Held::Page(Answer { origin, capture, body }) => (origin, capture, body),
            Held::Refers(referring) => {
                return match address_fault(&referring.reference.url) {
                    Some(why) => Done::Failed(referring.path, why),
                    None => Done::Refers(referring),
                };
            }
            Held::InItsPlace(answer) => return Done::InItsPlace(Box::new(answer)),
            Held::Failed(path, why) => return Done::Failed(path, why),
            Held::Nothing => return Done::Nothing,
        },
    };
    if let Some(there) = seen(worker, &origin, &capture) {
        return there;
    }
    clean(&mut worker.cleaner, (wanted, name), origin, capture, &body)
}

/// Cleans a page, whose body is given with its content encoding undone.
pub(super) fn clean(
    cleaner: &mut Cleaner,
    (wanted, name): (&Importing, &str),
    origin: Origin,
    capture: Capture,
    body: &[u8],
) -> Done {
    if let Some(why) = unfit(&capture) {
        return Done::Failed(origin.file, why);
    }
    let cleaned = match cleaned(cleaner, &capture, body, &wanted.options) {
        Ok(cleaned) => cleaned,
        Err(why) => return Done::Failed(origin.file, why),
    };
    let content_type = capture.content_type.clone().or_else(|| {
        let name = if cleaned.kind == Kind::Html { "text/html" } else { "text/plain" };
        Some(name.to_owned())
    });
    let capture = Capture { content_type, ..capture };
    Done::Page(origin, Box::new(Prepared::new(capture, finding(cleaned, name, wanted.learn))))
}

/// Whether this very capture is in the archive.
fn seen(worker: &Worker, origin: &Origin, capture: &Capture) -> Option<Done> {
    there_already(worker.archive.as_ref()?, &origin.file, capture)
}

/// Whether this very capture of a file is in the archive under an address or a time that earlier versions gave it.
fn seen_earlier(worker: &Worker, file: &Path, capture: &Capture) -> Option<Done> {
    let archive = worker.archive.as_ref()?;
    let at = saved::changed(file);
    let urls = [saved::file_address(file), saved::earlier_file_address(file), capture.url.clone()];
    urls.into_iter()
        .filter(|url| *url != capture.url || at != capture.at)
        .find_map(|url| there_already(archive, file, &Capture { url, at, ..capture.clone() }))
}

/// Whether this very capture is in the archive.
pub(super) fn there_already(archive: &Archive, path: &Path, capture: &Capture) -> Option<Done> {
    archive.has_capture(capture).ok()?.then(|| there(path, capture))
}

/// What is told of a capture that the archive has.
pub(super) fn there(path: &Path, capture: &Capture) -> Done {
    Done::There(Item {
        file: path.display().to_string(),
        url: Some(capture.url.clone()),
        foreign_id: capture.foreign_id.clone(),
        note: None,
        imported: Imported::ThereAlready,
    })
}

/// The bytes of a file, gzip and Zstandard undone.
fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = saved::read_file(path).map_err(|error| saved::not_readable(&error))?;
    unpack_file(&bytes, &Caps::default())
        .map(|plain| plain.bytes.into_owned())
        .map_err(|undone| undone.fault.to_string())
}

/// A file as a capture: its time is when it was saved, where it says so itself, or else when the file was last
/// changed, so that it is the same capture when it is imported again.
fn file_capture(path: &Path, url: Option<String>, bytes: Vec<u8>, kind: CaptureKind) -> Capture {
    let url = url.unwrap_or_else(|| saved::file_address(path));
    Capture {
        final_url: url.clone(),
        url,
        at: saved::saved_at(&bytes).unwrap_or_else(|| saved::changed(path)),
        kind,
        body: bytes,
        foreign_id: path.file_name().map(|name| name.to_string_lossy().into_owned()),
        ..Capture::default()
    }
}

fn saved_page(cleaner: &mut Cleaner, path: &Path, limits: &Limits) -> Result<Capture, String> {
    let bytes = bytes_of(path)?;
    if let Some(found) = decode::sniff(&bytes) {
        return Err(format!("{found}, not a page"));
    }
    let url = cleaner.guarded(|cleaner| cleaner.saved_from(&bytes, limits));
    let url = url.map_err(|defect| defect.to_string())?;
    Ok(file_capture(path, url, bytes, CaptureKind::File))
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
    let mut capture = file_capture(&path, None, bytes, CaptureKind::Text);
    capture.content_type = Some("text/plain".to_owned());
    if let Some(there) = seen_earlier(worker, &path, &capture) {
        return there;
    }
    text(worker, Origin { file: path, note: None }, capture)
}

fn text(worker: &Worker, origin: Origin, capture: Capture) -> Done {
    seen(worker, &origin, &capture).unwrap_or_else(|| as_it_is(origin, capture))
}

/// What is to be stored of a clean text.
pub(super) fn as_it_is(origin: Origin, capture: Capture) -> Done {
    if let Some(why) = unfit(&capture) {
        return Done::Failed(origin.file, why);
    }
    Done::Page(origin, Box::new(foreign(capture)))
}
