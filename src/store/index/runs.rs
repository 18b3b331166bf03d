//! Runs, and the addresses that could not be had in them.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;

use super::Index;
use crate::store::{Failure, StoreError};

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// Texts that the archive did not have, at new addresses.
    pub stored: u64,
    /// Sightings of texts that it had.
    pub seen_before: u64,
    /// Texts that it did not have, at addresses that had another one.
    pub new_versions: u64,
    /// Pages that were nothing to store, by outcome.
    pub refused: BTreeMap<String, u64>,
    /// Addresses that could not be had, by reason.
    pub failed: BTreeMap<String, u64>,
}

impl Index {
    /// Writes a failure down.
    pub(in crate::store) fn insert_failure(
        &self,
        failure: &Failure,
        run: Option<i64>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO failure (url, at, source, reason, detail, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )
            .and_then(|mut s| {
                s.execute(params![
                    failure.url,
                    failure.at.timestamp_millis(),
                    failure.source,
                    failure.reason,
                    failure.detail,
                    run
                ])
            })
            .map_err(self.failed("writing a failure"))?;
        Ok(())
    }

    /// Writes down how far long work has come.
    pub(in crate::store) fn set_progress(
        &self,
        what: &str,
        cleaner: &str,
        next: i64,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO progress (what, cleaner, next) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut s| s.execute(params![what, cleaner, next]))
            .map(drop)
            .map_err(self.failed("writing down how far it is"))
    }

    /// Writes down that long work is done.
    pub(in crate::store) fn clear_progress(&self, what: &str) -> Result<(), StoreError> {
        self.connection
            .execute("DELETE FROM progress WHERE what = ?1", [what])
            .map(drop)
            .map_err(self.failed("writing down how far it is"))
    }

    /// How far long work had come with this very cleaner, when it was interrupted.
    pub(in crate::store) fn progress(
        &self,
        what: &str,
        cleaner: &str,
    ) -> Result<Option<i64>, StoreError> {
        self.connection
            .prepare_cached("SELECT next FROM progress WHERE what = ?1 AND cleaner = ?2")
            .and_then(|mut s| s.query_row([what, cleaner], |row| row.get(0)).optional())
            .map_err(self.failed("reading how far it is"))
    }

    /// Begins a run.
    pub(in crate::store) fn insert_run(&self, began: i64, what: &str) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("INSERT INTO run (began, what) VALUES (?1, ?2)")
            .and_then(|mut s| s.insert(params![began, what]))
            .map_err(self.failed("beginning a run"))
    }

    /// Ends a run. When this returns, what only the index knows of it is on the disk: its failures, what
    /// its pages left for their sites' profiles, the run itself.
    pub(in crate::store) fn end_run(&self, run: i64, ended: i64) -> Result<(), StoreError> {
        self.durably(|connection| {
            connection
                .prepare_cached("UPDATE run SET ended = ?2 WHERE id = ?1")
                .and_then(|mut s| s.execute(params![run, ended]))
        })
        .map(drop)
        .map_err(self.failed("ending a run"))
    }

    /// What a run did.
    pub(in crate::store) fn run_summary(&self, run: i64) -> Result<RunSummary, StoreError> {
        let count = |sql: &str| -> rusqlite::Result<BTreeMap<String, u64>> {
            self.connection
                .prepare_cached(sql)?
                .query_map([run], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?
                .collect()
        };
        let kinds = count(
            "SELECT CASE WHEN new = 0 THEN 'seen' WHEN previous IS NULL THEN 'new' ELSE 'version' END,
                 count(*) FROM capture WHERE run = ?1 AND text IS NOT NULL GROUP BY 1",
        )
        .map_err(self.failed("summing up a run"))?;
        let kind = |name: &str| kinds.get(name).copied().unwrap_or(0);
        Ok(RunSummary {
            stored: kind("new"),
            seen_before: kind("seen"),
            new_versions: kind("version"),
            refused: count(
                "SELECT outcome, count(*) FROM capture WHERE run = ?1 AND text IS NULL GROUP BY 1",
            )
            .map_err(self.failed("summing up a run"))?,
            failed: count("SELECT reason, count(*) FROM failure WHERE run = ?1 GROUP BY 1")
                .map_err(self.failed("summing up a run"))?,
        })
    }
}
