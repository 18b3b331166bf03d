//! Rows for those who look at the archive as a whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};
use serde::Serialize;

use super::Index;
use super::captures::{CAPTURE, capture_row};
use super::lookup::ANY_PART;
use super::runs::RunSummary;
use super::texts::{TEXT, text_row, time};
use crate::store::StoreError;
use crate::store::stored::{CaptureRow, StoredText};

/// What one day brought, in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day, `2026-11-21`.
    pub date: String,
    /// Texts that came into the archive, new versions among them.
    pub stored: u64,
    /// Sightings of texts that were there.
    pub seen_before: u64,
    /// Pages that were nothing to store.
    pub refused: u64,
    /// Addresses that could not be had.
    pub failed: u64,
}

/// How one source of the configuration is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceHealth {
    /// Its name in the configuration.
    pub name: String,
    /// Pages that were captured for it.
    pub captures: u64,
    /// Texts that it brought.
    pub stored: u64,
    /// Pages of it that were nothing to store.
    pub refused: u64,
    /// Addresses of it that could not be had.
    pub failed: u64,
    /// When a page was last captured for it.
    pub last_capture: Option<DateTime<Utc>>,
    /// When it last brought a text.
    pub last_stored: Option<DateTime<Utc>>,
    /// When an address of it last could not be had.
    pub last_failure: Option<DateTime<Utc>>,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When it ended; none while it runs, and for one that was broken off.
    pub ended: Option<DateTime<Utc>>,
    /// What was asked for.
    pub what: String,
    /// What it did.
    pub summary: RunSummary,
}

/// An address that could not be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureRow {
    /// The address.
    pub url: String,
    /// When it was tried.
    pub at: DateTime<Utc>,
    /// The source that named it.
    pub source: Option<String>,
    /// Why, in a word.
    pub reason: String,
    /// Why, in words.
    pub detail: String,
}

/// One site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteRow {
    /// Its host name.
    pub host: String,
    /// Addresses of it that the archive knows.
    pub addresses: u64,
    /// Addresses whose last text is stored.
    pub texts: u64,
}

impl Index {
    /// At most `count` texts, the last stored first, with ordinals below `before`.
    pub(in crate::store) fn latest(
        &self,
        before: Option<u64>,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        let before = before.and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX);
        self.rows(
            &format!("SELECT {TEXT} FROM text WHERE ordinal < ?1 ORDER BY ordinal DESC LIMIT ?2"),
            params![before, count as i64],
            text_row,
            "listing the latest texts",
        )
    }

    /// What each day since `since` brought, oldest first; days on which nothing happened are left out.
    pub(in crate::store) fn days(&self, since: DateTime<Utc>) -> Result<Vec<Day>, StoreError> {
        let rows = self.rows(
            "SELECT date(at / 1000, 'unixepoch'),
                    CASE WHEN text IS NULL THEN 2 WHEN new = 1 THEN 0 ELSE 1 END, count(*)
               FROM capture WHERE at >= ?1 GROUP BY 1, 2
             UNION ALL
             SELECT date(at / 1000, 'unixepoch'), 3, count(*) FROM failure WHERE at >= ?1 GROUP BY 1",
            [since.timestamp_millis()],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)? as u64)),
            "counting by day",
        )?;
        let mut days = BTreeMap::<String, Day>::new();
        for (date, what, count) in rows {
            let day = days.entry(date.clone()).or_insert_with(|| Day { date, ..Day::default() });
            match what {
                0 => day.stored = count,
                1 => day.seen_before = count,
                2 => day.refused = count,
                _ => day.failed = count,
            }
        }
        Ok(days.into_values().collect())
    }

    /// How each source is doing, by name.
    pub(in crate::store) fn sources(&self) -> Result<Vec<SourceHealth>, StoreError> {
        let moment = |millis: Option<i64>| millis.map(time);
        let mut sources = self
            .rows(
                "SELECT source, count(*), sum(new), sum(text IS NULL), max(at),
                        max(CASE WHEN new = 1 THEN at END)
                   FROM capture WHERE source IS NOT NULL GROUP BY source",
                [],
                |row| {
                    let name: String = row.get(0)?;
                    let health = SourceHealth {
                        name: name.clone(),
                        captures: row.get::<_, i64>(1)? as u64,
                        stored: row.get::<_, i64>(2)? as u64,
                        refused: row.get::<_, i64>(3)? as u64,
                        last_capture: moment(row.get(4)?),
                        last_stored: moment(row.get(5)?),
                        ..SourceHealth::default()
                    };
                    Ok((name, health))
                },
                "listing the sources",
            )?
            .into_iter()
            .collect::<BTreeMap<_, _>>();
        let failures = self.rows(
            "SELECT source, count(*), max(at) FROM failure WHERE source IS NOT NULL GROUP BY source",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as u64, row.get(2)?)),
            "listing the sources",
        )?;
        for (name, count, last) in failures {
            let health = sources
                .entry(name.clone())
                .or_insert_with(|| SourceHealth { name, ..SourceHealth::default() });
            health.failed = count;
            health.last_failure = moment(last);
        }
        Ok(sources.into_values().collect())
    }

    /// At most `count` runs with numbers below `before`, the last first.
    pub(in crate::store) fn runs(
        &self,
        before: Option<i64>,
        count: usize,
    ) -> Result<Vec<RunRow>, StoreError> {
        let mut runs = self.rows(
            "SELECT id, began, ended, what FROM run WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            params![before.unwrap_or(i64::MAX), count as i64],
            |row| {
                Ok(RunRow {
                    id: row.get(0)?,
                    began: time(row.get(1)?),
                    ended: row.get::<_, Option<i64>>(2)?.map(time),
                    what: row.get(3)?,
                    summary: RunSummary::default(),
                })
            },
            "listing the runs",
        )?;
        for run in &mut runs {
            run.summary = self.run_summary(run.id)?;
        }
        Ok(runs)
    }

    /// At most `count` captures of a run, in order.
    pub(in crate::store) fn captures_of_run(
        &self,
        run: i64,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.rows(
            &format!("SELECT {CAPTURE} WHERE capture.run = ?1 ORDER BY capture.id LIMIT ?2"),
            params![run, count as i64],
            capture_row,
            "listing a run's captures",
        )
    }

    /// At most `count` failures of a run, in order.
    pub(in crate::store) fn failures_of_run(
        &self,
        run: i64,
        count: usize,
    ) -> Result<Vec<FailureRow>, StoreError> {
        self.rows(
            "SELECT url, at, source, reason, detail FROM failure WHERE run = ?1 ORDER BY id LIMIT ?2",
            params![run, count as i64],
            |row| {
                Ok(FailureRow {
                    url: row.get(0)?,
                    at: time(row.get(1)?),
                    source: row.get(2)?,
                    reason: row.get(3)?,
                    detail: row.get(4)?,
                })
            },
            "listing a run's failures",
        )
    }

    /// Every site, by host name.
    pub(in crate::store) fn sites(&self) -> Result<Vec<SiteRow>, StoreError> {
        self.rows(
            "SELECT site, count(*), count(text) FROM url WHERE site IS NOT NULL
              GROUP BY site ORDER BY site",
            [],
            |row| {
                Ok(SiteRow {
                    host: row.get(0)?,
                    addresses: row.get::<_, i64>(1)? as u64,
                    texts: row.get::<_, i64>(2)? as u64,
                })
            },
            "listing the sites",
        )
    }

    /// At most `count` captures of a site, the last first.
    pub(in crate::store) fn captures_of_site(
        &self,
        host: &str,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.rows(
            &format!(
                "WITH own AS MATERIALIZED
                   (SELECT url AS id FROM url_site WHERE {ANY_PART} AND site = ?1)
                 SELECT {CAPTURE} WHERE capture.id IN
                   (SELECT c.id FROM own CROSS JOIN capture AS c ON c.asked = own.id AND c.url = own.id
                    UNION ALL
                    SELECT c.id FROM own CROSS JOIN capture AS c ON c.url = own.id AND c.url <> c.asked)
                 ORDER BY capture.at DESC, capture.id DESC LIMIT ?2"
            ),
            params![host, count as i64],
            capture_row,
            "listing a site's captures",
        )
    }

    fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        what: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(parameters, row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed(what))
    }
}
