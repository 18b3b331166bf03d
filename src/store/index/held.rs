//! What an address held before a moment, and after it: in the order of time, in whatever order captures came.

use rusqlite::{OptionalExtension as _, params};

use super::Index;
use super::captures::{CAPTURE, capture_row};
use crate::store::StoreError;
use crate::store::entry::Keys;
use crate::store::key::other_scheme;
use crate::store::stored::CaptureRow;

/// A place in the order of time: a moment in milliseconds, and, among captures of one moment, the number of
/// one of them.
pub(in crate::store) type Moment = (i64, i64);

/// After everything.
pub(in crate::store) const END: Moment = (i64::MAX, i64::MAX);

/// What an address held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Held {
    /// The capture that found it.
    pub(in crate::store) capture: i64,
    /// Its text: what was found in its bytes when they were last cleaned again, or else at first.
    pub(in crate::store) text: u64,
}

/// The captures of the address `?1` for a choice of the last before, or the first after, the moment `?2`, `?3`.
/// Of each half one is read, along its index. A `+` keeps SQLite from taking the index of that column, which
/// has the captures of all addresses.
fn nearest(before: bool) -> String {
    let (within, order) = if before {
        ("at <= ?2 AND (at < ?2 OR id < ?3)", "at DESC, id DESC")
    } else {
        ("at >= ?2 AND (at > ?2 OR id > ?3)", "at, id")
    };
    let half = |of: &str| {
        format!(
            "SELECT * FROM (SELECT id, at, text, payload FROM capture
              WHERE {of} AND {within} AND +recleans IS NULL
                AND (+text IS NOT NULL OR EXISTS (SELECT 1 FROM capture AS again
                      WHERE again.recleans = capture.id AND +again.text IS NOT NULL))
              ORDER BY {order} LIMIT 1)"
        )
    };
    let (asked, answered) = (half("asked = ?1"), half("url = ?1 AND url <> asked"));
    format!("({asked} UNION ALL {answered}) AS found ORDER BY {order} LIMIT 1")
}

impl Index {
    /// The last capture of an address, asked for or answering, before a moment that has a text. The bytes may
    /// have been cleaned again as those of another capture that only had them too.
    pub(in crate::store) fn held(
        &self,
        url: i64,
        before: Moment,
    ) -> Result<Option<Held>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "SELECT id, coalesce((SELECT text FROM capture AS again WHERE again.id IN
                     (SELECT id FROM capture WHERE asked = ?1 AND at >= found.at AND id > found.id
                        AND +recleans IS NOT NULL
                      UNION ALL SELECT id FROM capture WHERE url = ?1 AND url <> asked
                        AND at >= found.at AND id > found.id AND +recleans IS NOT NULL)
                     AND again.payload = found.payload AND +again.text IS NOT NULL
                   ORDER BY again.id DESC LIMIT 1), text) FROM {}",
                nearest(true)
            ))
            .and_then(|mut s| {
                s.query_row(params![url, before.0, before.1], |row| {
                    Ok(Held { capture: row.get(0)?, text: row.get::<_, i64>(1)? as u64 })
                })
                .optional()
            })
            .map_err(self.failed("looking for what an address held"))
    }

    /// What the address of a page held before a moment: the one that answered, or else the same under the other
    /// scheme, or else the one that was asked for.
    pub(in crate::store) fn held_before(
        &self,
        keys: &Keys,
        before: Moment,
    ) -> Result<Option<Held>, StoreError> {
        for key in keys.each() {
            for url in self.find_urls(key)?.into_iter().flatten() {
                let held = self.held(url, before)?;
                if held.is_some() {
                    return Ok(held);
                }
            }
        }
        Ok(None)
    }

    /// Whether a text was ever found at an address, under either scheme.
    pub(in crate::store) fn ever_held(&self, key: &str) -> Result<bool, StoreError> {
        for url in self.find_urls(key)?.into_iter().flatten() {
            if self.held(url, END)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first capture of an address after a moment that has a text.
    pub(super) fn follower(&self, url: i64, after: Moment) -> Result<Option<i64>, StoreError> {
        self.connection
            .prepare_cached(&format!("SELECT id FROM {}", nearest(false)))
            .and_then(|mut s| {
                s.query_row(params![url, after.0, after.1], |row| row.get(0)).optional()
            })
            .map_err(self.failed("looking for what an address held"))
    }

    /// The texts that the captures have which follow a moment, with a text, at the addresses of a page, under
    /// either scheme.
    pub(in crate::store) fn texts_after(
        &self,
        keys: &Keys,
        after: Moment,
    ) -> Result<Vec<u64>, StoreError> {
        let mut found = Vec::new();
        for key in keys.each() {
            for url in self.find_urls(key)?.into_iter().flatten() {
                found.extend(self.follower(url, after)?);
            }
        }
        let captures = found.into_iter().map(|id| self.capture(id));
        let captures = captures.collect::<Result<Vec<_>, _>>()?;
        Ok(captures.into_iter().flatten().filter_map(|row| row.text).collect())
    }

    /// The captures to which one that was just written down is what their address held before them: those that
    /// follow it at its own addresses, and under the other scheme.
    pub(in crate::store) fn followers(
        &self,
        keys: &Keys,
        after: Moment,
        own: &[i64],
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let mut found = own.to_vec();
        for other in keys.each().filter_map(other_scheme) {
            if let Some(url) = self.find_url(&other)? {
                found.extend(self.follower(url, after)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|id| self.capture(id).transpose()).collect()
    }

    /// The capture with this number.
    pub(in crate::store) fn capture(&self, id: i64) -> Result<Option<CaptureRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("SELECT {CAPTURE} WHERE capture.id = ?1"))
            .and_then(|mut s| s.query_row([id], capture_row).optional())
            .map_err(self.failed("looking for a capture"))
    }

    /// Every text that was found in a capture's bytes at its address, by whichever cleaner.
    pub(in crate::store) fn readings(&self, capture: i64) -> Result<Vec<u64>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT text FROM capture WHERE id = ?1 AND text IS NOT NULL
                 UNION SELECT again.text FROM capture AS own JOIN capture AS again
                   ON again.asked = own.asked AND again.payload = own.payload
                 WHERE own.id = ?1 AND +again.recleans IS NOT NULL AND +again.text IS NOT NULL",
            )
            .and_then(|mut s| {
                s.query_map([capture], |row| row.get::<_, i64>(0).map(|n| n as u64))?.collect()
            })
            .map_err(self.failed("looking for a capture's texts"))
    }

    /// Writes down what a capture's address had before it, and what kind of change that was.
    pub(in crate::store) fn set_version(
        &self,
        capture: i64,
        previous: Option<u64>,
        class: Option<&str>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE capture SET previous = ?2, class = ?3 WHERE id = ?1")
            .and_then(|mut s| s.execute(params![capture, previous.map(|p| p as i64), class]))
            .map(drop)
            .map_err(self.failed("writing a version"))
    }

    /// Writes down which text an address held last, which need not be the one that was just recorded of it. That
    /// one is taken where no capture is known of which it was.
    pub(super) fn settle_text_at(&self, url: i64, recorded: u64) -> Result<(), StoreError> {
        let held = self.held(url, END)?;
        self.set_text_at(url, held.map_or(recorded, |held| held.text))
    }
}
