//! A folder of saved pages.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::event::Event;
use super::files::{Files, files_below};
use super::keeper::{Keeper, LOCAL_WINDOW};
use super::kept::{Done, Recording};
use super::setting::Setting;
use crate::config::{Source, SourceKind};
use crate::decode;
use crate::decode::content::{Caps, unpack_file};
use crate::pipeline::answer::{cleaned, unfit};
use crate::pipeline::captured::mail_capture;
use crate::pipeline::ordered::in_order_within;
use crate::pipeline::{Cleaner, Kind, RawPage};
use crate::source::mailbox::{self, Mail};
use crate::source::saved;
use crate::store::{Capture, CaptureKind};

/// What was found in the folder.
enum Found {
    Page(PathBuf),
    /// A mail of a mail box.
    Mail(PathBuf, Box<Mail>),
    Unread(PathBuf, io::Error),
}

/// The files of a source; none where it cannot be read, which is told.
pub(super) fn files(source: &Source, root: &Path, keeper: &mut Keeper<'_>) -> Option<Files> {
    let address = root.display().to_string();
    if let Err(error) = fs::read_dir(root) {
        let detail = format!("{error}: name a folder that is there and may be read");
        keeper.not_listed(source, "unreadable", &detail);
        return None;
    }
    let files = files_below(root, source, &SourceKind::PAGES, keeper);
    keeper.listed(source, files.len());
    keeper.tell(&Event::Waiting { host: &source.name, pages: files.len() });
    if files.is_empty() {
        let detail = if source.include.is_empty() {
            format!("no file in {address} has a saved page's name: name others with include")
        } else {
            format!("no file in {address} fits its include patterns")
        };
        keeper.tell(&Event::Note { source: &source.name, detail: &detail });
    }
    Some(files)
}

/// Reads them, and hands on what becomes of each, until `sink` breaks.
pub(super) fn read(
    source: &Source,
    files: Files,
    setting: &Setting,
    sink: impl FnMut(Done) -> ControlFlow<()>,
) {
    let recording = setting.recording();
    // Files are read side by side; of two pages of one address the later one is the later version.
    let found = files.into_iter().flat_map(pages_in);
    let met = found.map(|found| (found, (setting.edges.now)()));
    in_order_within(
        met,
        setting.threads,
        &LOCAL_WINDOW,
        Cleaner::default,
        |cleaner, (found, at)| match found {
            Found::Page(path) => page_of(cleaner, path, at, source, setting, &recording),
            Found::Mail(path, mail) => mail_of(cleaner, path, *mail, source, setting, &recording),
            Found::Unread(path, error) => {
                Done::Failed(path, "unreadable", saved::not_readable(&error))
            }
        },
        sink,
    );
}

/// The pages in what was found: each mail of a mail box, or the file itself.
fn pages_in(
    found: Result<PathBuf, (PathBuf, io::Error)>,
) -> Box<dyn Iterator<Item = Found> + Send> {
    let found = match found.map(|path| (mailbox::open(&path), path)) {
        Ok((Ok(Some(mails)), path)) => {
            return Box::new(mails.map(move |mail| match mail {
                Ok(mail) => Found::Mail(path.clone(), Box::new(mail)),
                Err(error) => Found::Unread(path.clone(), error),
            }));
        }
        // What cannot be read is told when it is.
        Ok((_, path)) => Found::Page(path),
        Err((path, error)) => Found::Unread(path, error),
    };
    Box::new(std::iter::once(found))
}

fn mail_of(
    cleaner: &mut Cleaner,
    path: PathBuf,
    mail: Mail,
    source: &Source,
    setting: &Setting,
    recording: &Recording,
) -> Done {
    let (number, note) = (mail.number, mail.note());
    let capture = Capture { source: Some(source.name.clone()), ..mail_capture(mail, &path) };
    let failed = |reason, why: String| {
        let detail = format!("mail {number}: {why}");
        Done::Failed(path.clone(), reason, detail)
    };
    if let Some(why) = unfit(&capture) {
        return failed("address-too-long", why);
    }
    match cleaned(cleaner, &capture, &capture.body, &setting.options) {
        Ok(cleaned) => {
            let capture = Capture { content_type: Some(media_type(cleaned.kind)), ..capture };
            Done::Page(Box::new(recording.of(source.name.clone(), capture, cleaned)), note)
        }
        Err(why) => failed("internal", why),
    }
}

fn media_type(kind: Kind) -> String {
    match kind {
        Kind::Html => "text/html",
        Kind::Text => "text/plain",
    }
    .to_owned()
}

fn page_of(
    cleaner: &mut Cleaner,
    path: PathBuf,
    at: DateTime<Utc>,
    source: &Source,
    setting: &Setting,
    recording: &Recording,
) -> Done {
    let bytes = match saved::read_file(&path) {
        Ok(bytes) => bytes,
        Err(error) => return Done::Failed(path, "unreadable", saved::not_readable(&error)),
    };
    let bytes = match unpack_file(&bytes, &Caps::default()) {
        Ok(plain) => plain.bytes.into_owned(),
        Err(undone) => return Done::Failed(path, "damaged", undone.fault.to_string()),
    };
    if let Some(found) = decode::sniff(&bytes) {
        return Done::Failed(
            path,
            "not-a-page",
            format!("{found}, not a page: leave it out of include"),
        );
    }
    let kept = cleaner.guarded(|cleaner| {
        let url = cleaner.saved_from(&bytes, &setting.options.limits);
        let page = RawPage { bytes: &bytes, url: url.as_deref(), ..RawPage::default() };
        let cleaned = cleaner.clean(&page, &setting.options);
        (url, cleaned)
    });
    let (url, cleaned) = match kept {
        Ok(kept) => kept,
        Err(defect) => return Done::Failed(path, "internal", defect.to_string()),
    };
    let url = url.unwrap_or_else(|| saved::file_address(&path));
    let capture = Capture {
        final_url: url.clone(),
        url,
        at,
        kind: CaptureKind::File,
        body: bytes,
        content_type: Some(media_type(cleaned.kind)),
        source: Some(source.name.clone()),
        ..Capture::default()
    };
    Done::Page(Box::new(recording.of(source.name.clone(), capture, cleaned)), None)
}
