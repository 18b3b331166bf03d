//! What is remembered of the sources from run to run: when each was asked, what it brought, what
//! went wrong, and which hosts cannot be trusted with conditional requests.
//!
//! Kept as `sources.json` in the archive. It is a convenience: without it everything is asked anew,
//! and nothing is stored twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::fetch::Rest;
use crate::source::{Candidate, schedule};
use crate::store::read_file;

/// The file's name in the archive's folder.
pub const FILE: &str = "sources.json";

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// By the source's name.
    pub sources: BTreeMap<String, SourceMemory>,
    /// Pages that were not stored again when they were last asked for: unchanged ones, and those that
    /// could not be had. By the key of their address.
    pub pages: BTreeMap<String, PageMemory>,
    /// Hosts that called a page unchanged that had changed, by what was seen: they are no longer
    /// asked conditionally.
    pub liars: BTreeMap<String, String>,
    /// Hosts that asked to be left alone for longer than a run waits.
    pub rests: BTreeMap<String, RestMemory>,
}

/// What is remembered of a host that asked to be left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestMemory {
    /// When it asked, or was last found to rest.
    pub at: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Why, in words.
    pub why: String,
}

/// What is remembered of a page that was asked for and not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMemory {
    /// When it was last asked for.
    pub at: DateTime<Utc>,
    /// How often in a row it could not be had; 0 when it was unchanged.
    pub failures: u32,
}

impl PageMemory {
    /// Until when it is left alone after failures: the second one costs an hour, each further one
    /// twice as much, up to sixteen.
    #[must_use]
    pub fn left_alone_until(&self) -> DateTime<Utc> {
        match self.failures {
            0 | 1 => self.at,
            count => self.at + TimeDelta::hours(1i64 << (count - 2).min(4)),
        }
    }
}

/// How many pages of a source wait for a later run at most.
const MOST_WAITING: usize = 10_000;

/// For how long a page is remembered that nobody names any more.
const FORGET: TimeDelta = TimeDelta::days(8);

/// What is remembered of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceMemory {
    /// When it was first asked.
    pub since: DateTime<Utc>,
    /// When it was last asked; 1970 where its pages were not dealt with to the end, see
    /// [`SourceMemory::was_asked`].
    pub asked: DateTime<Utc>,
    /// When it last could be read.
    pub read: Option<DateTime<Utc>>,
    /// When it last brought a new text.
    pub brought_new: Option<DateTime<Utc>>,
    /// How many pages it named last time.
    pub named: u64,
    /// How many of those were known.
    pub known: u64,
    /// How many texts it has brought in all.
    pub stored: u64,
    /// How often in a row it could not be read.
    pub failures: u32,
    /// The last failure, in words; kept until it can be read again.
    pub error: Option<String>,
    /// The interval that it earned by what it brought, seconds.
    pub interval: u64,
    /// The validators of its listing, when all it named was dealt with.
    pub etag: Option<String>,
    /// See [`SourceMemory::etag`].
    pub last_modified: Option<String>,
    /// Of which listing these are, see [`Source::listing`](crate::config::Source::listing).
    pub listing: Option<String>,
    /// Addresses that it named and that were left for a later run, which it may name no more.
    pub waiting: BTreeSet<String>,
}

impl Default for SourceMemory {
    fn default() -> Self {
        SourceMemory {
            since: DateTime::UNIX_EPOCH,
            asked: DateTime::UNIX_EPOCH,
            read: None,
            brought_new: None,
            named: 0,
            known: 0,
            stored: 0,
            failures: 0,
            error: None,
            interval: schedule::DEFAULT.as_secs(),
            etag: None,
            last_modified: None,
            listing: None,
            waiting: BTreeSet::new(),
        }
    }
}

impl SourceMemory {
    /// When it was last asked; nothing where it has its turn at once.
    #[must_use]
    pub fn was_asked(&self) -> Option<DateTime<Utc>> {
        (self.asked > DateTime::UNIX_EPOCH).then_some(self.asked)
    }

    /// Gives it its turn at once.
    pub(super) fn ask_at_once(&mut self) {
        self.asked = DateTime::UNIX_EPOCH;
    }

    /// The interval that it earned.
    #[must_use]
    pub fn own_interval(&self) -> Duration {
        Duration::from_secs(self.interval)
    }

    /// Since when it has brought nothing new.
    #[must_use]
    pub fn silent_since(&self) -> DateTime<Utc> {
        self.brought_new.unwrap_or(self.since)
    }
}

impl Memory {
    /// Reads what is remembered in an archive; nothing, with a sentence why, when the file cannot
    /// be read, and nothing at all when there is none.
    #[must_use]
    pub fn load(archive: &Path) -> (Memory, Option<String>) {
        let path = archive.join(FILE);
        let wrong = |why: String| {
            let note = format!("{}: {why}: what it remembered is begun anew", path.display());
            (Memory::default(), Some(note))
        };
        match read_file(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(memory) => (memory, None),
                Err(error) => wrong(error.to_string()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Memory::default(), None),
            Err(error) => wrong(error.to_string()),
        }
    }

    /// Writes it: beside the old file first, so that there is a whole one at any time.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn save(&self, archive: &Path) -> io::Result<()> {
        let path: PathBuf = archive.join(FILE);
        let provisional = archive.join(format!(".{FILE}.new"));
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other)?;
        let mut file = fs::File::create(&provisional)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&provisional, &path)
    }

    /// Forgets what a clock that was wrong dated after `now`, so that nothing waits until then.
    pub fn believe_until(&mut self, now: DateTime<Utc>) {
        self.pages.retain(|_, page| page.at <= now);
        self.rests.retain(|_, rest| rest.at <= now);
        for source in self.sources.values_mut() {
            if source.asked > now {
                source.ask_at_once();
            }
            source.since = source.since.min(now);
            source.read = source.read.filter(|at| *at <= now);
            source.brought_new = source.brought_new.filter(|at| *at <= now);
        }
    }

    /// The hosts that are still to be left alone.
    pub(super) fn resting(&self, now: DateTime<Utc>) -> impl Iterator<Item = Rest> {
        self.rests.iter().filter_map(move |(host, rest)| {
            let wait = (rest.until - now).to_std().ok()?;
            Some(Rest { host: host.clone(), wait, why: rest.why.clone() })
        })
    }

    /// Takes note of all the hosts that are to be left alone.
    pub(super) fn rest(&mut self, rests: Vec<Rest>, at: DateTime<Utc>) {
        let memory = |Rest { host, wait, why }| {
            let until = at + TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
            (host, RestMemory { at, until, why })
        };
        self.rests = rests.into_iter().map(memory).collect();
    }

    /// Takes note that a page which a source named is left for a later run.
    pub(super) fn wait(&mut self, source: &str, url: &str) {
        if let Some(source) = self.sources.get_mut(source)
            && source.waiting.len() < MOST_WAITING
        {
            source.waiting.insert(url.to_owned());
        }
    }

    /// The pages of a source that were left for a later run, which is this one.
    pub(super) fn take_waiting(&mut self, source: &str) -> impl Iterator<Item = Candidate> {
        let waiting =
            self.sources.get_mut(source).map(|source| std::mem::take(&mut source.waiting));
        let urls = waiting.into_iter().flatten().filter_map(|url| Url::parse(&url).ok());
        urls.filter_map(Candidate::new)
    }

    /// Takes note that a page was asked for and not stored.
    pub(super) fn not_stored(&mut self, key: String, at: DateTime<Utc>, failed: bool) {
        let last = self.pages.get(&key).map_or(0, |page| page.failures);
        let failures = if failed { last.saturating_add(1) } else { 0 };
        self.pages.insert(key, PageMemory { at, failures });
    }

    /// Forgets the pages that were last asked for long ago.
    pub(super) fn forget(&mut self, now: DateTime<Utc>) {
        self.pages.retain(|_, page| now - page.at < FORGET);
    }

    /// What is remembered of a source; made when nothing is.
    pub(super) fn of(&mut self, source: &str, now: DateTime<Utc>) -> &mut SourceMemory {
        self.sources.entry(source.to_owned()).or_insert_with(|| SourceMemory {
            since: now,
            asked: now,
            ..SourceMemory::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_fails_again_and_again_is_left_alone_for_longer() {
        let hours = |failures| {
            let at = DateTime::UNIX_EPOCH;
            (PageMemory { at, failures }.left_alone_until() - at).num_hours()
        };
        assert_eq!([0, 1, 2, 3, 6, 7, 99].map(hours), [0, 0, 1, 2, 16, 16, 16]);
        let mut memory = Memory::default();
        memory.not_stored("a".to_owned(), DateTime::UNIX_EPOCH, true);
        memory.not_stored("a".to_owned(), DateTime::UNIX_EPOCH, true);
        assert_eq!(memory.pages["a"].failures, 2);
        memory.not_stored("a".to_owned(), DateTime::UNIX_EPOCH, false);
        assert_eq!(memory.pages["a"].failures, 0);
        memory.forget(DateTime::UNIX_EPOCH + TimeDelta::days(9));
        assert!(memory.pages.is_empty());
    }

    #[test]
    fn what_is_remembered_comes_back_and_a_broken_file_costs_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Memory::load(folder.path()), (Memory::default(), None));
        let mut memory = Memory::default();
        memory.of("a", DateTime::UNIX_EPOCH).stored = 7;
        memory.liars.insert("example.org".to_owned(), "said so".to_owned());
        memory.save(folder.path()).unwrap();
        assert_eq!(Memory::load(folder.path()), (memory, None));
        fs::write(folder.path().join(FILE), "{\"sources\": ").unwrap();
        let (memory, note) = Memory::load(folder.path());
        assert_eq!(memory, Memory::default());
        assert!(note.is_some_and(|note| note.contains("begun anew")));
    }
}
