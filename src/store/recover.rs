//! Putting in order what an interrupted writer left.
//!
//! A capture's records stand in the WARC file before its text and its rows are written. Whatever
//! broke off after that is done again from there; what broke off before was never reported stored.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::files;
use super::entry::{Entry, EntryText};
use super::folder::{self, WARC_FOLDER};
use super::index::{Index, Places};
use super::near::recent::Recent;
use super::preparing::{Preparation, Tell, Told};
use super::versions::{self, Place};
use super::warc::{Located, Position, RecordType, WarcReader, number};
use super::{StoreError, lock, name, near};

/// Captures that are brought into the index in one transaction.
const AT_ONCE: usize = 500;

/// What becomes of the end of a WARC file that is no whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TornEnd {
    /// It is set aside, so that the file can be added to.
    SetAside,
    /// It stays: whoever only reads changes no capture, and somebody may just be copying the file.
    Leave,
}

/// Brings into the index what stands in the WARC files after the length it knows, writing texts that
/// are missing. Gives our WARC files with their sound lengths; none of one that lost some or all of
/// what it held.
pub(super) fn bring_up_to_date(
    folder: &Path,
    index: &Index,
    torn: TornEnd,
    notes: &mut Vec<String>,
    tell: Tell<'_>,
) -> Result<Vec<(String, Option<u64>)>, StoreError> {
    let warcs = folder.join(WARC_FOLDER);
    let mut committed = index.committed()?;
    let mut files = Vec::new();
    let mut tidy = false;
    let there = warc_files(&warcs)?;
    let unknown =
        |(name, length): &(String, u64)| length.saturating_sub(*committed.get(name).unwrap_or(&0));
    let told = Told::new(tell, Preparation::Captures, there.iter().map(unknown).sum());
    let mut done = 0;
    for (name, length) in there {
        let known = committed.remove(&name).unwrap_or(0);
        if length < known {
            notes.push(format!(
                "{WARC_FOLDER}/{name}: has {length} bytes where the index knows {known}: run `spoglio verify`"
            ));
            // Nothing is added to it.
            files.push((name, None));
            continue;
        }
        if length == known {
            files.push((name, Some(length)));
            continue;
        }
        if !tidy {
            tidy = true;
            files::remove_unfinished(folder)?;
        }
        let sound = scan(folder, index, &name, known, notes, &|read| told.done(done + read))?;
        done += length - known;
        if sound < length && torn == TornEnd::SetAside {
            let aside = set_tail_aside(&warcs.join(&name), sound)?;
            notes.push(format!(
                "{WARC_FOLDER}/{name}: its last {} bytes are no whole record and are kept as {aside}",
                length - sound
            ));
        }
        files.push((name, Some(sound)));
    }
    for (name, _) in committed.into_iter().filter(|(_, known)| *known > 0) {
        notes.push(format!(
            "{WARC_FOLDER}/{name}: the index has it and the folder does not: run `spoglio verify`"
        ));
        // Its name is not given again.
        files.push((name, None));
    }
    Ok(files)
}

/// Whether the WARC files hold what the index does not know, and nobody is just writing it: a writer was
/// killed, or a power cut took the index's last transactions.
pub(super) fn is_behind(folder: &Path, index: &Index) -> Result<bool, StoreError> {
    let committed = index.committed()?;
    // Who reads texts need not be able to read the WARC files.
    let files = warc_files(&folder.join(WARC_FOLDER)).unwrap_or_default();
    let is_known = |(name, length): &(String, u64)| *length <= *committed.get(name).unwrap_or(&0);
    Ok(!files.iter().all(is_known) && !lock::is_held(folder))
}

/// Our WARC files with their lengths, oldest first.
pub(super) fn warc_files(warcs: &Path) -> Result<Vec<(String, u64)>, StoreError> {
    let io = |error| StoreError::io(warcs, "reading the folder")(error);
    let mut files = Vec::new();
    let listing = match fs::read_dir(warcs) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(io(error)),
    };
    for item in listing {
        let item = item.map_err(io)?;
        if let Some(name) = item.file_name().to_str()
            && number(name).is_some()
        {
            files.push((name.to_owned(), item.metadata().map_err(io)?.len()));
        }
    }
    files.sort_by_key(|(name, _)| (number(name), name.clone()));
    Ok(files)
}

/// Reads one file from `from` on and brings its captures into the index; tells how many bytes of it are done.
/// Gives the length up to which the file is sound.
fn scan(
    folder: &Path,
    index: &Index,
    name: &str,
    from: u64,
    notes: &mut Vec<String>,
    tell: &dyn Fn(u64),
) -> Result<u64, StoreError> {
    let path = folder.join(WARC_FOLDER).join(name);
    let io = |error| StoreError::io(&path, "reading")(error);
    let mut file = folder::open(&path).map_err(io)?;
    file.seek(SeekFrom::Start(from)).map_err(io)?;
    let mut sound = from;
    let mut group = Group::default();
    let mut batch: Vec<(Entry, Places, Option<Vec<u8>>)> = Vec::new();
    let mut damaged = Vec::new();
    for item in WarcReader::starting_at(file, from).block_limit(u64::MAX) {
        let located = match item {
            Ok(located) => located,
            Err(error) => {
                damaged.push(error.to_string());
                continue;
            }
        };
        sound = located.offset + located.length;
        notes.extend(damaged.drain(..).map(|what| format!("{WARC_FOLDER}/{name}: {what}")));
        if let Some(done) = group.take(name, located) {
            batch.push(done);
            if batch.len() >= AT_ONCE {
                write(folder, index, &mut batch, name, sound, notes)?;
                tell(sound - from);
            }
        }
    }
    write(folder, index, &mut batch, name, sound, notes)?;
    Ok(sound)
}

fn write(
    folder: &Path,
    index: &Index,
    batch: &mut Vec<(Entry, Places, Option<Vec<u8>>)>,
    name: &str,
    sound: u64,
    notes: &mut Vec<String>,
) -> Result<(), StoreError> {
    let mut texts = BTreeMap::new();
    let mut recent = Recent::default();
    index.begin()?;
    let mut insert = || {
        for (mut entry, places, text) in batch.drain(..) {
            if index.has_capture(&entry.url, entry.at, &places.record)? {
                if places.capture != places.entry {
                    index.find_page_again(&entry.url, entry.at, &places)?;
                }
                continue;
            }
            let wanted = match &entry.text {
                Some(text) => sits(index, text)?,
                None => Seat::Known,
            };
            if wanted == Seat::Taken {
                notes.push(format!(
                    "{WARC_FOLDER}/{name}: byte {}: names a text whose ordinal another text has; the capture is kept without it",
                    places.entry.offset
                ));
                entry.text = None;
            }
            if let Some(text) = &mut entry.text {
                text.new &= wanted == Seat::Free;
            }
            let keys = entry.keys();
            let inserted = index.insert(&entry, &keys, &places, None)?;
            let Some(found) = entry.text else { continue };
            if found.new {
                if let Some(bytes) = text
                    && name::hex(&name::digest(&bytes)) == found.sha256
                    && name::parse(&found.name).is_some()
                {
                    texts.insert(found.name, Arc::new(bytes));
                }
                let moment = (entry.at.timestamp_millis(), inserted.id);
                let mut others = index.texts_after(&keys, moment)?;
                others.extend(found.previous);
                near::relate_known(folder, index, &texts, &mut recent, found.ordinal, &others)?;
            }
            if entry.recleans.is_none() {
                // Earlier versions recorded what came before it, and not what the address had before it.
                let place = Place { folder, index, pending: &texts };
                versions::put_right_with(&place, &keys, entry.at, &inserted)?;
            }
        }
        index.set_committed(name, sound)
    };
    let done =
        insert().and_then(|()| files::write_texts(folder, &texts)).and_then(|()| index.commit());
    if done.is_err() {
        index.rollback();
    }
    done
}

/// What the index has at a text's ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    Free,
    /// This very text.
    Known,
    /// Another text.
    Taken,
}

fn sits(index: &Index, text: &EntryText) -> Result<Seat, StoreError> {
    Ok(match index.text(text.ordinal)? {
        None => Seat::Free,
        Some(there) if there.sha256 == text.sha256 => Seat::Known,
        Some(_) => Seat::Taken,
    })
}

/// The records of one capture as they come by.
#[derive(Default)]
struct Group {
    pages: HashMap<String, Position>,
    texts: HashMap<String, Vec<u8>>,
}

impl Group {
    /// Takes a record; gives the capture when it is the entry that closes its group.
    fn take(&mut self, file: &str, located: Located) -> Option<(Entry, Places, Option<Vec<u8>>)> {
        let position =
            Position { file: file.to_owned(), offset: located.offset, length: located.length };
        let record = located.record;
        match record.kind {
            RecordType::Response | RecordType::Resource | RecordType::Revisit => {
                // A group without its entry was never reported; only the last can be open.
                self.pages.clear();
                self.texts.clear();
                if let Some(id) = record.field("WARC-Record-ID") {
                    self.pages.insert(id.to_owned(), position);
                }
                None
            }
            RecordType::Conversion => {
                let id = record.field("WARC-Refers-To")?.to_owned();
                self.texts.insert(id, record.block);
                None
            }
            RecordType::Metadata => {
                let id = record.field("WARC-Refers-To")?.to_owned();
                let entry = Entry::from_block(&record.block)?;
                let text = self.texts.remove(&id);
                if entry.recleans.is_some() {
                    let record = record.field("WARC-Record-ID")?.to_owned();
                    let capture = position.clone();
                    return Some((entry, Places { capture, record, entry: position }, text));
                }
                // A page whose record was lost to damage leaves its entry, which stands in its place.
                let capture = self.pages.remove(&id).unwrap_or_else(|| position.clone());
                Some((entry, Places { capture, record: id, entry: position }, text))
            }
            _ => None,
        }
    }
}

/// Keeps what stands after `sound` in a file of its own and cuts it off; gives that file's name.
fn set_tail_aside(path: &Path, sound: u64) -> Result<String, StoreError> {
    let io = |error| StoreError::io(path, "setting its torn end aside")(error);
    let mut aside = PathBuf::from(path);
    let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut name = format!("{file_name}.torn-{sound}");
    let mut again = 1;
    while path.with_file_name(&name).exists() {
        again += 1;
        name = format!("{file_name}.torn-{sound}-{again}");
    }
    aside.set_file_name(&name);
    let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(io)?;
    file.seek(SeekFrom::Start(sound)).map_err(io)?;
    let mut copy = File::create(&aside).map_err(io)?;
    io::copy(&mut file, &mut copy).map_err(io)?;
    copy.sync_all().map_err(io)?;
    file.set_len(sound).map_err(io)?;
    file.sync_all().map_err(io)?;
    Ok(name)
}
