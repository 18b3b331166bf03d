//! Making the index anew, and the texts that can be made anew with it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::mend::{ASIDE, mend};
use crate::store::disk::files;
use crate::store::folder::{INDEX_FILE, missing, read, text_names};
use crate::store::lock::Lock;
use crate::store::preparing::{Preparation, Tell, Told};
use crate::store::{Preparing, StoreError, TextDigest, name, rebuild};

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was done, one sentence each.
    pub notes: Vec<String>,
    /// Captures that the old index knew and that are in no WARC file any more.
    pub lost_captures: u64,
    /// Captures of which the old index had the page, and whose page is in no WARC file any more.
    pub lost_pages: u64,
}

impl Repaired {
    /// Whether something was lost of which the old index knew.
    #[must_use]
    pub fn has_lost(&self) -> bool {
        self.lost_captures + self.lost_pages > 0
    }
}

/// Makes the index anew from the texts and the WARC files, and writes again from the WARC files the
/// texts that are missing. Nothing is deleted: the old index, texts whose bytes do not give their
/// names, and WARC files with damage in them are set aside.
///
/// # Errors
/// When another process writes to the archive, or the disk refuses.
pub fn repair(folder: &Path) -> Result<Repaired, StoreError> {
    repair_telling(folder, &|_| {})
}

/// The same, and how far it has come is told, from any thread.
///
/// # Errors
/// As for [`repair`].
pub fn repair_telling(
    folder: &Path,
    tell: &(dyn Fn(Preparing) + Sync),
) -> Result<Repaired, StoreError> {
    if !files::is_archive(folder) {
        return Err(missing(folder));
    }
    let _lock = Lock::take(folder, Duration::from_secs(2))?;
    let mut notes = Vec::new();
    files::remove_unfinished(folder)?;
    rebuild::clear_up(folder, &mut notes)?;
    for (name, why) in misplaced(folder, tell)? {
        let aside = folder.join(ASIDE);
        fs::create_dir_all(&aside).map_err(StoreError::io(&aside, "making the folder"))?;
        let from = folder.join(&name);
        let stamp = chrono::Utc::now().format("%Y%m%d%H%M%S%3f");
        let to = aside.join(format!("{name}.{stamp}"));
        fs::rename(&from, &to).map_err(StoreError::io(&from, "setting it aside"))?;
        notes.push(format!("{name}: {why}; set aside in {ASIDE}/"));
    }
    mend(folder, &mut notes, tell)?;
    let (path, old) = (folder.join(INDEX_FILE), rebuild::aside(".before-repair"));
    let was_there = path.exists();
    if was_there {
        unless_held(&path)?;
    }
    let old_index = was_there.then_some(path.as_path());
    let index = rebuild::rebuild(folder, &mut notes, "the index", old_index, tell)?;
    let (mut lost_captures, mut lost_pages) = (0, 0);
    if was_there {
        match index.take_runs_of(&path) {
            Ok(()) => notes.push(format!(
                "the old index is kept as {old}; its runs, its failures and what it knows of sites were taken over"
            )),
            Err(error) => notes.push(format!(
                "the old index is kept as {old}; its runs and failures cannot be read ({error})"
            )),
        }
    }
    if was_there && let Ok(lost) = index.lost_of(&path) {
        [lost_captures, lost_pages] = lost;
    }
    if lost_captures > 0 {
        notes.push(format!(
            "captures that the old index knew are in no WARC file any more: {lost_captures} of them: put the files that held them back under their names, where there is a copy, and run this again"
        ));
    }
    rebuild::put_in_place(folder, index, &old, &mut notes)?;
    Ok(Repaired { notes, lost_captures, lost_pages })
}

/// Fails where another program holds the index: what it alone knows could not be taken over.
fn unless_held(index: &Path) -> Result<(), StoreError> {
    // What is no file might never answer, and what is damaged is set aside all the same.
    if !index.is_file() {
        return Ok(());
    }
    let read =
        Connection::open_with_flags(index, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|open| {
            open.busy_timeout(Duration::from_secs(2))?;
            open.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        });
    match read {
        Err(source)
            if matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
            ) =>
        {
            Err(StoreError::Index { path: index.to_owned(), what: "setting it aside", source })
        }
        _ => Ok(()),
    }
}

/// The texts whose bytes do not give their names, and those that are there a second time.
fn misplaced(folder: &Path, tell: Tell<'_>) -> Result<Vec<(String, String)>, StoreError> {
    let names = text_names(folder)?;
    let told = Told::new(tell, Preparation::Names, names.len() as u64);
    let read_so_far = AtomicU64::new(0);
    let digests: Result<Vec<Option<TextDigest>>, StoreError> = names
        .par_iter()
        .map(|name| {
            let path = folder.join(name);
            told.done(read_so_far.fetch_add(1, Ordering::Relaxed));
            let bytes = match read(&path) {
                // What stands in a text's place and is no file at all has no such bytes either.
                Err(_) if path.exists() && !path.is_file() => return Ok(None),
                read => read.map_err(StoreError::io(&path, "reading the text"))?,
            };
            let digest = name::digest(&bytes);
            Ok(name::is_proved(name, &digest).then_some(digest))
        })
        .collect();
    let mut misplaced = Vec::new();
    let mut first: HashMap<TextDigest, &String> = HashMap::new();
    for (name, digest) in names.iter().zip(digests?) {
        let Some(digest) = digest else {
            misplaced.push((name.clone(), "its bytes do not give its name".to_owned()));
            continue;
        };
        // Where the records name this one, it is made anew from them.
        let other = *first.entry(digest).or_insert(name);
        if other != name {
            misplaced.push((name.clone(), format!("the same text as {other}")));
        }
    }
    Ok(misplaced)
}
