//! Reading rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::Index;
use crate::store::name::{self, TextDigest};
use crate::store::{CaptureKind, Known, StoreError, url_key};

/// A stored text, as the index knows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredText {
    /// Its ordinal in the archive.
    pub ordinal: u64,
    /// Its file's name.
    pub name: String,
    /// SHA-256 of its file, in hex.
    pub sha256: String,
    /// Its title; empty when it has none.
    pub title: String,
    /// Its file's length.
    pub bytes: u64,
    /// Words of the body.
    pub words: u64,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// What the page said of itself when it was first seen: fields as in
    /// [`crate::page::Metadata`], those without a value left out.
    pub metadata: Value,
}

/// One capture of one address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaptureRow {
    /// Its number in the index.
    pub id: i64,
    /// The address that answered.
    pub url: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The HTTP status, where there is one.
    pub status: Option<u16>,
    /// What the page was.
    pub outcome: String,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// The ordinal of the text found, when one was stored.
    pub text: Option<u64>,
    /// Whether the text came into the archive with this capture.
    pub new: bool,
    /// The ordinal of the text that the address had before, when it was another one.
    pub previous: Option<u64>,
    /// What kind of change that was, as [`crate::dedup::VersionClass`] names it.
    pub class: Option<String>,
    /// The source of the configuration that led there.
    pub source: Option<String>,
    /// The name of the WARC file that holds the capture.
    pub warc: String,
    /// Where its record starts in that file.
    pub offset: u64,
    /// The length of its record in that file.
    pub length: u64,
    /// Where the record with what was found starts.
    #[serde(skip)]
    pub(in crate::store) entry_offset: u64,
    #[serde(skip)]
    pub(in crate::store) entry_length: u64,
    /// The record's id.
    pub record: String,
}

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// Texts that the archive did not have, at new addresses.
    pub stored: u64,
    /// Sightings of texts that it had.
    pub seen_before: u64,
    /// Texts that it did not have, at addresses that had another one.
    pub new_versions: u64,
    /// Pages that were nothing to store, by outcome.
    pub refused: BTreeMap<String, u64>,
    /// Addresses that could not be had, by reason.
    pub failed: BTreeMap<String, u64>,
}

pub(super) const TEXT: &str = "ordinal, name, sha256, title, bytes, words, first_seen, metadata";

pub(super) const CAPTURE: &str = "capture.id, coalesce(capture.address, url.key), capture.at, capture.status,
     capture.outcome, capture.confidence, capture.text, capture.new, capture.previous, capture.source,
     warc.name, capture.offset, capture.length, capture.entry_offset, capture.entry_length,
     capture.record, capture.class
     FROM capture JOIN url ON url.id = capture.url JOIN warc ON warc.id = capture.warc";

pub(super) fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

fn ordinal(value: Option<i64>) -> Option<u64> {
    value.and_then(|n| u64::try_from(n).ok())
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

pub(super) fn capture_row(row: &Row<'_>) -> rusqlite::Result<CaptureRow> {
    Ok(CaptureRow {
        id: row.get(0)?,
        url: row.get(1)?,
        at: time(row.get(2)?),
        status: row.get(3)?,
        outcome: row.get(4)?,
        confidence: row.get(5)?,
        text: ordinal(row.get(6)?),
        new: row.get(7)?,
        previous: ordinal(row.get(8)?),
        source: row.get(9)?,
        warc: row.get(10)?,
        offset: row.get::<_, i64>(11)? as u64,
        length: row.get::<_, i64>(12)? as u64,
        entry_offset: row.get::<_, i64>(13)? as u64,
        entry_length: row.get::<_, i64>(14)? as u64,
        record: row.get(15)?,
        class: row.get(16)?,
    })
}

impl Index {
    /// The text with this digest.
    pub(in crate::store) fn find_text(
        &self,
        digest: &TextDigest,
    ) -> Result<Option<StoredText>, StoreError> {
        self.connection
            .prepare_cached(&format!("SELECT {TEXT} FROM text WHERE hash = ?1 AND sha256 = ?2"))
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
                s.query_map([from as i64, count as i64], text_row)?.collect::<Result<Vec<_>, _>>()
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

    /// The text that the address of a text had before it.
    pub(in crate::store) fn previous_of(&self, ordinal: u64) -> Result<Option<u64>, StoreError> {
        self.connection
            .prepare_cached("SELECT previous FROM capture WHERE text = ?1 AND new = 1")
            .and_then(|mut s| s.query_row([ordinal as i64], |row| row.get(0)).optional())
            .map(|found: Option<Option<i64>>| self::ordinal(found.flatten()))
            .map_err(self.failed("looking for a version"))
    }

    /// The ordinal of the text last found at an address.
    pub(in crate::store) fn text_at(&self, key: &str) -> Result<Option<u64>, StoreError> {
        self.connection
            .prepare_cached("SELECT text FROM url WHERE hash = ?1 AND key = ?2")
            .and_then(|mut s| {
                s.query_row(params![name::prefix(&name::digest(key.as_bytes())), key], |row| {
                    row.get::<_, Option<i64>>(0)
                })
                .optional()
            })
            .map(|found| ordinal(found.flatten()))
            .map_err(self.failed("looking for an address"))
    }

    /// The last sighting of an address, asked for or answering.
    pub(in crate::store) fn known(&self, address: &str) -> Result<Option<Known>, StoreError> {
        let Some(url) = self.find_url(&url_key(address))? else { return Ok(None) };
        self.connection
            .prepare_cached(
                "SELECT at, status, etag, last_modified, payload, text FROM
                   (SELECT * FROM (SELECT * FROM capture WHERE asked = ?1 ORDER BY at DESC LIMIT 1)
                    UNION ALL SELECT * FROM
                    (SELECT * FROM capture WHERE url = ?1 AND url <> asked ORDER BY at DESC LIMIT 1))
                 ORDER BY at DESC LIMIT 1",
            )
            .and_then(|mut s| {
                s.query_row([url], |row| {
                    let payload: Vec<u8> = row.get(4)?;
                    Ok(Known {
                        at: time(row.get(0)?),
                        status: row.get(1)?,
                        etag: row.get(2)?,
                        last_modified: row.get(3)?,
                        payload: payload.try_into().unwrap_or_default(),
                        text: ordinal(row.get(5)?),
                    })
                })
                .optional()
            })
            .map_err(self.failed("looking for a sighting"))
    }

    /// Every capture of an address, asked for or answering, oldest first.
    pub(in crate::store) fn captures_of_url(
        &self,
        address: &str,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let Some(url) = self.find_url(&url_key(address))? else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.id IN (SELECT id FROM capture WHERE asked = ?1
                   UNION SELECT id FROM capture WHERE url = ?1 AND url <> asked)
                 ORDER BY capture.at, capture.id"
            ))
            .and_then(|mut s| s.query_map([url], capture_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed("listing the captures"))
    }

    /// Every capture in which a text was found, oldest first.
    pub(in crate::store) fn captures_of_text(
        &self,
        ordinal: u64,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.text = ?1 ORDER BY capture.at, capture.id"
            ))
            .and_then(|mut s| {
                s.query_map([ordinal as i64], capture_row)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the captures"))
    }

    /// The captures from a time on that brought another text than the address had, or none where it
    /// had one, oldest first.
    pub(in crate::store) fn changes(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.at >= ?1 AND (capture.previous IS NOT NULL
                   OR (capture.text IS NULL AND url.text IS NOT NULL AND url.text IN
                       (SELECT text FROM capture AS c WHERE c.url = url.id AND c.at < capture.at)))
                 ORDER BY capture.at, capture.id"
            ))
            .and_then(|mut s| {
                s.query_map([since.timestamp_millis()], capture_row)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the changes"))
    }

    /// At most `count` captures in the order of their numbers, from the number `from` on.
    pub(in crate::store) fn captures(
        &self,
        from: i64,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.id >= ?1 ORDER BY capture.id LIMIT ?2"
            ))
            .and_then(|mut s| {
                s.query_map(params![from, count as i64], capture_row)?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the captures"))
    }

    /// The earliest capture of this very body at this address that is in a WARC file as a whole.
    pub(in crate::store) fn same_payload(
        &self,
        url: i64,
        payload: &[u8; 20],
        kind: CaptureKind,
    ) -> Result<Option<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.url = ?1 AND capture.payload = ?2
                 AND capture.kind = ?3 AND capture.truncated IS NULL ORDER BY capture.id LIMIT 1"
            ))
            .and_then(|mut s| {
                s.query_row(params![url, payload.as_slice(), kind.name()], capture_row).optional()
            })
            .map_err(self.failed("looking for an earlier capture"))
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
                "SELECT {TEXT} FROM text WHERE hash BETWEEN ?1 AND ?2 LIMIT 9"
            ))
            .and_then(|mut s| s.query_map([low, high], text_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed("looking for a text"))?;
        found.retain(|text| text.sha256.starts_with(hex));
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    /// The capture with this record, of the same address and body as the capture `like`.
    pub(in crate::store) fn capture_of_record(
        &self,
        like: i64,
        record: &str,
    ) -> Result<Option<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} JOIN capture AS like ON like.id = ?1 AND like.url = capture.url
                 AND like.payload = capture.payload WHERE capture.record = ?2 LIMIT 1"
            ))
            .and_then(|mut s| s.query_row(params![like, record], capture_row).optional())
            .map_err(self.failed("looking for a record"))
    }

    /// Whether a capture is in the index, wherever its records stand.
    pub(in crate::store) fn has_capture(
        &self,
        address: &str,
        at: DateTime<Utc>,
        record: &str,
    ) -> Result<bool, StoreError> {
        let Some(url) = self.find_url(&url_key(address))? else { return Ok(false) };
        self.connection
            .prepare_cached("SELECT 1 FROM capture WHERE asked = ?1 AND at = ?2 AND record = ?3")
            .and_then(|mut s| s.exists(params![url, at.timestamp_millis(), record]))
            .map_err(self.failed("looking for a capture"))
    }

    /// The WARC files with the length up to which their records are in the index.
    pub(in crate::store) fn committed(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.connection
            .prepare_cached("SELECT name, committed FROM warc")
            .and_then(|mut s| {
                s.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?
                    .collect::<Result<BTreeMap<_, _>, _>>()
            })
            .map_err(self.failed("listing the WARC files"))
    }

    /// What a run did.
    pub(in crate::store) fn run_summary(&self, run: i64) -> Result<RunSummary, StoreError> {
        let count = |sql: &str| -> rusqlite::Result<BTreeMap<String, u64>> {
            self.connection
                .prepare_cached(sql)?
                .query_map([run], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?
                .collect()
        };
        let kinds = count(
            "SELECT CASE WHEN new = 0 THEN 'seen' WHEN previous IS NULL THEN 'new' ELSE 'version' END,
                 count(*) FROM capture WHERE run = ?1 AND text IS NOT NULL GROUP BY 1",
        )
        .map_err(self.failed("summing up a run"))?;
        let kind = |name: &str| kinds.get(name).copied().unwrap_or(0);
        Ok(RunSummary {
            stored: kind("new"),
            seen_before: kind("seen"),
            new_versions: kind("version"),
            refused: count(
                "SELECT outcome, count(*) FROM capture WHERE run = ?1 AND text IS NULL GROUP BY 1",
            )
            .map_err(self.failed("summing up a run"))?,
            failed: count("SELECT reason, count(*) FROM failure WHERE run = ?1 GROUP BY 1")
                .map_err(self.failed("summing up a run"))?,
        })
    }
}
