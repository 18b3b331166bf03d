//! What is asked of a WACZ file, what is told while it is written, and how that ended.

use std::io;

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
}

/// What is told while a WACZ file is written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaczStep<'a> {
    /// This part of the file is begun.
    Writing(&'a str),
    /// A capture cannot be read, and is not among those that can be replayed; one that was lost to damage as is
    /// known neither.
    Missed(&'a StoreError),
}

/// What is in a WACZ file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaczCounts {
    /// Captures that can be replayed.
    pub captures: u64,
    /// Captures that could not be read, those of pages that are known to be lost not counted.
    pub missed: u64,
}
