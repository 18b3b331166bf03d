//! `spoglio list`: the stored texts.

use std::io::{self, BufWriter, Write};

use clap::Args;

use super::Exit;
use super::archive_option::ArchiveOption;
use super::message::{complain, visible};
use crate::store::{Access, Archive, StoreError, StoredText};

/// Texts that are asked of the index at once.
const AT_ONCE: usize = 1000;

/// List the stored texts: ordinal, day first seen, title
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio list
  spoglio list --from 1000 --limit 20
  spoglio list --json | jq -r .name")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Begin with this ordinal
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,

    /// List at most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// One JSON object a line, with metadata
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let listed = Archive::open(&folder, Access::Read).and_then(|archive| {
        let (mut from, mut left) = (arguments.from, arguments.limit.unwrap_or(usize::MAX));
        while left > 0 {
            let texts = archive.texts(from, left.min(AT_ONCE))?;
            let Some(last) = texts.last() else { break };
            from = last.ordinal + 1;
            left -= texts.len();
            for text in &texts {
                if let Err(error) = print(&mut out, text, arguments.json) {
                    return Ok(Some(error));
                }
            }
        }
        Ok::<_, StoreError>(out.flush().err())
    });
    match listed {
        Ok(None) => Exit::Success,
        Ok(Some(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Ok(Some(error)) => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

fn print(out: &mut impl Write, text: &StoredText, json: bool) -> io::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, text)?;
        return writeln!(out);
    }
    let title = if text.title.is_empty() { "(no title)" } else { &text.title };
    let day = text.first_seen.format("%Y-%m-%d");
    writeln!(out, "{:03}  {day}  {}", text.ordinal, visible(title))
}
