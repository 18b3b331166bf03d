//! `spoglio list`: the stored texts.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::options::bounds::BoundsOption;
use super::printed::printed;
use super::terminal::message::{complain, visible};
use crate::store::{Archive, StoreError, StoredText};

/// Texts that are asked of the index at once.
const AT_ONCE: usize = 1000;

/// List the stored texts: ordinal, day first seen, title
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio list
  spoglio list --from 1000 --limit 20
  spoglio list --site www.example.org --lang it --since 2026-11-01
  spoglio list --source 'la Repubblica' --columns ordinal,published,url | cut -f3
  spoglio list --json | jq -r '[.name, .url] | @tsv'")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Begin with this ordinal
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,

    /// List at most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,

    /// Print these columns, parted by tabs
    #[arg(long, value_enum, value_name = "COLUMN", value_delimiter = ',', conflicts_with = "json")]
    columns: Vec<Column>,

    /// One JSON object a line, with metadata and where it was first seen
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    bounds: BoundsOption,
}

/// What can be told of a text in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Column {
    /// Its number in the archive
    Ordinal,
    /// When it was first seen
    Seen,
    /// When the page says it was published
    Published,
    /// Its title
    Title,
    /// The site's name
    Site,
    /// The language
    Lang,
    /// The authors
    Authors,
    /// Words of the body
    Words,
    /// Bytes of the file
    Bytes,
    /// The file's name
    Name,
    /// The SHA-256 of the file
    Sha256,
    /// The address at which it was first seen
    Url,
    /// What the page was
    Outcome,
    /// The source of config.toml that led there
    Source,
}

/// A text as JSON, with what is known of the capture that brought it.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    text: &'a StoredText,
    url: Option<&'a str>,
    outcome: Option<&'a str>,
    source: Option<&'a str>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let bounds = arguments.bounds.bounds();
    printed(&arguments.archive, |archive, out| {
        let (mut from, mut left) = (arguments.from, arguments.limit.unwrap_or(u64::MAX));
        while left > 0 {
            let count = usize::try_from(left).map_or(AT_ONCE, |left| left.min(AT_ONCE));
            let texts = archive.list(&bounds, from, count)?;
            let Some(last) = texts.last() else { break };
            from = last.ordinal + 1;
            left -= texts.len() as u64;
            for text in &texts {
                if let Err(error) = print(archive, out, text, arguments)? {
                    return Ok(Err(error));
                }
            }
        }
        if from == arguments.from && !bounds.is_empty() {
            complain(&format!("no text {}", arguments.bounds.told()));
        }
        Ok(Ok(Exit::Success))
    })
}

fn print(
    archive: &Archive,
    out: &mut dyn Write,
    text: &StoredText,
    arguments: &Arguments,
) -> Result<io::Result<()>, StoreError> {
    let of_capture =
        |column: &Column| matches!(column, Column::Url | Column::Outcome | Column::Source);
    let brought = match arguments.json || arguments.columns.iter().any(of_capture) {
        true => archive.brought(text.ordinal)?,
        false => None,
    };
    let brought = brought.as_ref();
    if arguments.json {
        let listed = Listed {
            text,
            url: brought.map(|row| row.url.as_str()),
            outcome: brought.map(|row| row.outcome.as_str()),
            source: brought.and_then(|row| row.source.as_deref()),
        };
        let line = serde_json::to_writer(&mut *out, &listed).map_err(io::Error::from);
        return Ok(line.and_then(|()| writeln!(out)));
    }
    if arguments.columns.is_empty() {
        let title = if text.title.is_empty() { "(no title)" } else { &text.title };
        let day = text.first_seen.format("%Y-%m-%d");
        return Ok(writeln!(out, "{:03}  {day}  {}", text.ordinal, visible(title)));
    }
    let cells: Vec<String> = arguments
        .columns
        .iter()
        .map(|column| match column {
            Column::Ordinal => format!("{:03}", text.ordinal),
            Column::Seen => text.first_seen.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            Column::Published => field(text, "published"),
            Column::Title => visible(&text.title),
            Column::Site => field(text, "site_name"),
            Column::Lang => field(text, "lang"),
            Column::Authors => field(text, "authors"),
            Column::Words => text.words.to_string(),
            Column::Bytes => text.bytes.to_string(),
            Column::Name => text.name.clone(),
            Column::Sha256 => text.sha256.clone(),
            Column::Url => brought.map_or_else(String::new, |row| visible(&row.url)),
            Column::Outcome => brought.map_or_else(String::new, |row| row.outcome.clone()),
            Column::Source => {
                brought.and_then(|row| row.source.as_deref()).map(visible).unwrap_or_default()
            }
        })
        .collect();
    Ok(writeln!(out, "{}", cells.join("\t")))
}

/// A field of the metadata on one line; several values are parted by semicolons.
fn field(text: &StoredText, name: &str) -> String {
    let one = |value: &Value| {
        let value = value.get("value").unwrap_or(value).as_str()?;
        Some(visible(value))
    };
    match text.metadata.get(name) {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect::<Vec<_>>().join("; "),
        Some(value) => one(value).unwrap_or_default(),
        None => String::new(),
    }
}
