//! `spoglio search`: the stored texts by their words.

use std::io::{self, BufWriter, Write};

use clap::Args;

use super::Exit;
use super::archive_option::ArchiveOption;
use super::message::{complain, visible};
use crate::store::{Access, Archive, SearchBounds, StoreError};

/// Find stored texts by their words
///
/// Every word must be in the title or the text; letter case and accents do not count. "…" is a
/// phrase, -word must not be there, word* is a beginning.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio search flood valley
  spoglio search '\"fire brigade\" -exercise'
  spoglio search --json 'elect*' | jq -r .name")]
pub(super) struct Arguments {
    /// What to look for
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// One JSON object a line, with metadata
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let query = arguments.words.join(" ");
    let mut out = BufWriter::new(io::stdout().lock());
    let found = Archive::open(&folder, Access::Read).and_then(|archive| {
        let found = archive.search(&query, &SearchBounds::default(), 0, arguments.limit)?;
        let mut print = || -> io::Result<()> {
            for text in &found {
                if arguments.json {
                    serde_json::to_writer(&mut out, text)?;
                    writeln!(out)?;
                } else {
                    let day = text.first_seen.format("%Y-%m-%d");
                    writeln!(out, "{:03}  {day}  {}", text.ordinal, visible(&text.title))?;
                }
            }
            out.flush()
        };
        Ok::<_, StoreError>((found.len(), print()))
    });
    match found {
        Ok((0, _)) => {
            complain(&format!("{query}: not found"));
            Exit::NothingDone
        }
        Ok((_, Err(error))) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
        Ok(_) => Exit::Success,
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}
