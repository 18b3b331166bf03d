//! Searching within bounds: a site, a language, a span of days, a kind of page.

use rusqlite::{ToSql, params_from_iter};

use super::Index;
use super::relate::expression;
use crate::store::StoreError;

/// What a search is bounded by. An empty bound bounds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchBounds {
    /// A host name: texts that were seen there.
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
}

/// The day by which a text is found.
const DAY: &str = "coalesce(substr(json_extract(text.metadata, '$.published.value'), 1, 10),
     date(text.first_seen / 1000, 'unixepoch'))";

impl Index {
    /// The ordinals of the texts that a query finds within bounds, best first. A query without words
    /// finds every text within the bounds, the last stored first.
    pub(in crate::store) fn search(
        &self,
        query: &str,
        bounds: &SearchBounds,
        skip: usize,
        count: usize,
    ) -> Result<Vec<u64>, StoreError> {
        let words = expression(query);
        if words.is_none() && (!query.trim().is_empty() || *bounds == SearchBounds::default()) {
            return Ok(Vec::new());
        }
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut clauses: Vec<String> = Vec::new();
        let mut bound = |value: &str, clause: &str| {
            values.push(Box::new(value.to_owned()));
            clauses.push(clause.replace('?', &format!("?{}", values.len())));
        };
        let from = match &words {
            Some(words) => {
                bound(words, "search MATCH ?");
                "search JOIN text ON text.ordinal = search.rowid"
            }
            None => "text",
        };
        if let Some(site) = &bounds.site {
            bound(
                &site.to_ascii_lowercase(),
                "EXISTS (SELECT 1 FROM capture JOIN url ON url.id = capture.url
                   WHERE capture.text = text.ordinal AND
                     (url.key BETWEEN 'https://' || ? || '/' AND 'https://' || ? || '0'
                      OR url.key BETWEEN 'http://' || ? || '/' AND 'http://' || ? || '0'))",
            );
        }
        if let Some(lang) = &bounds.lang {
            bound(
                &lang.to_ascii_lowercase(),
                "substr(json_extract(text.metadata, '$.lang.value') || '-', 1, length(?) + 1) = ? || '-'",
            );
        }
        if let Some(day) = &bounds.from {
            bound(day, &format!("{DAY} >= ?"));
        }
        if let Some(day) = &bounds.to {
            bound(day, &format!("{DAY} <= ?"));
        }
        if let Some(outcome) = &bounds.outcome {
            bound(
                outcome,
                "EXISTS (SELECT 1 FROM capture WHERE capture.text = text.ordinal AND capture.outcome = ?)",
            );
        }
        let order = match words {
            Some(_) => "bm25(search, 4.0, 1.0), search.rowid DESC",
            None => "text.ordinal DESC",
        };
        let sql = format!(
            "SELECT text.ordinal FROM {from} WHERE {} ORDER BY {order} LIMIT {count} OFFSET {skip}",
            clauses.join(" AND ")
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_map(params_from_iter(values), |row| row.get::<_, i64>(0).map(|n| n as u64))?
                    .collect()
            })
            .map_err(self.failed("searching"))
    }
}
