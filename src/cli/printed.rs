//! Printing from an archive, for every command that does no more.

use std::io::{self, BufWriter, Write};

use super::Exit;
use super::options::archive::ArchiveOption;
use super::terminal::message::complain;
use super::terminal::opened::opened;
use super::terminal::output::ended;
use crate::store::{Access, Archive, StoreError};

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
    let done = opened(&folder, Access::Read).and_then(|archive| print(&archive, &mut out));
    match done {
        Ok(written) => ended(written.and_then(|exit| out.flush().map(|()| exit))),
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}
