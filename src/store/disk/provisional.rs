//! Texts on their way to the disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use crate::store::StoreError;

/// The texts of a batch that may not yet be in the folder, by file name.
pub(in crate::store) type Pending = BTreeMap<String, Arc<Vec<u8>>>;

/// A text that stands under its provisional name.
pub(super) struct Provisional {
    pub(super) file: File,
    pub(super) provisional: PathBuf,
    pub(super) path: PathBuf,
}

impl Provisional {
    /// Brings its bytes to the disk.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        let io = StoreError::io(&self.path, "bringing the text to the disk");
        self.file.sync_data().map_err(io)
    }
}
