//! Which captures are changes of pages: they brought another text than the address had, or say that the page is lost
//! where the one that was asked for or the one that answered had one.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::Index;
use super::captures::{CAPTURE, SAYS_LOST, capture_row};
use super::held::Moment;
use crate::store::StoreError;
use crate::store::stored::CaptureRow;

/// Condition: the capture is a change. What another cleaner reads is none.
fn is_change() -> String {
    format!(
        "capture.recleans IS NULL
     AND coalesce(capture.class, '') <> 'recleaned' AND (capture.previous IS NOT NULL
       OR (capture.text IS NULL AND {SAYS_LOST} AND EXISTS (SELECT 1 FROM url AS had
             WHERE had.id IN (capture.url, capture.asked) AND had.text IS NOT NULL
               AND (EXISTS (SELECT 1 FROM capture AS c WHERE c.asked = had.id
                      AND c.at < capture.at AND +c.text IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM capture AS c WHERE c.url = had.id
                      AND c.url <> c.asked AND c.at < capture.at AND +c.text IS NOT NULL)))))"
    )
}

/// Captures that are looked at for a page of changes, so that it takes no longer where there are few.
const LOOKED_AT: i64 = 100_000;

impl Index {
    /// The changes from a time on, the last first.
    pub(in crate::store) fn changes(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let is_change = is_change();
        self.connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.at >= ?1 AND {is_change}
                 ORDER BY capture.at DESC, capture.id DESC"
            ))
            .and_then(|mut s| {
                s.query_map([since.timestamp_millis()], capture_row)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.failed("listing the changes"))
    }

    /// The last changes before a moment that are `wanted`, at most `count`, and the moment before which to go on;
    /// none where there are no more captures.
    pub(in crate::store) fn changes_before(
        &self,
        before: Moment,
        wanted: &dyn Fn(&CaptureRow) -> bool,
        count: usize,
    ) -> Result<(Vec<CaptureRow>, Option<Moment>), StoreError> {
        let floor: Option<Moment> = self
            .connection
            .prepare_cached(
                "SELECT at, id FROM capture WHERE at <= ?1 AND (at < ?1 OR id < ?2)
                 ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?3",
            )
            .and_then(|mut s| {
                s.query_row(params![before.0, before.1, LOOKED_AT], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()
            })
            .map_err(self.failed("listing the changes"))?;
        let from = floor.unwrap_or((i64::MIN, i64::MIN));
        let is_change = is_change();
        let mut found: Vec<CaptureRow> = Vec::new();
        let more = self
            .connection
            .prepare_cached(&format!(
                "SELECT {CAPTURE} WHERE capture.at <= ?1 AND (capture.at < ?1 OR capture.id < ?2)
                   AND capture.at >= ?3 AND (capture.at > ?3 OR capture.id > ?4) AND {is_change}
                 ORDER BY capture.at DESC, capture.id DESC"
            ))
            .and_then(|mut s| {
                let rows = params![before.0, before.1, from.0, from.1];
                for row in s.query_map(rows, capture_row)? {
                    let row = row?.or_lost();
                    if !wanted(&row) {
                        continue;
                    }
                    if found.len() == count {
                        return Ok(true);
                    }
                    found.push(row);
                }
                Ok(false)
            })
            .map_err(self.failed("listing the changes"))?;
        let last = found.last().map(|row| (row.at.timestamp_millis(), row.id));
        let rest = floor.map(|(at, id)| (at, id.saturating_add(1)));
        Ok((found, if more { last } else { rest }))
    }
}
