//! `spoglio export`: the archive in forms that other programs read.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Exit;
use super::archive_option::ArchiveOption;
use super::message::complain;
use crate::store::{Access, Archive, StoreError, StoredText, write_wacz};

/// Texts that are asked of the index at once.
const AT_ONCE: usize = 500;

/// Export the archive: JSON lines or CSV with the texts, or one WACZ file for replay tools
///
/// JSON lines and CSV are written text by text; after an interruption, go on with `--from`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio export --format jsonl > corpus.jsonl
  spoglio export --format jsonl --from 1200 >> corpus.jsonl
  spoglio export --format wacz --output archive.wacz")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,

    /// The file to write instead of standard output; needed for WACZ
    #[arg(long, short, value_name = "FILE", required_if_eq("format", "wacz"))]
    output: Option<PathBuf>,

    /// Begin with this ordinal (JSON lines and CSV)
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line: what is known of the text, and the text
    Jsonl,
    /// Comma-separated values (RFC 4180) with a heading line
    Csv,
    /// The captures, an index and a list of pages in one file
    Wacz,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    known: &'a StoredText,
    url: Option<&'a str>,
    text: &'a str,
}

/// What stands in the way: the archive, or the place that is written to.
enum Failure {
    Archive(StoreError),
    Output(io::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Archive(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    match export(arguments, &folder) {
        Ok(()) => Exit::Success,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(Failure::Output(error)) => {
            let place =
                arguments.output.as_ref().map_or("standard output".into(), |p| p.to_string_lossy());
            complain(&format!("{place}: cannot be written: {error}"));
            Exit::NothingDone
        }
        Err(Failure::Archive(error)) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

fn export(arguments: &Arguments, folder: &Path) -> Result<(), Failure> {
    let archive = Archive::open(folder, Access::Read)?;
    let Some(output) = &arguments.output else {
        return texts(arguments, &archive, &mut BufWriter::new(io::stdout().lock()));
    };
    // Under a provisional name until it is whole.
    let mut provisional = output.clone().into_os_string();
    provisional.push(".part");
    let mut out = BufWriter::new(File::create(&provisional)?);
    match arguments.format {
        Format::Wacz => {
            write_wacz(&archive, &mut out, |part| complain(&format!("writing {part}")))?
        }
        Format::Jsonl | Format::Csv => texts(arguments, &archive, &mut out)?,
    }
    out.flush()?;
    out.get_ref().sync_all()?;
    fs::rename(&provisional, output)?;
    Ok(())
}

fn texts(arguments: &Arguments, archive: &Archive, out: &mut impl Write) -> Result<(), Failure> {
    let csv = arguments.format == Format::Csv;
    if csv && arguments.from == 0 {
        out.write_all(b"ordinal,name,sha256,first_seen,url,published,lang,title,text\r\n")?;
    }
    let mut from = arguments.from;
    loop {
        let found = archive.texts(from, AT_ONCE)?;
        let Some(last) = found.last() else { return Ok(out.flush()?) };
        from = last.ordinal + 1;
        for text in &found {
            let content = archive.content(text)?;
            let body =
                content.strip_prefix(text.title.as_str()).unwrap_or(&content).trim_matches('\n');
            let captures = archive.captures_of_text(text.ordinal)?;
            let url = captures.first().map(|capture| capture.url.as_str());
            if csv {
                row(out, text, url, body)?;
            } else {
                let line = Line { known: text, url, text: body };
                serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
    }
}

fn row(out: &mut impl Write, text: &StoredText, url: Option<&str>, body: &str) -> io::Result<()> {
    let known = |field: &str| text.metadata[field]["value"].as_str().unwrap_or("");
    let ordinal = format!("{:03}", text.ordinal);
    let seen = text.first_seen.to_rfc3339();
    let cells = [
        &ordinal,
        text.name.as_str(),
        &text.sha256,
        &seen,
        url.unwrap_or(""),
        known("published"),
        known("lang"),
        &text.title,
        body,
    ];
    let cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell as RFC 4180 writes it. One that a spreadsheet would run as a formula begins with an
/// apostrophe.
fn quoted(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !cell.contains([',', '"', '\n', '\r']) {
        return cell.into();
    }
    format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\"")).into()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@a", "\"'@a\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
