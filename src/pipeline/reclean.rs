//! Today's cleaner over every stored capture: what it would make of them, and making it so.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::captured::unmarked;
use super::cleaner_name::with_profiles;
use super::run::Stop;
use super::{Cleaned, Cleaner, Options, RawPage, in_order};
use crate::dedup::{Change, change, is_beginning};
use crate::page::{Near, Outcome};
use crate::profile::SiteProfile;
use crate::store::warc::{Members, RecordType};
use crate::store::{
    self, Archive, CaptureKind, CaptureRow, Confirmed, Finding, StoreError, TextToday,
};

/// Captures that are asked of the index at once.
const AT_ONCE: usize = 4096;

/// Changed texts that are brought to the disk in one go at most.
const BATCH: usize = 256;

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
    /// The capture holds no page that could be cleaned: it only refers to an earlier one, or its record was lost
    /// to damage.
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
    /// Captures that were not cleaned, since this very cleaner gave what is recorded of them.
    pub known: u64,
    /// Of those that were cleaned, captures for which a profile of their site was there.
    pub profiled: u64,
}

/// How far it has come.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
}

impl Progress {
    /// Captures done, of all that the archive has.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

/// What is wanted of a recleaning.
#[derive(Clone, Debug)]
pub struct Recleaning {
    /// How pages are cleaned.
    pub options: Options,
    /// The name under which what is found is recorded: [`super::cleaner_name()`] of the options.
    pub cleaner: String,
    /// Whether captures are cleaned of which this very cleaner gave the recorded answer. It would
    /// give the same again.
    pub all: bool,
    /// Whether what was not stored since a near text was there is to be stored now.
    pub near: Near,
    /// On how many threads.
    pub threads: usize,
    /// When to end early.
    pub stop: Stop,
}

impl Recleaning {
    /// The version of its site's profile that a capture's page is cleaned with.
    fn profile(&self, capture: &CaptureRow) -> Option<&str> {
        self.options.profiles.of(Some(&capture.url)).map(SiteProfile::version)
    }

    /// The name under which is written down how far the work has come.
    #[must_use]
    pub fn work(&self) -> String {
        with_profiles(&self.cleaner, &self.options.profiles)
    }
}

struct Worker {
    cleaner: Cleaner,
    members: Members,
}

/// Cleans captures of the archive anew, straight from the WARC files, and tells `observe` what came of
/// each, in the order they were recorded: every one, or those whose answer another cleaner gave.
/// Nothing is changed.
///
/// # Errors
/// When the index cannot be read. A capture that cannot be read is [`Recleaned::Failed`].
pub fn reclean(
    archive: &Archive,
    wanted: &Recleaning,
    progress: &Progress,
    mut observe: impl FnMut(&CaptureRow, &Recleaned),
) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let mut from = 0;
    while let Some(stretch) = Stretch::read(archive, from, wanted)? {
        from = stretch.next;
        clean(archive.folder(), stretch, wanted, progress, &mut counts, |capture, found, _| {
            observe(&capture, &found);
        });
        if wanted.stop.is_pressed() {
            break;
        }
    }
    Ok(counts)
}

/// The same, and every text that came out otherwise, or where there was none, is recorded as a
/// version (class `recleaned`). Stored texts stay, also where today's cleaner finds none. That an
/// answer stays is written down too, so that the next time it is known. `now` gives the time that is
/// written down. What was done is on the disk at each stretch's end, and after an interruption the work
/// goes on from there, as long as the cleaner and the sites' profiles are the same.
///
/// # Errors
/// When the index cannot be read or the disk refuses. A capture that cannot be read is
/// [`Recleaned::Failed`].
pub fn apply(
    archive: &mut Archive,
    wanted: &Recleaning,
    now: &dyn Fn() -> DateTime<Utc>,
    progress: &Progress,
    mut observe: impl FnMut(&CaptureRow, &Recleaned),
) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let folder = archive.folder().to_owned();
    let work = wanted.work();
    let mut from = archive.reclean_from(&work)?.unwrap_or(0);
    archive.begin_run(now(), "reclean")?;
    while let Some(stretch) = Stretch::read(archive, from, wanted)? {
        from = stretch.next;
        let mut known = Confirmed { cleaner: &wanted.cleaner, ..Confirmed::default() };
        let mut stored = Ok(());
        let mut batch: Vec<(CaptureRow, Finding)> = Vec::new();
        clean(&folder, stretch, wanted, progress, &mut counts, |capture, found, finding| {
            observe(&capture, &found);
            if found == Recleaned::Same {
                known.captures.push((capture.id, wanted.profile(&capture).map(str::to_owned)));
            }
            if let Some(finding) = finding.filter(|_| stored.is_ok()) {
                batch.push((capture, Finding { cleaner: wanted.cleaner.clone(), ..finding }));
                if batch.len() >= BATCH {
                    // Where it goes on stays as it was until the stretch is done.
                    stored = keep(archive, &mut batch, now, &Confirmed::default());
                }
            }
        });
        stored?;
        let stopped = wanted.stop.is_pressed();
        known.progress = if stopped { None } else { Some((&work, from)) };
        keep(archive, &mut batch, now, &known)?;
        if stopped {
            archive.end_run(now())?;
            return Ok(counts);
        }
    }
    archive.reclean_done()?;
    archive.end_run(now())?;
    Ok(counts)
}

fn keep(
    archive: &mut Archive,
    batch: &mut Vec<(CaptureRow, Finding)>,
    now: &dyn Fn() -> DateTime<Utc>,
    known: &Confirmed<'_>,
) -> Result<(), StoreError> {
    archive.record_recleaned(batch, now(), known)?;
    batch.clear();
    Ok(())
}

/// Captures that are dealt with together, each with the text its page is taken to hold.
struct Stretch {
    items: Vec<(CaptureRow, Option<TextToday>)>,
    /// The texts that stood before captures of which only the beginning of a text came, by the captures' numbers.
    whole: HashMap<i64, String>,
    /// How many others need not be cleaned.
    known: u64,
    /// How many are no captures of their own, or have no page.
    aside: u64,
    /// The number with which the next stretch begins.
    next: i64,
}

impl Stretch {
    /// The captures from a number on; `None` after the last.
    fn read(
        archive: &Archive,
        from: i64,
        wanted: &Recleaning,
    ) -> Result<Option<Stretch>, StoreError> {
        let captures = archive.captures(from, AT_ONCE)?;
        let Some(last) = captures.last() else { return Ok(None) };
        let next = last.id + 1;
        let mut items = Vec::with_capacity(captures.len());
        let (mut known, mut aside) = (0, 0);
        let mut whole = HashMap::new();
        // What was found by holding the page against what its address had before.
        let judged = [Outcome::Gone.name(), Outcome::Truncated.name()];
        for capture in captures {
            // What was cleaned again is looked at with the capture it came from; a clean text that
            // was taken over has no page, nor has an answer that says that there is none.
            if capture.recleans.is_some()
                || capture.kind == CaptureKind::Text.name()
                || capture.status.is_some_and(|status| status >= 300 && status != 304)
                || judged.contains(&capture.outcome.as_str())
            {
                aside += 1;
                continue;
            }
            // What was not stored since a near text was there is asked again, where such are wanted now.
            let profile = wanted.profile(&capture);
            if !wanted.all
                && (capture.near.is_none() || wanted.near == Near::Skip)
                && archive.is_answered_by(&capture, &wanted.cleaner, profile)?
            {
                known += 1;
                continue;
            }
            let text = archive.text_today(&capture)?;
            if text.is_none() && capture.outcome == Outcome::PaywallStub.name() {
                let before = archive.text_before(&capture)?;
                whole.extend(before.map(|before| (capture.id, before.name)));
            }
            items.push((capture, text));
        }
        Ok(Some(Stretch { items, whole, known, aside, next }))
    }
}

/// Cleans a stretch on all threads and hands on each result in order, with the finding where there
/// is a text to store.
fn clean(
    folder: &Path,
    stretch: Stretch,
    wanted: &Recleaning,
    progress: &Progress,
    counts: &mut Counts,
    mut sink: impl FnMut(CaptureRow, Recleaned, Option<Finding>),
) {
    counts.known += stretch.known;
    progress.done.fetch_add(stretch.known + stretch.aside, Ordering::Relaxed);
    let Stretch { items, whole, .. } = stretch;
    in_order(
        items.into_iter(),
        wanted.threads,
        || Worker { cleaner: Cleaner::default(), members: Members::of(folder) },
        |worker, (capture, text)| {
            let before = whole.get(&capture.id).map(String::as_str);
            let mut done = one(worker, folder, &capture, (text.as_ref(), before), &wanted.options);
            let is_skipped = capture.near.is_some() && wanted.near == Near::Skip;
            if is_skipped && matches!(done.0, Recleaned::Found { .. }) {
                done = (Recleaned::Same, None);
            }
            let (found, finding) = done;
            progress.done.fetch_add(1, Ordering::Relaxed);
            (capture, found, finding)
        },
        |(capture, found, finding)| {
            let cleaned = !matches!(found, Recleaned::Passed | Recleaned::Failed { .. });
            counts.profiled += u64::from(cleaned && wanted.profile(&capture).is_some());
            let count = match &found {
                Recleaned::Same => &mut counts.same,
                Recleaned::Changed { .. } => &mut counts.changed,
                Recleaned::Found { .. } => &mut counts.found,
                Recleaned::Lost { .. } => &mut counts.lost,
                Recleaned::Passed => &mut counts.passed,
                Recleaned::Failed { .. } => &mut counts.failed,
            };
            *count += 1;
            sink(capture, found, finding);
            if wanted.stop.is_pressed() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
}

fn one(
    worker: &mut Worker,
    folder: &Path,
    capture: &CaptureRow,
    (text, before): (Option<&TextToday>, Option<&str>),
    options: &Options,
) -> (Recleaned, Option<Finding>) {
    if capture.page_is_lost() {
        return (Recleaned::Passed, None);
    }
    let record = match worker.members.read(&capture.warc, capture.offset, capture.length) {
        Ok(record) => record,
        Err(error) => return (Recleaned::Failed { why: error.to_string() }, None),
    };
    if record.kind == RecordType::Revisit {
        return (Recleaned::Passed, None);
    }
    let Some(page) = capture.page_in(&record).filter(|page| !page.body.is_empty()) else {
        let why = "the record holds no page".to_owned();
        return (if text.is_none() { Recleaned::Same } else { Recleaned::Failed { why } }, None);
    };
    let raw = RawPage {
        bytes: &page.body,
        url: Some(&page.url),
        content_type: page.content_type.as_deref(),
        kind: None,
    };
    let cleaned = match worker.cleaner.guarded(|cleaner| cleaner.clean(&raw, options)) {
        Ok(cleaned) => cleaned,
        Err(defect) => return (Recleaned::Failed { why: defect.to_string() }, None),
    };
    // What the archive took for no more than the beginning of the text before is so for every cleaner.
    let cut_short = cleaned.verdict.kept_back
        && before.and_then(|name| store::read_file(&folder.join(name)).ok()).is_some_and(|whole| {
            is_beginning(&String::from_utf8_lossy(&whole), &cleaned.text.canonical())
        });
    let found = if cut_short { Recleaned::Same } else { compare(folder, &cleaned, text) };
    let finding = matches!(found, Recleaned::Changed { .. } | Recleaned::Found { .. })
        .then(|| unmarked(cleaned, ""));
    (found, finding)
}

fn compare(folder: &Path, cleaned: &Cleaned, text: Option<&TextToday>) -> Recleaned {
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
            match store::read_file(&folder.join(&text.name)) {
                Ok(stored) => {
                    let stored = String::from_utf8_lossy(&stored);
                    Recleaned::Changed { change: change(&stored, &canonical) }
                }
                Err(error) => Recleaned::Failed { why: format!("{}: {error}", text.name) },
            }
        }
    }
}
