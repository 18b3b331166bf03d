//! What a verification finds, and how far it has come.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// Problems that are told one by one; of the others only the number is.
const TOLD: usize = 1000;

/// Lost pages that are told one by one in each part of a WARC file; of the others only the number is.
const LOST_TOLD: u64 = 20;

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
    /// Texts whose bytes give their name and which the index does not know yet.
    pub unindexed_texts: u64,
    /// Bytes of WARC files that the index does not know yet.
    pub unindexed_bytes: u64,
    /// Captures whose page was lost to damage and of which the rest stands. That was told when it was repaired;
    /// nothing can mend it, and it is no problem.
    pub lost_pages: u64,
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

    pub(super) fn problem(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.problem_count += 1;
        if self.problems.len() < TOLD {
            self.problems.push(Problem { place: place.into(), what: what.into() });
        }
    }

    /// Takes note of a page that is lost, as is known.
    pub(super) fn lost_page(&mut self, place: &str, what: &str) {
        self.lost_pages += 1;
        if self.lost_pages <= LOST_TOLD {
            self.notes.push(format!("{place}: {what}"));
        }
    }

    pub(super) fn add(&mut self, other: Verification) {
        self.texts += other.texts;
        self.records += other.records;
        self.captures += other.captures;
        self.warc_files += other.warc_files;
        self.bytes += other.bytes;
        self.unindexed_texts += other.unindexed_texts;
        self.unindexed_bytes += other.unindexed_bytes;
        self.lost_pages += other.lost_pages;
        self.problem_count += other.problem_count;
        let room = TOLD.saturating_sub(self.problems.len());
        self.problems.extend(other.problems.into_iter().take(room));
        self.notes.extend(other.notes);
    }
}

/// How far a verification has come, for whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    pub(super) done: AtomicU64,
    pub(super) total: AtomicU64,
}

impl Progress {
    /// Bytes read so far, and bytes to be read in all.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    pub(super) fn read(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}
