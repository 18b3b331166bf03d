//! The one place of a run that writes to the archive, counts, and tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::conditional::Before;
use super::corrections::{self, Correction, Followed};
use super::event::{Event, PageEvent, Summary, What};
use super::kept::{Done, Kept};
use super::memory::Memory;
use super::polls::Polls;
use super::setting::Setting;
use crate::config::{Config, Source};
use crate::fetch::Validators;
use crate::page::Near;
use crate::pipeline::ordered::Window;
use crate::store::{Archive, Capture, CaptureRow, Known, Recorded, StoreError, url_key};

/// How many saved pages are brought to the disk in one go at most.
const BATCH: usize = 256;

/// Bytes of such pages at most.
const HELD: usize = 64 << 20;

/// Pages that may wait for the keeper, so that fetching and cleaning go on while it waits for the end of a
/// batch.
pub(super) const WINDOW: usize = BATCH;

/// The same of what is read on this machine.
pub(super) const LOCAL_WINDOW: Window<Done> =
    Window { results: WINDOW, bytes: HELD / 2, weigh: |done| done.held() };

pub(super) struct Keeper<'a> {
    pub(super) archive: &'a mut Archive,
    pub(super) setting: &'a Setting,
    observe: &'a mut dyn FnMut(&Event<'_>),
    pub(super) summary: Summary,
    /// Pages that wait to be stored.
    waiting: Vec<Kept>,
    /// About how many bytes they hold.
    held: usize,
    /// Answers of status 304 that wait to be stored, with their hosts.
    unchanged: Vec<(String, Capture)>,
    /// Since when the first of these waits.
    since: Option<Instant>,
    pub(super) running: bool,
    /// What is remembered of the sources, brought up to date as the run goes on.
    pub(super) memory: Memory,
    /// What the sources brought in this pass.
    pub(super) polls: Polls,
    /// The sources that take part, and which of them lie in the network.
    pub(super) sources: BTreeMap<String, bool>,
    /// How many pages of each source are in work.
    pub(super) in_work: BTreeMap<String, usize>,
    /// The sources whose part has ended.
    pub(super) settled: BTreeSet<String>,
    /// Whether there are some that were not written down.
    pub(super) has_settled: bool,
    /// The sources whose pages were not all dealt with: their listings are asked for anew.
    pub(super) unfinished: BTreeSet<String>,
    /// After how long a source is silent that brings nothing new.
    pub(super) alarm: Duration,
    near: Near,
    /// Whether sites' profiles are learned.
    pub(super) profiles: bool,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(
        archive: &'a mut Archive,
        setting: &'a Setting,
        config: &Config,
        observe: &'a mut dyn FnMut(&Event<'_>),
    ) -> Keeper<'a> {
        let (mut memory, note) = Memory::load(archive.folder());
        memory.believe_until((setting.edges.now)());
        let mut keeper = Keeper {
            archive,
            setting,
            observe,
            summary: Summary::default(),
            waiting: Vec::new(),
            held: 0,
            unchanged: Vec::new(),
            since: None,
            running: false,
            memory,
            polls: Polls::default(),
            sources: BTreeMap::new(),
            in_work: BTreeMap::new(),
            settled: BTreeSet::new(),
            has_settled: false,
            unfinished: BTreeSet::new(),
            alarm: config.watch.alarm,
            near: config.near,
            profiles: config.profiles,
        };
        if let Some(note) = note {
            keeper.tell(&Event::Note { source: "", detail: &note });
        }
        keeper
    }

    /// A source was read and names so many pages.
    pub(super) fn listed(&mut self, source: &Source, pages: usize) {
        let now = self.now();
        self.count_poll(&source.name);
        let memory = self.memory.of(&source.name, now);
        memory.asked = now;
        let was_read = memory.read.replace(now).is_some();
        memory.failures = 0;
        memory.error = None;
        memory.named = pages as u64;
        self.polls.listed(source, pages as u64, was_read);
        self.tell(&Event::Source { source: &source.name, pages });
    }

    /// A source could not be read.
    pub(super) fn not_listed(&mut self, source: &Source, reason: &str, detail: &str) {
        let now = self.now();
        let memory = self.memory.of(&source.name, now);
        memory.asked = now;
        // A host that is left alone was not asked, and says nothing of its sources.
        if !matches!(reason, "host-resting" | "host-budget") {
            memory.failures = memory.failures.saturating_add(1);
        }
        memory.error = Some(detail.to_owned());
        self.tell(&Event::SourceFailed {
            source: &source.name,
            address: &source.kind.address(),
            reason,
            detail,
        });
    }

    /// Counts what became of a page for its source.
    fn remember(&mut self, page: &PageEvent<'_>) {
        let now = self.now();
        self.polls.count(page);
        if let Some(in_work) = self.in_work.get_mut(page.source) {
            *in_work = in_work.saturating_sub(1);
        }
        let memory = self.memory.of(page.source, now);
        match page.outcome {
            What::Stored | What::NewVersion => {
                memory.brought_new = Some(now);
                memory.stored += 1;
            }
            What::SeenBefore | What::Refused => {}
            What::Failed | What::Postponed => {
                self.unfinished.insert(page.source.to_owned());
            }
        }
    }

    /// Not all pages of a source are dealt with in this run.
    pub(super) fn unfinished(&mut self, source: &str) {
        self.unfinished.insert(source.to_owned());
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.setting.edges.now)()
    }

    pub(super) fn chance(&self) -> f64 {
        (self.setting.edges.chance)()
    }

    pub(super) fn begin(&mut self, what: &str) -> Result<(), StoreError> {
        self.archive.treat_near(self.near)?;
        self.archive.keep_marks(self.profiles)?;
        self.archive.begin_run(self.now(), what)?;
        self.running = true;
        Ok(())
    }

    /// Whether a page still fits into how many new ones may be taken, which is one less then if it is new.
    pub(super) fn fits(&self, kept: &Kept, left: &mut usize) -> Result<bool, StoreError> {
        if self.known(&kept.page.capture().url)?.is_some() {
            return Ok(true);
        }
        let fits = *left > 0;
        *left = left.saturating_sub(1);
        Ok(fits)
    }

    pub(super) fn known(&self, url: &str) -> Result<Option<Known>, StoreError> {
        self.archive.known_until(url, self.now())
    }

    /// What a page is asked for with, given its last sighting. Nothing is sent where that found no text (what is
    /// wanted is another answer), or where its page is lost. A wall in the place of a text says nothing of whether it
    /// is there.
    pub(super) fn before(&self, url: &str, last: Option<Known>) -> Result<Before, StoreError> {
        let Some(last) = last else { return Ok(Before::default()) };
        if last.text.is_none() {
            let had_text = self.archive.had_text(url)?
                && !self.archive.captures_of_url(url)?.last().is_some_and(CaptureRow::says_lost);
            return Ok(Before { had_text, ..Before::default() });
        }
        let mut before = Before {
            validators: Validators {
                etag: last.etag.clone(),
                last_modified: last.last_modified.clone(),
            },
            had_text: true,
            is_audit: false,
        };
        if before.validators != Validators::default() && !self.archive.holds_page(url, &last)? {
            before.validators = Validators::default();
        }
        Ok(before)
    }

    pub(super) fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::Source { .. } => self.summary.sources += 1,
            Event::SourceFailed { reason, .. } => {
                *self.summary.sources_failed.entry((*reason).to_owned()).or_default() += 1;
            }
            Event::Page(page) => {
                self.summary.count(page);
                self.remember(page);
            }
            Event::Note { .. } | Event::Waiting { .. } => {}
        }
        (self.observe)(event);
    }

    /// Takes a page; it is stored with the next batch.
    pub(super) fn keep(&mut self, kept: Kept) -> Result<(), StoreError> {
        self.since.get_or_insert_with(Instant::now);
        self.held += kept.page.held();
        self.waiting.push(kept);
        let is_full = self.waiting.len() >= BATCH || self.held >= HELD;
        if is_full { self.flush() } else { Ok(()) }
    }

    /// Since when something waits to be stored; `None` while nothing does.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        self.since
    }

    /// Stores what waits and tells what became of it.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        self.since = None;
        self.flush_unchanged()?;
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.held = 0;
        self.store(waiting.into_iter())
    }

    /// Stores pages as they come until there are no more, all of them as one batch, and tells what became
    /// of each: nothing is told before it is on the disk.
    pub(super) fn store(&mut self, pages: impl Iterator<Item = Kept>) -> Result<(), StoreError> {
        let mut about: Vec<(String, bool)> = Vec::new();
        let recorded = self.archive.record_prepared(pages.map(|kept| {
            about.push((kept.host, kept.is_called_unchanged));
            kept.page
        }))?;
        for ((host, is_called_unchanged), (capture, finding, recorded)) in
            about.iter().zip(&recorded)
        {
            let evidence = finding.verdict.evidence.join("; ");
            let near;
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
                Recorded::SeenBefore { name, previous, .. } => {
                    page.outcome = What::SeenBefore;
                    page.file = Some(name);
                    page.previous = *previous;
                }
                Recorded::Version { name, previous, .. } => {
                    page.outcome = What::NewVersion;
                    page.file = Some(name);
                    page.previous = Some(*previous);
                }
                Recorded::Near { name, class, jaccard, .. } => {
                    page.outcome = What::SeenBefore;
                    page.file = Some(name);
                    near = format!("nearly the same ({class}, {jaccard:.2}); not stored");
                    page.detail = Some(&near);
                }
                Recorded::Refused { outcome } => {
                    page.outcome = What::Refused;
                    page.reason = Some(outcome.name());
                    page.detail = (!evidence.is_empty()).then_some(evidence.as_str());
                }
            }
            let more = finding.metadata.next_page.as_ref().map(|next| {
                format!("one of several pages; the next, {}, is another page", next.value)
            });
            if page.detail.is_none() && matches!(page.outcome, What::Stored | What::NewVersion) {
                page.detail = more.as_deref();
            }
            if *is_called_unchanged && page.previous.is_some() {
                self.memory.lied(host, &capture.url);
            }
            self.tell(&Event::Page(page));
        }
        Ok(())
    }

    /// Brings what waits to the disk where a page of this kind is among it.
    pub(super) fn flush_with(
        &mut self,
        is_it: impl Fn(&Capture) -> bool,
    ) -> Result<(), StoreError> {
        let waits = self.waiting.iter().any(|kept| is_it(kept.page.capture()));
        if waits { self.flush() } else { Ok(()) }
    }

    /// A page of which the server says that it is as it was: the answer is stored with the next batch.
    pub(super) fn unchanged(&mut self, host: &str, answer: Capture) -> Result<(), StoreError> {
        self.since.get_or_insert_with(Instant::now);
        self.unchanged.push((host.to_owned(), answer));
        if self.unchanged.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush_unchanged(&mut self) -> Result<(), StoreError> {
        if self.unchanged.is_empty() {
            return Ok(());
        }
        let (hosts, answers): (Vec<String>, Vec<Capture>) =
            std::mem::take(&mut self.unchanged).into_iter().unzip();
        let recorded = self.archive.record_unchanged(&answers)?;
        for ((host, answer), recorded) in hosts.iter().zip(&answers).zip(&recorded) {
            let file = match recorded {
                Some(Recorded::SeenBefore { name, .. }) => Some(name.as_str()),
                _ => None,
            };
            self.memory.not_stored(url_key(&answer.url), answer.at, false);
            self.tell(&Event::Page(PageEvent {
                source: answer.source.as_deref().unwrap_or(""),
                host,
                url: &answer.url,
                outcome: What::SeenBefore,
                file,
                previous: None,
                reason: None,
                detail: Some("not modified"),
            }));
        }
        Ok(())
    }

    /// The articles that are to be asked for again.
    pub(super) fn due_again(&self, followed: &Followed<'_>) -> Result<Vec<Correction>, StoreError> {
        corrections::due(self.archive, &self.memory, followed, self.now())
    }

    /// The archive's folder.
    pub(super) fn folder(&self) -> &Path {
        self.archive.folder()
    }

    /// A page that the archive has and that is not asked for again so soon.
    pub(super) fn not_asked_again(&mut self) {
        self.summary.seen_before += 1;
        self.summary.not_asked_again += 1;
    }
}
