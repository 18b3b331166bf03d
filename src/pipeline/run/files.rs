//! The files of a source on this machine.

use std::io;
use std::path::{Path, PathBuf};

use super::keeper::Keeper;
use crate::config::Source;
use crate::source::{pattern, saved};

/// The files of a source, and those that cannot be read.
pub(super) type Files = Vec<Result<PathBuf, (PathBuf, io::Error)>>;

/// The files below a root, in order, with the names that the source includes, or else with one of the usual. What the
/// archive itself has there is none of the source's.
pub(super) fn files_below(
    root: &Path,
    source: &Source,
    usual: &[&str],
    keeper: &Keeper<'_>,
) -> Files {
    let wanted = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match &source.include[..] {
            [] => usual.iter().any(|pattern| pattern::fits(pattern, &name)),
            include => pattern::fits_one(include, &name),
        }
    };
    saved::walk(root, wanted).without(Some(keeper.folder())).collect()
}
