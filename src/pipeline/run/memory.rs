//! What is remembered of the sources from run to run: when each was asked, what it brought, what
//! went wrong, and which hosts cannot be trusted with conditional requests.
//!
//! Kept as `sources.json` in the archive. It is a convenience: without it everything is asked anew,
//! and nothing is stored twice.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::source_memory::SourceMemory;
use crate::fetch::Rest;
use crate::source::Candidate;
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
    /// Hosts that asked to be left alone, or fail.
    pub rests: BTreeMap<String, RestMemory>,
    /// Hosts that were asked just now, and when their pause is over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pauses: BTreeMap<String, DateTime<Utc>>,
}

/// What is remembered of a host that asked to be left alone, or fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RestMemory {
    /// When it did, or was last found to rest.
    pub at: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Why, in words.
    pub why: String,
    /// How often in a row it asked for that.
    pub refusals: u32,
    /// How often in a row it failed.
    pub failures: u32,
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
pub(super) const MOST_WAITING: usize = 10_000;

/// For how long a page is remembered that nobody names any more.
const FORGET: TimeDelta = TimeDelta::days(8);

/// For how long it is remembered that a host rested, after that was over and without asking it.
const FORGET_REST: TimeDelta = TimeDelta::days(1);

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
                source.ask_in_full();
            }
            source.since = source.since.min(now);
            source.read = source.read.filter(|at| *at <= now);
            source.brought_new = source.brought_new.filter(|at| *at <= now);
        }
    }

    /// The hosts that are to be left alone, and those that were and have not been asked since.
    pub(super) fn resting(&self, now: DateTime<Utc>) -> impl Iterator<Item = Rest> {
        self.rests.iter().map(move |(host, rest)| Rest {
            host: host.clone(),
            wait: (rest.until - now).to_std().unwrap_or_default(),
            why: rest.why.clone(),
            refusals: rest.refusals,
            failures: rest.failures,
        })
    }

    /// The hosts whose pause is not over yet, and for how long it goes on.
    pub(super) fn pausing(&self, now: DateTime<Utc>) -> impl Iterator<Item = (String, Duration)> {
        self.pauses
            .iter()
            .filter_map(move |(host, until)| Some((host.clone(), (*until - now).to_std().ok()?)))
    }

    /// Takes note of all the hosts whose pause goes on.
    pub(super) fn pause(&mut self, pauses: Vec<(String, Duration)>, at: DateTime<Utc>) {
        let until = |wait| at + TimeDelta::from_std(wait).unwrap_or(TimeDelta::minutes(2));
        self.pauses = pauses.into_iter().map(|(host, wait)| (host, until(wait))).collect();
    }

    /// Takes note of all the hosts that are to be left alone.
    pub(super) fn rest(&mut self, rests: Vec<Rest>, at: DateTime<Utc>) {
        let mut before = std::mem::take(&mut self.rests);
        for Rest { host, wait, why, refusals, failures } in rests {
            let rested = before.remove(&host).filter(|rest| {
                wait.is_zero() && (rest.refusals, rest.failures) == (refusals, failures)
            });
            let rest = match rested {
                // It was not asked since.
                Some(rest) => rest,
                None => {
                    let until = at + TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
                    RestMemory { at, until, why, refusals, failures }
                }
            };
            if at - rest.until < FORGET_REST {
                self.rests.insert(host, rest);
            }
        }
    }

    /// Takes note that a host called a page unchanged that had changed.
    pub(super) fn lied(&mut self, host: &str, url: &str) {
        let what = format!("{url} had changed and was called unchanged");
        self.liars.insert(host.to_owned(), what);
    }

    /// Takes note that a page which a source named is left for a later run. They are left in the order in which they
    /// had their turn, the news before what is older, and what is beyond the most is the oldest.
    pub(super) fn wait(&mut self, source: &str, url: &str) {
        if let Some(source) = self.sources.get_mut(source) {
            if source.waiting.len() < MOST_WAITING {
                source.waiting.push(url.to_owned());
            } else {
                source.forgotten += 1;
            }
        }
    }

    /// The pages of a source that were left for a later run, which is this one.
    pub(super) fn take_waiting(&mut self, source: &str) -> Vec<Candidate> {
        let waiting =
            self.sources.get_mut(source).map(|source| std::mem::take(&mut source.waiting));
        let urls = waiting.into_iter().flatten().filter_map(|url| Url::parse(&url).ok());
        urls.filter_map(Candidate::new).collect()
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
    fn that_a_host_rested_is_remembered_for_a_day_unless_it_was_asked() {
        let at = |hours: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let mut memory = Memory::default();
        let rest = |wait| Rest {
            host: "a.test".to_owned(),
            wait: Duration::from_secs(wait),
            why: "status 429".to_owned(),
            refusals: 3,
            failures: 0,
        };
        memory.rest(vec![rest(3600)], at(0));
        for (now, wait) in [(0, 3600), (1, 0), (24, 0)] {
            let told: Vec<Rest> = memory.resting(at(now)).collect();
            assert_eq!(told, [rest(wait)]);
            memory.rest(told, at(now));
        }
        memory.rest(memory.resting(at(25)).collect(), at(25));
        assert!(memory.rests.is_empty());
        memory.rest(vec![rest(3600)], at(30));
        memory.rest(Vec::new(), at(31));
        assert!(memory.rests.is_empty(), "it answers again");
    }

    #[test]
    fn what_waits_keeps_its_order_and_what_is_beyond_the_most_is_counted() {
        let mut memory = Memory::default();
        memory.of("a", DateTime::UNIX_EPOCH);
        for n in 0..MOST_WAITING + 3 {
            memory.wait("a", &format!("https://a.test/{}", MOST_WAITING + 3 - n));
        }
        assert_eq!(memory.sources["a"].forgotten, 3);
        let waiting = memory.take_waiting("a");
        assert_eq!(waiting.len(), MOST_WAITING);
        assert_eq!(waiting[0].url.path(), format!("/{}", MOST_WAITING + 3));
        assert!(memory.take_waiting("a").is_empty());
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
