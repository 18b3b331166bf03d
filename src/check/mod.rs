//! Regression: stored pages are cleaned again and held to what is expected of them.
//!
//! A fixture is a folder with a page (`page.html`, `page.txt`, either with `.gz`), a `check.toml`
//! that says what the page is, and, where it has an article, `expected.txt` with its clean text.
//! Beside the page may lie its flattened twins (`flat.lynx.txt`), of which the same text is asked.
//! `spoglio check` and the crate's own tests come through here.

mod accept;
mod add;
mod diff;
mod fixture;
mod judge;
mod report;
mod score;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::decode::content::Fault;
use crate::pipeline::Options;

pub use accept::{Change, accept, lower_floor};
pub use add::{Added, NewFixture, add};
pub use diff::readable as readable_diff;
pub use fixture::{Fixture, Wanted, WantedMetadata, WantedTwin, find};
pub use judge::{Failure, Judgement, judge};
pub use report::{Report, ReportFormat};
pub use score::word_f1;

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
    fn io(path: &Path, source: std::io::Error) -> Self {
        CheckError::Io { path: path.to_path_buf(), source }
    }
}

/// Cleans every fixture below `folder`, on all cores, and judges each. The order is that of the
/// fixtures' names.
///
/// # Errors
///
/// If the folder cannot be read or holds no fixture. A fixture that cannot be read is part of the
/// report and stops no other.
pub fn check(folder: &Path, options: &Options) -> Result<Report, CheckError> {
    let folders = find(folder)?;
    let pages = folders
        .par_iter()
        .map(|(name, path)| (name.clone(), Fixture::read(name, path).map(|f| judge(&f, options))))
        .collect();
    Ok(Report { folder: folder.to_path_buf(), pages })
}
