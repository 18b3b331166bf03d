//! Standard output: what stands at its other end, and printing to it from an archive.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use super::Exit;
use super::archive_option::ArchiveOption;
use super::message::complain;
use crate::store::{Access, Archive, StoreError};

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

/// How output is to look: plain for a pipe or a file, dressed for a person at a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Whether a person reads along.
    pub(super) terminal: bool,
    /// Whether to colour: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
    pub(super) colour: bool,
    /// Columns to fill.
    pub(super) width: usize,
}

impl Look {
    /// How standard output is to look.
    pub(super) fn of_stdout() -> Look {
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
    pub(super) fn paint(self, style: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Opens the archive, prints, and makes an exit code of how that went. A reader who has seen enough
/// and closed the pipe is no error.
pub(super) fn printed(
    option: &ArchiveOption,
    print: impl FnOnce(&Archive, &mut dyn Write) -> Result<io::Result<Exit>, StoreError>,
) -> Exit {
    let folder = match option.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let done = Archive::open(&folder, Access::Read).and_then(|archive| {
        for note in archive.notes() {
            complain(&format!("{}: {note}", folder.display()));
        }
        print(&archive, &mut out)
    });
    match done {
        Ok(written) => ended(written.and_then(|exit| out.flush().map(|()| exit))),
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

/// The exit code of what was written to standard output. A reader who has seen enough and closed the
/// pipe is no error.
pub(super) fn ended(written: io::Result<Exit>) -> Exit {
    match written {
        Ok(exit) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
    }
}
