//! Rows read to be held against files.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Index;
use super::texts::ordinal;
use crate::store::StoreError;
use crate::store::entry::Entry;
use crate::store::key::earlier_spelling;
use crate::store::name::{self, TextDigest};
use crate::store::stored::page_is_lost;

/// What `verify` needs of a text's row.
#[derive(Clone, Debug)]
pub(in crate::store) struct TextLine {
    pub(in crate::store) ordinal: u64,
    pub(in crate::store) name: String,
    pub(in crate::store) sha256: String,
    pub(in crate::store) first_seen: i64,
    pub(in crate::store) bytes: u64,
}

/// What `verify` needs of a capture's row.
#[derive(Clone, Debug)]
pub(in crate::store) struct CaptureLine {
    pub(in crate::store) id: i64,
    pub(in crate::store) offset: u64,
    pub(in crate::store) length: u64,
    pub(in crate::store) entry_offset: u64,
    pub(in crate::store) record: String,
    pub(in crate::store) kind: String,
    /// Digest of its text.
    pub(in crate::store) sha256: Option<String>,
    pub(in crate::store) previous: Option<u64>,
    pub(in crate::store) class: Option<String>,
    at: i64,
    payload: Vec<u8>,
    text: Option<u64>,
    new: bool,
    asked: String,
    url: String,
    address: Option<String>,
    status: Option<i64>,
    outcome: String,
    confidence: f64,
    etag: Option<String>,
    last_modified: Option<String>,
    truncated: Option<String>,
    source: Option<String>,
    foreign_id: Option<String>,
    near: Option<u64>,
    profile: Option<String>,
    /// The record of the page that was cleaned again.
    recleans: Option<String>,
    /// Of a text that it brought: name, title, and a digest of the metadata.
    brought: Option<(String, String, TextDigest)>,
    bytes: u64,
    words: u64,
}

impl CaptureLine {
    /// See [`crate::store::CaptureRow::page_is_lost`].
    pub(in crate::store) fn page_is_lost(&self) -> bool {
        page_is_lost(self.offset, self.entry_offset, &self.kind)
    }

    /// The first thing that the row says otherwise than the entry, but for what it may lack, and for what the address had before, which the
    /// entry says as it was known then. Which cleaner gives the same today is not in the entry.
    pub(in crate::store) fn differs(&self, entry: &Entry, kept: &Kept) -> Option<&'static str> {
        let keys = entry.keys();
        let is_key =
            |key: &str, own: &str| key == own || earlier_spelling(own).as_deref() == Some(key);
        let text = entry.text.as_ref();
        let same = [
            ("its text", text.map(|text| text.ordinal) == self.text),
            ("its time", entry.at.timestamp_millis() == self.at),
            ("the digest of its body", name::unhex(&entry.payload).as_ref() == Some(&self.payload)),
            ("its kind", entry.kind.name() == self.kind),
            ("the address that was asked for", is_key(&self.asked, &keys.asked)),
            (
                "the address that answered",
                is_key(&self.url, &keys.answered)
                    && self.address.as_ref().unwrap_or(&self.url) == entry.answered(),
            ),
            ("its status", entry.status.map(i64::from) == self.status),
            ("its outcome", entry.outcome == self.outcome),
            ("its confidence", (entry.confidence - self.confidence).abs() < 1e-6),
            ("its ETag", entry.etag == self.etag),
            ("its Last-Modified", entry.last_modified == self.last_modified),
            (
                "why it is not whole",
                entry.truncated.map(|why| why.name()) == self.truncated.as_deref(),
            ),
            ("its source", entry.source == self.source),
            (
                "its name elsewhere",
                entry.foreign_id == self.foreign_id
                    || (self.foreign_id.is_none() && self.id < kept.foreign_id),
            ),
            (
                "the page that was cleaned again",
                entry.recleans.as_ref().map(|first| &first.record) == self.recleans.as_ref(),
            ),
            (
                "the near text",
                entry.near.as_ref().map(|near| near.ordinal) == self.near
                    || (self.near.is_none() && self.id < kept.near),
            ),
            (
                "the version of its site's profile",
                entry.profile == self.profile || (self.profile.is_none() && self.id < kept.profile),
            ),
            ("whether it brought its text", !self.new || text.is_some_and(|text| text.new)),
        ];
        same.into_iter()
            .find(|(_, same)| !same)
            .map(|(what, _)| what)
            .or_else(|| self.text_differs(entry))
    }

    /// The same of the text that the capture brought.
    fn text_differs(&self, entry: &Entry) -> Option<&'static str> {
        let (text, (name, title, metadata)) = (entry.text.as_ref()?, self.brought.as_ref()?);
        let same = [
            ("the name of its text", text.name == *name),
            ("the title of its text", text.title == *title),
            ("the length of its text", text.bytes == self.bytes),
            ("the words of its text", text.words == self.words),
            (
                "what the page says of itself",
                name::digest(entry.metadata.to_string().as_bytes()) == *metadata,
            ),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(what, _)| what)
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

/// From which capture on the index has what its earlier forms did not keep; of those before it, nothing is said.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Kept {
    /// The class of a version.
    pub(in crate::store) class: i64,
    foreign_id: i64,
    near: i64,
    profile: i64,
}

fn capture_line(row: &Row<'_>) -> rusqlite::Result<CaptureLine> {
    let count = |column| row.get::<_, Option<i64>>(column).map(|n| n.unwrap_or_default() as u64);
    let new = row.get(12)?;
    let brought = match row.get_ref(27)?.as_str_or_null()? {
        Some(name) if new => {
            let metadata = row.get_ref(29)?.as_str()?;
            Some((name.to_owned(), row.get(28)?, name::digest(metadata.as_bytes())))
        }
        _ => None,
    };
    Ok(CaptureLine {
        id: row.get(0)?,
        offset: count(1)?,
        length: count(2)?,
        entry_offset: count(3)?,
        record: row.get(4)?,
        kind: row.get(5)?,
        sha256: row.get::<_, Option<Vec<u8>>>(6)?.map(|digest| name::hex(&digest)),
        previous: ordinal(row.get(7)?),
        class: row.get(8)?,
        at: row.get(9)?,
        payload: row.get(10)?,
        text: ordinal(row.get(11)?),
        new,
        asked: row.get::<_, Option<String>>(13)?.unwrap_or_default(),
        url: row.get::<_, Option<String>>(14)?.unwrap_or_default(),
        address: row.get(15)?,
        status: row.get(16)?,
        outcome: row.get(17)?,
        confidence: row.get(18)?,
        etag: row.get(19)?,
        last_modified: row.get(20)?,
        truncated: row.get(21)?,
        source: row.get(22)?,
        foreign_id: row.get(23)?,
        near: ordinal(row.get(24)?),
        profile: row.get(25)?,
        recleans: row.get(26)?,
        brought,
        bytes: count(30)?,
        words: count(31)?,
    })
}

impl Index {
    /// The texts with ordinals from `from` to below `to`.
    pub(in crate::store) fn text_lines(
        &self,
        from: u64,
        to: u64,
    ) -> Result<Vec<TextLine>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT ordinal, name, sha256, first_seen, bytes FROM text
                 WHERE ordinal >= ?1 AND ordinal < ?2 ORDER BY ordinal",
            )
            .and_then(|mut s| {
                s.query_map(params![from as i64, to as i64], |row| {
                    Ok(TextLine {
                        ordinal: row.get::<_, i64>(0)? as u64,
                        name: row.get(1)?,
                        sha256: name::hex(&row.get::<_, Vec<u8>>(2)?),
                        first_seen: row.get(3)?,
                        bytes: row.get::<_, i64>(4)? as u64,
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

    /// See [`Kept`].
    pub(in crate::store) fn kept(&self) -> Result<Kept, StoreError> {
        let first = |column: &str| {
            let sql =
                format!("SELECT id FROM capture WHERE +{column} IS NOT NULL ORDER BY id LIMIT 1");
            let found = self.connection.query_row(&sql, [], |row| row.get(0)).optional();
            found.map(|id| id.unwrap_or(i64::MAX)).map_err(self.failed("reading the captures"))
        };
        Ok(Kept {
            class: first("class")?,
            foreign_id: first("foreign_id")?,
            near: first("near")?,
            profile: first("profile")?,
        })
    }

    /// The captures in a WARC file that were recorded since a moment, or made since: a clock may have been wrong.
    pub(in crate::store) fn capture_lines(
        &self,
        warc: &str,
        since: &Since,
    ) -> Result<Vec<CaptureLine>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT capture.id, offset, length, entry_offset, record, kind, text.sha256, previous, class, at, payload,
                   capture.text, new, asked.key, answered.key, address, status, outcome, confidence, etag,
                   last_modified, truncated, source, foreign_id, near, profile,
                   (SELECT record FROM capture AS first WHERE first.id = capture.recleans),
                   text.name, text.title, text.metadata, text.bytes, text.words
                 FROM capture LEFT JOIN text ON text.ordinal = capture.text
                 LEFT JOIN url AS asked ON asked.id = capture.asked
                 LEFT JOIN url AS answered ON answered.id = capture.url
                 WHERE warc = (SELECT id FROM warc WHERE warc.name = ?1) AND (capture.id > ?2 OR at >= ?3)",
            )
            .and_then(|mut s| {
                s.query_map(params![warc, since.capture, since.at], capture_line)?.collect()
            })
            .map_err(self.failed("reading the captures"))
    }
}
