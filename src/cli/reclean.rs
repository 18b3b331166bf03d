//! `spoglio reclean`: today's cleaner over the stored pages.

use std::io::{self, BufWriter, Write};
use std::thread::available_parallelism;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::archive_option::ArchiveOption;
use super::diff_view::{self, Style};
use super::message::{complain, visible};
use crate::pipeline::Options;
use crate::pipeline::reclean::{Counts, Progress, Recleaned, reclean};
use crate::store::{Access, Archive, CaptureRow, StoreError};

/// Show what today's cleaner would make of every stored page
///
/// Reads the captured pages straight from the WARC files, on all cores, and holds the result against
/// the stored texts. Rules for sites in config.toml hold. Nothing is changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio reclean
  spoglio reclean --largest 50
  spoglio reclean --json | jq -r 'select(.what == \"lost\") | .url'")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Show the so many largest changes
    #[arg(long, value_name = "N", default_value_t = 10)]
    largest: usize,

    /// Threads to clean on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// One JSON object a line for every capture that would come out otherwise
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    capture: &'a CaptureRow,
    #[serde(flatten)]
    recleaned: &'a Recleaned,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let (folder, sites) = match (arguments.archive.folder(), arguments.archive.sites()) {
        (Ok(folder), Ok(sites)) => (folder, sites),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let options = Options { sites, ..Options::default() };
    let threads = arguments
        .threads
        .map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut broken: Option<io::Error> = None;
    let mut largest: Vec<(usize, CaptureRow, Recleaned)> = Vec::new();
    let done = Archive::open(&folder, Access::Read).and_then(|archive| {
        let observe = |capture: &CaptureRow, recleaned: &Recleaned| {
            if let Recleaned::Failed { why } = recleaned {
                complain(&format!("{}: {why}", capture.url));
            }
            let same = matches!(recleaned, Recleaned::Same | Recleaned::Passed);
            if arguments.json && !same && broken.is_none() {
                broken = serde_json::to_writer(&mut out, &Line { capture, recleaned })
                    .map_err(io::Error::from)
                    .and_then(|()| writeln!(out))
                    .err();
            } else if let Some(size) = size(recleaned) {
                largest.push((size, capture.clone(), recleaned.clone()));
                if largest.len() > 4 * arguments.largest.max(16) {
                    keep(&mut largest, arguments.largest);
                }
            }
        };
        reclean(&archive, &options, threads, &Progress::default(), observe)
    });
    keep(&mut largest, arguments.largest);
    finish(done, broken, out, &largest, arguments.json)
}

fn finish(
    done: Result<Counts, StoreError>,
    broken: Option<io::Error>,
    mut out: impl Write,
    largest: &[(usize, CaptureRow, Recleaned)],
    json: bool,
) -> Exit {
    let counts = match done {
        Ok(counts) => counts,
        Err(error) => {
            complain(&error.to_string());
            return Exit::NothingDone;
        }
    };
    let printed = broken
        .map_or_else(|| if json { out.flush() } else { print(&mut out, &counts, largest) }, Err);
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
        _ if counts.failed > 0 => Exit::SomeFailed,
        _ => Exit::Success,
    }
}

/// Words that would go or come; a text found or lost counts as a large change.
fn size(recleaned: &Recleaned) -> Option<usize> {
    match recleaned {
        Recleaned::Changed { change } => Some(change.gone + change.came),
        Recleaned::Found { .. } | Recleaned::Lost { .. } => Some(usize::MAX),
        _ => None,
    }
}

fn keep(largest: &mut Vec<(usize, CaptureRow, Recleaned)>, count: usize) {
    largest.sort_by_key(|(size, capture, _)| (std::cmp::Reverse(*size), capture.id));
    largest.truncate(count);
}

fn print(
    out: &mut impl Write,
    counts: &Counts,
    largest: &[(usize, CaptureRow, Recleaned)],
) -> io::Result<()> {
    for (_, capture, recleaned) in largest {
        let which = capture.text.map_or_else(String::new, |text| format!("{text:03}  "));
        let url = visible(&capture.url);
        match recleaned {
            Recleaned::Changed { change } => {
                writeln!(out, "{which}−{} +{} words  {url}", change.gone, change.came)?;
                diff_view::text(out, change, Style::Marks)?;
            }
            Recleaned::Found { title } => {
                writeln!(out, "a text where none was  {url}  {}", visible(title))?
            }
            Recleaned::Lost { outcome } => writeln!(out, "{which}no text but {outcome}  {url}")?,
            _ => {}
        }
    }
    writeln!(
        out,
        "{} captures the same, {} changed, {} with a text where none was, {} without one where one is, {} failed",
        counts.same + counts.passed,
        counts.changed,
        counts.found,
        counts.lost,
        counts.failed
    )?;
    out.flush()
}
