//! An archive's folder: what lies where, and how its names come to the disk.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::{StoreError, name};

/// The folder of the WARC files in the archive's folder.
pub(crate) const WARC_FOLDER: &str = "warc";

/// The index's file in an archive's folder.
pub(crate) const INDEX_FILE: &str = "index.sqlite";

/// Brings a folder's names to the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(folder, "bringing the folder to the disk"))
}

/// Fails for what stands in a file's place and is none, as a pipe: whoever opens it might wait for ever.
pub(super) fn is_file(path: &Path) -> io::Result<()> {
    let about = fs::metadata(path)?;
    if about.is_file() {
        return Ok(());
    }
    if about.is_dir() {
        let why = "a folder stands where a file should: move it away";
        return Err(io::Error::new(io::ErrorKind::IsADirectory, why));
    }
    let why = "a pipe, a socket or a device stands where a file should: move it away";
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// The same of what may also be missing.
pub(super) fn is_file_or_missing(path: &Path) -> io::Result<()> {
    if path.exists() { is_file(path) } else { Ok(()) }
}

/// Fails where a symbolic link on the way to a folder leads to nothing: it could neither be read nor be made.
pub(super) fn leads_somewhere(folder: &Path) -> io::Result<()> {
    let is_broken = |path: &&Path| path.is_symlink() && !path.exists();
    let Some(link) = folder.ancestors().find(is_broken) else { return Ok(()) };
    let target = fs::read_link(link)?;
    let why = format!(
        "{} is a symbolic link to {}, and nothing is there: make that folder, or take the link away",
        link.display(),
        target.display()
    );
    Err(io::Error::new(io::ErrorKind::NotFound, why))
}

/// Why there is no archive in a folder.
pub(super) fn missing(folder: &Path) -> StoreError {
    match leads_somewhere(folder) {
        Ok(()) => StoreError::Missing(folder.to_path_buf()),
        Err(error) => StoreError::io(folder, "opening the archive")(error),
    }
}

/// The names of the texts in an archive's folder, in order.
pub(super) fn text_names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for item in fs::read_dir(folder).map_err(StoreError::io(folder, "reading the folder"))? {
        let item = item.map_err(StoreError::io(folder, "reading the folder"))?;
        if let Some(name) = item.file_name().to_str()
            && name::parse(name).is_some()
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Opens a file of the archive to read it, see [`is_file`].
pub(super) fn open(path: &Path) -> io::Result<File> {
    is_file(path)?;
    File::open(path)
}

/// Reads a file of the archive, see [`is_file`].
///
/// # Errors
/// When it is none or cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_files_place_is_named_with_its_cure() {
        let folder = tempfile::tempdir().unwrap();
        let (file, gone) = (folder.path().join("file"), folder.path().join("gone"));
        fs::write(&file, "x").unwrap();
        assert_eq!(read(&file).unwrap(), b"x");
        assert_eq!(read(&gone).unwrap_err().kind(), io::ErrorKind::NotFound);
        let why = read(folder.path()).unwrap_err().to_string();
        assert_eq!(why, "a folder stands where a file should: move it away");
        assert!(
            !cfg!(unix) || read(Path::new("/dev/zero")).unwrap_err().to_string().contains("device")
        );
    }
}
