//! What can be wrong with a folder of fixtures.

use std::path::{Path, PathBuf};

use crate::decode::content::Fault;

/// Why a folder of fixtures, or one of them, cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No fixture lies below the folder.
    #[error(
        "{}: no fixtures here: a fixture is a folder with a page and a check.toml; \
         `spoglio check --add FILE --as SITE/SLUG` makes one",
        path.display()
    )]
    NoFixtures {
        /// The folder that was searched.
        path: PathBuf,
    },
    /// A fixture without its page, or with more than one.
    #[error(
        "{}: {found} pages beside check.toml: keep one of page.html, page.txt, page.html.gz, \
         page.txt.gz",
        path.display()
    )]
    Page {
        /// The fixture's folder.
        path: PathBuf,
        /// How many pages there are.
        found: usize,
    },
    /// A `check.toml` that cannot be understood.
    #[error("{}: {message}", path.display())]
    Wanted {
        /// The file.
        path: PathBuf,
        /// What is wrong and where in the file.
        message: String,
    },
    /// A packed page that cannot be unpacked.
    #[error("{}: {fault}", path.display())]
    Packed {
        /// The packed page.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A fixture of this name exists.
    #[error("{}: exists already: choose another name, or remove it first", path.display())]
    Exists {
        /// The fixture's folder.
        path: PathBuf,
    },
    /// A fixture's name that is no two-part path.
    #[error("{name}: not a fixture's name: write SITE/SLUG in a-z, 0-9, `-` and `.`")]
    Name {
        /// What was typed.
        name: String,
    },
}

impl CheckError {
    pub(super) fn io(path: &Path, source: std::io::Error) -> Self {
        CheckError::Io { path: path.to_path_buf(), source }
    }
}
