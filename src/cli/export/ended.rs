//! How an export ended, and what stood in its way.

use std::io;

use crate::cli::Exit;
use crate::store::{StoreError, WaczError};

/// How an export ended.
#[derive(Clone, Copy, Default)]
pub(super) struct Ended {
    /// The next ordinal, when it was told to end before the last text.
    pub(super) next: Option<u64>,
    /// Texts that could not be read.
    pub(super) missed: u64,
    /// Texts that were handed on.
    pub(super) written: u64,
}

impl Ended {
    /// A text that cannot be read keeps none of the others from being exported.
    pub(super) fn exit(self) -> Exit {
        match self {
            Ended { missed: 1.., written: 0, .. } => Exit::NothingDone,
            Ended { missed: 1.., .. } | Ended { next: Some(_), .. } => Exit::SomeFailed,
            _ => Exit::Success,
        }
    }
}

/// What stands in the way: the archive, or the place that is written to.
pub(super) enum Failure {
    Archive(StoreError),
    Output(io::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Archive(error)
    }
}

impl From<WaczError> for Failure {
    fn from(error: WaczError) -> Self {
        match error {
            WaczError::Archive(error) => Failure::Archive(error),
            WaczError::Output(error) => Failure::Output(error),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}
