//! How an export ended, and what stood in its way.

use std::io;

use crate::cli::Exit;
use crate::store::StoreError;

/// How an export ended.
#[derive(Clone, Copy, Default)]
pub(super) struct Ended {
    /// Whether it was told to end before the last text.
    pub(super) is_told_to_end: bool,
    /// The lowest ordinal that was not looked at.
    pub(super) next: u64,
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
            Ended { missed: 1.., .. } | Ended { is_told_to_end: true, .. } => Exit::SomeFailed,
            _ => Exit::Success,
        }
    }
}

/// What stands in the way: the archive, or the place that is written to.
pub(super) enum Failure {
    Archive(StoreError),
    Output(io::Error),
}

impl Failure {
    /// Whether what an interrupted export left cannot be read, so that it cannot be gone on with either.
    pub(super) fn is_of_what_was_left(&self) -> bool {
        let unreadable = |error: &io::Error| {
            use io::ErrorKind::{InvalidData, Other, UnexpectedEof};
            matches!(error.kind(), InvalidData | Other | UnexpectedEof)
        };
        matches!(self, Failure::Output(error) if unreadable(error))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Archive(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}
