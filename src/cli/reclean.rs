//! `spoglio reclean`: today's cleaner over the stored pages.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::thread::available_parallelism;

use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;

use super::Exit;
use super::diff_view::{self, Style};
use super::options::archive::ArchiveOption;
use super::options::profile::profiles_of;
use super::terminal::bar::with_bar;
use super::terminal::message::{complain, visible};
use super::terminal::opened::opened;
use super::terminal::signals::stop_on_signal;
use crate::check::counted;
use crate::pipeline::reclean::{Counts, Progress, Recleaned, Recleaning, apply, reclean};
use crate::pipeline::{Options, cleaner_name};
use crate::store::{Access, CaptureRow, StoreError};

/// Show what today's cleaner would make of every stored page, and make it so with --apply
///
/// Reads the captured pages straight from the WARC files, on all cores, and holds the result against
/// the stored texts. Pages that this very cleaner has read already are passed over. Rules for sites in
/// config.toml hold. Nothing is changed without --apply, which adds what came out otherwise as versions
/// of the class `recleaned` and leaves the old texts where they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio reclean
  spoglio reclean --largest 50
  spoglio reclean --apply
  spoglio reclean --json | jq -r 'select(.what == \"lost\") | .url'")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Store what came out otherwise; interrupted, the next --apply goes on where this one was
    #[arg(long)]
    apply: bool,

    /// Clean also the pages whose recorded answer this very cleaner gave, with the same options, rules
    /// and profile of the site: it would give the same again
    #[arg(long)]
    all: bool,

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
    let config = match arguments.archive.config() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let folder = config.archive;
    let options = Options { sites: config.sites, ..Options::default() };
    let threads = arguments
        .threads
        .map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut broken: Option<io::Error> = None;
    let mut largest: Vec<(usize, CaptureRow, Recleaned)> = Vec::new();
    let access = if arguments.apply { Access::Change } else { Access::Read };
    let progress = Progress::default();
    let (cleaner, all) = (cleaner_name(&options), arguments.all);
    let mut wanted =
        Recleaning { options, cleaner, all, near: config.near, threads, stop: stop_on_signal() };
    let done = opened(&folder, access).and_then(|mut archive| {
        if config.profiles {
            wanted.options.profiles = profiles_of(&archive)?;
        }
        let interrupted = match arguments.apply {
            true => archive.reclean_from(&wanted.work())?,
            false => None,
        };
        if interrupted.is_some() {
            complain("going on where the last --apply was interrupted");
        }
        let total = archive.count_captures(interrupted.unwrap_or(0))?;
        let mut observe = |bar: &ProgressBar, capture: &CaptureRow, recleaned: &Recleaned| {
            if let Recleaned::Failed { why } = recleaned {
                bar.suspend(|| complain(&format!("{}: {why}", capture.url)));
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
        let mut work = |bar: &ProgressBar| {
            let observe = |capture: &CaptureRow, found: &Recleaned| observe(bar, capture, found);
            match arguments.apply {
                true => apply(&mut archive, &wanted, &chrono::Utc::now, &progress, observe),
                false => reclean(&archive, &wanted, &progress, observe),
            }
        };
        let template = "recleaning {wide_bar} {human_pos}/{human_len} captures {per_sec} {eta}";
        // Lines on the same terminal would run into it.
        if arguments.json && io::stdout().is_terminal() {
            return work(&ProgressBar::hidden());
        }
        with_bar(template, &|| (progress.done(), total), work)
    });
    if wanted.stop.is_pressed() {
        complain(if arguments.apply {
            "interrupted: what was recorded stays; `spoglio reclean --apply` goes on"
        } else {
            "interrupted: not all captures were looked at"
        });
    }
    keep(&mut largest, arguments.largest);
    match finish(arguments, done, broken, out, &largest) {
        Exit::Success if wanted.stop.is_pressed() => Exit::SomeFailed,
        exit => exit,
    }
}

fn finish(
    arguments: &Arguments,
    done: Result<Counts, StoreError>,
    broken: Option<io::Error>,
    mut out: impl Write,
    largest: &[(usize, CaptureRow, Recleaned)],
) -> Exit {
    let counts = match done {
        Ok(counts) => counts,
        Err(error) => {
            complain(&error.to_string());
            return Exit::NothingDone;
        }
    };
    let printed = broken.map_or_else(
        || {
            if arguments.json {
                out.flush()
            } else {
                print(&mut out, &counts, largest, arguments.apply)
            }
        },
        Err,
    );
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
    applied: bool,
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
        "{} the same, {} changed, {} with a text where none was, {} without one where one is, {} failed",
        counted(counts.same + counts.passed, "capture", "captures"),
        counts.changed,
        counts.found,
        counts.lost,
        counts.failed
    )?;
    if counts.known > 0 {
        writeln!(
            out,
            "{} passed over: this very cleaner gave what is recorded of them (`--all` cleans them too)",
            counts.known
        )?;
    }
    if counts.profiled > 0 {
        writeln!(out, "{} were cleaned with a profile of their site", counts.profiled)?;
    }
    let (changed, found) = (counts.changed, counts.found);
    if applied {
        writeln!(out, "{} recorded as versions; the old texts stay", changed + found)?;
    } else if changed + found > 0 {
        writeln!(out, "nothing was changed: `spoglio reclean --apply` records these as versions")?;
    }
    out.flush()
}
