//! The WARC files and the captures in them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Seek as _, SeekFrom};
use std::path::Path;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::verification::{Progress, Verification};
use crate::dedup::VersionClass;
use crate::store::entry::Entry;
use crate::store::folder::{WARC_FOLDER, open};
use crate::store::index::{CaptureLine, Index, Kept, Since};
use crate::store::warc::http::split_head;
use crate::store::warc::{Located, ReadError, RecordType, WarcReader, payload_digest, sha1_digest};
use crate::store::{StoreError, lock, versions};

pub(super) fn verify(
    folder: &Path,
    index: &Index,
    files: &[(String, u64)],
    since: Option<Since>,
    progress: &Progress,
    found: &mut Verification,
) -> Result<(), StoreError> {
    for what in index.dangling()? {
        found.problem(crate::store::folder::INDEX_FILE, what);
    }
    let (committed, kept) = (index.committed()?, index.kept()?);
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
        let file = folder.join(WARC_FOLDER).join(name);
        if *length > known {
            found.unindexed_bytes += length - known;
            found.notes.push(format!(
                "{place}: {} bytes are not yet in the index; the next command that opens the archive takes them in, or `spoglio verify --repair`",
                length - known
            ));
            // What a writer is just adding is for the next verification.
            if !lock::is_held(folder) {
                not_yet_indexed(&file, &place, known, *length, progress, found)?;
            }
        } else if *length < known {
            found.problem(&place, format!("has {length} bytes where the index knows {known}"));
        }
        let rows = index.capture_lines(name, &since.unwrap_or(Since::EVER))?;
        if since.is_some() && rows.is_empty() {
            continue;
        }
        let from =
            if since.is_some() { rows.iter().map(|r| r.offset).min().unwrap_or(0) } else { 0 };
        found.warc_files += 1;
        let parts = parts(from, known.min(*length), rows);
        let read: Vec<Result<Part, StoreError>> = parts
            .into_par_iter()
            .map(|stretch| read(&file, &place, stretch, &kept, progress))
            .collect();
        for part in read {
            match part {
                Ok(part) => {
                    found.add(part.found);
                    follow(index, part.references, found)?;
                }
                Err(StoreError::Io { source, .. }) => {
                    found.problem(&place, format!("cannot be read: {source}"));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Bytes of a WARC file that one thread reads.
const STRETCH: u64 = 32 << 20;

/// A part of a WARC file that begins and ends with a group of records, and the rows of its captures.
struct Stretch {
    from: u64,
    to: u64,
    rows: Vec<CaptureLine>,
}

/// Cuts a file into stretches where captures begin.
fn parts(from: u64, known: u64, mut rows: Vec<CaptureLine>) -> Vec<Stretch> {
    rows.sort_by_key(|row| row.offset);
    let mut stretches = Vec::new();
    let mut stretch = Stretch { from, to: known, rows: Vec::new() };
    for row in rows {
        if row.offset >= stretch.from + STRETCH {
            let next = Stretch { from: row.offset, to: known, rows: Vec::new() };
            stretch.to = row.offset;
            stretches.push(std::mem::replace(&mut stretch, next));
        }
        stretch.rows.push(row);
    }
    stretches.push(stretch);
    stretches
}

/// What was found in a stretch, and what the index is still to be asked.
struct Part {
    found: Verification,
    references: Vec<Reference>,
}

/// Something that must be in the index, and where that is said.
enum Reference {
    /// The earlier record that the capture with this number refers to.
    Record { here: String, row: i64, earlier: String, is_sighting: bool },
    /// The text before, of which the entry of the capture with this number says another thing.
    Version { here: String, row: i64, said: Option<u64> },
    /// A capture without a row at its place.
    Capture { here: String, url: String, at: DateTime<Utc>, record: String },
}

fn follow(
    index: &Index,
    references: Vec<Reference>,
    found: &mut Verification,
) -> Result<(), StoreError> {
    for reference in references {
        match reference {
            Reference::Record { here, row, earlier, is_sighting } => {
                match index.capture_of_record(row, &earlier)? {
                    None => {
                        let what = format!("refers to record {earlier}, which is not there");
                        found.problem(here, what);
                    }
                    Some(row) if is_sighting && row.page_is_lost() => {
                        found.lost_page(&here, "refers to a page that was lost to damage");
                    }
                    Some(_) => {}
                }
            }
            Reference::Version { here, row, said } => {
                if !is_put_right(index, row, said)? {
                    let what = "says another thing of the text before than the index does";
                    found.problem(here, what);
                }
            }
            Reference::Capture { here, url, at, record } => {
                if !index.has_capture(&url, at, &record)? {
                    found.problem(here, "a capture that the index does not have");
                }
            }
        }
    }
    Ok(())
}

/// Reads one stretch of a file and holds it against its rows.
fn read(
    path: &Path,
    place: &str,
    stretch: Stretch,
    kept: &Kept,
    progress: &Progress,
) -> Result<Part, StoreError> {
    let (mut found, mut references) = (Verification::default(), Vec::new());
    let mut pages: HashMap<u64, CaptureLine> = HashMap::new();
    let mut entries: BTreeMap<u64, CaptureLine> = BTreeMap::new();
    let mut lost: HashSet<String> = HashSet::new();
    for row in stretch.rows {
        entries.insert(row.entry_offset, row.clone());
        if row.page_is_lost() {
            lost.insert(row.record);
        } else {
            pages.insert(row.offset, row);
        }
    }
    let mut file = open(path).map_err(StoreError::io(path, "opening"))?;
    file.seek(SeekFrom::Start(stretch.from)).map_err(StoreError::io(path, "reading"))?;
    let input = std::io::Read::take(file, stretch.to.saturating_sub(stretch.from));
    for item in WarcReader::starting_at(input, stretch.from).block_limit(u64::MAX) {
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
        if lost.contains(id) {
            found.problem(&here, "is a page that the index takes for lost");
        }
        if let Some(row) = pages.remove(&located.offset) {
            references.extend(page_agrees(&located, &row, &here, &mut found));
        }
        if located.record.kind == RecordType::Metadata
            && let Some(entry) = Entry::from_block(&located.record.block)
        {
            references.extend(match entries.remove(&located.offset) {
                Some(row) => {
                    let of = located.record.field("WARC-Refers-To");
                    row_agrees(entry, of, &row, kept, &here, &mut found)
                }
                None => Some(unindexed(entry, &located, here)),
            });
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
    Ok(Part { found, references })
}

/// Holds what the index says of a page against its record. A revisit, or a page that was cleaned again, has its
/// bytes in an earlier record, to which it refers.
fn page_agrees(
    located: &Located,
    row: &CaptureLine,
    here: &str,
    found: &mut Verification,
) -> Option<Reference> {
    let id = located.record.field("WARC-Record-ID").unwrap_or("");
    if row.record != id {
        found.problem(here, format!("holds record {id}, the index has {}", row.record));
    } else if row.length != located.length {
        found.problem(here, "its length is not the one in the index");
    }
    if !matches!(located.record.kind, RecordType::Revisit | RecordType::Metadata) {
        return None;
    }
    let earlier = located.record.field("WARC-Refers-To").unwrap_or("").to_owned();
    let is_sighting = located.record.kind == RecordType::Revisit;
    Some(Reference::Record { here: here.to_owned(), row: row.id, earlier, is_sighting })
}

/// Holds a capture's row against its entry, which is of the record `of`. Gives the reference to follow where the two
/// differ in what the address had before.
fn row_agrees(
    entry: Entry,
    of: Option<&str>,
    row: &CaptureLine,
    kept: &Kept,
    here: &str,
    found: &mut Verification,
) -> Option<Reference> {
    if row.page_is_lost() && of == Some(row.record.as_str()) {
        let at = entry.at.format("%Y-%m-%d %H:%M UTC");
        let what = format!(
            "the page {} of {at} was lost to damage; what was found in it is kept",
            entry.answered()
        );
        found.lost_page(here, &what);
    } else if row.page_is_lost() {
        found.problem(here, "its record is not the one in the index");
    }
    entry_agrees(&entry, row, kept, here, found);
    if is_version_of(&entry, row, kept) {
        return None;
    }
    let said = entry.text.and_then(|text| text.previous);
    Some(Reference::Version { here: here.to_owned(), row: row.id, said })
}

/// An entry that the index does not have at this place: the capture must stand elsewhere in it.
fn unindexed(entry: Entry, located: &Located, here: String) -> Reference {
    let field = if entry.recleans.is_some() { "WARC-Record-ID" } else { "WARC-Refers-To" };
    let record = located.record.field(field).unwrap_or("").to_owned();
    Reference::Capture { here, url: entry.url, at: entry.at, record }
}

/// Reads the records that the index does not know yet. An end that is no whole record is what a write that
/// was broken off leaves; damage before a sound record is not.
fn not_yet_indexed(
    path: &Path,
    place: &str,
    known: u64,
    length: u64,
    progress: &Progress,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let mut file = open(path).map_err(StoreError::io(path, "opening"))?;
    file.seek(SeekFrom::Start(known)).map_err(StoreError::io(path, "reading"))?;
    let input = std::io::Read::take(file, length - known);
    let (mut damaged, mut sound) = (Vec::new(), known);
    for item in WarcReader::starting_at(input, known).block_limit(u64::MAX) {
        match item {
            Ok(located) => {
                for what in damaged.drain(..) {
                    found.problem(place, what);
                }
                sound = located.offset + located.length;
                progress.read(located.length);
                found.bytes += located.length;
                digests(&located, &format!("{place} at byte {}", located.offset), found);
            }
            Err(ReadError::Io { source, .. }) => {
                found.problem(place, format!("cannot be read on: {source}"));
                return Ok(());
            }
            Err(error) => damaged.push(error.to_string()),
        }
    }
    if !damaged.is_empty() {
        found.notes.push(format!(
            "{place}: its last {} bytes are no whole record, as a write that is broken off leaves them; who opens the archive next to write keeps them in a file of their own",
            length - sound
        ));
    }
    Ok(())
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

fn entry_agrees(
    entry: &Entry,
    row: &CaptureLine,
    kept: &Kept,
    here: &str,
    found: &mut Verification,
) {
    if let Some(what) = row.differs(entry, kept) {
        let what = format!("says another thing of the capture than the index does: {what}");
        found.problem(here, what);
    } else if entry.text.as_ref().is_some_and(|text| row.sha256.as_ref() != Some(&text.sha256)) {
        found.problem(here, "names another digest for the text than the index does");
    } else {
        found.captures += 1;
    }
}

/// Whether what the index says of the text before is what the entry says.
fn is_version_of(entry: &Entry, row: &CaptureLine, kept: &Kept) -> bool {
    let text = entry.text.as_ref();
    let class = text.and_then(|text| text.class.as_ref());
    let is_kept = row.class.is_some() || row.id >= kept.class;
    text.and_then(|text| text.previous) == row.previous && (class == row.class.as_ref() || !is_kept)
}

/// Whether what the index says of the text before is what the address had in the order of time, where captures
/// that came later say another thing than was known when the entry was written.
fn is_put_right(index: &Index, id: i64, said: Option<u64>) -> Result<bool, StoreError> {
    let Some(row) = index.capture(id)? else { return Ok(false) };
    let is_class = |class: &String| VersionClass::ALL.iter().any(|known| known.name() == class);
    Ok(row.previous != said
        && row.class.as_ref().is_none_or(|class| row.previous.is_some() && is_class(class))
        && versions::due(index, &row)?.is_none())
}
