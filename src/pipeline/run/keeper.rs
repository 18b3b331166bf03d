//! The one place of a run that writes to the archive, counts, and tells.

use chrono::{DateTime, Utc};

use super::event::{Event, PageEvent, Summary, What};
use super::{CLEANER, Setting};
use crate::pipeline::Cleaned;
use crate::store::{Archive, Capture, Failure, Finding, Known, Recorded, StoreError};

/// How many pages are brought to the disk in one go at most.
const BATCH: usize = 64;

/// A page that was cleaned and waits to be stored.
pub(super) struct Kept {
    /// The host, or the source for saved pages: what its progress is shown under.
    pub(super) host: String,
    pub(super) capture: Capture,
    pub(super) finding: Finding,
}

impl Kept {
    pub(super) fn new(host: String, capture: Capture, cleaned: Cleaned) -> Kept {
        let Cleaned { verdict, metadata, text, .. } = cleaned;
        let finding = Finding { verdict, metadata, text, cleaner: CLEANER.to_owned() };
        Kept { host, capture, finding }
    }
}

pub(super) struct Keeper<'a> {
    archive: &'a mut Archive,
    setting: &'a Setting,
    observe: &'a mut dyn FnMut(&Event<'_>),
    summary: Summary,
    waiting: Vec<(String, (Capture, Finding))>,
    running: bool,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(
        archive: &'a mut Archive,
        setting: &'a Setting,
        observe: &'a mut dyn FnMut(&Event<'_>),
    ) -> Keeper<'a> {
        let summary = Summary::default();
        Keeper { archive, setting, observe, summary, waiting: Vec::new(), running: false }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.setting.edges.now)()
    }

    pub(super) fn begin(&mut self, what: &str) -> Result<(), StoreError> {
        self.archive.begin_run(self.now(), what)?;
        self.running = true;
        Ok(())
    }

    pub(super) fn known(&self, url: &str) -> Result<Option<Known>, StoreError> {
        self.archive.known(url)
    }

    pub(super) fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::Source { .. } => self.summary.sources += 1,
            Event::SourceFailed { reason, .. } => {
                *self.summary.sources_failed.entry((*reason).to_owned()).or_default() += 1;
            }
            Event::Page(page) => self.summary.count(page),
            Event::Note { .. } | Event::Waiting { .. } => {}
        }
        (self.observe)(event);
    }

    /// Takes a page; it is stored with the next batch.
    pub(super) fn keep(&mut self, kept: Kept) -> Result<(), StoreError> {
        self.waiting.push((kept.host, (kept.capture, kept.finding)));
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Stores what waits and tells what became of it: nothing is told before it is on the disk.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (hosts, batch): (Vec<String>, Vec<_>) = self.waiting.drain(..).unzip();
        let recorded = self.archive.record_all(&batch)?;
        for ((host, (capture, finding)), recorded) in hosts.iter().zip(&batch).zip(&recorded) {
            let evidence = finding.verdict.evidence.join("; ");
            let mut page = PageEvent {
                source: capture.source.as_deref().unwrap_or(""),
                host,
                url: &capture.url,
                outcome: What::Stored,
                file: None,
                previous: None,
                reason: None,
                detail: None,
            };
            match recorded {
                Recorded::New { name, .. } => page.file = Some(name),
                Recorded::SeenBefore { name, .. } => {
                    page.outcome = What::SeenBefore;
                    page.file = Some(name);
                }
                Recorded::Version { name, previous, .. } => {
                    page.outcome = What::NewVersion;
                    page.file = Some(name);
                    page.previous = Some(*previous);
                }
                Recorded::Refused { outcome } => {
                    page.outcome = What::Refused;
                    page.reason = Some(outcome.name());
                    page.detail = (!evidence.is_empty()).then_some(evidence.as_str());
                }
            }
            self.tell(&Event::Page(page));
        }
        Ok(())
    }

    /// A page that could not be had.
    pub(super) fn failed(&mut self, host: &str, failure: &Failure) -> Result<(), StoreError> {
        self.archive.record_failure(failure)?;
        self.outcome(host, failure, What::Failed);
        Ok(())
    }

    /// A page that was left for a later run.
    pub(super) fn postponed(&mut self, host: &str, failure: &Failure) {
        self.outcome(host, failure, What::Postponed);
    }

    fn outcome(&mut self, host: &str, failure: &Failure, outcome: What) {
        self.tell(&Event::Page(PageEvent {
            source: failure.source.as_deref().unwrap_or(""),
            host,
            url: &failure.url,
            outcome,
            file: None,
            previous: None,
            reason: Some(&failure.reason),
            detail: Some(&failure.detail),
        }));
    }

    /// A page of which the server says that it is as it was.
    pub(super) fn unchanged(
        &mut self,
        host: &str,
        source: &str,
        url: &str,
    ) -> Result<(), StoreError> {
        let known = self.archive.known(url)?.and_then(|known| known.text);
        let file = known.map(|ordinal| self.archive.text(ordinal)).transpose()?;
        self.tell(&Event::Page(PageEvent {
            source,
            host,
            url,
            outcome: What::SeenBefore,
            file: file.as_ref().map(|text| text.name.as_str()),
            previous: None,
            reason: None,
            detail: Some("not modified"),
        }));
        Ok(())
    }

    /// A page that the archive has and that is not asked for again so soon.
    pub(super) fn not_asked_again(&mut self) {
        self.summary.seen_before += 1;
        self.summary.not_asked_again += 1;
    }

    pub(super) fn end(self) -> Summary {
        if self.running {
            // The run's own row in the index is a courtesy; its pages are stored without it.
            let _ = self.archive.end_run((self.setting.edges.now)());
        }
        self.summary
    }
}
