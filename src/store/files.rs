//! Text files, written so that a name never stands for half a text.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::fault::{Faults, Step};
use super::relate::Pending;

/// What the name of a file that is not yet a text begins with.
pub(super) const UNFINISHED: &str = ".new-";

/// Writes texts under their names and returns when they are on the disk: first all under provisional
/// names, then brought to the disk, then renamed, then the folder brought to the disk. A text that
/// is there already is left alone.
pub(super) fn write_texts(folder: &Path, texts: &Pending) -> Result<(), StoreError> {
    if place_texts(folder, texts, &Faults::default())? {
        sync_folder(folder)?;
    }
    Ok(())
}

/// The same without bringing the folder to the disk, which is left to the caller where this gives
/// true: some text was named.
pub(super) fn place_texts(
    folder: &Path,
    texts: &Pending,
    faults: &Faults,
) -> Result<bool, StoreError> {
    let mut written = Vec::with_capacity(texts.len());
    for (name, bytes) in texts {
        let path = folder.join(name);
        match fs::read(&path) {
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
        written.push((file, provisional, path));
    }
    faults.at(Step::TextsWritten).map_err(StoreError::io(folder, "writing the texts"))?;
    sync(&written)?;
    faults.at(Step::TextsSynced).map_err(StoreError::io(folder, "writing the texts"))?;
    for (_, provisional, path) in &written {
        fs::rename(provisional, path).map_err(StoreError::io(path, "naming the text"))?;
        faults.at(Step::TextNamed).map_err(StoreError::io(path, "naming the text"))?;
    }
    Ok(!written.is_empty())
}

/// Threads that wait for the disk. A file system brings what many ask for at once to the disk in one
/// go, so that waiting side by side is many times faster than one after the other.
const WAITING: usize = 16;

/// Brings written files to the disk.
fn sync(written: &[(File, PathBuf, PathBuf)]) -> Result<(), StoreError> {
    let share = written.len().div_ceil(WAITING).max(1);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = written
            .chunks(share)
            .map(|files| {
                scope.spawn(move || {
                    files.iter().try_for_each(|(file, _, path)| {
                        let what = "bringing the text to the disk";
                        file.sync_data().map_err(StoreError::io(path, what))
                    })
                })
            })
            .collect();
        waiting.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| {
                let error = std::io::Error::other("the thread that waited for it ended early");
                Err(StoreError::io(Path::new("archive"), "bringing the texts to the disk")(error))
            })
        })
    })
}

/// Brings a folder's names to the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(folder, "bringing the folder to the disk"))
}

/// Removes what an interrupted write left under provisional names. The texts themselves are in the
/// WARC files and are written again from there.
pub(super) fn remove_unfinished(folder: &Path) -> Result<usize, StoreError> {
    let io = |error| StoreError::io(folder, "reading the folder")(error);
    let mut removed = 0;
    for item in fs::read_dir(folder).map_err(io)? {
        let item = item.map_err(io)?;
        let name = item.file_name();
        let ours = name
            .to_str()
            .and_then(|n| n.strip_prefix(UNFINISHED))
            .is_some_and(|n| super::name::parse(n).is_some());
        if ours {
            fs::remove_file(item.path()).map_err(StoreError::io(&item.path(), "removing"))?;
            removed += 1;
        }
    }
    Ok(removed)
}
