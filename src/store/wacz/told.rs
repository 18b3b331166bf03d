//! What is asked of a WACZ file, what is told while it is written, and how that ended.

use std::io;

use super::point::WaczPoint;
use crate::store::{SearchBounds, StoreError};

/// Why no WACZ file came about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaczError {
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] StoreError),
    /// What was to be written to cannot be.
    #[error("cannot be written: {0}")]
    Output(io::Error),
    /// It was told to end.
    #[error("told to end")]
    Stopped,
}

/// A part of an archive: the captures of some texts.
#[derive(Clone, Debug)]
pub struct WaczPart {
    /// Which texts. Of their captures those count that are themselves of the site, the source and the kind that
    /// are asked for.
    pub bounds: SearchBounds,
    /// The lowest ordinal.
    pub from: u64,
    /// The same in words, for who opens the file.
    pub told: String,
    /// How many bytes fill one of its WARC files; where nothing is said, as many as fill the archive's own. The captures
    /// of one text stay together.
    pub full_at: Option<u64>,
}

/// Who is told of what happens while a WACZ file is written.
pub trait WaczListener {
    /// This part of the file is begun.
    fn writing(&mut self, part: &str);

    /// A capture cannot be read, and is not among those that can be replayed; one that was lost to damage as is
    /// known neither.
    fn missed(&mut self, why: &StoreError);

    /// So much is written that an export that is interrupted behind it can be gone on with from here, once what was
    /// written has reached the disk.
    fn reached(&mut self, point: WaczPoint);

    /// Whether the writing is to end.
    fn is_stopped(&self) -> bool {
        false
    }
}
