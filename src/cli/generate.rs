//! `spoglio completions` and `spoglio man`: made from the same definitions as `--help`.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use super::Exit;
use super::terminal::message::complain;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  spoglio completions bash > ~/.local/share/bash-completion/completions/spoglio")]
pub(super) struct Completions {
    /// The shell to complete in
    shell: Shell,
}

/// Write the manual pages, one a command
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  spoglio man ~/.local/share/man/man1")]
pub(super) struct Manual {
    /// The folder to write them into; made when it is not there
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Prints a completion script for a command.
pub(super) fn completions(mut command: Command, arguments: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "spoglio", &mut script);
    match io::stdout().lock().write_all(&script) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            Exit::NothingDone
        }
        _ => Exit::Success,
    }
}

/// Writes a command's manual pages, and those of its commands.
pub(super) fn manual(command: Command, arguments: &Manual) -> Exit {
    let folder = &arguments.folder;
    let written =
        fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    match written {
        Ok(()) => Exit::Success,
        Err(error) => {
            complain(&format!("cannot write manual pages into {}: {error}", folder.display()));
            Exit::NothingDone
        }
    }
}
