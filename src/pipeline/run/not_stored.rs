//! What a run did not store: pages that could not be had, were left for later, or may not be kept.

use std::path::Path;

use super::event::{Event, PageEvent, What};
use super::keeper::Keeper;
use crate::config::Source;
use crate::source::saved;
use crate::store::{Failure, StoreError, url_key};

impl Keeper<'_> {
    /// A page that could not be had.
    pub(super) fn failed(&mut self, host: &str, failure: &Failure) -> Result<(), StoreError> {
        self.not_stored(host, failure, What::Failed)
    }

    /// A file of a source that could not be read, or not cleaned.
    pub(super) fn file_failed(
        &mut self,
        source: &Source,
        path: &Path,
        reason: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let failure = Failure {
            url: saved::file_address(path),
            at: self.now(),
            source: Some(source.name.clone()),
            reason: reason.to_owned(),
            detail: format!("{}: {detail}", path.display()),
        };
        self.failed(&source.name, &failure)
    }

    /// A page that was had and that a reservation keeps from being stored.
    pub(super) fn reserved(&mut self, host: &str, failure: &Failure) -> Result<(), StoreError> {
        self.not_stored(host, failure, What::Refused)
    }

    /// A page that was left for a later run.
    pub(super) fn postponed(&mut self, host: &str, failure: &Failure) {
        if let Some(source) = &failure.source {
            self.memory.wait(source, &failure.url);
        }
        self.outcome(host, failure, What::Postponed);
    }

    fn not_stored(
        &mut self,
        host: &str,
        failure: &Failure,
        outcome: What,
    ) -> Result<(), StoreError> {
        self.archive.record_failure(failure)?;
        self.memory.not_stored(url_key(&failure.url), failure.at, true);
        self.outcome(host, failure, outcome);
        Ok(())
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
}
