//! `spoglio show`: one stored text, what is known of it, or the page it came from.

use std::io::{self, Write as _};

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::archive_option::ArchiveOption;
use super::message::complain;
use crate::store::{Access, Archive, CaptureRow, NearText, StoreError, StoredText};

/// Show a stored text, what is known of it, or the captured page
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio show 007
  spoglio show --json 007
  spoglio show --raw 007 > page.html")]
pub(super) struct Arguments {
    /// The text's ordinal, its file name, or the first digits of its digest
    #[arg(value_name = "TEXT")]
    text: String,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Print what is known of it as JSON: metadata, every capture in which it was found,
    /// and the texts that are nearly the same
    #[arg(long, conflicts_with = "raw")]
    json: bool,

    /// Print the body of the capture that brought it, as received (perhaps compressed, see --json)
    #[arg(long)]
    raw: bool,
}

#[derive(Serialize)]
struct Known {
    #[serde(flatten)]
    text: StoredText,
    captures: Vec<CaptureRow>,
    near: Vec<NearText>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let wanted =
        Archive::open(&folder, Access::Read).and_then(|archive| bytes(&archive, arguments));
    match wanted {
        Ok(bytes) => {
            let mut out = io::stdout().lock();
            match out.write_all(&bytes).and_then(|()| out.flush()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    complain(&format!("cannot write: {error}"));
                    Exit::SomeFailed
                }
                _ => Exit::Success,
            }
        }
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

fn bytes(archive: &Archive, arguments: &Arguments) -> Result<Vec<u8>, StoreError> {
    let text = archive.find(&arguments.text)?;
    if !arguments.json && !arguments.raw {
        return archive.content(&text).map(String::into_bytes);
    }
    let captures = archive.captures_of_text(text.ordinal)?;
    if arguments.raw {
        return match captures.iter().find(|capture| capture.new).or(captures.first()) {
            Some(capture) => archive.raw(capture),
            None => Err(StoreError::Unsound {
                path: folder_of(archive, &text),
                what: "no capture of it is in the WARC files".to_owned(),
            }),
        };
    }
    let path = folder_of(archive, &text);
    let near = archive.near(text.ordinal)?;
    let mut json = serde_json::to_vec_pretty(&Known { text, captures, near }).map_err(|error| {
        StoreError::Unsound { path, what: format!("cannot be written as JSON: {error}") }
    })?;
    json.push(b'\n');
    Ok(json)
}

fn folder_of(archive: &Archive, text: &StoredText) -> std::path::PathBuf {
    archive.folder().join(&text.name)
}
