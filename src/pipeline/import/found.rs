//! What is there to import below a path.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::outcome::{Item, not_read};
use crate::source::mailbox::{self, Mail};
use crate::source::saved;
use crate::store::{self, Told, told, warc};

/// Something to import, found in a file.
pub(super) enum Found {
    Record(PathBuf, Box<Told>),
    Page(PathBuf),
    /// A mail of a mail box.
    Mail(PathBuf, Box<Mail>),
    Text(PathBuf),
    /// A text of an archive of ours. Its records come before.
    Rest(PathBuf),
    Failed(PathBuf, String),
}

/// Tells where nothing at all is to be imported, so that nobody makes an archive for it: what could not
/// be read below `paths`. Nothing when there is something, were it a single file.
#[must_use]
pub fn nothing_to_import(paths: &[PathBuf], texts: bool) -> Option<Vec<Item>> {
    let mut failed = Vec::new();
    for found in paths.iter().flat_map(|path| found_below(path, texts, None)) {
        let Found::Failed(path, why) = found else { return None };
        failed.push(not_read(&path, why));
    }
    Some(failed)
}

/// What is below a path, one thing at a time; the archive that it goes into is passed over there.
pub(super) fn found_below(
    root: &Path,
    texts: bool,
    into: Option<&Path>,
) -> Box<dyn Iterator<Item = Found> + Send> {
    let is_ours = root.join(store::INDEX_FILE).is_file();
    let wanted = move |path: &Path| saved::is_warc_name(path) || (!is_ours && saved::is_page(path));
    let is_own_text = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        store::parse(name).is_some()
    };
    let within = fs::canonicalize(root).ok();
    let walk = saved::walk(root, wanted).without(into);
    // The records know at which address and when a text was seen. What cannot be read is told once.
    let texts_of_ours = is_ours.then(|| saved::walk(root, is_own_text).without(into));
    let texts_of_ours = texts_of_ours.into_iter().flatten().filter(Result::is_ok);
    Box::new(walk.chain(texts_of_ours).flat_map(
        move |path| -> Box<dyn Iterator<Item = Found> + Send> {
            let one =
                |found| Box::new(std::iter::once(found)) as Box<dyn Iterator<Item = Found> + Send>;
            let path = match path {
                Ok(path) => path,
                Err((path, error)) => {
                    return one(Found::Failed(path, saved::not_readable(&error)));
                }
            };
            if !path.is_file() {
                return one(Found::Failed(path, saved::not_readable(&saved::no_file())));
            }
            // A link may lead anywhere; what is imported is what lies below the root.
            let inside = match (fs::canonicalize(&path), &within) {
                (Ok(real), Some(within)) => real.starts_with(within),
                _ => true,
            };
            if !inside {
                let why = "leads out of the folder that is imported: not read".to_owned();
                return one(Found::Failed(path, why));
            }
            if saved::is_warc_name(&path) {
                return records_of(path);
            }
            let is_text = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
            one(match is_text {
                true if is_ours => Found::Rest(path),
                true if texts => Found::Text(path),
                // What cannot be read is told when it is.
                _ => match mailbox::open(&path) {
                    Ok(Some(mails)) => return mails_of(path, mails),
                    Ok(None) | Err(_) => Found::Page(path),
                },
            })
        },
    ))
}

/// The mails of a box, one at a time.
fn mails_of(
    path: PathBuf,
    mails: impl Iterator<Item = io::Result<Mail>> + Send + 'static,
) -> Box<dyn Iterator<Item = Found> + Send> {
    Box::new(mails.map(move |mail| match mail {
        Ok(mail) => Found::Mail(path.clone(), Box::new(mail)),
        Err(error) => Found::Failed(path.clone(), saved::not_readable(&error)),
    }))
}

/// The records of one file, one at a time.
fn records_of(path: PathBuf) -> Box<dyn Iterator<Item = Found> + Send> {
    let records = match warc::open(&path) {
        Ok(records) => told(records),
        Err(error) => {
            return Box::new(std::iter::once(Found::Failed(path, saved::not_readable(&error))));
        }
    };
    Box::new(records.map(move |found| match found {
        Ok(told) => Found::Record(path.clone(), Box::new(told)),
        Err(error) => Found::Failed(path.clone(), error.to_string().replace('\n', " ")),
    }))
}
