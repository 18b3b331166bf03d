//! Counts over the whole archive, and what a site was like over a span of time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::Serialize;

use super::Index;
use super::lookup::ANY_PART;
use crate::store::StoreError;

/// How often something was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// What the archive holds, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Stored texts.
    pub texts: u64,
    /// Their words.
    pub words: u64,
    /// The bytes of their files.
    pub bytes: u64,
    /// Captures, those without a text among them.
    pub captures: u64,
    /// Addresses that were captured.
    pub addresses: u64,
    /// Texts by primary language, the most frequent first; the name is empty where it is unknown.
    pub languages: Vec<Count>,
    /// Captures by what the page was, the most frequent first.
    pub outcomes: Vec<Count>,
    /// Addresses that could not be had, by reason, the most frequent first.
    pub failures: Vec<Count>,
}

/// What one site brought in a span of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Period {
    /// Captures.
    pub captures: u64,
    /// Texts that came into the archive.
    pub stored: u64,
    /// Sightings of texts that were there.
    pub seen_before: u64,
    /// Words of a text that was found, on average.
    pub words: f64,
    /// How sure the outcomes were, from 0 to 1, on average.
    pub confidence: f64,
    /// Captures by what the page was.
    pub outcomes: BTreeMap<String, u64>,
    /// Addresses that could not be had, by reason.
    pub failures: BTreeMap<String, u64>,
}

impl Index {
    /// Everything that can be counted.
    pub(in crate::store) fn stats(&self) -> Result<Stats, StoreError> {
        let whole = |sql: &str| -> Result<(u64, u64, u64), StoreError> {
            let number = |row: &rusqlite::Row<'_>, at: usize| row.get(at).map(|n: i64| n as u64);
            self.connection
                .query_row(sql, [], |row| Ok((number(row, 0)?, number(row, 1)?, number(row, 2)?)))
                .map_err(self.failed("counting"))
        };
        let (texts, words, bytes) =
            whole("SELECT count(*), coalesce(sum(words), 0), coalesce(sum(bytes), 0) FROM text")?;
        let (captures, addresses, _) =
            whole("SELECT (SELECT count(*) FROM capture), (SELECT count(*) FROM url), 0")?;
        Ok(Stats {
            texts,
            words,
            bytes,
            captures,
            addresses,
            languages: self.languages()?,
            outcomes: self.counts("SELECT outcome, count(*) FROM capture GROUP BY 1")?,
            failures: self.counts("SELECT reason, count(*) FROM failure GROUP BY 1")?,
        })
    }

    /// Texts by primary language, the most frequent first.
    pub(in crate::store) fn languages(&self) -> Result<Vec<Count>, StoreError> {
        self.counts(
            "WITH tagged AS (SELECT lower(coalesce(metadata ->> '$.lang.value', '')) || '-' AS tag
                               FROM text)
             SELECT substr(tag, 1, instr(tag, '-') - 1), count(*) FROM tagged GROUP BY 1",
        )
    }

    fn counts(&self, sql: &str) -> Result<Vec<Count>, StoreError> {
        let mut counts = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map([], |row| {
                    Ok(Count { name: row.get(0)?, count: row.get::<_, i64>(1)? as u64 })
                })?
                .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("counting"))?;
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        Ok(counts)
    }

    /// What a site brought from one moment until another.
    pub(in crate::store) fn period(
        &self,
        host: &str,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Period, StoreError> {
        let (from, until) = (from.timestamp_millis(), until.timestamp_millis());
        let mut period = Period::default();
        let rows = self
            .connection
            .prepare_cached(&format!(
                "SELECT capture.outcome, count(*), sum(capture.new),
                        sum(capture.text IS NOT NULL AND capture.new = 0),
                        sum(capture.confidence), coalesce(sum(text.words), 0)
                   FROM url_site AS own CROSS JOIN capture ON capture.url = own.url
                        LEFT JOIN text ON text.ordinal = capture.text
                  WHERE {ANY_PART} AND own.site = ?1 AND capture.asked = own.url
                    AND capture.at >= ?2 AND capture.at < ?3
                  GROUP BY 1"
            ))
            .and_then(|mut s| {
                s.query_map(params![host, from, until], |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, i64>(1)? as u64,
                        row.get::<_, i64>(2)? as u64,
                        row.get::<_, i64>(3)? as u64,
                        row.get::<_, f64>(4)?,
                        row.get::<_, i64>(5)? as f64,
                    ))
                })?
                .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("summing up a site"))?;
        for (outcome, count, stored, seen, confidence, words) in rows {
            period.captures += count;
            period.stored += stored;
            period.seen_before += seen;
            period.confidence += confidence;
            period.words += words;
            period.outcomes.insert(outcome, count);
        }
        period.confidence /= (period.captures as f64).max(1.0);
        period.words /= ((period.stored + period.seen_before) as f64).max(1.0);
        period.failures = self
            .connection
            .prepare_cached(
                "SELECT reason, count(*) FROM failure
                  WHERE at >= ?2 AND at < ?3
                    AND ((url >= 'https://' || ?1 || '/' AND url < 'https://' || ?1 || '0')
                      OR (url >= 'http://' || ?1 || '/' AND url < 'http://' || ?1 || '0'))
                  GROUP BY 1",
            )
            .and_then(|mut s| {
                s.query_map(params![host, from, until], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
                })?
                .collect()
            })
            .map_err(self.failed("summing up a site"))?;
        Ok(period)
    }
}
