//! Rows of what pages left for their sites' profiles, and of the profiles that were learned.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;

use super::Index;
use super::texts::time;
use crate::profile::{LEAST, PAGES};
use crate::store::StoreError;

/// A version of a site's profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileRow {
    /// The site's host.
    pub host: String,
    /// The version: a digest of what it says.
    pub version: String,
    /// When it was learned.
    pub learned: DateTime<Utc>,
    /// From how many pages, copies counted once.
    pub pages: u32,
    /// How many texts it knows to repeat.
    pub texts: u32,
}

/// What one page left, as it is kept: its address and packed marks.
pub(super) type KeptMarks = (String, Vec<u8>);

const ROW: &str = "profile.host, profile.version, profile.learned, profile.pages, profile.texts";

fn profile_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ProfileRow> {
    Ok(ProfileRow {
        host: row.get(0)?,
        version: row.get(1)?,
        learned: time(row.get(2)?),
        pages: row.get(3)?,
        texts: row.get(4)?,
    })
}

impl Index {
    /// Keeps what a page left. `again`: the page is one that was seen before, whose marks need not
    /// be written anew.
    pub(in crate::store) fn put_marks(
        &self,
        host: &str,
        url: &str,
        at: i64,
        marks: &[u8],
        again: bool,
    ) -> Result<(), StoreError> {
        let or = if again { "IGNORE" } else { "REPLACE" };
        self.connection
            .prepare_cached(&format!(
                "INSERT OR {or} INTO mark (host, url, at, marks) VALUES (?1, ?2, ?3, ?4)"
            ))
            .and_then(|mut s| s.execute(params![host, url, at, marks]))
            .map_err(self.failed("writing what a page left for its site's profile"))?;
        Ok(())
    }

    /// Keeps only the last pages seen of a site, whatever the order in which they came.
    pub(in crate::store) fn prune_marks(&self, host: &str) -> Result<(), StoreError> {
        // Counting looks into an index alone, and most sites of a batch have no page too many.
        let kept: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM mark WHERE host = ?1")
            .and_then(|mut s| s.query_row([host], |row| row.get(0)))
            .map_err(self.failed("counting what pages left"))?;
        if kept <= PAGES as i64 {
            return Ok(());
        }
        self.connection
            .prepare_cached(
                "DELETE FROM mark WHERE host = ?1 AND id IN
                   (SELECT id FROM mark WHERE host = ?1 ORDER BY at DESC, url LIMIT -1 OFFSET ?2)",
            )
            .and_then(|mut s| s.execute(params![host, PAGES as i64]))
            .map_err(self.failed("forgetting what older pages left"))?;
        Ok(())
    }

    /// Forgets what the pages of a site left.
    pub(in crate::store) fn clear_marks(&self, host: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM mark WHERE host = ?1")
            .and_then(|mut s| s.execute([host]))
            .map_err(self.failed("forgetting what pages left"))?;
        Ok(())
    }

    /// What the last pages of a site left, and the number of the last written.
    pub(in crate::store) fn marks(&self, host: &str) -> Result<(Vec<KeptMarks>, i64), StoreError> {
        let mut through = 0;
        let marks = self
            .connection
            .prepare_cached("SELECT id, url, marks FROM mark WHERE host = ?1")
            .and_then(|mut s| {
                s.query_map([host], |row| {
                    through = through.max(row.get(0)?);
                    Ok((row.get(1)?, row.get(2)?))
                })?
                .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("reading what pages left"))?;
        Ok((marks, through))
    }

    /// The sites of which enough is new to learn their profile again: three pages, and a fourth of
    /// them since the last time.
    pub(in crate::store) fn hosts_to_learn(&self) -> Result<Vec<String>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT mark.host FROM mark LEFT JOIN
                   (SELECT host, through, max(id) FROM profile GROUP BY host) AS last
                     ON last.host = mark.host
                 GROUP BY mark.host
                 HAVING count(*) >= ?1 AND
                   4 * sum(mark.id > coalesce(last.through, 0)) >= count(*)
                 ORDER BY mark.host",
            )
            .and_then(|mut s| {
                s.query_map([LEAST], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()
            })
            .map_err(self.failed("looking for sites to learn from"))
    }

    /// Writes a version of a site's profile down, learned from marks up to the number `through`.
    pub(in crate::store) fn insert_profile(
        &self,
        row: &ProfileRow,
        through: i64,
        body: &[u8],
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO profile (host, version, learned, pages, texts, through, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .and_then(|mut s| {
                s.execute(params![
                    row.host,
                    row.version,
                    row.learned.timestamp_millis(),
                    row.pages,
                    row.texts,
                    through,
                    body
                ])
            })
            .map_err(self.failed("writing a site's profile"))?;
        Ok(())
    }

    /// Writes down that nothing new was learned from marks up to a number.
    pub(in crate::store) fn profile_stands(
        &self,
        host: &str,
        through: i64,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE profile SET through = ?2
                 WHERE id = (SELECT max(id) FROM profile WHERE host = ?1)",
            )
            .and_then(|mut s| s.execute(params![host, through]))
            .map_err(self.failed("writing a site's profile"))?;
        Ok(())
    }

    /// The present profile of each site, with its body.
    pub(in crate::store) fn profiles(&self) -> Result<Vec<(ProfileRow, Vec<u8>)>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {ROW}, body FROM profile
                 WHERE id IN (SELECT max(id) FROM profile GROUP BY host) ORDER BY host"
            ))
            .and_then(|mut s| {
                s.query_map([], |row| Ok((profile_row(row)?, row.get(5)?)))?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("reading the sites' profiles"))
    }

    /// Every version of a site's profile, the last first; of every site the present one where no
    /// host is named.
    pub(in crate::store) fn profile_rows(
        &self,
        host: Option<&str>,
    ) -> Result<Vec<ProfileRow>, StoreError> {
        let of = match host {
            Some(_) => "host = ?1 ORDER BY id DESC",
            None => {
                "?1 IS NULL AND id IN (SELECT max(id) FROM profile GROUP BY host) ORDER BY host"
            }
        };
        self.connection
            .prepare_cached(&format!("SELECT {ROW} FROM profile WHERE {of}"))
            .and_then(|mut s| s.query_map([host], profile_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed("listing the sites' profiles"))
    }

    /// A version of a site's profile, the last of several that begin so, with its body.
    pub(in crate::store) fn profile(
        &self,
        host: &str,
        version: &str,
    ) -> Result<Option<(ProfileRow, Vec<u8>)>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {ROW}, body FROM profile
                 WHERE host = ?1 AND substr(version, 1, length(?2)) = ?2 ORDER BY id DESC LIMIT 1"
            ))
            .and_then(|mut s| {
                s.query_row([host, version], |row| Ok((profile_row(row)?, row.get(5)?))).optional()
            })
            .map_err(self.failed("reading a site's profile"))
    }
}
