//! What a run tells while it goes on, and what it sums up to.

use std::collections::BTreeMap;

use serde::Serialize;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event<'a> {
    /// A source was read.
    Source {
        /// Its name.
        source: &'a str,
        /// How many pages it names.
        pages: usize,
    },
    /// A source could not be read.
    SourceFailed {
        /// Its name.
        source: &'a str,
        /// Where it is.
        address: &'a str,
        /// The reason in a word.
        reason: &'a str,
        /// The whole story.
        detail: &'a str,
    },
    /// Something odd that stopped nothing.
    Note {
        /// The source's name.
        source: &'a str,
        /// What was odd.
        detail: &'a str,
    },
    /// Pages wait for their host's turn.
    Waiting {
        /// The host, or the source for saved pages.
        host: &'a str,
        /// How many.
        pages: usize,
    },
    /// A page is done.
    Page(PageEvent<'a>),
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageEvent<'a> {
    /// The source's name.
    pub source: &'a str,
    /// The host, or the source for saved pages.
    pub host: &'a str,
    /// The page's address.
    pub url: &'a str,
    /// What became of it.
    pub outcome: What,
    /// The file that holds the text, for what is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The ordinal of the other text that this address had before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The reason in a word, for what is refused, failed or postponed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// The whole story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<&'a str>,
}

/// What can become of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Its text is new and stored.
    Stored,
    /// The archive had its text.
    SeenBefore,
    /// Its address had another text, and now has this one too.
    NewVersion,
    /// It is nothing to store.
    Refused,
    /// It could not be had.
    Failed,
    /// It was left for a later run.
    Postponed,
}

impl What {
    /// The word that reports print.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            What::Stored => "stored",
            What::SeenBefore => "seen before",
            What::NewVersion => "new version",
            What::Refused => "refused",
            What::Failed => "failed",
            What::Postponed => "postponed",
        }
    }
}

/// What a run did, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Texts that are new.
    pub stored: u64,
    /// Texts that are new at an address that had another before.
    pub new_version: u64,
    /// Pages whose text the archive had.
    pub seen_before: u64,
    /// How many of those were not asked for again, because they were seen lately.
    pub not_asked_again: u64,
    /// Pages that are nothing to store, by what they are.
    pub refused: BTreeMap<String, u64>,
    /// Pages that could not be had, by reason.
    pub failed: BTreeMap<String, u64>,
    /// Pages left for a later run, by reason.
    pub postponed: BTreeMap<String, u64>,
    /// Sources that were read.
    pub sources: u64,
    /// Sources that could not be read, by reason.
    pub sources_failed: BTreeMap<String, u64>,
}

impl Summary {
    pub(super) fn count(&mut self, page: &PageEvent<'_>) {
        let reason = page.reason.unwrap_or("unknown").to_owned();
        match page.outcome {
            What::Stored => self.stored += 1,
            What::NewVersion => self.new_version += 1,
            What::SeenBefore => self.seen_before += 1,
            What::Refused => *self.refused.entry(reason).or_default() += 1,
            What::Failed => *self.failed.entry(reason).or_default() += 1,
            What::Postponed => *self.postponed.entry(reason).or_default() += 1,
        }
    }

    /// How many pages were dealt with without failing: stored, seen before or refused.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.stored + self.new_version + self.seen_before + self.refused.values().sum::<u64>()
    }

    /// How many pages and sources failed.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failed.values().sum::<u64>() + self.sources_failed.values().sum::<u64>()
    }
}
