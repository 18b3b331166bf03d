//! Addresses by their keys.

use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension as _, params};

use super::Index;
use super::lookup::{ANY_PART, URL_HASH, URL_SITE};
use crate::store::key::{earlier_spelling, other_scheme};
use crate::store::{StoreError, name};

impl Index {
    /// The row of a key, made when there is none; and whether it was made.
    pub(super) fn url_id(&self, key: &str) -> Result<(i64, bool), StoreError> {
        match self.find_url(key)? {
            Some(id) => Ok((id, false)),
            None => {
                let made = self.insert_url(key).map_err(self.failed("writing an address"))?;
                Ok((made, true))
            }
        }
    }

    fn insert_url(&self, key: &str) -> rusqlite::Result<i64> {
        let hash = hash(key);
        self.familiar.add_hash(hash);
        let id = self
            .connection
            .prepare_cached("INSERT INTO url (hash, key) VALUES (?1, ?2)")?
            .insert(params![hash, key])?;
        URL_HASH.add(&self.connection, hash, id)?;
        let site: Option<String> = self
            .connection
            .prepare_cached("SELECT site FROM url WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if let Some(site) = site {
            URL_SITE.add(&self.connection, site, id)?;
        }
        Ok(id)
    }

    /// The row of a key.
    pub(in crate::store) fn find_url(&self, key: &str) -> Result<Option<i64>, StoreError> {
        self.of_key("id", key)
    }

    /// The rows of a key and of the same address under the other scheme.
    pub(super) fn find_urls(&self, key: &str) -> Result<[Option<i64>; 2], StoreError> {
        let other = other_scheme(key).map_or(Ok(None), |other| self.find_url(&other))?;
        Ok([self.find_url(key)?, other])
    }

    /// A column of a key's row.
    fn of_key<T: FromSql>(&self, column: &str, key: &str) -> Result<Option<T>, StoreError> {
        let spelled = |key: &str| {
            let hash = hash(key);
            if !self.familiar.may_have_hash(hash) {
                return Ok(None);
            }
            self.connection
                .prepare_cached(&query(column))
                .and_then(|mut s| s.query_row(params![hash, key], |row| row.get(0)).optional())
                .map_err(self.failed("looking for an address"))
        };
        match spelled(key)? {
            None => earlier_spelling(key).map_or(Ok(None), |earlier| spelled(&earlier)),
            found => Ok(found),
        }
    }

    /// Writes down which text was last found at an address. One row a statement: before a statement that
    /// may change several, SQLite has the full-text tables write out what they hold in memory, and they
    /// would write and merge a part of their own for each text instead of one for many.
    pub(super) fn set_text_at(&self, url: i64, ordinal: u64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE url SET text = ?2 WHERE id = ?1")
            .and_then(|mut s| s.execute(params![url, ordinal as i64]))
            .map_err(self.failed("writing an address"))?;
        Ok(())
    }
}

/// What reads a column of a key's row.
fn query(column: &str) -> String {
    format!(
        "SELECT url.{column} FROM url_hash AS found CROSS JOIN url ON url.id = found.url
          WHERE {ANY_PART} AND found.hash = ?1 AND url.key = ?2"
    )
}

/// The first 64 bits of a key's SHA-256.
fn hash(key: &str) -> i64 {
    name::prefix(&name::digest(key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_row_whatever_it_looks_like() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let keys = [
            "https://giornale.test/a",
            "https://giornale.test/b",
            "http://giornale.test/a",
            "https://giornale.test:8443/a",
            "https:///a",
            "https://giornale.test",
            "HTTPS://giornale.test/a",
            "file:///saved/a.html",
            "saved page.html",
            "https://giornale.test/\0/a",
            "https://giornale\0.test/a",
            "\0https://giornale.test/a",
            "",
        ];
        let ids: Vec<i64> = keys.iter().map(|key| index.url_id(key).unwrap().0).collect();
        assert_eq!(ids, (1..=keys.len() as i64).collect::<Vec<_>>());
        assert_eq!(index.dangling().unwrap(), [""; 0]);
        for (key, id) in keys.iter().zip(&ids) {
            assert_eq!(index.url_id(key).unwrap(), (*id, false), "{key:?}");
            index.set_text_at(*id, 7 * *id as u64).unwrap();
            assert_eq!(index.of_key("text", key).unwrap(), Some(Some(7 * *id)), "{key:?}");
        }
        assert_eq!(index.find_url("https://giornale.test/c").unwrap(), None);
    }

    #[test]
    fn an_address_that_was_written_down_in_another_spelling_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let earlier = index.insert_url("https://a.test/%e3%83%86").unwrap();
        assert_eq!(index.find_url("https://a.test/%E3%83%86").unwrap(), Some(earlier));
        assert_eq!(index.url_id("https://a.test/%E3%83%86").unwrap(), (earlier, false));
        assert_eq!(index.find_url("https://a.test/%E3%83%87").unwrap(), None);
    }
}
