//! Today's cleaner over every stored capture: what it would make of them.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::{Cleaned, Cleaner, Options, RawPage, in_order};
use crate::decode::content::Caps;
use crate::dedup::{Change, change};
use crate::store::warc::{Members, RecordType};
use crate::store::{self, Archive, CaptureRow, StoreError, StoredText};

/// Captures that are asked of the index at once.
const AT_ONCE: usize = 4096;

/// What cleaning anew made of one capture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Recleaned {
    /// The text that is stored, or the refusal that was recorded.
    Same,
    /// Another text.
    Changed {
        /// The words that went and came.
        change: Change,
    },
    /// A text, where none was stored.
    Found {
        /// Its title.
        title: String,
    },
    /// Nothing to store, where a text is stored. The text stays.
    Lost {
        /// What the page is taken for.
        outcome: String,
    },
    /// The capture holds no page that could be cleaned: it only refers to an earlier one.
    Passed,
    /// It could not be read or cleaned.
    Failed {
        /// Why.
        why: String,
    },
}

/// How many captures came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Captures whose text or refusal stays as it is.
    pub same: u64,
    /// Captures with another text.
    pub changed: u64,
    /// Captures with a text where none was stored.
    pub found: u64,
    /// Captures without a text where one is stored.
    pub lost: u64,
    /// Captures that only refer to an earlier one.
    pub passed: u64,
    /// Captures that could not be read or cleaned.
    pub failed: u64,
}

/// How far it has come.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
}

impl Progress {
    /// Captures done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

struct Worker {
    cleaner: Cleaner,
    members: Members,
}

/// Cleans every capture of the archive anew on `threads` threads, straight from the WARC files, and
/// tells `observe` what came of each, in the order they were recorded. Nothing is changed.
///
/// # Errors
/// When the index cannot be read. A capture that cannot be read is [`Recleaned::Failed`].
pub fn reclean(
    archive: &Archive,
    options: &Options,
    threads: usize,
    progress: &Progress,
    mut observe: impl FnMut(&CaptureRow, &Recleaned),
) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let mut from = 0;
    loop {
        let captures = archive.captures(from, AT_ONCE)?;
        let Some(last) = captures.last() else { return Ok(counts) };
        from = last.id + 1;
        let mut items = Vec::with_capacity(captures.len());
        for capture in captures {
            let text = capture.text.map(|ordinal| archive.text(ordinal)).transpose()?;
            items.push((capture, text));
        }
        let folder = archive.folder();
        in_order(
            items.into_iter(),
            threads,
            || Worker { cleaner: Cleaner::default(), members: Members::of(folder) },
            |worker, (capture, text)| {
                let found = one(worker, folder, &capture, text.as_ref(), options);
                progress.done.fetch_add(1, Ordering::Relaxed);
                (capture, found)
            },
            |(capture, found)| {
                let count = match &found {
                    Recleaned::Same => &mut counts.same,
                    Recleaned::Changed { .. } => &mut counts.changed,
                    Recleaned::Found { .. } => &mut counts.found,
                    Recleaned::Lost { .. } => &mut counts.lost,
                    Recleaned::Passed => &mut counts.passed,
                    Recleaned::Failed { .. } => &mut counts.failed,
                };
                *count += 1;
                observe(&capture, &found);
                ControlFlow::Continue(())
            },
        );
    }
}

fn one(
    worker: &mut Worker,
    folder: &Path,
    capture: &CaptureRow,
    text: Option<&StoredText>,
    options: &Options,
) -> Recleaned {
    let record = match worker.members.read(&capture.warc, capture.offset, capture.length) {
        Ok(record) => record,
        Err(error) => return Recleaned::Failed { why: error.to_string() },
    };
    if record.kind == RecordType::Revisit {
        return Recleaned::Passed;
    }
    let Some(page) = record.page(&Caps::default()) else {
        return if text.is_none() {
            Recleaned::Same
        } else {
            Recleaned::Failed { why: "the record holds no page".to_owned() }
        };
    };
    let raw = RawPage {
        bytes: &page.body,
        url: Some(&page.url),
        content_type: page.content_type.as_deref(),
        kind: None,
    };
    // A defect met on one page must not cost the others.
    let cleaned = catch_unwind(AssertUnwindSafe(|| worker.cleaner.clean(&raw, options)));
    let Ok(cleaned) = cleaned else {
        worker.cleaner = Cleaner::default();
        return Recleaned::Failed { why: "internal error; please report this page".to_owned() };
    };
    compare(folder, &cleaned, text)
}

fn compare(folder: &Path, cleaned: &Cleaned, text: Option<&StoredText>) -> Recleaned {
    let storable = cleaned.verdict.outcome.is_storable() && !cleaned.text.is_empty();
    match (text, storable) {
        (None, false) => Recleaned::Same,
        (None, true) => Recleaned::Found { title: cleaned.text.title().to_owned() },
        (Some(_), false) => Recleaned::Lost { outcome: cleaned.verdict.outcome.name().to_owned() },
        (Some(text), true) => {
            let canonical = cleaned.text.canonical();
            if store::hex(&store::digest(canonical.as_bytes())) == text.sha256 {
                return Recleaned::Same;
            }
            match std::fs::read_to_string(folder.join(&text.name)) {
                Ok(stored) => Recleaned::Changed { change: change(&stored, &canonical) },
                Err(error) => Recleaned::Failed { why: format!("{}: {error}", text.name) },
            }
        }
    }
}
