//! The WARC files and the captures in them.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{Progress, Verification};
use crate::store::archive::WARC_FOLDER;
use crate::store::entry::Entry;
use crate::store::index::{CaptureLine, Index};
use crate::store::warc::http::split_head;
use crate::store::warc::{Located, ReadError, RecordType, WarcReader, payload_digest, sha1_digest};
use crate::store::{StoreError, name};

pub(super) fn verify(
    folder: &Path,
    index: &Index,
    files: &[(String, u64)],
    since: Option<DateTime<Utc>>,
    progress: &Progress,
    found: &mut Verification,
) -> Result<(), StoreError> {
    for what in index.dangling()? {
        found.problem(crate::store::index::INDEX_FILE, what);
    }
    let committed = index.committed()?;
    for name in committed.keys() {
        if !files.iter().any(|(file, _)| file == name) {
            found.problem(
                format!("{WARC_FOLDER}/{name}"),
                "the index has it and the folder does not",
            );
        }
    }
    for (name, length) in files {
        let place = format!("{WARC_FOLDER}/{name}");
        let known = committed.get(name).copied().unwrap_or(0);
        if *length > known {
            found.notes.push(format!(
                "{place}: {} bytes are not yet in the index; the next write or `spoglio verify --repair` takes them in",
                length - known
            ));
        } else if *length < known {
            found.problem(&place, format!("has {length} bytes where the index knows {known}"));
        }
        let rows = index.capture_lines(name, since.map_or(i64::MIN, |at| at.timestamp_millis()))?;
        if since.is_some() && rows.is_empty() {
            continue;
        }
        let from =
            if since.is_some() { rows.iter().map(|r| r.offset).min().unwrap_or(0) } else { 0 };
        found.warc_files += 1;
        let file = folder.join(WARC_FOLDER).join(name);
        match read(&file, &place, from, known.min(*length), rows, index, progress) {
            Ok(one) => found.add(one),
            Err(StoreError::Io { source, .. }) => {
                found.problem(&place, format!("cannot be read: {source}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads one file up to what the index knows of it, and holds it against its rows.
fn read(
    path: &Path,
    place: &str,
    from: u64,
    known: u64,
    rows: Vec<CaptureLine>,
    index: &Index,
    progress: &Progress,
) -> Result<Verification, StoreError> {
    let mut found = Verification::default();
    let mut pages: HashMap<u64, CaptureLine> = HashMap::new();
    let mut entries: BTreeMap<u64, CaptureLine> = BTreeMap::new();
    for row in rows {
        entries.insert(row.entry_offset, row.clone());
        pages.insert(row.offset, row);
    }
    let mut file = File::open(path).map_err(StoreError::io(path, "opening"))?;
    file.seek(SeekFrom::Start(from)).map_err(StoreError::io(path, "reading"))?;
    let input = std::io::Read::take(file, known.saturating_sub(from));
    for item in WarcReader::starting_at(input, from).block_limit(u64::MAX) {
        let located = match item {
            Ok(located) => located,
            Err(ReadError::Io { source, .. }) => {
                found.problem(place, format!("cannot be read on: {source}"));
                break;
            }
            Err(error) => {
                found.problem(place, error.to_string());
                continue;
            }
        };
        progress.read(located.length);
        found.bytes += located.length;
        let here = format!("{place} at byte {}", located.offset);
        digests(&located, &here, &mut found);
        let id = located.record.field("WARC-Record-ID").unwrap_or("");
        if let Some(row) = pages.remove(&located.offset) {
            if row.record != id {
                found.problem(&here, format!("holds record {id}, the index has {}", row.record));
            } else if row.length != located.length {
                found.problem(&here, "its length is not the one in the index");
            }
            refers(&located, &row, index, &here, &mut found)?;
        }
        if located.record.kind == RecordType::Metadata
            && let Some(entry) = Entry::from_block(&located.record.block)
        {
            match entries.remove(&located.offset) {
                Some(row) => entry_agrees(&entry, &row, &here, &mut found),
                None => {
                    let field =
                        if entry.recleans.is_some() { "WARC-Record-ID" } else { "WARC-Refers-To" };
                    let page = located.record.field(field).unwrap_or("");
                    if !index.has_capture(&entry.url, entry.at, page)? {
                        found.problem(&here, "a capture that the index does not have");
                    }
                }
            }
        }
    }
    for row in entries.into_values() {
        let here = format!("{place} at byte {}", row.entry_offset);
        found.problem(here, "the index has a capture here and the file does not");
    }
    for row in pages.into_values() {
        let here = format!("{place} at byte {}", row.offset);
        found.problem(here, "the index has a page here and the file does not");
    }
    Ok(found)
}

fn digests(located: &Located, here: &str, found: &mut Verification) {
    let record = &located.record;
    let mut right = true;
    if let Some(said) = record.field("WARC-Block-Digest")
        && said != payload_digest(&sha1_digest(&[&record.block]))
    {
        right = false;
        found.problem(here, "its block is not the one its digest was taken of");
    }
    let payload = match record.kind {
        RecordType::Response => Some(split_head(&record.block).1),
        RecordType::Resource => Some(record.block.as_slice()),
        _ => None,
    };
    if let (Some(payload), Some(said)) = (payload, record.field("WARC-Payload-Digest"))
        && said != payload_digest(&sha1_digest(&[payload]))
    {
        right = false;
        found.problem(here, "its body is not the one its digest was taken of");
    }
    if right {
        found.records += 1;
    }
}

/// The earlier record of a revisit, or of a page that was cleaned again, must be there.
fn refers(
    located: &Located,
    row: &CaptureLine,
    index: &Index,
    here: &str,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let record = &located.record;
    if matches!(record.kind, RecordType::Revisit | RecordType::Metadata) {
        let earlier = record.field("WARC-Refers-To").unwrap_or("");
        if index.capture_of_record(row.id, earlier)?.is_none() {
            found.problem(here, format!("refers to record {earlier}, which is not there"));
        }
    }
    Ok(())
}

fn entry_agrees(entry: &Entry, row: &CaptureLine, here: &str, found: &mut Verification) {
    let ordinal = entry.text.as_ref().map(|text| text.ordinal);
    let at = entry.at.timestamp_millis();
    if ordinal != row.text
        || at != row.at
        || name::unhex(&entry.payload) != Some(row.payload.clone())
    {
        found.problem(here, "says another thing of the capture than the index does");
    } else if entry.text.as_ref().is_some_and(|text| row.sha256.as_ref() != Some(&text.sha256)) {
        found.problem(here, "names another digest for the text than the index does");
    } else {
        found.captures += 1;
    }
}
