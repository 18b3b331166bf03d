//! Tables that find rows by keys that come in no order.
//!
//! In an index over such keys each new row changes a page of its own, and the more pages there are, the fewer
//! of those that a batch changes are the same. Here new rows gather in a small part, which is taken over into
//! a larger one at once and in order, as in a log-structured merge tree (O'Neil, Cheng, Gawlick and O'Neil,
//! "The Log-Structured Merge-Tree", 1996).

use rusqlite::{Connection, ToSql, params};

/// Condition: a row of a look-up table is in any of its parts. With it, a look-up in each of them is planned.
pub(super) const ANY_PART: &str = "part IN (0, 1, 2)";

/// New rows go over to the second part when the number of one of them is a multiple of this, …
const GATHERED: i64 = 1 << 12;
/// … and to the first when it is one of this.
const MERGED: i64 = 1 << 16;

/// A table that finds rows by a key.
#[derive(Debug)]
pub(super) struct Lookup {
    /// Its name.
    pub(super) table: &'static str,
    /// The column with the keys, there and in the table with the rows.
    pub(super) key: &'static str,
    /// The column with the rows' numbers.
    row: &'static str,
    /// The table with the rows, and the column with their numbers.
    of: (&'static str, &'static str),
}

/// Texts by the first 64 bits of their digests.
pub(super) const TEXT_HASH: Lookup =
    Lookup { table: "text_hash", key: "hash", row: "text", of: ("text", "ordinal") };
/// Addresses by the first 64 bits of their keys' digests.
pub(super) const URL_HASH: Lookup =
    Lookup { table: "url_hash", key: "hash", row: "url", of: ("url", "id") };
/// Addresses by their sites.
pub(super) const URL_SITE: Lookup =
    Lookup { table: "url_site", key: "site", row: "url", of: ("url", "id") };

/// All of them.
pub(super) const LOOKUPS: [&Lookup; 3] = [&TEXT_HASH, &URL_HASH, &URL_SITE];

impl Lookup {
    /// Has a row found by its key.
    pub(super) fn add(
        &self,
        connection: &Connection,
        key: impl ToSql,
        row: i64,
    ) -> rusqlite::Result<()> {
        let Lookup { table, .. } = self;
        connection
            .prepare_cached(&format!("INSERT INTO {table} VALUES (2, ?1, ?2)"))?
            .execute(params![key, row])?;
        match row {
            row if row % MERGED == 0 => self.take_over(connection, 0),
            row if row % GATHERED == 0 => self.take_over(connection, 1),
            _ => Ok(()),
        }
    }

    /// Brings the rows of all later parts into a part.
    fn take_over(&self, connection: &Connection, part: i64) -> rusqlite::Result<()> {
        let Lookup { table, key, row, .. } = self;
        let take = format!(
            "INSERT INTO {table} SELECT ?1, {key}, {row} FROM {table} WHERE part > ?1 ORDER BY {key}, {row}"
        );
        connection.prepare_cached(&take)?.execute([part])?;
        let leave = format!("DELETE FROM {table} WHERE part > ?1");
        connection.prepare_cached(&leave)?.execute([part])?;
        Ok(())
    }

    /// What finds rows that are not found by their keys.
    pub(super) fn unfound(&self) -> String {
        let Lookup { table, key, row, of: (rows, number) } = self;
        format!(
            "SELECT {number} FROM {rows} WHERE {key} IS NOT NULL AND NOT EXISTS
               (SELECT 1 FROM {table} AS found WHERE {ANY_PART} AND found.{key} = {rows}.{key}
                  AND found.{row} = {rows}.{number})"
        )
    }

    /// What finds rows that are found by a key which is not theirs, or are not there.
    pub(super) fn misled(&self) -> String {
        let Lookup { table, key, row, of: (rows, number) } = self;
        format!(
            "SELECT {row} FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {rows} AS found
               WHERE found.{number} = {table}.{row} AND found.{key} = {table}.{key})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::index::Index;

    #[test]
    fn every_row_is_found_by_its_key_and_few_are_in_the_parts_that_change() {
        let folder = tempfile::tempdir().unwrap();
        let connection = &Index::open(folder.path()).unwrap().connection;
        connection.execute_batch("BEGIN").unwrap();
        let hash = |row: i64| row.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 3;
        let rows = MERGED + 2 * GATHERED + 50;
        (0..rows).for_each(|row| TEXT_HASH.add(connection, hash(row), row).unwrap());
        let count = |part: i64| -> i64 {
            let sql = "SELECT count(*) FROM text_hash WHERE part = ?1";
            connection.query_row(sql, [part], |row| row.get(0)).unwrap()
        };
        assert_eq!([count(0), count(1), count(2)], [MERGED + 1, 2 * GATHERED, 49]);
        let sql = format!("SELECT text FROM text_hash WHERE {ANY_PART} AND hash = ?1");
        let mut find = connection.prepare(&sql).unwrap();
        for row in 0..rows {
            let found: i64 = find.query_row([hash(row)], |found| found.get(0)).unwrap();
            assert_eq!(found, row);
        }
    }

    #[test]
    fn what_is_not_found_by_its_key_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        for n in 1..=9 {
            index.url_id(&format!("https://giornale.test/{n}")).unwrap();
        }
        assert_eq!(index.dangling().unwrap(), [""; 0]);
        let damage = "DELETE FROM url_hash WHERE url = 3; DELETE FROM url_site WHERE url = 4;
             UPDATE url_hash SET hash = 17 WHERE url = 5; DELETE FROM url WHERE id = 6;";
        index.connection.execute_batch(damage).unwrap();
        let mut told = index.dangling().unwrap();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "row 3: url_hash misses it",
                "row 4: url_site misses it",
                "row 5: url_hash leads there by another hash",
                "row 5: url_hash misses it",
                "row 6: url_hash leads there by another hash",
                "row 6: url_site leads there by another site",
            ]
        );
    }

    #[test]
    fn a_look_up_goes_by_the_key_in_each_part() {
        let folder = tempfile::tempdir().unwrap();
        let connection = &Index::open(folder.path()).unwrap().connection;
        for Lookup { table, key, row, .. } in LOOKUPS {
            let plan: String = connection
                .query_row(
                    &format!("EXPLAIN QUERY PLAN SELECT {row} FROM {table} WHERE {ANY_PART} AND {key} = ?1"),
                    params![1],
                    |row| row.get(3),
                )
                .unwrap();
            assert!(plan.contains(&format!("PRIMARY KEY (part=? AND {key}=?)")), "{plan}");
        }
    }
}
