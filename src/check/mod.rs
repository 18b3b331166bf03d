//! Regression: stored pages are cleaned again and held to what is expected of them.
//!
//! A fixture is a folder with a page (`page.html`, `page.txt`, either with `.gz`), a `check.toml`
//! that says what the page is, and, where it has an article, `expected.txt` with its clean text.
//! Beside the page may lie its flattened twins (`flat.lynx.txt`), of which the same text is asked.
//! `spoglio check` and the crate's own tests come through here.

mod accept;
mod add;
mod diff;
mod error;
mod fixture;
mod judge;
mod report;
mod score;

use std::path::Path;

use rayon::prelude::*;

use crate::pipeline::Options;

pub use accept::{Change, accept, lower_floor};
pub use add::{Added, NewFixture, add};
pub use diff::readable as readable_diff;
pub use error::CheckError;
pub use fixture::{Fixture, Wanted, WantedMetadata, WantedTwin, find};
pub use judge::{Failure, Judgement, judge};
pub(crate) use report::counted;
pub use report::{Report, ReportFormat};
pub use score::word_f1;

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
