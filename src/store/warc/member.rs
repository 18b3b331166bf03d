//! One record whose place is known, read in one piece: twice as fast as streaming.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use libdeflater::{DecompressionError, Decompressor};

use super::WarcRecord;
use super::record::read_head;
use crate::store::folder::open;
use crate::store::{StoreError, WARC_FOLDER};

/// A record larger than this when decompressed is not read.
const LARGEST: usize = 1 << 30;

/// Reads the records of an archive's WARC files from their places. Each thread has its own.
pub struct Members {
    folder: PathBuf,
    files: HashMap<String, File>,
    decompressor: Decompressor,
    packed: Vec<u8>,
    plain: Vec<u8>,
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Members {
    /// Reads from the WARC files of the archive in `folder`.
    #[must_use]
    pub fn of(folder: &Path) -> Members {
        Members {
            folder: folder.join(WARC_FOLDER),
            files: HashMap::new(),
            decompressor: Decompressor::new(),
            packed: Vec::new(),
            plain: Vec::new(),
        }
    }

    /// The record whose gzip member takes `length` bytes at `offset` of the WARC file `name`.
    ///
    /// # Errors
    /// When the file cannot be read or no whole record stands there.
    pub fn read(&mut self, name: &str, offset: u64, length: u64) -> Result<WarcRecord, StoreError> {
        let path = self.folder.join(name);
        let io = |error| StoreError::io(&path, "reading")(error);
        let unsound = |what: String| StoreError::Unsound {
            path: path.clone(),
            what: format!("record at byte {offset}: {what}"),
        };
        if !self.files.contains_key(name) {
            self.files.insert(name.to_owned(), open(&path).map_err(io)?);
        }
        let Some(file) = self.files.get_mut(name) else {
            return Err(unsound("not open".to_owned()));
        };
        file.seek(SeekFrom::Start(offset)).map_err(io)?;
        self.packed.clear();
        file.take(length).read_to_end(&mut self.packed).map_err(io)?;
        // The last four bytes of a member are the length of what it holds; they may lie, so that the
        // room is only where to begin.
        let said = self.packed.last_chunk::<4>().map_or(0, |b| u32::from_le_bytes(*b) as usize);
        let mut room = said.clamp(1, LARGEST);
        loop {
            if self.plain.len() < room {
                self.plain.resize(room, 0);
            }
            match self.decompressor.gzip_decompress(&self.packed, &mut self.plain) {
                Ok(length) => {
                    return record(self.plain.get(..length).unwrap_or(&[])).map_err(unsound);
                }
                Err(DecompressionError::InsufficientSpace) if room < LARGEST => {
                    room = (room * 4).min(LARGEST);
                }
                Err(error) => return Err(unsound(format!("it cannot be decompressed: {error}"))),
            }
        }
    }
}

fn record(mut bytes: &[u8]) -> Result<WarcRecord, String> {
    let (kind, fields, length) =
        read_head(&mut bytes).map_err(|_| "it has no sound head".to_owned())?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let block = bytes.get(..length).ok_or("it is shorter than it says")?.to_vec();
    Ok(WarcRecord { kind, fields, block })
}
