//! WARC files as a source: every page in them is taken as it was seen then.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::event::Event;
use super::files::{Files, files_below};
use super::keeper::{Keeper, LOCAL_WINDOW};
use super::kept::{Done, Recording};
use super::revisits::kept;
use super::setting::Setting;
use crate::config::{Source, SourceKind};
use crate::pipeline::Cleaner;
use crate::pipeline::answer::{Answer, Held, held};
use crate::pipeline::lost::lost;
use crate::pipeline::ordered::in_order_within;
use crate::store::warc::{self, ReadError};
use crate::store::{Told, told};

/// One record of one file, or why there is none.
type Found = (PathBuf, Result<Told, String>);

/// The files of a source; none where it cannot be read, which is told.
pub(super) fn files(source: &Source, root: &Path, keeper: &mut Keeper<'_>) -> Option<Files> {
    let address = root.display().to_string();
    if let Err(error) = std::fs::metadata(root) {
        let detail = format!("{error}: name a WARC file or a folder of them");
        keeper.not_listed(source, "unreadable", &detail);
        return None;
    }
    let files = files_below(root, source, &SourceKind::WARCS, keeper);
    keeper.listed(source, 0);
    if files.is_empty() {
        let detail = format!("no file in {address} has a WARC file's name");
        keeper.tell(&Event::Note { source: &source.name, detail: &detail });
    }
    Some(files)
}

/// Reads them, and hands on what becomes of each record, until `sink` breaks.
pub(super) fn read(
    source: &Source,
    files: Files,
    setting: &Setting,
    sink: impl FnMut(Done) -> ControlFlow<()>,
) {
    let recording = setting.recording();
    in_order_within(
        files.into_iter().flat_map(records_of),
        setting.threads,
        &LOCAL_WINDOW,
        Cleaner::default,
        |cleaner, found| page_of(cleaner, found, source, setting, &recording),
        sink,
    );
}

/// The records of one file, one at a time; what cannot be read is told and passed over.
fn records_of(
    found: Result<PathBuf, (PathBuf, std::io::Error)>,
) -> Box<dyn Iterator<Item = Found> + Send> {
    let opened = found.and_then(|path| match warc::open(&path) {
        Ok(records) => Ok((path, told(records))),
        Err(error) => Err((path, error)),
    });
    match opened {
        Ok((path, records)) => Box::new(
            records.map(move |record| (path.clone(), record.map_err(|error| in_one_line(&error)))),
        ),
        Err((path, error)) => Box::new(std::iter::once((path, Err(error.to_string())))),
    }
}

fn in_one_line(error: &ReadError) -> String {
    error.to_string().replace('\n', " ")
}

fn page_of(
    cleaner: &mut Cleaner,
    (path, record): Found,
    source: &Source,
    setting: &Setting,
    recording: &Recording,
) -> Done {
    let told = match record {
        Ok(told) => told,
        Err(detail) => return Done::Failed(path, "damaged", detail),
    };
    match held(path, told) {
        Held::Page(Answer { origin, capture, body }) => {
            match kept(cleaner, capture, &body, (source, setting, recording)) {
                Ok(kept) => Done::Page(Box::new(kept), origin.note),
                Err((reason, detail)) => Done::Failed(origin.file, reason, detail),
            }
        }
        Held::Refers(referring) => Done::Refers(referring),
        Held::InItsPlace(answer) if lost(&answer.capture).is_some() => Done::Lost(Box::new(answer)),
        Held::Failed(path, why) => Done::Failed(path, "damaged", why),
        Held::InItsPlace(_) | Held::Nothing => Done::Nothing,
    }
}
