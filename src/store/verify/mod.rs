//! Proving an archive: every name from its bytes, every reference followed.

mod captures;
mod mend;
mod repair;
mod texts;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::archive::WARC_FOLDER;
use super::index::Index;
use super::recover::warc_files;
use super::{StoreError, lock};

pub use repair::repair;

/// Problems that are told one by one; of the others only the number is.
const TOLD: usize = 1000;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, relative to the archive, with the place in it.
    pub place: String,
    /// What does not hold.
    pub what: String,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Texts whose bytes gave their name.
    pub texts: u64,
    /// WARC records whose digests were right.
    pub records: u64,
    /// Captures whose records stand where the index says.
    pub captures: u64,
    /// WARC files read.
    pub warc_files: u64,
    /// Bytes read.
    pub bytes: u64,
    /// What does not hold, at most a thousand of it.
    pub problems: Vec<Problem>,
    /// How much does not hold.
    pub problem_count: u64,
    /// What is worth knowing and no problem, one sentence each.
    pub notes: Vec<String>,
}

impl Verification {
    /// Whether everything holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
    }

    fn problem(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.problem_count += 1;
        if self.problems.len() < TOLD {
            self.problems.push(Problem { place: place.into(), what: what.into() });
        }
    }

    fn add(&mut self, other: Verification) {
        self.texts += other.texts;
        self.records += other.records;
        self.captures += other.captures;
        self.warc_files += other.warc_files;
        self.bytes += other.bytes;
        self.problem_count += other.problem_count;
        let room = TOLD.saturating_sub(self.problems.len());
        self.problems.extend(other.problems.into_iter().take(room));
        self.notes.extend(other.notes);
    }
}

/// How far a verification has come, for whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Bytes read so far, and bytes to be read in all.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn read(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Verifies the archive in `folder` without changing anything: every text's bytes give its name and
/// the index's digest; every row of the index has its file; every WARC record's digests are right;
/// every capture's records stand where the index says and say the same. With `since`, only texts and
/// captures from then on are read; references are followed for all.
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
        found.problem(super::index::INDEX_FILE, what);
    }
    let warcs = warc_files(&folder.join(WARC_FOLDER))?;
    let size = warcs.iter().map(|(_, length)| length).sum::<u64>() + index.text_bytes()?;
    progress.total.store(size, Ordering::Relaxed);
    texts::verify(folder, &index, since, progress, &mut found)?;
    captures::verify(folder, &index, &warcs, since, progress, &mut found)?;
    if lock::is_held(folder) {
        found.notes.push("a writer is at work: what it has not finished was left out".to_owned());
    }
    Ok(found)
}
