//! An archive's folder: what lies where, and how its names come to the disk.

use std::fs::File;
use std::path::Path;

use super::StoreError;

/// The folder of the WARC files in the archive's folder.
pub(super) const WARC_FOLDER: &str = "warc";

/// The index's file in an archive's folder.
pub(super) const INDEX_FILE: &str = "index.sqlite";

/// Brings a folder's names to the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(folder, "bringing the folder to the disk"))
}
