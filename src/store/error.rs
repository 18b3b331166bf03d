//! What can go wrong in an archive, in words.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why an archive could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file or folder could not be read or written.
    #[error("{}: {what}: {source}{}", path.display(), advice(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done with it.
        what: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
    /// The archive's folder does not exist.
    #[error("{}: there is no archive here: name its folder with --archive, or store a page first", .0.display())]
    Missing(PathBuf),
    /// The archive is there, and its index is not.
    #[error("{}: the index is missing: run `spoglio verify --repair`, which makes it anew from the texts and WARC files", .0.display())]
    NoIndex(PathBuf),
    /// Another process writes to the archive.
    #[error("{}: in use by {holder}: wait until it has ended, or use another archive", folder.display())]
    InUse {
        /// The archive's folder.
        folder: PathBuf,
        /// Who holds it, as the lock file tells.
        holder: String,
    },
    /// The archive was opened for reading and is asked to write.
    #[error("{}: opened for reading only", .0.display())]
    ReadOnly(PathBuf),
    /// The index cannot be used.
    #[error("{}: {what}: {source}{}", path.display(), index_advice(source))]
    Index {
        /// The index file.
        path: PathBuf,
        /// What was being done.
        what: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The index was written by a later version of the program.
    #[error("{}: written by a later version of spoglio (index schema {found}, this one knows {known}): use that version", path.display())]
    TooNew {
        /// The index file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The latest one this program knows.
        known: i64,
    },
    /// The index was written by an earlier version of the program.
    #[error("{}: written by an earlier version of spoglio (index schema {found}, this one's is {known}): {advice}", path.display())]
    TooOld {
        /// The index file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The latest one this program knows.
        known: i64,
        /// What brings it to that one, or why it could not be brought.
        advice: String,
    },
    /// A file of the archive does not hold what it should.
    #[error("{}: {what}", path.display())]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// There is no such text.
    #[error("{}: no text {wanted}: `spoglio list` shows those there are", folder.display())]
    NoSuchText {
        /// The archive's folder.
        folder: PathBuf,
        /// What was asked for.
        wanted: String,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_path_buf();
        move |source| StoreError::Io { path, what, source }
    }
}

fn index_advice(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => ": make room on the disk; nothing stored so far is lost",
        Some(ErrorCode::SystemIoFailure) => {
            ": the disk cannot be read or written: see whether it is full (make room) or failing; nothing stored so far is lost"
        }
        Some(ErrorCode::ReadOnly) => ": the disk or the file is read-only; use another folder",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ": another program holds the index: wait until it has ended"
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            ": give yourself the right to it, or use another folder"
        }
        _ => {
            ": run `spoglio verify --repair`, which rebuilds the index from the texts and WARC files"
        }
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull => ": make room on the disk; nothing stored so far is lost",
        io::ErrorKind::FileTooLarge => {
            ": this process may not write files so large (ulimit -f); nothing stored so far is lost"
        }
        io::ErrorKind::PermissionDenied => ": give yourself the right to it, or use another folder",
        io::ErrorKind::ReadOnlyFilesystem => ": the disk is read-only; use another folder",
        io::ErrorKind::NotADirectory => ": a file stands where a folder should; use another folder",
        _ => "",
    }
}
