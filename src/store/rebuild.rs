//! Making the index anew: beside the old one, in whose place it comes as the last step. Wherever that is
//! broken off, the old index or the whole new one is there, and with it what the index alone knows.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::folder::{INDEX_FILE, sync_folder, text_names};
use super::index::Index;
use super::near::recent::Recent;
use super::preparing::{Preparation, Tell, Told};
use super::recover::{TornEnd, bring_up_to_date};
use super::{StoreError, name, near};

/// An index that is being made anew.
const UNFINISHED: &str = "index.sqlite.unfinished";

/// An index that was made anew and has all that it is to have, until it has the index's name.
const READY: &str = "index.sqlite.ready";

/// What SQLite keeps beside an index, by what is added to its name.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// Opens the index for writing. One that is missing or cannot be read is made anew.
pub(super) fn open_index(
    folder: &Path,
    notes: &mut Vec<String>,
    tell: Tell<'_>,
) -> Result<Index, StoreError> {
    clear_up(folder, notes)?;
    let is_missing = !folder.join(INDEX_FILE).exists();
    // Texts came first: their records, where there are any, tell more of them.
    if is_missing && !text_names(folder)?.is_empty() {
        return rebuilt(folder, notes, "the index was missing", &aside(".lost"), tell);
    }
    match Index::open(folder).and_then(|index| index.looks_sound().map(|()| index)) {
        Ok(index) => {
            near::catch_up(folder, &index, tell)?;
            Ok(index)
        }
        Err(StoreError::Index { source, .. }) if is_damage(&source) => {
            let aside = aside(".damaged");
            let why = format!("the index was damaged ({source}) and is kept as {aside}");
            rebuilt(folder, notes, &why, &aside, tell)
        }
        Err(error) => Err(error),
    }
}

/// Makes the index anew in the place of the old one.
fn rebuilt(
    folder: &Path,
    notes: &mut Vec<String>,
    why: &str,
    aside: &str,
    tell: Tell<'_>,
) -> Result<Index, StoreError> {
    let index = rebuild(folder, notes, why, None, tell)?;
    put_in_place(folder, index, aside, notes)?;
    Index::open(folder)
}

/// What is said where the profiles of sites were lost with an index.
const LOST_PROFILES: &str = "what sites repeat was known to the lost index alone: `spoglio site --learn` learns it anew from the stored pages";

/// Makes an index from the WARC files and the texts, which does not yet stand in its place: see
/// [`put_in_place`]. What an old index knows of the sites is taken over from `old`.
pub(super) fn rebuild(
    folder: &Path,
    notes: &mut Vec<String>,
    why: &str,
    old: Option<&Path>,
    tell: Tell<'_>,
) -> Result<Index, StoreError> {
    remove(folder, UNFINISHED)?;
    let index = Index::open_as(folder, UNFINISHED)?;
    if let Some(old) = old {
        // First, for versions that are put right are held against them. An index of an earlier schema has no
        // profiles; where any is missed, that is told when it is put in place.
        let _ = index.take_profiles_of(old);
    }
    bring_up_to_date(folder, &index, TornEnd::SetAside, notes, tell)?;
    let adopted = adopt_texts(folder, &index, tell)?;
    notes.push(format!("{why}: it was made anew from the texts and the WARC files"));
    if adopted > 0 {
        notes.push(format!(
            "{adopted} texts have no record in the WARC files; they are listed without origin"
        ));
    }
    Ok(index)
}

/// Gives what [`rebuild`] made the index's name, and the old index the name `old`. Says what of the old one
/// is lost.
pub(super) fn put_in_place(
    folder: &Path,
    index: Index,
    old: &str,
    notes: &mut Vec<String>,
) -> Result<(), StoreError> {
    if index.lacks_profiles()? {
        notes.push(LOST_PROFILES.to_owned());
    }
    index.close()?;
    rename(folder, UNFINISHED, READY)?;
    sync_folder(folder)?;
    set_aside(folder, old)?;
    rename(folder, READY, INDEX_FILE)?;
    sync_folder(folder)
}

/// Completes what a process left that was killed while it made the index anew, or takes it away where the
/// old index is still there. Whoever calls it holds the archive's lock.
pub(super) fn clear_up(folder: &Path, notes: &mut Vec<String>) -> Result<(), StoreError> {
    remove(folder, UNFINISHED)?;
    if folder.join(INDEX_FILE).exists() || !folder.join(READY).exists() {
        return remove(folder, READY);
    }
    // The write-ahead log may still be under the index's name: it belongs to the old one.
    set_aside(folder, &aside(".before-repair"))?;
    rename(folder, READY, INDEX_FILE)?;
    sync_folder(folder)?;
    notes.push(
        "the index was made anew by a process that was interrupted: it is in place".to_owned(),
    );
    Ok(())
}

/// A name under which an old index is kept.
pub(super) fn aside(suffix: &str) -> String {
    format!("{INDEX_FILE}{suffix}-{}", chrono::Utc::now().format("%Y%m%d%H%M%S"))
}

/// Moves the index and its companions out of the way. The index goes first: a new one takes its name only
/// where there is none, and by then all that the old one knew is in it.
fn set_aside(folder: &Path, aside: &str) -> Result<(), StoreError> {
    for companion in [""].into_iter().chain(COMPANIONS) {
        let from = format!("{INDEX_FILE}{companion}");
        if folder.join(&from).exists() {
            rename(folder, &from, &format!("{aside}{companion}"))?;
        }
    }
    Ok(())
}

fn rename(folder: &Path, from: &str, to: &str) -> Result<(), StoreError> {
    let from = folder.join(from);
    fs::rename(&from, folder.join(to)).map_err(StoreError::io(&from, "renaming the index"))
}

/// Removes an index that never came in its place.
fn remove(folder: &Path, file: &str) -> Result<(), StoreError> {
    for companion in [""].into_iter().chain(COMPANIONS) {
        let path = folder.join(format!("{file}{companion}"));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::io(&path, "removing")(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}

/// Takes in the texts of the folder that the index does not know; gives how many. A file whose bytes do
/// not give its name is left for `verify` to report.
fn adopt_texts(folder: &Path, index: &Index, tell: Tell<'_>) -> Result<u64, StoreError> {
    let mut adopted = 0;
    let mut recent = Recent::default();
    let names = text_names(folder)?;
    let ordinal = |name: &String| name::parse(name).map(|parsed| parsed.ordinal);
    let texts: BTreeMap<u64, &String> =
        names.iter().filter_map(|name| Some((ordinal(name)?, name))).collect();
    let told = Told::new(tell, Preparation::Strangers, texts.len() as u64);
    index.begin()?;
    for (done, (ordinal, name)) in texts.into_iter().enumerate() {
        if index.text(ordinal)?.is_none() && index.adopt(folder, ordinal, name)? {
            adopted += 1;
            told.done(done as u64);
            near::relate_stored(folder, index, &mut recent, ordinal)?;
        }
    }
    index.commit()?;
    Ok(adopted)
}
