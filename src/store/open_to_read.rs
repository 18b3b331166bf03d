//! Opening an archive for reading, which may have to bring its index up to date first.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::archive::PATIENCE;
use super::index::Index;
use super::lock::Lock;
use super::preparing::Tell;
use super::recover::TornEnd;
use super::{Archive, StoreError, near, recover};

/// What is told where the search of an index of an earlier schema is not yet made anew.
const UNFOUND: &str = "not all texts are found by their words yet, as bringing the index to this version's form did not come to its end";

impl Archive {
    /// Opens it for reading. The captures that an interrupted writer left are brought into the index first
    /// if nobody writes; where the disk does not allow it, a note says what is not shown. An index of an
    /// earlier schema is brought to the present one.
    pub(super) fn open_to_read(folder: PathBuf, tell: Tell<'_>) -> Result<Archive, StoreError> {
        let mut notes = Vec::new();
        let mut index = match Index::open_to_read(&folder) {
            Err(StoreError::TooOld { path, found, known, .. }) => {
                match Archive::brought_in(&folder, PATIENCE, tell) {
                    Ok(said) => {
                        notes = said;
                        Index::open_to_read(&folder)?
                    }
                    Err(error) => Archive::read_in_a_copy(&folder, &error, &mut notes, tell).map_err(
                        |also| {
                            let advice = format!(
                                "it could not be brought to that one: {error}; nor could a copy of it: {also}"
                            );
                            StoreError::TooOld { path, found, known, advice }
                        },
                    )?,
                }
            }
            index => index?,
        };
        let unshown = if recover::is_behind(&folder, &index)? {
            Some("the last captures are in the WARC files and not in the index, and are not shown")
        } else if near::is_behind(&index)? {
            Some(UNFOUND)
        } else {
            None
        };
        if let Some(unshown) = unshown {
            match Archive::brought_in(&folder, Duration::ZERO, tell) {
                Ok(said) => {
                    notes.extend(said);
                    index = Index::open_to_read(&folder)?;
                }
                // Another process is at it, or a writer came in between, and does it.
                Err(StoreError::InUse { holder, .. }) => {
                    if near::is_behind(&index)? {
                        notes.push(format!("{UNFOUND}: {holder} is at it"));
                    }
                }
                Err(error) => notes.push(format!("{unshown}: {error}")),
            }
        }
        Ok(Archive { folder, index, writer: None, notes })
    }

    /// An index of an earlier schema for who may not change it.
    fn read_in_a_copy(
        folder: &Path,
        why: &StoreError,
        notes: &mut Vec<String>,
        tell: Tell<'_>,
    ) -> Result<Index, StoreError> {
        let index = Index::open_copy_to_read(folder)?;
        near::catch_up(folder, &index, tell)?;
        notes.push(format!(
            "the index is of an earlier version of spoglio and is read in a copy each time, as it cannot be brought to this one's: {why}; who may write here does so with any command"
        ));
        Ok(index)
    }

    /// Brings the index to the present schema, and into it what the WARC files tell and it does not know, and
    /// changes nothing else.
    fn brought_in(
        folder: &Path,
        patience: Duration,
        tell: Tell<'_>,
    ) -> Result<Vec<String>, StoreError> {
        let _lock = Lock::take(folder, patience)?;
        let mut notes = Vec::new();
        let index = Index::open(folder)?;
        near::catch_up(folder, &index, tell)?;
        recover::bring_up_to_date(folder, &index, TornEnd::Leave, &mut notes, tell)?;
        Ok(notes)
    }
}
