//! One writer at a time.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use super::StoreError;
use super::folder::{is_file_or_missing, open};

/// The lock's file in the archive's folder. It stays there; what counts is the operating system's
/// lock on it, which ends with its holder, however that ends. Who gives it back takes the words out of it.
pub(crate) const LOCK_FILE: &str = ".lock";

/// Held by the one process that writes to the archive.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// Whether the one who held it before ended without giving it back: by a kill or a power cut.
    pub(super) left_behind: bool,
}

impl Lock {
    /// Takes the archive for writing, waiting at most `patience` for another process to end.
    pub(super) fn take(folder: &Path, patience: Duration) -> Result<Lock, StoreError> {
        let path = folder.join(LOCK_FILE);
        is_file_or_missing(&path).map_err(StoreError::io(&path, "taking the archive's lock"))?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io(&path, "taking the archive's lock"))?;
        let until = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::InUse {
                        folder: folder.to_path_buf(),
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(source)) => {
                    return Err(StoreError::io(&path, "taking the archive's lock")(source));
                }
            }
        }
        let left_behind = file.metadata().is_ok_and(|about| about.len() > 0);
        // Who holds it is told for the reader of a message; failing to write it down (a full disk)
        // takes nothing from the lock.
        let now = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC");
        let _ = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| writeln!(file, "process {}, since {now}", std::process::id()));
        Ok(Lock { file, left_behind })
    }

    /// Whether this is the lock of the archive that is in the folder now, and not of one that was taken away.
    pub(super) fn is_of(&self, folder: &Path) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let number = |about: Metadata| (about.dev(), about.ino());
            let here = fs::metadata(folder.join(LOCK_FILE)).map(number);
            here.is_ok_and(|here| self.file.metadata().map(number).is_ok_and(|own| own == here))
        }
        #[cfg(not(unix))]
        folder.join(LOCK_FILE).exists()
    }
}

impl Drop for Lock {
    /// Takes the holder's words out of the file. They are a convenience, as writing them is.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

/// Whether some process writes to the archive just now.
pub(super) fn is_held(folder: &Path) -> bool {
    let Ok(file) = open(&folder.join(LOCK_FILE)) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn holder(file: &mut File) -> String {
    let mut words = String::new();
    let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(200).read_to_string(&mut words));
    let words = words.trim();
    if words.is_empty() { "another process".to_owned() } else { words.to_owned() }
}
