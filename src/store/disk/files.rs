//! Text files, written so that a name never stands for half a text.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::durable;
use super::fault::{Faults, Step};
use super::provisional::{Pending, Provisional};
use crate::store::folder::{INDEX_FILE, WARC_FOLDER, read, sync_folder};
use crate::store::{StoreError, name, warc};

/// What the name of a file that is not yet a text begins with.
pub(in crate::store) const UNFINISHED: &str = ".new-";

/// Whether a folder holds an archive, were it one whose index is lost: an index, a WARC file or a text.
pub(in crate::store) fn is_archive(folder: &Path) -> bool {
    let any = |folder: &Path, is_ours: fn(&str) -> bool| {
        fs::read_dir(folder).is_ok_and(|listing| {
            let mut names = listing.flatten().map(|item| item.file_name());
            names.any(|file| file.to_str().is_some_and(is_ours))
        })
    };
    folder.join(INDEX_FILE).exists()
        || any(&folder.join(WARC_FOLDER), |file| warc::number(file).is_some())
        || any(folder, |file| name::parse(file).is_some())
}

/// Writes texts under their names and returns when they are on the disk: first all under provisional
/// names, then brought to the disk, then renamed, then the folder brought to the disk. A text that
/// is there already is left alone.
pub(in crate::store) fn write_texts(folder: &Path, texts: &Pending) -> Result<(), StoreError> {
    let written = write_provisional(folder, texts, &Faults::default())?;
    durable::bring(None, &written)?;
    if give_names(&written, &Faults::default())? {
        sync_folder(folder)?;
    }
    Ok(())
}

/// Writes texts under provisional names, those that are not there yet. None is on the disk for sure.
pub(super) fn write_provisional(
    folder: &Path,
    texts: &Pending,
    faults: &Faults,
) -> Result<Vec<Provisional>, StoreError> {
    let mut written = Vec::with_capacity(texts.len());
    for (name, bytes) in texts {
        let path = folder.join(name);
        match read(&path) {
            Ok(there) if there == **bytes => continue,
            Ok(_) => {
                return Err(StoreError::Unsound {
                    path,
                    what: "another text stands under this name: run `spoglio verify` to see which"
                        .to_owned(),
                });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::io(&path, "looking for the text")(error)),
        }
        let provisional = folder.join(format!("{UNFINISHED}{name}"));
        let io = |error| StoreError::io(&path, "writing the text")(error);
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&provisional)
            .map_err(io)?;
        faults.at(Step::TextBegun).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        written.push(Provisional { file, provisional, path });
    }
    faults.at(Step::TextsWritten).map_err(StoreError::io(folder, "writing the texts"))?;
    Ok(written)
}

/// Gives texts that are on the disk their names, which are then still to be brought there. Gives
/// whether there were any.
pub(super) fn give_names(written: &[Provisional], faults: &Faults) -> Result<bool, StoreError> {
    for Provisional { provisional, path, .. } in written {
        fs::rename(provisional, path).map_err(StoreError::io(path, "naming the text"))?;
        faults.at(Step::TextNamed).map_err(StoreError::io(path, "naming the text"))?;
    }
    Ok(!written.is_empty())
}

/// Removes what an interrupted write left under provisional names. Texts whose records are in the WARC
/// files are written again from there; of others nothing was reported.
pub(in crate::store) fn remove_unfinished(folder: &Path) -> Result<usize, StoreError> {
    let io = |error| StoreError::io(folder, "reading the folder")(error);
    let mut removed = 0;
    for item in fs::read_dir(folder).map_err(io)? {
        let item = item.map_err(io)?;
        let name = item.file_name();
        let ours = name
            .to_str()
            .and_then(|n| n.strip_prefix(UNFINISHED))
            .is_some_and(|n| name::parse(n).is_some());
        if ours {
            fs::remove_file(item.path()).map_err(StoreError::io(&item.path(), "removing"))?;
            removed += 1;
        }
    }
    Ok(removed)
}
