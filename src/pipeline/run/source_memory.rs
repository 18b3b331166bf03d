//! What is remembered of one source from run to run.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::fetch::Validators;
use crate::source::schedule;

/// How many oddities of a source's listing are remembered.
const MOST_NOTES: usize = 5;

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
    /// What was odd about its listing when it was last read, one sentence each; the first few.
    pub notes: Vec<String>,
    /// The interval that it earned by what it brought, seconds.
    pub interval: u64,
    /// The validators of its listing, when all it named was dealt with.
    pub etag: Option<String>,
    /// See [`SourceMemory::etag`].
    pub last_modified: Option<String>,
    /// Of which listing these are, see [`Source::listing`](crate::config::Source::listing).
    pub listing: Option<String>,
    /// A digest of the pages it named when it came with these.
    pub names: Option<String>,
    /// From when on it is asked for in full, whether it changed or not, as a page that it named then is due.
    pub full_at: Option<DateTime<Utc>>,
    /// Addresses that it named and that were left for a later run, which it may name no more, in the order in which
    /// they had their turn.
    pub waiting: Vec<String>,
    /// How many more were left than are remembered.
    #[serde(skip)]
    pub forgotten: usize,
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
            notes: Vec::new(),
            interval: schedule::DEFAULT.as_secs(),
            etag: None,
            last_modified: None,
            listing: None,
            names: None,
            full_at: None,
            waiting: Vec::new(),
            forgotten: 0,
        }
    }
}

impl SourceMemory {
    /// When it was last asked; nothing where it has its turn at once.
    #[must_use]
    pub fn was_asked(&self) -> Option<DateTime<Utc>> {
        (self.asked > DateTime::UNIX_EPOCH).then_some(self.asked)
    }

    /// What its listing came with last time, where it is to be asked conditionally.
    pub(super) fn validators(&self, now: DateTime<Utc>) -> Validators {
        if self.full_at.is_some_and(|at| at <= now) {
            return Validators::default();
        }
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// Takes note of what its listing came with. Whether that shows that its host lies: it names other pages, and
    /// either the server calls it unchanged or its validators do.
    pub(super) fn came_with(
        &mut self,
        listing: String,
        validators: Validators,
        names: String,
        is_called_unchanged: bool,
    ) -> bool {
        let is_the_same = self.listing.as_ref() == Some(&listing);
        let last = Validators { etag: self.etag.take(), last_modified: self.last_modified.take() };
        let is_said_the_same =
            is_called_unchanged || (last == validators && last != Validators::default());
        let is_lie = is_the_same
            && is_said_the_same
            && self.names.as_ref().is_some_and(|before| *before != names);
        (self.listing, self.names, self.full_at) = (Some(listing), Some(names), None);
        (self.etag, self.last_modified) = (validators.etag, validators.last_modified);
        is_lie
    }

    /// Has its listing asked for in full next time.
    pub(super) fn ask_in_full(&mut self) {
        (self.etag, self.last_modified) = (None, None);
    }

    /// Takes note that it named a page that is due at a time.
    pub(super) fn due_again(&mut self, at: DateTime<Utc>) {
        if self.etag.is_some() || self.last_modified.is_some() {
            self.full_at = Some(self.full_at.map_or(at, |full| full.min(at)));
        }
    }

    /// Gives it its turn at once.
    pub(super) fn ask_at_once(&mut self) {
        self.asked = DateTime::UNIX_EPOCH;
    }

    /// Takes note of what was odd about its listing.
    pub(super) fn note(&mut self, notes: &[String]) {
        self.notes = notes.iter().take(MOST_NOTES).cloned().collect();
        if notes.len() > MOST_NOTES {
            self.notes.push(format!("and {} more", notes.len() - MOST_NOTES));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_that_changed_under_its_validators_is_a_lie() {
        let mut memory = SourceMemory::default();
        let mut came = |etag: Option<&str>, names: &str, is_called_unchanged| {
            let validators = Validators { etag: etag.map(str::to_owned), last_modified: None };
            memory.came_with("feed".to_owned(), validators, names.to_owned(), is_called_unchanged)
        };
        assert!(!came(Some("1"), "a", false));
        assert!(!came(Some("1"), "a", true), "it is the same");
        assert!(!came(Some("2"), "b", false), "it says that it changed");
        assert!(came(Some("2"), "c", false), "its validator lies");
        assert!(came(Some("3"), "d", true), "the server lies");
        assert!(!came(None, "e", false) && !came(None, "f", false), "it says nothing");
    }
}
