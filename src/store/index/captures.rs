//! Reading the rows of captures and of the WARC files they stand in.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Index;
use super::texts::{ordinal, time};
use crate::store::stored::CaptureRow;
use crate::store::{CaptureKind, Known, StoreError, name, url_key};

/// The text that a capture's page is taken to hold, after cleaning it again where that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextToday {
    /// Its ordinal.
    pub ordinal: u64,
    /// Its file's name.
    pub name: String,
    /// SHA-256 of its file, in hex.
    pub sha256: String,
}

/// Whether the record of a capture's page was lost to damage, see [`CaptureRow::page_is_lost`].
pub(super) const PAGE_IS_LOST: &str = "offset = entry_offset AND kind <> 'recleaned'";

/// Whether a capture without a text says that its page is lost, see [`CaptureRow::says_lost`].
pub(super) const SAYS_LOST: &str = "(capture.outcome = 'gone'
     OR (capture.outcome = 'error-page' AND capture.status >= 300)
     OR (capture.outcome IN ('list-page', 'empty', 'javascript-shell') AND url.key GLOB '*://*/' AND url.key NOT GLOB '*://*/?*'
         AND EXISTS (SELECT 1 FROM url AS u WHERE u.id = capture.asked AND u.key GLOB '*://*/?*')))";

pub(super) const CAPTURE: &str = "capture.id, coalesce(capture.address, url.key), capture.at, capture.status,
     capture.outcome, capture.confidence, capture.text, capture.new, capture.previous, capture.source,
     warc.name, capture.offset, capture.length, capture.entry_offset, capture.entry_length,
     capture.record, capture.class, capture.kind, capture.foreign_id, capture.recleans, capture.near,
     (SELECT key FROM url AS u WHERE u.id = capture.asked), capture.profile
     FROM capture JOIN url ON url.id = capture.url JOIN warc ON warc.id = capture.warc";

/// Condition: the capture is of the address `?1`, asked for or answering. Both halves have an index.
pub(super) const OF_URL: &str = "capture.id IN (SELECT id FROM capture WHERE asked = ?1
     UNION ALL SELECT id FROM capture WHERE url = ?1 AND url <> asked)";

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
        kind: row.get(17)?,
        foreign_id: row.get(18)?,
        recleans: row.get(19)?,
        near: ordinal(row.get(20)?),
        asked: row.get(21)?,
        profile: row.get(22)?,
    })
}

impl Index {
    /// The last sighting of an address until a time, asked for or answering.
    pub(in crate::store) fn known(
        &self,
        address: &str,
        until: DateTime<Utc>,
    ) -> Result<Option<Known>, StoreError> {
        let Some(url) = self.find_url(&url_key(address))? else { return Ok(None) };
        self.connection
            .prepare_cached(
                "SELECT at, status, etag, last_modified, payload, text FROM
                   (SELECT * FROM (SELECT * FROM capture WHERE asked = ?1 AND at <= ?2
                                   AND recleans IS NULL ORDER BY at DESC LIMIT 1)
                    UNION ALL SELECT * FROM
                    (SELECT * FROM capture WHERE url = ?1 AND url <> asked AND at <= ?2
                     AND recleans IS NULL ORDER BY at DESC LIMIT 1))
                 ORDER BY at DESC LIMIT 1",
            )
            .and_then(|mut s| {
                s.query_row([url, until.timestamp_millis()], |row| {
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

    /// Every capture of an address under either scheme, asked for or answering, oldest first.
    pub(in crate::store) fn captures_of_url(
        &self,
        address: &str,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let of_url = |url: i64| {
            self.connection
                .prepare_cached(&format!(
                    "SELECT {CAPTURE} WHERE {OF_URL} ORDER BY capture.at, capture.id"
                ))
                .and_then(|mut s| s.query_map([url], capture_row)?.collect::<Result<Vec<_>, _>>())
                .map_err(self.failed("listing the captures"))
        };
        let [url, other] = self.find_urls(&url_key(address))?;
        let mut rows = url.map_or(Ok(Vec::new()), of_url)?;
        let others = other.map_or(Ok(Vec::new()), of_url)?;
        if !others.is_empty() {
            rows.extend(others);
            rows.sort_by_key(|row| (row.at, row.id));
            // one that was asked for under one scheme and answered under the other
            rows.dedup_by_key(|row| row.id);
        }
        Ok(rows)
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

    /// The capture with which a text came into the archive, or the oldest that is known of it.
    pub(in crate::store) fn brought(&self, ordinal: u64) -> Result<Option<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.text = ?1
                 ORDER BY capture.new DESC, capture.at, capture.id LIMIT 1"
            ))
            .and_then(|mut s| s.query_row([ordinal as i64], capture_row).optional())
            .map_err(self.failed("looking for what brought a text"))
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

    /// The WARC file of the capture before this one in the order of their numbers, and where its records end there.
    pub(in crate::store) fn end_before(
        &self,
        id: i64,
    ) -> Result<Option<(String, u64)>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT warc.name, entry_offset + entry_length FROM capture
                 JOIN warc ON warc.id = capture.warc WHERE capture.id < ?1 ORDER BY capture.id DESC LIMIT 1",
            )
            .and_then(|mut s| {
                s.query_row([id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))).optional()
            })
            .map_err(self.failed("looking for the capture before"))
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
                "SELECT {CAPTURE} WHERE {OF_URL} AND capture.url = ?1 AND capture.payload = ?2
                 AND capture.kind = ?3 AND capture.truncated IS NULL ORDER BY capture.id LIMIT 1"
            ))
            .and_then(|mut s| {
                s.query_row(params![url, payload.as_slice(), kind.name()], capture_row).optional()
            })
            .map_err(self.failed("looking for an earlier capture"))
    }

    /// At most `count` captures of this very body at this address, the last first.
    pub(in crate::store) fn last_of_payload(
        &self,
        url: i64,
        payload: &[u8; 20],
        kind: CaptureKind,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE {OF_URL} AND capture.url = ?1 AND capture.payload = ?2
                 AND capture.kind = ?3 AND capture.truncated IS NULL
                 ORDER BY capture.id DESC LIMIT ?4"
            ))
            .and_then(|mut s| {
                let values = params![url, payload.as_slice(), kind.name(), count as i64];
                s.query_map(values, capture_row)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("looking for an earlier capture"))
    }

    /// The capture with this record, of the same address and body as the capture `like`.
    pub(in crate::store) fn capture_of_record(
        &self,
        like: i64,
        record: &str,
    ) -> Result<Option<CaptureRow>, StoreError> {
        let url: Option<i64> = self
            .connection
            .prepare_cached("SELECT url FROM capture WHERE id = ?1")
            .and_then(|mut s| s.query_row([like], |row| row.get(0)).optional())
            .map_err(self.failed("looking for a record"))?;
        let Some(url) = url else { return Ok(None) };
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE {OF_URL} AND capture.record = ?2
                 AND capture.payload = (SELECT payload FROM capture WHERE id = ?3) LIMIT 1"
            ))
            .and_then(|mut s| s.query_row(params![url, record, like], capture_row).optional())
            .map_err(self.failed("looking for a record"))
    }

    /// The number of the capture of an address at a time with this record.
    pub(super) fn capture_id(
        &self,
        asked: i64,
        at: DateTime<Utc>,
        record: &str,
    ) -> Result<Option<i64>, StoreError> {
        self.connection
            .prepare_cached("SELECT id FROM capture WHERE asked = ?1 AND at = ?2 AND record = ?3")
            .and_then(|mut s| {
                s.query_row(params![asked, at.timestamp_millis(), record], |row| row.get(0))
                    .optional()
            })
            .map_err(self.failed("looking for a capture"))
    }

    /// The capture of this very page: same key of the address asked for, same moment, same bytes.
    pub(in crate::store) fn same_capture(
        &self,
        asked: &str,
        at: DateTime<Utc>,
        payload: &[u8; 20],
        kind: CaptureKind,
    ) -> Result<Option<CaptureRow>, StoreError> {
        let Some(url) = self.find_url(asked)? else { return Ok(None) };
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.asked = ?1 AND capture.at = ?2
                 AND capture.payload = ?3 AND capture.kind = ?4 LIMIT 1"
            ))
            .and_then(|mut s| {
                let values = params![url, at.timestamp_millis(), payload.as_slice(), kind.name()];
                s.query_row(values, capture_row).optional()
            })
            .map_err(self.failed("looking for a capture"))
    }

    /// The digest of a capture's body.
    pub(in crate::store) fn payload_of(&self, capture: i64) -> Result<[u8; 20], StoreError> {
        self.connection
            .prepare_cached("SELECT payload FROM capture WHERE id = ?1")
            .and_then(|mut s| s.query_row([capture], |row| row.get::<_, Vec<u8>>(0)))
            .map(|payload| payload.try_into().unwrap_or_default())
            .map_err(self.failed("looking for a capture"))
    }

    /// The text of a capture's page: what cleaning it again last gave, or else what was found first.
    pub(in crate::store) fn text_today(
        &self,
        capture: i64,
    ) -> Result<Option<TextToday>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT ordinal, name, sha256 FROM text WHERE ordinal = coalesce(
                   (SELECT text FROM capture WHERE recleans = ?1 ORDER BY id DESC LIMIT 1),
                   (SELECT text FROM capture WHERE id = ?1))",
            )
            .and_then(|mut s| {
                s.query_row([capture], |row| {
                    Ok(TextToday {
                        ordinal: row.get::<_, i64>(0)? as u64,
                        name: row.get(1)?,
                        sha256: name::hex(&row.get::<_, Vec<u8>>(2)?),
                    })
                })
                .optional()
            })
            .map_err(self.failed("looking for a text"))
    }

    /// The captures that had this name where they came from, the last first.
    pub(in crate::store) fn captures_of_foreign(
        &self,
        id: &str,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.foreign_id = ?1 ORDER BY capture.id DESC LIMIT 100"
            ))
            .and_then(|mut s| s.query_map([id], capture_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(self.failed("looking for a foreign name"))
    }

    /// The text that had this name where it came from, the last that was taken over.
    pub(in crate::store) fn text_of_foreign(&self, id: &str) -> Result<Option<u64>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT text FROM capture WHERE foreign_id = ?1 AND text IS NOT NULL
                 ORDER BY id DESC LIMIT 1",
            )
            .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
            .map(|found| ordinal(found.flatten()))
            .map_err(self.failed("looking for a foreign name"))
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
}
