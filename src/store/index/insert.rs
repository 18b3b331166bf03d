//! Writing rows.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::Index;
use super::captures::PAGE_IS_LOST;
use super::held::Moment;
use super::lookup::{ANY_PART, TEXT_HASH};
use crate::page::word_count;
use crate::store::entry::{Entry, EntryText, Keys};
use crate::store::folder::read;
use crate::store::name::{self, TextDigest};
use crate::store::warc::Position;
use crate::store::{StoreError, url_key};
use crate::text;

/// Where the records of one capture stand.
#[derive(Clone, Debug)]
pub(in crate::store) struct Places {
    /// The response, resource or revisit record; where that was lost to damage, the entry.
    pub(in crate::store) capture: Position,
    /// Its `WARC-Record-ID`.
    pub(in crate::store) record: String,
    /// The metadata record that holds the entry.
    pub(in crate::store) entry: Position,
}

/// A capture that was written down.
#[derive(Clone, Debug)]
pub(in crate::store) struct Inserted {
    /// Its number.
    pub(in crate::store) id: i64,
    /// The first captures after it in time with a text, of the address that was asked for and the one that
    /// answered: none where captures come as time goes.
    pub(in crate::store) followers: Vec<i64>,
}

impl Index {
    /// The ordinal that the next text gets.
    pub(in crate::store) fn next_ordinal(&self) -> Result<u64, StoreError> {
        self.connection
            .prepare_cached("SELECT coalesce(max(ordinal) + 1, 0) FROM text")
            .and_then(|mut s| s.query_row([], |row| row.get::<_, i64>(0)))
            .map(|n| n as u64)
            .map_err(self.failed("reading the last ordinal"))
    }

    /// How many hex digits the name of a new text with this digest needs: `digits`, or a multiple,
    /// so that no other text of the archive has the same.
    pub(in crate::store) fn digits_for(
        &self,
        digest: &TextDigest,
        digits: usize,
    ) -> Result<usize, StoreError> {
        let known_bits = (digits * 4).min(64) as u32;
        let rest = if known_bits == 64 { 0 } else { u64::MAX >> known_bits };
        let low = name::prefix(digest) as u64 & !rest;
        if rest == 0 && !self.familiar.may_have_hash(low as i64) {
            return Ok(digits.min(64));
        }
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "SELECT sha256 FROM text WHERE ordinal IN
                   (SELECT text FROM text_hash WHERE {ANY_PART} AND hash BETWEEN ?1 AND ?2)"
            ))
            .map_err(self.failed("looking for a text"))?;
        let others = statement
            .query_map([low as i64, (low | rest) as i64], |row| row.get::<_, Vec<u8>>(0))
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(self.failed("looking for a text"))?;
        let wanted = name::hex(digest);
        let mut length = digits;
        while length < 64
            && others.iter().map(|o| name::hex(o)).any(|o| o.get(..length) == wanted.get(..length))
        {
            length += digits;
        }
        Ok(length.min(64))
    }

    /// Writes a capture down: its text when it is new, its addresses, itself.
    pub(in crate::store) fn insert(
        &self,
        entry: &Entry,
        keys: &Keys,
        places: &Places,
        run: Option<i64>,
    ) -> Result<Inserted, StoreError> {
        let at = entry.at.timestamp_millis();
        let text = entry.text.as_ref();
        match text {
            Some(text) if text.new => self.insert_text(text, at, &entry.metadata.to_string())?,
            Some(text) => self.seen_at(text.ordinal, at)?,
            None => {}
        }
        let answered = self.url_id(&keys.answered)?;
        let own = if keys.asked == keys.answered { answered } else { self.url_id(&keys.asked)? };
        let (url, asked) = (answered.0, own.0);
        let recleans = match &entry.recleans {
            Some(first) => self.capture_id(asked, first.at, &first.record)?,
            None => None,
        };
        let warc = self.warc_id(&places.capture.file)?;
        let cleaner = self.cleaner_id(&entry.cleaner, entry.profile.as_deref())?;
        let id = self
            .connection
            .prepare_cached(
                "INSERT INTO capture (asked, url, address, at, kind, status, outcome, confidence, text,
                     new, previous, payload, etag, last_modified, truncated, source, run, warc, offset,
                     length, entry_offset, entry_length, record, class, foreign_id, recleans, near, profile,
                     cleaner)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                     ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)",
            )
            .and_then(|mut s| {
                s.insert(params![
                    asked,
                    url,
                    (entry.answered() != keys.answered).then(|| entry.answered()),
                    at,
                    entry.kind.name(),
                    entry.status,
                    entry.outcome,
                    entry.confidence,
                    text.map(|t| t.ordinal as i64),
                    text.is_some_and(|t| t.new),
                    text.and_then(|t| t.previous).map(|p| p as i64),
                    name::unhex(&entry.payload).unwrap_or_default(),
                    entry.etag,
                    entry.last_modified,
                    entry.truncated.map(|t| t.name()),
                    entry.source,
                    run,
                    warc,
                    places.capture.offset as i64,
                    places.capture.length as i64,
                    places.entry.offset as i64,
                    places.entry.length as i64,
                    places.record,
                    text.and_then(|t| t.class.as_deref()),
                    entry.foreign_id,
                    recleans,
                    entry.near.as_ref().map(|near| near.ordinal as i64),
                    entry.profile,
                    cleaner,
                ])
            })
            .map_err(self.failed("writing a capture"))?;
        let urls = [Some(answered), (asked != url).then_some(own)];
        let followers = match text {
            Some(text) => self.hold_text(text.ordinal, urls, (at, id), entry.recleans.is_some())?,
            None => Vec::new(),
        };
        Ok(Inserted { id, followers })
    }

    /// Writes down which text a capture found at its addresses, of each of which is said whether its row was made
    /// for it. Gives the captures that follow it in time.
    fn hold_text(
        &self,
        ordinal: u64,
        urls: [Option<(i64, bool)>; 2],
        moment: Moment,
        is_recleaned: bool,
    ) -> Result<Vec<i64>, StoreError> {
        let mut followers = Vec::new();
        for (url, made) in urls.into_iter().flatten() {
            let follower = match is_recleaned {
                false if !made => self.follower(url, moment)?,
                _ => None,
            };
            if follower.is_some() || (is_recleaned && !made) {
                self.settle_text_at(url, ordinal)?;
            } else {
                self.set_text_at(url, ordinal)?;
            }
            followers.extend(follower);
        }
        Ok(followers)
    }

    /// Writes down where the records of a capture stand whose page was lost where they stood before.
    pub(in crate::store) fn find_page_again(
        &self,
        address: &str,
        at: DateTime<Utc>,
        places: &Places,
    ) -> Result<(), StoreError> {
        let Some(asked) = self.find_url(&url_key(address))? else { return Ok(()) };
        let Some(id) = self.capture_id(asked, at, &places.record)? else { return Ok(()) };
        let warc = self.warc_id(&places.capture.file)?;
        self.connection
            .prepare_cached(&format!(
                "UPDATE capture SET warc = ?2, offset = ?3, length = ?4, entry_offset = ?5, entry_length = ?6
                 WHERE id = ?1 AND {PAGE_IS_LOST}"
            ))
            .and_then(|mut s| {
                s.execute(params![
                    id,
                    warc,
                    places.capture.offset as i64,
                    places.capture.length as i64,
                    places.entry.offset as i64,
                    places.entry.length as i64,
                ])
            })
            .map(drop)
            .map_err(self.failed("writing where a page stands"))
    }

    /// Takes note of a sighting of a text, which may be older than those that came before it.
    fn seen_at(&self, ordinal: u64, at: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE text SET first_seen = ?2 WHERE ordinal = ?1 AND first_seen > ?2",
            )
            .and_then(|mut s| s.execute(params![ordinal as i64, at]))
            .map(drop)
            .map_err(self.failed("writing when a text was seen"))
    }

    /// Writes a text's row.
    pub(super) fn insert_text(
        &self,
        text: &EntryText,
        at: i64,
        metadata: &str,
    ) -> Result<(), StoreError> {
        let digest = name::unhex(&text.sha256).unwrap_or_default();
        let hash = digest.first_chunk::<8>().map_or(0, |b| i64::from_be_bytes(*b));
        self.familiar.add_hash(hash);
        self.connection
            .prepare_cached(
                "INSERT INTO text (ordinal, hash, sha256, name, title, bytes, words, first_seen, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )
            .and_then(|mut s| {
                s.execute(params![
                    text.ordinal as i64,
                    hash,
                    digest,
                    text.name,
                    text.title,
                    text.bytes as i64,
                    text.words as i64,
                    at,
                    metadata
                ])
            })
            .and_then(|_| TEXT_HASH.add(&self.connection, hash, text.ordinal as i64))
            .map_err(self.failed("writing a text's row"))
    }

    fn warc_id(&self, name: &str) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("SELECT id FROM warc WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .and_then(|found| match found {
                Some(id) => Ok(id),
                None => self
                    .connection
                    .prepare_cached("INSERT INTO warc (name, committed) VALUES (?1, 0)")
                    .and_then(|mut s| s.insert([name])),
            })
            .map_err(self.failed("writing a WARC file's row"))
    }

    /// Writes down that a WARC file's records are in the index up to a length.
    pub(in crate::store) fn set_committed(
        &self,
        name: &str,
        length: u64,
    ) -> Result<(), StoreError> {
        let id = self.warc_id(name)?;
        self.connection
            .prepare_cached("UPDATE warc SET committed = max(committed, ?2) WHERE id = ?1")
            .and_then(|mut s| s.execute(params![id, length as i64]))
            .map_err(self.failed("writing a WARC file's row"))?;
        Ok(())
    }
}

impl Index {
    /// Writes the row of a text of which only its file is known. `false` when the file's bytes do
    /// not give its name, or another file has the same text.
    pub(in crate::store) fn adopt(
        &self,
        folder: &Path,
        ordinal: u64,
        name: &str,
    ) -> Result<bool, StoreError> {
        let path = folder.join(name);
        let io = |error| StoreError::io(&path, "reading the text")(error);
        let bytes = read(&path).map_err(io)?;
        let digest = name::digest(&bytes);
        if !name::is_proved(name, &digest) {
            return Ok(false);
        }
        if self.find_text(&digest)?.is_some() {
            return Ok(false);
        }
        let changed = std::fs::metadata(&path).and_then(|m| m.modified()).map_err(io)?;
        // Captures that only saw it may be known, and older.
        let seen = self.captures_of_text(ordinal)?;
        let at = seen.iter().map(|row| row.at).chain([changed.into()]).min();
        let at = at.map_or(0, |at| at.timestamp_millis());
        let content = String::from_utf8_lossy(&bytes);
        let (title, body) = text::split_title(&content);
        let text = EntryText {
            ordinal,
            name: name.to_owned(),
            sha256: name::hex(&digest),
            title: title.to_owned(),
            bytes: bytes.len() as u64,
            words: word_count(body),
            new: true,
            previous: None,
            class: None,
        };
        self.insert_text(&text, at, "{}")?;
        Ok(true)
    }

    /// Whether the index can be read at all; damage deeper in it is found by `verify`.
    pub(in crate::store) fn looks_sound(&self) -> Result<(), StoreError> {
        self.connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .and_then(|()| self.connection.query_row("SELECT max(id) FROM warc", [], |_| Ok(())))
            .map_err(self.failed("reading it"))
    }
}
