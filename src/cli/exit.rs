//! Exit codes: what a script may rely on.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// All went well.
    Success = 0,
    /// Some items failed; the rest was done.
    SomeFailed = 1,
    /// Nothing could be done.
    NothingDone = 2,
    /// The configuration or the command line is wrong; nothing was tried.
    BadConfiguration = 3,
    /// A stored page no longer gives its expected text, or the archive is not sound.
    Regression = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
