//! `spoglio show`: one stored text, what is known of it, what changed, or the page it came from.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::diff_view::{self, Style};
use super::options::archive::ArchiveOption;
use super::printed::printed;
use super::terminal::message::{complain, visible, visible_lines};
use super::terminal::output::Look;
use crate::dedup::classify;
use crate::store::{Archive, CaptureRow, NearText, StoreError, StoredText};

/// Show a stored text, what is known of it, what changed, or the captured page
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio show 007
  spoglio show --metadata 007
  spoglio show --json 007
  spoglio show --diff 007
  spoglio show --diff=003 007
  spoglio show --raw 007 > page.html")]
pub(super) struct Arguments {
    /// The text's ordinal, its file name, or six or more of the first digits of its digest
    #[arg(value_name = "TEXT")]
    text: String,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Print what is known of it, where each fact was found, its captures and its proof
    #[arg(long, group = "what")]
    metadata: bool,

    /// Print what is known of it as JSON: metadata, every capture in which it was found,
    /// and the texts that are nearly the same
    #[arg(long, group = "what")]
    json: bool,

    /// Print the body of the capture that brought it, as received (perhaps compressed, see --json)
    #[arg(long, group = "what")]
    raw: bool,

    /// Print what changed, word by word, since another text; without one named, since the text that
    /// its address held before
    #[arg(long, group = "what", value_name = "OTHER", num_args = 0..=1, require_equals = true)]
    diff: Option<Option<String>>,
}

#[derive(Serialize)]
struct Known {
    #[serde(flatten)]
    text: StoredText,
    captures: Vec<CaptureRow>,
    near: Vec<NearText>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let look = Look::of_stdout();
    printed(&arguments.archive, |archive, out| {
        let text = archive.find(&arguments.text)?;
        if let Some(other) = &arguments.diff {
            return diff(archive, out, &text, other.as_deref(), look);
        }
        if arguments.raw {
            let bytes = match archive.brought(text.ordinal)? {
                Some(capture) => archive.raw(&capture)?,
                None => return Err(uncaptured(archive, &text)),
            };
            return Ok(out.write_all(&bytes).map(|()| Exit::Success));
        }
        if arguments.json || arguments.metadata {
            let captures = archive.captures_of_text(text.ordinal)?;
            let near = archive.near(text.ordinal)?;
            let known = Known { text, captures, near };
            let written = if arguments.json {
                serde_json::to_writer_pretty(&mut *out, &known)
                    .map_err(io::Error::from)
                    .and_then(|()| writeln!(out))
            } else {
                metadata(out, &known, look)
            };
            return Ok(written.map(|()| Exit::Success));
        }
        let content = archive.content(&text)?;
        // A pipe gets the file's own bytes; a terminal nothing that could act on it.
        let content = if look.terminal { visible_lines(&content) } else { content };
        Ok(out.write_all(content.as_bytes()).map(|()| Exit::Success))
    })
}

fn uncaptured(archive: &Archive, text: &StoredText) -> StoreError {
    StoreError::Unsound {
        path: path(archive, text),
        what: "no capture of it is in the WARC files".to_owned(),
    }
}

fn path(archive: &Archive, text: &StoredText) -> PathBuf {
    archive.folder().join(&text.name)
}

fn diff(
    archive: &Archive,
    out: &mut dyn Write,
    text: &StoredText,
    other: Option<&str>,
    look: Look,
) -> Result<io::Result<Exit>, StoreError> {
    let before = match other {
        Some(other) => archive.find(other)?.ordinal,
        None => {
            let captures = archive.captures_of_text(text.ordinal)?;
            match captures.iter().find_map(|capture| capture.previous) {
                Some(before) => before,
                None => {
                    complain(&format!(
                        "{:03}: its address held no other text before: name one, --diff=NNN",
                        text.ordinal
                    ));
                    return Ok(Ok(Exit::NothingDone));
                }
            }
        }
    };
    let change = archive.change(before, text.ordinal)?;
    let style = if look.colour { Style::Colours } else { Style::Marks };
    let class = if change.gone + change.came == 0 { "the same" } else { classify(&change).name() };
    let head = writeln!(
        out,
        "{before:03} → {:03}  {class}  −{} +{} words",
        text.ordinal, change.gone, change.came
    );
    Ok(head.and_then(|()| diff_view::text(out, &change, style)).map(|()| Exit::Success))
}

/// Names of what is known, in the order in which it is read.
const FACTS: [&str; 14] = [
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "section",
    "lang",
    "canonical",
    "description",
    "tags",
    "agency",
    "access",
    "rights",
    "image",
];

fn metadata(out: &mut dyn Write, known: &Known, look: Look) -> io::Result<()> {
    let text = &known.text;
    let mut row = |name: &str, value: &str| {
        writeln!(out, "{}  {}", look.paint("2", &format!("{name:<11}")), visible(value))
    };
    for name in FACTS {
        for (value, from) in text.values(name) {
            let from = from.map(|from| format!("  [{from}]")).unwrap_or_default();
            row(name.strip_suffix("_name").unwrap_or(name), &format!("{value}{from}"))?;
        }
    }
    for (at, begins) in text.entries() {
        row("entry", &format!("{at}  {begins}"))?;
    }
    row("words", &text.words.to_string())?;
    row("first seen", &text.first_seen.format("%Y-%m-%d %H:%M:%S UTC").to_string())?;
    for capture in &known.captures {
        let at = capture.at.format("%Y-%m-%d %H:%M:%S UTC");
        row("captured", &format!("{at}  {}", capture.url))?;
        row("", &format!("warc/{} @ {}", capture.warc, capture.offset))?;
        if let Some(profile) = &capture.profile {
            row("", &format!("cleaned with site profile {profile}"))?;
        }
    }
    for near in &known.near {
        row(
            "near",
            &format!("{:03}  {}  {:.0} %", near.ordinal, near.class, near.jaccard * 100.0),
        )?;
    }
    row("sha256", &text.sha256)?;
    row("proof", &format!("sha256sum {}", text.name))
}
