//! Proving an archive: every name from its bytes, every reference followed.

mod captures;
mod findable;
mod mend;
mod repair;
mod strangers;
mod texts;
mod verification;

use std::path::Path;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};

use super::folder::WARC_FOLDER;
use super::index::Index;
use super::recover::warc_files;
use super::{StoreError, lock};

pub use repair::{Repaired, repair, repair_telling};
pub use verification::{Problem, Progress, Verification};

/// Verifies the archive in `folder` without changing anything: every text's bytes give its name and
/// the index's digest; every row of the index has its file; every WARC record's digests are right;
/// every capture's records stand where the index says and say the same. With `since`, only texts and
/// captures that were recorded from then on are read, those of a run that had not ended then among them, whenever
/// the pages were captured; references are followed for all.
///
/// A writer may be at work meanwhile: what it has not finished is left out.
///
/// # Errors
/// When there is no archive or its index cannot be read at all. What does not hold is no error but a
/// [`Problem`].
pub fn verify(
    folder: &Path,
    since: Option<DateTime<Utc>>,
    progress: &Progress,
) -> Result<Verification, StoreError> {
    let index = Index::open_to_read(folder)?;
    index.begin_reading()?;
    let mut found = Verification::default();
    for what in index.damage()? {
        found.problem(super::folder::INDEX_FILE, what);
    }
    let recorded = since.map(|since| index.recorded_since(since)).transpose()?;
    let warcs = warc_files(&folder.join(WARC_FOLDER))?;
    let size = warcs.iter().map(|(_, length)| length).sum::<u64>() + index.text_bytes()?;
    progress.total.store(size, Ordering::Relaxed);
    texts::verify(folder, &index, recorded, progress, &mut found)?;
    captures::verify(folder, &index, &warcs, recorded, progress, &mut found)?;
    if since.is_none() {
        findable::verify(folder, &index, &mut found)?;
    }
    strangers::verify(folder, &mut found)?;
    if lock::is_held(folder) {
        found.notes.push("a writer is at work: what it has not finished was left out".to_owned());
    }
    Ok(found)
}
