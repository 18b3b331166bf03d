//! What the index must hold of itself: its references, its keys, and what makes texts findable.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::Index;
use super::captures::PAGE_IS_LOST;
use super::lookup::LOOKUPS;
use crate::store::words::Phrase;
use crate::store::{StoreError, name};

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
        "the time at which a text was first seen",
        // What an earlier version wrote is the time of the capture that brought it.
        "SELECT ordinal FROM text JOIN (SELECT text, min(at) AS at FROM capture WHERE text IS NOT NULL
           GROUP BY text) AS seen ON seen.text = ordinal
         WHERE first_seen > seen.at
           AND NOT EXISTS (SELECT 1 FROM capture WHERE text = ordinal AND new = 1 AND at = first_seen)
         OR first_seen < seen.at AND EXISTS (SELECT 1 FROM capture WHERE text = ordinal AND new = 1)",
    ),
    (
        "the text that an address held last",
        "SELECT id FROM url WHERE text IS NULL AND (EXISTS (SELECT 1 FROM capture
             WHERE asked = url.id AND +text IS NOT NULL) OR EXISTS (SELECT 1 FROM capture
             WHERE capture.url = url.id AND capture.url <> asked AND +text IS NOT NULL))
         OR text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM capture
             WHERE asked = url.id AND +capture.text = url.text) AND NOT EXISTS (SELECT 1 FROM capture
             WHERE capture.url = url.id AND capture.url <> asked AND +capture.text = url.text)",
    ),
    ("search (a text is not in it)", "SELECT ordinal FROM text WHERE ordinal NOT IN (SELECT id FROM search_docsize)"),
    ("search (it has a text that is none)", "SELECT id FROM search_docsize WHERE id NOT IN (SELECT ordinal FROM text)"),
    (
        "a pair of near texts",
        "SELECT text FROM near WHERE text NOT IN (SELECT ordinal FROM text)
           OR other NOT IN (SELECT ordinal FROM text)",
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
        found.extend(self.hashed_wrongly()?);
        let (searched, sketched) = (self.count_searched()?, self.count_sketched()?);
        if searched != sketched {
            found.push(format!(
                "what near texts are found by is there of {sketched} texts, and the search index has {searched}"
            ));
        }
        Ok(found)
    }

    /// Rows of addresses whose key is not the one that their hash was taken of, at most ten.
    fn hashed_wrongly(&self) -> Result<Vec<String>, StoreError> {
        let failed = || self.failed("following its references");
        let mut statement =
            self.connection.prepare("SELECT id, key, hash FROM url").map_err(failed())?;
        let mut rows = statement.query([]).map_err(failed())?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed())? {
            let is_its_own = || -> rusqlite::Result<bool> {
                let digest = name::digest(row.get_ref(1)?.as_str()?.as_bytes());
                Ok(name::prefix(&digest) == row.get::<_, i64>(2)?)
            };
            if !is_its_own().map_err(failed())? {
                let id: i64 = row.get(0).map_err(failed())?;
                found.push(format!(
                    "row {id}: an address is not the one that its hash was taken of"
                ));
                if found.len() == 10 {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// How many texts the search index has.
    pub(in crate::store) fn count_searched(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT count(*) FROM search_docsize", [], |row| row.get::<_, i64>(0))
            .map(|count| count as u64)
            .map_err(self.failed("counting what is found by its words"))
    }

    /// How many texts have a sketch. It is kept without their lengths, and what FTS5 sums up of a table begins
    /// with its number of rows, seven bits a byte.
    pub(in crate::store) fn count_sketched(&self) -> Result<u64, StoreError> {
        let block: Option<Vec<u8>> = self
            .connection
            .query_row("SELECT block FROM sketch_data WHERE id = 1", [], |row| row.get(0))
            .optional()
            .map_err(self.failed("counting what near texts are found by"))?;
        let mut count = 0;
        for byte in block.unwrap_or_default().iter().take(8) {
            count = count << 7 | u64::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(count)
    }

    /// Whether a text is among those that a phrase finds.
    pub(in crate::store) fn finds(
        &self,
        phrase: &Phrase,
        ordinal: u64,
    ) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached("SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2")
            .and_then(|mut s| s.exists(params![phrase.expression(), ordinal as i64]))
            .map_err(self.failed("searching"))
    }

    /// At most so many pairs of texts of which one took the place of the other with few words changed, spread over
    /// the archive.
    pub(in crate::store) fn little_changed(&self, count: i64) -> Result<Vec<[u64; 2]>, StoreError> {
        self.connection
            .prepare(
                "WITH pair AS (SELECT text, previous, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all_of
                   FROM capture WHERE previous IS NOT NULL AND class IN ('typo', 'correction'))
                 SELECT DISTINCT text, previous FROM pair WHERE n % max(1, all_of / ?1) = 0 LIMIT ?1",
            )
            .and_then(|mut s| {
                s.query_map([count], |row| {
                    Ok([row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64])
                })?
                .collect()
            })
            .map_err(self.failed("listing versions"))
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

    /// Takes over what stands in no WARC file: the runs and failures of an older index. Which run a
    /// capture belonged to is found by its record.
    pub(in crate::store) fn take_runs_of(&self, old: &Path) -> Result<(), StoreError> {
        self.take(
            old,
            "INSERT OR IGNORE INTO run SELECT * FROM old.run;
             INSERT OR IGNORE INTO failure SELECT * FROM old.failure;
             -- By no index of the old one: which it has depends on its schema.
             CREATE TEMP TABLE was AS SELECT url.id AS now, earlier.id AS before
                 FROM old.url AS earlier CROSS JOIN url ON url.hash = earlier.hash AND url.key = earlier.key;
             CREATE INDEX temp.was_now ON was (now);
             UPDATE capture SET run = (SELECT earlier.run FROM old.capture AS earlier
                 WHERE earlier.asked IN (SELECT before FROM was WHERE now = capture.asked)
                 AND earlier.at = capture.at AND earlier.record = capture.record LIMIT 1);
             DROP TABLE was;",
            "taking over runs and failures",
        )
    }

    /// How many captures an older index has and this one does not, and of how many it has the page, which this one
    /// takes for lost. Records are told apart by the hashes of their names, whatever addresses are said of them.
    pub(in crate::store) fn lost_of(&self, old: &Path) -> Result<[u64; 2], StoreError> {
        let mut here: HashMap<u64, bool> = HashMap::new();
        each_record(&self.connection, |record, is_lost| {
            here.insert(record, is_lost);
        })
        .map_err(self.failed("counting the captures"))?;
        let mut lost = [0, 0];
        Connection::open_with_flags(old, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|old| {
                each_record(&old, |record, was_lost| match here.get(&record) {
                    None => lost[0] += 1,
                    Some(is_lost) => lost[1] += u64::from(*is_lost && !was_lost),
                })
            })
            .map_err(self.failed("counting the captures of the old index"))?;
        Ok(lost)
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

/// Hands over a hash of each capture's record, and whether its page is lost.
fn each_record(index: &Connection, mut each: impl FnMut(u64, bool)) -> rusqlite::Result<()> {
    let mut statement = index.prepare(&format!("SELECT record, {PAGE_IS_LOST} FROM capture"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut hasher = DefaultHasher::new();
        row.get_ref(0)?.as_bytes()?.hash(&mut hasher);
        each(hasher.finish(), row.get(1)?);
    }
    Ok(())
}
