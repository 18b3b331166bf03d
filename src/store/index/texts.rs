//! Reading the rows of texts.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Index;
use super::lookup::ANY_PART;
use crate::store::StoreError;
use crate::store::name::{self, TextDigest};
use crate::store::stored::StoredText;

pub(super) const TEXT: &str = "ordinal, name, sha256, title, bytes, words, first_seen, metadata";

pub(super) fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

pub(super) fn ordinal(value: Option<i64>) -> Option<u64> {
    value.and_then(|n| u64::try_from(n).ok())
}

/// A number that a reader gave, as SQLite takes numbers: the largest it knows where it is larger.
pub(super) fn bounded(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn text_row(row: &Row<'_>) -> rusqlite::Result<StoredText> {
    Ok(StoredText {
        ordinal: row.get::<_, i64>(0)? as u64,
        name: row.get(1)?,
        sha256: name::hex(&row.get::<_, Vec<u8>>(2)?),
        title: row.get(3)?,
        bytes: row.get::<_, i64>(4)? as u64,
        words: row.get::<_, i64>(5)? as u64,
        first_seen: time(row.get(6)?),
        metadata: serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or_default(),
    })
}

impl Index {
    /// The text with this digest.
    pub(in crate::store) fn find_text(
        &self,
        digest: &TextDigest,
    ) -> Result<Option<StoredText>, StoreError> {
        if !self.familiar.may_have_hash(name::prefix(digest)) {
            return Ok(None);
        }
        self.connection
            .prepare_cached(&format!(
                "SELECT {TEXT} FROM text WHERE sha256 = ?2 AND ordinal IN
                   (SELECT text FROM text_hash WHERE {ANY_PART} AND hash = ?1)"
            ))
            .and_then(|mut s| {
                s.query_row(params![name::prefix(digest), digest.as_slice()], text_row).optional()
            })
            .map_err(self.failed("looking for a text"))
    }

    /// The text with this ordinal.
    pub(in crate::store) fn text(&self, ordinal: u64) -> Result<Option<StoredText>, StoreError> {
        self.connection
            .prepare_cached(&format!("SELECT {TEXT} FROM text WHERE ordinal = ?1"))
            .and_then(|mut s| s.query_row([ordinal as i64], text_row).optional())
            .map_err(self.failed("looking for a text"))
    }

    /// The file name and the title of a text.
    pub(in crate::store) fn name_of(
        &self,
        ordinal: u64,
    ) -> Result<Option<(String, String)>, StoreError> {
        self.connection
            .prepare_cached("SELECT name, title FROM text WHERE ordinal = ?1")
            .and_then(|mut s| {
                s.query_row([ordinal as i64], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(self.failed("looking for a text"))
    }

    /// At most `count` texts in order, from the ordinal `from` on.
    pub(in crate::store) fn texts(
        &self,
        from: u64,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {TEXT} FROM text WHERE ordinal >= ?1 ORDER BY ordinal LIMIT ?2"
            ))
            .and_then(|mut s| {
                s.query_map([bounded(from), bounded(count as u64)], text_row)?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the texts"))
    }

    /// How many texts there are.
    pub(in crate::store) fn count_texts(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT count(*) FROM text", [], |row| row.get::<_, i64>(0))
            .map(|n| n as u64)
            .map_err(self.failed("counting the texts"))
    }

    /// How many captures there are, from a number on.
    pub(in crate::store) fn count_captures(&self, from: i64) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT count(*) FROM capture WHERE id >= ?1", [from], |row| {
                row.get::<_, i64>(0)
            })
            .map(|n| n as u64)
            .map_err(self.failed("counting the captures"))
    }

    /// The text that the address of a text had before it.
    pub(in crate::store) fn previous_of(&self, ordinal: u64) -> Result<Option<u64>, StoreError> {
        self.connection
            .prepare_cached("SELECT previous FROM capture WHERE text = ?1 AND new = 1")
            .and_then(|mut s| s.query_row([ordinal as i64], |row| row.get(0)).optional())
            .map(|found: Option<Option<i64>>| self::ordinal(found.flatten()))
            .map_err(self.failed("looking for a version"))
    }

    /// The text whose digest begins with these hex digits, when there is just one.
    pub(in crate::store) fn text_by_prefix(
        &self,
        hex: &str,
    ) -> Result<Option<StoredText>, StoreError> {
        let padded = |fill: &str| {
            let head = hex.get(..hex.len().min(16)).unwrap_or("");
            let digits = format!("{head}{}", fill.repeat(16 - head.len()));
            u64::from_str_radix(&digits, 16).ok().map(|n| n as i64)
        };
        let (Some(low), Some(high)) = (padded("0"), padded("f")) else { return Ok(None) };
        let mut found = self
            .connection
            .prepare_cached(&format!(
                "SELECT {TEXT} FROM text WHERE ordinal IN
                   (SELECT text FROM text_hash WHERE {ANY_PART} AND hash BETWEEN ?1 AND ?2) LIMIT 9"
            ))
            .and_then(|mut s| s.query_map([low, high], text_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed("looking for a text"))?;
        found.retain(|text| text.sha256.starts_with(hex));
        Ok(if found.len() == 1 { found.pop() } else { None })
    }
}
