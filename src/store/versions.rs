//! The versions of an address: what it had before each capture, and what kind of change that was, in the order
//! of time. Captures come in another order where old crawls are imported beside new ones: then what was
//! recorded of a later capture is put right.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::disk::provisional::Pending;
use super::entry::Keys;
use super::index::{Index, Inserted, Moment};
use super::{CaptureRow, StoreError, marks, near, url_key};
use crate::dedup::{VersionClass, change, classify};

/// Where texts are looked for.
pub(super) struct Place<'a> {
    pub(super) folder: &'a Path,
    pub(super) index: &'a Index,
    /// Texts that are not in the folder yet.
    pub(super) pending: &'a Pending,
}

/// A text that an address has after another.
pub(super) struct Later<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// Whether the bytes that the address answered with are those of the text before.
    pub(super) same_page: bool,
    /// The address, and the version of its site's profile that the page was cleaned with.
    pub(super) site: Option<(&'a str, &'a str)>,
}

/// What kind of change led from the text before to this one; `None` where the one before is lost.
pub(super) fn class(
    place: &Place<'_>,
    previous: u64,
    later: &Later<'_>,
) -> Result<Option<&'static str>, StoreError> {
    if later.same_page {
        return Ok(Some(VersionClass::Recleaned.name()));
    }
    let Some(before) = whole(place, previous)? else { return Ok(None) };
    let texts = (before.as_str(), later.text);
    let class = match later.site {
        Some((address, version))
            if marks::only_furniture_changed(place.index, address, version, texts)? =>
        {
            VersionClass::Recleaned
        }
        _ => classify(&change(texts.0, texts.1)),
    };
    Ok(Some(class.name()))
}

/// A text with its title.
pub(super) fn whole(place: &Place<'_>, ordinal: u64) -> Result<Option<String>, StoreError> {
    let found = near::content(place.folder, place.index, place.pending, ordinal)?;
    Ok(found.map(|(title, body)| format!("{title}\n\n{body}")))
}

/// The keys of a capture's addresses.
fn keys_of(row: &CaptureRow) -> Keys {
    Keys { asked: row.asked.clone(), answered: url_key(&row.url) }
}

/// Where a capture stands in the order of time.
fn moment(row: &CaptureRow) -> Moment {
    (row.at.timestamp_millis(), row.id)
}

/// Puts right what is recorded of the captures that follow one in time that came after them.
pub(super) fn put_right_after(
    place: &Place<'_>,
    keys: &Keys,
    at: DateTime<Utc>,
    inserted: &Inserted,
) -> Result<(), StoreError> {
    let moment = (at.timestamp_millis(), inserted.id);
    let followers = place.index.followers(keys, moment, &inserted.followers)?;
    followers.iter().try_for_each(|follower| put_right(place, follower))
}

/// The same, and what is recorded of the capture itself.
pub(super) fn put_right_with(
    place: &Place<'_>,
    keys: &Keys,
    at: DateTime<Utc>,
    inserted: &Inserted,
) -> Result<(), StoreError> {
    if let Some(row) = place.index.capture(inserted.id)? {
        put_right(place, &row)?;
    }
    put_right_after(place, keys, at, inserted)
}

/// Puts right what is recorded of a capture where its address had another text before it than is said.
fn put_right(place: &Place<'_>, row: &CaptureRow) -> Result<(), StoreError> {
    let (Some(previous), Some(text)) = (due(place.index, row)?, row.text) else { return Ok(()) };
    let class = match previous {
        Some(previous) => {
            let site = row.profile.as_deref().map(|version| (row.url.as_str(), version));
            let same_page = is_same_page(place.index, row)?;
            match whole(place, text)? {
                Some(text) => class(place, previous, &Later { text: &text, same_page, site })?,
                None => None,
            }
        }
        None => None,
    };
    place.index.set_version(row.id, previous, class)
}

/// The text that the address of a capture had before it, which is another than the one that is recorded of it;
/// an inner `None` where it had none or the same one. `None` where what is recorded holds.
pub(super) fn due(index: &Index, row: &CaptureRow) -> Result<Option<Option<u64>>, StoreError> {
    let Some(text) = row.text.filter(|_| row.recleans.is_none()) else { return Ok(None) };
    let held = index.held_before(&keys_of(row), moment(row))?;
    let Some(held) = held else { return Ok(row.previous.map(|_| None)) };
    if row.previous.unwrap_or(text) == held.text {
        return Ok(None);
    }
    // Either page may have been cleaned again since: another reading of it is no other text.
    let before = index.readings(held.capture)?;
    let is_same = || -> Result<bool, StoreError> {
        Ok(index.readings(row.id)?.iter().any(|reading| before.contains(reading)))
    };
    Ok(match row.previous {
        Some(previous) if before.contains(&previous) => None,
        Some(_) => Some((!is_same()?).then_some(held.text)),
        None if is_same()? => None,
        None => Some(Some(held.text)),
    })
}

/// Whether the bytes that the address answered with are those that it answered with before and that gave
/// a text.
fn is_same_page(index: &Index, row: &CaptureRow) -> Result<bool, StoreError> {
    let Some(url) = index.find_url(&url_key(&row.url))? else { return Ok(false) };
    match index.last_with_text(url, moment(row))? {
        Some((_, last)) => Ok(last.payload == index.payload_of(row.id)?),
        None => Ok(false),
    }
}
