//! Searching within bounds: a site, a language, a span of days, a kind of page.

use rusqlite::{Row, ToSql, params, params_from_iter};

use super::Index;
use super::lookup::ANY_PART;
use super::texts::{TEXT, bounded, text_row};
use crate::store::StoreError;
use crate::store::site::is_below;
use crate::store::stored::StoredText;
use crate::store::words::Query;

/// What a search is bounded by. An empty bound bounds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchBounds {
    /// A host name, and a port where it is not the usual one: texts that were seen there or at a host below
    /// it, `www.example.org` for `example.org`.
    pub site: Option<String>,
    /// A primary language, `it`.
    pub lang: Option<String>,
    /// The first day of publication, or of the first sighting where the page gives none:
    /// `2026-11-01`.
    pub from: Option<String>,
    /// The last such day.
    pub to: Option<String>,
    /// What the page was, `article`.
    pub outcome: Option<String>,
    /// The source of config.toml that led to a page with the text.
    pub source: Option<String>,
    /// Which texts come first.
    pub order: SearchOrder,
}

/// Which of the texts that are found come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchOrder {
    /// Those that fit best.
    #[default]
    Fit,
    /// Those that were stored last.
    Stored,
    /// Those that were published last; where a page gives no day, that of its first sighting counts.
    Published,
}

impl SearchBounds {
    /// Whether nothing is bounded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == SearchBounds { order: self.order, ..SearchBounds::default() }
    }
}

/// Ranking reads every text that is found: with more than these a search would take long.
const RANKED: i64 = 5_000;

/// The day by which a text is found.
const DAY: &str = "coalesce(substr(json_extract(text.metadata, '$.published.value'), 1, 10),
     date(text.first_seen / 1000, 'unixepoch'))";

impl Index {
    /// The ordinals of the texts that a query finds within bounds, best first; where its words stand
    /// in more than [`RANKED`] texts, which no order by fitness tells apart, the last stored first. A
    /// query without words finds every text within the bounds, the last stored first.
    pub(in crate::store) fn search(
        &self,
        query: &str,
        bounds: &SearchBounds,
        skip: usize,
        count: usize,
    ) -> Result<Vec<u64>, StoreError> {
        let words = Query::of(query).expression();
        let Some((from, within)) = self.found(query, words.as_deref(), bounds)? else {
            return Ok(Vec::new());
        };
        let order = match (bounds.order, &words) {
            (SearchOrder::Published, _) => &format!("{DAY} DESC, text.ordinal DESC"),
            (_, None) => "text.ordinal DESC",
            (SearchOrder::Stored, Some(_)) => "search.rowid DESC",
            (SearchOrder::Fit, Some(words)) if self.is_broad(words)? => "search.rowid DESC",
            (SearchOrder::Fit, Some(_)) => "bm25(search, 4.0, 1.0), search.rowid DESC",
        };
        let [count, skip] = [count, skip].map(|n| bounded(n as u64));
        let sql = format!(
            "SELECT text.ordinal FROM {from} WHERE {} ORDER BY {order} LIMIT {count} OFFSET {skip}",
            within.clauses.join(" AND ")
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_map(params_from_iter(within.values), |row| {
                    row.get::<_, i64>(0).map(|n| n as u64)
                })?
                .collect()
            })
            .map_err(self.failed("searching"))
    }

    /// How many texts a query finds within bounds.
    pub(in crate::store) fn count_found(
        &self,
        query: &str,
        bounds: &SearchBounds,
    ) -> Result<u64, StoreError> {
        let words = Query::of(query).expression();
        let Some((from, within)) = self.found(query, words.as_deref(), bounds)? else {
            return Ok(0);
        };
        // Where nothing else is asked, the search index alone is read.
        let from = match words {
            Some(_) if bounds.is_empty() => "search",
            _ => from,
        };
        let sql = format!("SELECT count(*) FROM {from} WHERE {}", within.clauses.join(" AND "));
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_row(params_from_iter(within.values), |row| row.get::<_, i64>(0))
            })
            .map(|n| n as u64)
            .map_err(self.failed("counting what is found"))
    }

    /// The tables and the conditions of what a query finds within bounds; nothing where it asks for nothing.
    fn found(
        &self,
        query: &str,
        words: Option<&str>,
        bounds: &SearchBounds,
    ) -> Result<Option<(&'static str, Within)>, StoreError> {
        if words.is_none() && (!query.trim().is_empty() || bounds.is_empty()) {
            return Ok(None);
        }
        let mut within = Within::default();
        let from = match words {
            Some(words) => {
                within.bound(words.to_owned(), "search MATCH ?");
                "search JOIN text ON text.ordinal = search.rowid"
            }
            None => "text",
        };
        within.add(bounds, &self.hosts_of(bounds)?);
        Ok(Some((from, within)))
    }

    /// Whether an expression finds more texts than are ranked.
    fn is_broad(&self, words: &str) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached("SELECT 1 FROM search WHERE search MATCH ?1 LIMIT 1 OFFSET ?2")
            .and_then(|mut s| s.exists(params![words, RANKED]))
            .map_err(self.failed("searching"))
    }

    /// At most `count` texts within bounds, in the order of their ordinals, from `from` on.
    pub(in crate::store) fn list(
        &self,
        bounds: &SearchBounds,
        from: u64,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        let within = self.within(bounds, from)?;
        let count = bounded(count as u64);
        let sql = format!(
            "SELECT {TEXT} FROM text WHERE {} ORDER BY ordinal LIMIT {count}",
            within.clauses.join(" AND ")
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map(params_from_iter(within.values), text_row)?.collect())
            .map_err(self.failed("listing the texts"))
    }

    /// The ordinals of all texts within bounds, from `from` on, in order.
    pub(in crate::store) fn ordinals(
        &self,
        bounds: &SearchBounds,
        from: u64,
    ) -> Result<Vec<u64>, StoreError> {
        let within = self.within(bounds, from)?;
        let sql = format!(
            "SELECT ordinal FROM text WHERE {} ORDER BY ordinal",
            within.clauses.join(" AND ")
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                let ordinal = |row: &Row<'_>| row.get::<_, i64>(0).map(|n| n as u64);
                s.query_map(params_from_iter(within.values), ordinal)?.collect()
            })
            .map_err(self.failed("listing the texts"))
    }

    /// The conditions of the texts within bounds, from an ordinal on.
    fn within(&self, bounds: &SearchBounds, ordinal: u64) -> Result<Within, StoreError> {
        let mut within = Within::default();
        within.bound(bounded(ordinal), "text.ordinal >= ?");
        within.add(bounds, &self.hosts_of(bounds)?);
        Ok(within)
    }

    /// The hosts of the archive that are the site of the bounds, or below it.
    fn hosts_of(&self, bounds: &SearchBounds) -> Result<Vec<String>, StoreError> {
        let Some(site) = &bounds.site else { return Ok(Vec::new()) };
        let site = site.to_ascii_lowercase();
        // From each host the look-up goes to the next, so that it is as long as the hosts are many, and not
        // the addresses.
        let sql = "WITH RECURSIVE host(part, site) AS (
               SELECT value, (SELECT min(site) FROM url_site WHERE part = value) FROM json_each('[0,1,2]')
               UNION ALL
               SELECT part, (SELECT min(site) FROM url_site AS u WHERE u.part = host.part AND u.site > host.site)
                 FROM host WHERE site IS NOT NULL)
             SELECT DISTINCT site FROM host WHERE site IS NOT NULL";
        let all: Vec<String> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .map_err(self.failed("looking for a site"))?;
        Ok(all.into_iter().filter(|host| is_below(host, &site)).collect())
    }
}

/// The conditions that bounds put on the rows of `text`, with the values for their places.
#[derive(Default)]
struct Within {
    clauses: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Within {
    fn bound(&mut self, value: impl ToSql + 'static, clause: &str) {
        self.values.push(Box::new(value));
        self.clauses.push(clause.replace('?', &format!("?{}", self.values.len())));
    }

    fn add(&mut self, bounds: &SearchBounds, hosts: &[String]) {
        if bounds.site.is_some() {
            self.bound(
                serde_json::Value::from(hosts).to_string(),
                &format!(
                    "text.ordinal IN (SELECT capture.text FROM url_site AS own
                         CROSS JOIN capture ON capture.asked = own.url
                         WHERE {ANY_PART} AND own.site IN (SELECT value FROM json_each(?)) AND capture.url = own.url
                       UNION ALL SELECT capture.text FROM url_site AS own
                         CROSS JOIN capture ON capture.url = own.url AND capture.url <> capture.asked
                         WHERE {ANY_PART} AND own.site IN (SELECT value FROM json_each(?)))"
                ),
            );
        }
        if let Some(lang) = &bounds.lang {
            self.bound(
                lang.to_ascii_lowercase(),
                "substr(json_extract(text.metadata, '$.lang.value') || '-', 1, length(?) + 1) = ? || '-'",
            );
        }
        if let Some(day) = &bounds.from {
            self.bound(day.clone(), &format!("{DAY} >= ?"));
        }
        if let Some(day) = &bounds.to {
            self.bound(day.clone(), &format!("{DAY} <= ?"));
        }
        if let Some(outcome) = &bounds.outcome {
            self.bound(
                outcome.clone(),
                "EXISTS (SELECT 1 FROM capture WHERE capture.text = text.ordinal AND capture.outcome = ?)",
            );
        }
        if let Some(source) = &bounds.source {
            self.bound(
                source.clone(),
                "EXISTS (SELECT 1 FROM capture WHERE capture.text = text.ordinal AND capture.source = ?)",
            );
        }
    }
}
