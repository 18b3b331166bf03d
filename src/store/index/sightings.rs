//! When addresses were seen: for what follows from an answer of status 304, and for asking again.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;

use super::Index;
use super::captures::{CAPTURE, OF_URL, capture_row};
use super::held::Moment;
use super::texts::time;
use crate::store::stored::CaptureRow;
use crate::store::{Known, SeenArticle, StoreError};

impl Index {
    /// The last capture before a moment that an address answered with and in which a text was found, and what
    /// it came with.
    pub(in crate::store) fn last_with_text(
        &self,
        url: i64,
        (at, id): Moment,
    ) -> Result<Option<(CaptureRow, Known)>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE {OF_URL} AND capture.url = ?1 AND capture.text IS NOT NULL
                 AND capture.truncated IS NULL AND capture.recleans IS NULL
                 AND capture.at <= ?2 AND (capture.at < ?2 OR capture.id < ?3)
                 ORDER BY capture.at DESC, capture.id DESC LIMIT 1"
            ))
            .and_then(|mut s| s.query_row([url, at, id], capture_row).optional())
            .and_then(|row| row.map(|row| Ok((self.came_with(&row)?, row))).transpose())
            .map(|found| found.map(|(known, row)| (row, known)))
            .map_err(self.failed("looking for a sighting"))
    }

    /// See [`crate::store::Archive::articles_between`].
    pub(in crate::store) fn articles_between(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<SeenArticle>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT url.key, first,
                   (SELECT max(at) FROM capture WHERE asked = seen.asked AND at <= ?2),
                   (SELECT source FROM capture WHERE asked = seen.asked AND text IS NOT NULL
                    ORDER BY at DESC LIMIT 1)
                 FROM (SELECT asked, (SELECT min(at) FROM capture
                         WHERE asked = recent.asked AND text IS NOT NULL) AS first
                       FROM (SELECT DISTINCT asked FROM capture
                             WHERE at BETWEEN ?1 AND ?2 AND text IS NOT NULL) AS recent) AS seen
                 JOIN url ON url.id = seen.asked WHERE first >= ?1",
            )
            .and_then(|mut s| {
                s.query_map([since, until].map(|at| at.timestamp_millis()), |row| {
                    Ok(SeenArticle {
                        url: row.get(0)?,
                        first: time(row.get(1)?),
                        last: time(row.get(2)?),
                        source: row.get(3)?,
                    })
                })?
                .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the last articles"))
    }

    fn came_with(&self, row: &CaptureRow) -> rusqlite::Result<Known> {
        self.connection
            .prepare_cached("SELECT etag, last_modified, payload FROM capture WHERE id = ?1")?
            .query_row([row.id], |columns| {
                Ok(Known {
                    at: row.at,
                    status: row.status,
                    etag: columns.get(0)?,
                    last_modified: columns.get(1)?,
                    payload: columns.get::<_, Vec<u8>>(2)?.try_into().unwrap_or_default(),
                    text: row.text,
                })
            })
    }
}
