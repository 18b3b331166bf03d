//! Standard output: what stands at its other end, and how writing to it went.

use std::io::{self, IsTerminal as _};

use super::message::complain;
use crate::cli::Exit;

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

/// How output is to look: plain for a pipe or a file, dressed for a person at a terminal.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Look {
    /// Whether a person reads along.
    pub(in crate::cli) terminal: bool,
    /// Whether to colour: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
    pub(in crate::cli) colour: bool,
    /// Columns to fill.
    pub(in crate::cli) width: usize,
}

impl Look {
    /// How standard output is to look.
    pub(in crate::cli) fn of_stdout() -> Look {
        let terminal = io::stdout().is_terminal();
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let width = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok())
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
            .unwrap_or(WIDTH);
        Look { terminal, colour: terminal && !unwanted, width: width.max(20) }
    }

    /// A text in an ANSI style, where colours are wanted.
    pub(in crate::cli) fn paint(self, style: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The exit code of what was written to standard output. A reader who has seen enough and closed the
/// pipe is no error.
pub(in crate::cli) fn ended(written: io::Result<Exit>) -> Exit {
    match written {
        Ok(exit) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
    }
}
