//! Rows read to be held against files.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::Index;
use super::lookup::LOOKUPS;
use crate::store::{CaptureKind, StoreError, name};

/// What `verify` needs of a text's row.
#[derive(Clone, Debug)]
pub(in crate::store) struct TextLine {
    pub(in crate::store) ordinal: u64,
    pub(in crate::store) name: String,
    pub(in crate::store) sha256: String,
    pub(in crate::store) first_seen: i64,
}

/// What `verify` needs of a capture's row.
#[derive(Clone, Debug)]
pub(in crate::store) struct CaptureLine {
    pub(in crate::store) id: i64,
    pub(in crate::store) offset: u64,
    pub(in crate::store) length: u64,
    pub(in crate::store) entry_offset: u64,
    pub(in crate::store) record: String,
    pub(in crate::store) at: i64,
    pub(in crate::store) payload: Vec<u8>,
    pub(in crate::store) text: Option<u64>,
    pub(in crate::store) sha256: Option<String>,
    pub(in crate::store) kind: String,
}

impl CaptureLine {
    /// See [`crate::store::CaptureRow::page_is_lost`].
    pub(in crate::store) fn page_is_lost(&self) -> bool {
        self.offset == self.entry_offset && self.kind != CaptureKind::Recleaned.name()
    }
}

/// What was recorded since a moment.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Since {
    /// The moment, in milliseconds.
    at: i64,
    /// The last capture of which it is known that it was recorded before.
    capture: i64,
    /// The last text that came with it or with an earlier one; -1 for none.
    text: i64,
}

impl Since {
    /// Everything.
    pub(in crate::store) const EVER: Since = Since { at: i64::MIN, capture: -1, text: -1 };

    /// Whether a text was recorded since, or may have been.
    pub(in crate::store) fn holds(&self, text: &TextLine) -> bool {
        text.ordinal as i64 > self.text || text.first_seen >= self.at
    }
}

/// References that must lead somewhere: what is said when one does not, and how to find it.
const REFERENCES: &[(&str, &str)] = &[
    (
        "a capture's text",
        "SELECT id FROM capture WHERE text IS NOT NULL AND text NOT IN (SELECT ordinal FROM text)",
    ),
    (
        "a capture's earlier text",
        "SELECT id FROM capture WHERE previous IS NOT NULL AND previous NOT IN (SELECT ordinal FROM text)",
    ),
    (
        "an address's text",
        "SELECT id FROM url WHERE text IS NOT NULL AND text NOT IN (SELECT ordinal FROM text)",
    ),
    (
        "a capture's address",
        "SELECT id FROM capture WHERE url NOT IN (SELECT id FROM url) OR asked NOT IN (SELECT id FROM url)",
    ),
    (
        "the page that was cleaned again",
        "SELECT id FROM capture WHERE kind = 'recleaned'
           AND (recleans IS NULL OR recleans NOT IN (SELECT id FROM capture))",
    ),
    (
        "the near text for which one was not stored",
        "SELECT id FROM capture WHERE near IS NOT NULL AND near NOT IN (SELECT ordinal FROM text)",
    ),
    (
        "a capture's cleaner",
        "SELECT id FROM capture WHERE cleaner IS NOT NULL AND cleaner NOT IN (SELECT id FROM cleaner)",
    ),
    ("a capture's WARC file", "SELECT id FROM capture WHERE warc NOT IN (SELECT id FROM warc)"),
    (
        "a text's first capture (two captures claim to have brought one text)",
        "SELECT text FROM capture WHERE new = 1 GROUP BY text HAVING count(*) > 1",
    ),
    (
        "a text's digest (two texts have the same)",
        "SELECT max(ordinal) FROM text GROUP BY sha256 HAVING count(*) > 1",
    ),
];

impl Index {
    /// Holds on to the present state for all further reading.
    pub(in crate::store) fn begin_reading(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN").map_err(self.failed("reading it"))
    }

    /// What SQLite itself finds wrong with the file.
    pub(in crate::store) fn damage(&self) -> Result<Vec<String>, StoreError> {
        let mut said = self
            .connection
            .prepare("PRAGMA quick_check(20)")
            .and_then(|mut s| {
                s.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()
            })
            .map_err(self.failed("checking it"))?;
        said.retain(|line| line != "ok");
        Ok(said)
    }

    /// References that lead nowhere, and rows that are not found by their keys, at most ten of each kind.
    pub(in crate::store) fn dangling(&self) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for (what, sql) in REFERENCES {
            found.extend(self.rows_of(sql, &format!("{what} is not as it should be"))?);
        }
        for lookup in LOOKUPS {
            found.extend(self.rows_of(&lookup.unfound(), &format!("{} misses it", lookup.table))?);
            let misled = format!("{} leads there by another {}", lookup.table, lookup.key);
            found.extend(self.rows_of(&lookup.misled(), &misled)?);
        }
        Ok(found)
    }

    /// The rows that a query finds, at most ten, and what is said of each.
    fn rows_of(&self, sql: &str, what: &str) -> Result<Vec<String>, StoreError> {
        self.connection
            .prepare(&format!("{sql} LIMIT 10"))
            .and_then(|mut s| {
                s.query_map([], |row| Ok(format!("row {}: {what}", row.get::<_, i64>(0)?)))?
                    .collect()
            })
            .map_err(self.failed("following its references"))
    }

    /// The bytes of all texts.
    pub(in crate::store) fn text_bytes(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT coalesce(sum(bytes), 0) FROM text", [], |row| row.get::<_, i64>(0))
            .map(|n| n as u64)
            .map_err(self.failed("reading the texts' lengths"))
    }

    /// The texts with ordinals from `from` to below `to`.
    pub(in crate::store) fn text_lines(
        &self,
        from: u64,
        to: u64,
    ) -> Result<Vec<TextLine>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT ordinal, name, sha256, first_seen FROM text
                 WHERE ordinal >= ?1 AND ordinal < ?2 ORDER BY ordinal",
            )
            .and_then(|mut s| {
                s.query_map(params![from as i64, to as i64], |row| {
                    Ok(TextLine {
                        ordinal: row.get::<_, i64>(0)? as u64,
                        name: row.get(1)?,
                        sha256: name::hex(&row.get::<_, Vec<u8>>(2)?),
                        first_seen: row.get(3)?,
                    })
                })?
                .collect()
            })
            .map_err(self.failed("reading the texts"))
    }

    /// What was recorded since a moment. Rows are numbered as they are recorded, and of each run it is known when
    /// it ended: one that was broken off did so before the next began. What is in no run counts as recorded since,
    /// unless a later run had ended by then.
    pub(in crate::store) fn recorded_since(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Since, StoreError> {
        let at = since.timestamp_millis();
        self.connection
            .query_row(
                "WITH last AS (SELECT coalesce(max((SELECT max(id) FROM capture WHERE run = run.id)), -1) AS id
                   FROM run WHERE coalesce(ended,
                     (SELECT min(began) FROM run AS next WHERE next.id > run.id), ?1) < ?1)
                 SELECT last.id, (SELECT coalesce(max(text), -1) FROM capture
                   WHERE new = 1 AND capture.id <= last.id) FROM last",
                [at],
                |row| Ok(Since { at, capture: row.get(0)?, text: row.get(1)? }),
            )
            .map_err(self.failed("looking for what was recorded last"))
    }

    /// The captures in a WARC file that were recorded since a moment, or made since: a clock may have been wrong.
    pub(in crate::store) fn capture_lines(
        &self,
        warc: &str,
        since: &Since,
    ) -> Result<Vec<CaptureLine>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT capture.id, offset, length, entry_offset, record, at, payload, text, text.sha256, kind
                 FROM capture LEFT JOIN text ON text.ordinal = capture.text
                 WHERE warc = (SELECT id FROM warc WHERE name = ?1) AND (capture.id > ?2 OR at >= ?3)",
            )
            .and_then(|mut s| {
                s.query_map(params![warc, since.capture, since.at], |row| {
                    Ok(CaptureLine {
                        id: row.get(0)?,
                        offset: row.get::<_, i64>(1)? as u64,
                        length: row.get::<_, i64>(2)? as u64,
                        entry_offset: row.get::<_, i64>(3)? as u64,
                        record: row.get(4)?,
                        at: row.get(5)?,
                        payload: row.get(6)?,
                        text: row.get::<_, Option<i64>>(7)?.map(|n| n as u64),
                        sha256: row.get::<_, Option<Vec<u8>>>(8)?.map(|digest| name::hex(&digest)),
                        kind: row.get(9)?,
                    })
                })?
                .collect()
            })
            .map_err(self.failed("reading the captures"))
    }

    /// Takes over what stands in no WARC file: the runs and failures of an older index. Which run a
    /// capture belonged to is found by its record. Gives the number of captures that the older index has and this
    /// one does not.
    pub(in crate::store) fn take_runs_of(&self, old: &Path) -> Result<u64, StoreError> {
        self.take(
            old,
            "INSERT OR IGNORE INTO run SELECT * FROM old.run;
             INSERT OR IGNORE INTO failure SELECT * FROM old.failure;
             -- By no index of the old one: which it has depends on its schema.
             CREATE TEMP TABLE was AS SELECT url.id AS now, earlier.id AS before
                 FROM old.url AS earlier CROSS JOIN url ON url.hash = earlier.hash AND url.key = earlier.key;
             CREATE INDEX temp.was_now ON was (now);
             CREATE INDEX temp.was_before ON was (before);
             UPDATE capture SET run = (SELECT earlier.run FROM old.capture AS earlier
                 WHERE earlier.asked IN (SELECT before FROM was WHERE now = capture.asked)
                 AND earlier.at = capture.at AND earlier.record = capture.record LIMIT 1);
             CREATE TEMP TABLE lost AS SELECT count(*) AS captures FROM old.capture AS earlier
                 WHERE NOT EXISTS (SELECT 1 FROM was CROSS JOIN capture ON capture.asked = was.now
                   WHERE was.before = earlier.asked AND capture.at = earlier.at
                     AND capture.record = earlier.record);
             DROP TABLE was;",
            "taking over runs and failures",
        )?;
        self.connection
            .query_row("SELECT captures FROM temp.lost", [], |row| row.get::<_, i64>(0))
            .map(|lost| lost as u64)
            .map_err(self.failed("counting the captures that are lost"))
    }

    /// Takes over what an older index knows of the sites: every version of their profiles, and what
    /// their last pages left for the next.
    pub(in crate::store) fn take_profiles_of(&self, old: &Path) -> Result<(), StoreError> {
        self.take(
            old,
            "INSERT OR IGNORE INTO profile SELECT * FROM old.profile;
             INSERT OR IGNORE INTO mark SELECT * FROM old.mark;",
            "taking over the sites' profiles",
        )
    }

    fn take(&self, old: &Path, sql: &str, what: &'static str) -> Result<(), StoreError> {
        self.connection
            .execute("ATTACH ?1 AS old", [old.to_string_lossy().as_ref()])
            .map_err(self.failed("opening the old index"))?;
        let done = self.connection.execute_batch(&format!("BEGIN IMMEDIATE; {sql} COMMIT;"));
        if done.is_err() {
            self.rollback();
        }
        let detached = self.connection.execute_batch("DETACH old");
        done.and(detached).map_err(self.failed(what))
    }

    /// Whether pages were cleaned with profiles of their sites and none is known any more.
    pub(in crate::store) fn lacks_profiles(&self) -> Result<bool, StoreError> {
        self.connection
            .query_row(
                "SELECT NOT EXISTS (SELECT 1 FROM profile)
                   AND EXISTS (SELECT 1 FROM capture WHERE profile IS NOT NULL)",
                [],
                |row| row.get(0),
            )
            .map_err(self.failed("looking for the sites' profiles"))
    }
}
