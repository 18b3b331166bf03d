//! The archive as a whole: what is newest, what each day brought, how the sources are doing.

use chrono::{DateTime, Utc};

use super::index::{Count, Day, FailureRow, Period, RunRow, SiteRow, SourceHealth, Stats};
use super::{Archive, CaptureRow, StoreError, StoredText};

impl Archive {
    /// At most `count` texts with ordinals below `before`, the last stored first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn latest(&self, before: Option<u64>, count: usize) -> Result<Vec<StoredText>, StoreError> {
        self.index.latest(before, count)
    }

    /// What each day since `since` brought, oldest first; empty days are left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn days(&self, since: DateTime<Utc>) -> Result<Vec<Day>, StoreError> {
        self.index.days(since)
    }

    /// How each source is doing, by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceHealth>, StoreError> {
        self.index.sources()
    }

    /// At most `count` runs with numbers below `before`, the last first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn runs(&self, before: Option<i64>, count: usize) -> Result<Vec<RunRow>, StoreError> {
        self.index.runs(before, count)
    }

    /// What one run captured, and what it could not have: at most `count` of each.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn run_items(
        &self,
        run: i64,
        count: usize,
    ) -> Result<(Vec<CaptureRow>, Vec<FailureRow>), StoreError> {
        Ok((self.index.captures_of_run(run, count)?, self.index.failures_of_run(run, count)?))
    }

    /// Every site, by host name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sites(&self) -> Result<Vec<SiteRow>, StoreError> {
        self.index.sites()
    }

    /// At most `count` captures of a site, the last first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures_of_site(
        &self,
        host: &str,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures_of_site(host, count)
    }

    /// What the archive holds, in numbers.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        self.index.stats()
    }

    /// The texts by primary language, the most frequent first; the name is empty where it is unknown.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn languages(&self) -> Result<Vec<Count>, StoreError> {
        self.index.languages()
    }

    /// What a site brought from one moment until another.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn period(
        &self,
        host: &str,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Period, StoreError> {
        self.index.period(host, from, until)
    }
}
