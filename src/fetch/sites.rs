//! What a site's own files say (robots.txt, `/.well-known/tdmrep.json`), kept for a day at most, also
//! from run to run.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::reserved::TdmRep;
use super::robots::{Rules, text_of};

/// The file's name in the archive's folder.
pub const FILE: &str = "robots.json";

/// For how long robots.txt is believed (RFC 9309, 2.4: a day at most).
const LIFE: TimeDelta = TimeDelta::hours(24);
/// How soon a robots.txt that could not be had is asked for again.
const RETRY: TimeDelta = TimeDelta::minutes(10);
/// For how long an old copy serves while robots.txt cannot be had, and after how long without one it
/// counts as not there (RFC 9309, 2.3.1.4).
const PATIENCE: TimeDelta = TimeDelta::days(30);

/// A site's files as they were last had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Copy {
    /// When they were had; none when they never were.
    at: Option<DateTime<Utc>>,
    /// The status of robots.txt.
    status: u16,
    /// Its text, where the status is 2xx.
    robots: String,
    /// The text of tdmrep.json, where there is one.
    tdmrep: String,
    /// Since when robots.txt cannot be had.
    unreachable_since: Option<DateTime<Utc>>,
}

/// What is known of one site.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) rules: Arc<Rules>,
    tdmrep: TdmRep,
    /// Until when it holds.
    until: DateTime<Utc>,
}

impl Site {
    /// What its files say of the rights in a page, one line each.
    pub(super) fn rights(&self, url: &Url) -> Vec<String> {
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut lines = self.rules.rights.lines(path);
        lines.extend(self.tdmrep.lines(path));
        lines
    }

    /// Whether it still holds; a clock that was set back ends it too.
    pub(super) fn holds(&self, now: DateTime<Utc>) -> bool {
        now < self.until && self.until - now <= LIFE
    }
}

/// What came of asking for robots.txt.
pub(super) enum Asked {
    /// An answer; the text counts for 2xx only.
    Answered { status: u16, text: Vec<u8>, tdmrep: Vec<u8> },
    /// None, or one that means none.
    Unreachable(String),
}

type Cell = Arc<tokio::sync::Mutex<Option<Arc<Site>>>>;

/// The sites of a run. Each is asked once at a time.
#[derive(Debug, Default)]
pub(super) struct Sites {
    cells: Mutex<HashMap<String, Cell>>,
    copies: Mutex<BTreeMap<String, Copy>>,
    file: Option<PathBuf>,
    saved: Mutex<Saved>,
}

/// How far the file is behind.
#[derive(Debug, Default)]
struct Saved {
    /// How many answers the copies hold that the file does not.
    new: usize,
    /// When it was last written.
    at: Option<Instant>,
}

/// How long the file may be behind while a run goes on.
const BEHIND: Duration = Duration::from_secs(5);

impl Sites {
    /// With what earlier runs kept in a folder; a file that cannot be read is as none.
    pub(super) fn kept_in(folder: &Path) -> Sites {
        let file = folder.join(FILE);
        // What is no file might never answer.
        let copies = Some(&file).filter(|file| file.is_file()).and_then(|file| fs::read(file).ok());
        let copies = copies.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Sites {
            cells: Mutex::default(),
            copies: Mutex::new(copies.unwrap_or_default()),
            file: Some(file),
            saved: Mutex::default(),
        }
    }

    /// The place of a site; whoever holds it asks for its files.
    pub(super) fn cell(&self, url: &Url) -> Cell {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        cells.entry(url.origin().ascii_serialization()).or_default().clone()
    }

    /// What an earlier run kept of a site, where it still holds.
    pub(super) fn kept(&self, url: &Url, now: DateTime<Utc>) -> Option<Site> {
        let copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = copies.get(&url.origin().ascii_serialization())?;
        let at = copy.at.filter(|_| copy.unreachable_since.is_none())?;
        let site = copy.site(at + LIFE);
        (at <= now && site.holds(now)).then_some(site)
    }

    /// What is to be believed after robots.txt was asked for.
    pub(super) fn asked(&self, url: &Url, asked: Asked, now: DateTime<Utc>) -> Site {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).new += 1;
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = copies.entry(url.origin().ascii_serialization()).or_default();
        match asked {
            Asked::Answered { status, text, tdmrep } => {
                let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                *copy = Copy {
                    at: Some(now),
                    status,
                    robots: match (200..300).contains(&status) {
                        true => text_of(&text).unwrap_or_default(),
                        false => String::new(),
                    },
                    tdmrep: plain(&tdmrep),
                    unreachable_since: None,
                };
                copy.site(now + LIFE)
            }
            Asked::Unreachable(why) => {
                let since = copy.unreachable_since.filter(|at| *at <= now).unwrap_or(now);
                copy.unreachable_since = Some(since);
                let fresh_enough = |at: DateTime<Utc>| at <= now && now - at < PATIENCE;
                if copy.at.is_some_and(fresh_enough) {
                    return copy.site(now + RETRY);
                }
                let rules = if fresh_enough(since) {
                    Rules::unreachable(why)
                } else {
                    Rules::unavailable()
                };
                let tdmrep = TdmRep::read(copy.tdmrep.as_bytes());
                Site { rules: rules.into(), tdmrep, until: now + RETRY }
            }
        }
    }

    /// Writes down what is known where that is new and was not written down just now, so that a run
    /// that is killed has lost the answers of a few seconds at most.
    pub(super) fn save_now_and_then(&self, now: DateTime<Utc>) -> io::Result<()> {
        let is_due = {
            let saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
            saved.new > 0 && saved.at.is_none_or(|at| at.elapsed() >= BEHIND)
        };
        if is_due { self.save(now) } else { Ok(()) }
    }

    /// Writes down what is known, for the next run: beside the old file first, so that there is a whole
    /// one at any time. What nobody asked for in the time that a copy may serve is left out.
    pub(super) fn save(&self, now: DateTime<Utc>) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) =
            Saved { new: 0, at: Some(Instant::now()) };
        let text = {
            let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
            copies.retain(|_, copy| {
                let last = copy.at.max(copy.unreachable_since);
                copy.unreachable_since.is_some() || last.is_some_and(|at| now - at < PATIENCE)
            });
            serde_json::to_vec(&*copies).map_err(io::Error::other)?
        };
        let provisional = file.with_file_name(format!(".{FILE}.new"));
        let mut written = fs::File::create(&provisional)?;
        written.write_all(&text)?;
        written.sync_all()?;
        fs::rename(&provisional, file)
    }
}

impl Copy {
    fn site(&self, until: DateTime<Utc>) -> Site {
        let rules = Rules::answered(self.status, self.robots.as_bytes());
        Site { rules: rules.into(), tdmrep: TdmRep::read(self.tdmrep.as_bytes()), until }
    }
}

#[cfg(test)]
mod tests {
    use super::super::robots::Permission;
    use super::*;

    fn answered(status: u16, text: &str) -> Asked {
        Asked::Answered { status, text: text.into(), tdmrep: Vec::new() }
    }

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + n)
    }

    fn unreachable() -> Asked {
        Asked::Unreachable("status 503".to_owned())
    }

    #[test]
    fn a_copy_serves_while_robots_txt_cannot_be_had_and_no_longer_than_thirty_days() {
        let url = Url::parse("https://example.org/no").unwrap();
        let sites = Sites::default();
        let judge = |site: Site| site.rules.permission(&url);
        let rules = answered(200, "User-agent: *\nDisallow: /no");
        assert_eq!(judge(sites.asked(&url, rules, day(0))), Permission::Forbidden);
        assert_eq!(judge(sites.asked(&url, unreachable(), day(2))), Permission::Forbidden);
        assert!(sites.kept(&url, day(2)).is_none(), "it is asked for again");
        let other = Url::parse("https://example.org/yes").unwrap();
        let site = sites.asked(&url, unreachable(), day(29));
        assert_eq!(site.rules.permission(&other), Permission::Allowed, "the copy's word");
        assert!(matches!(
            judge(sites.asked(&url, unreachable(), day(30))),
            Permission::Unreachable(_)
        ));
        assert_eq!(judge(sites.asked(&url, unreachable(), day(32))), Permission::Allowed);
        // Once it can be had again, it counts again.
        let rules = answered(200, "User-agent: *\nDisallow: /");
        assert_eq!(judge(sites.asked(&url, rules, day(33))), Permission::Forbidden);
    }

    #[test]
    fn without_a_copy_nothing_is_allowed_for_thirty_days() {
        let url = Url::parse("https://example.org/a").unwrap();
        let sites = Sites::default();
        for n in [0, 1, 29] {
            let site = sites.asked(&url, unreachable(), day(n));
            assert!(matches!(site.rules.permission(&url), Permission::Unreachable(_)), "{n}");
        }
        assert_eq!(
            sites.asked(&url, unreachable(), day(30)).rules.permission(&url),
            Permission::Allowed
        );
    }

    #[test]
    fn what_is_kept_on_disk_holds_for_a_day_and_not_for_a_clock_that_was_set_back() {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::parse("https://example.org/a").unwrap();
        let sites = Sites::kept_in(folder.path());
        let _ = sites.asked(&url, answered(200, "User-agent: *\nDisallow: /"), day(0));
        sites.save(day(0)).unwrap();
        let again = Sites::kept_in(folder.path());
        let kept = again.kept(&url, day(0) + TimeDelta::hours(23)).unwrap();
        assert_eq!(kept.rules.permission(&url), Permission::Forbidden);
        assert!(again.kept(&url, day(1)).is_none());
        assert!(again.kept(&url, day(-1)).is_none());
        // Kept for as long as the copy may serve, then left out.
        again.save(day(31)).unwrap();
        assert!(Sites::kept_in(folder.path()).copies.lock().unwrap().is_empty());
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Sites::kept_in(folder.path()).kept(&url, day(0)).is_none());
    }

    #[test]
    fn the_file_is_written_as_the_run_goes_and_only_when_there_is_something_new() {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::parse("https://example.org/a").unwrap();
        let sites = Sites::kept_in(folder.path());
        sites.save_now_and_then(day(0)).unwrap();
        assert!(!folder.path().join(FILE).exists(), "nothing is known yet");
        let _ = sites.asked(&url, answered(200, "User-agent: *\nDisallow: /"), day(0));
        sites.save_now_and_then(day(0)).unwrap();
        assert!(Sites::kept_in(folder.path()).kept(&url, day(0)).is_some());
        fs::remove_file(folder.path().join(FILE)).unwrap();
        sites.save_now_and_then(day(0)).unwrap();
        let other = Url::parse("https://example.net/a").unwrap();
        let _ = sites.asked(&other, answered(404, ""), day(0));
        sites.save_now_and_then(day(0)).unwrap();
        assert!(!folder.path().join(FILE).exists(), "it was written just now");
        sites.save(day(0)).unwrap();
        assert!(Sites::kept_in(folder.path()).kept(&other, day(0)).is_some());
    }
}
