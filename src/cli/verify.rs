//! `spoglio verify`: proving the archive.

use std::io::{self, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};
use clap::Args;
use indicatif::HumanBytes;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::options::moment::since;
use super::terminal::bar::with_bar;
use super::terminal::message::complain;
use super::terminal::opened::Preparations;
use crate::check::counted;
use crate::store::{self, Progress, Repaired, Verification};

/// Prove the archive: every name from its bytes, every reference followed
///
/// Reads every text and every WARC file and holds them against each other and against the index.
/// Nothing is changed unless `--repair` is given. The exit code is 0 only if all holds. A page that was
/// lost to damage is told with exit code 4 until `--repair` has set the damaged file aside, and by that
/// command; from then on it is named as lost, and the rest can be sound. So it is with captures that
/// no WARC file holds any more.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio verify
  spoglio verify --since 7d
  spoglio verify --repair")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Make the index anew from the texts and the WARC files, and missing texts from the WARC files;
    /// nothing is deleted
    #[arg(long, conflicts_with = "since")]
    repair: bool,

    /// Read only what was recorded since then, whenever the pages are of: a date (2026-11-21) or a span back
    /// from now (36h, 7d). A run that had not ended then is read as a whole
    #[arg(long, value_name = "WHEN", value_parser = since)]
    since: Option<DateTime<Utc>>,

    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let mut repaired = None;
    if arguments.repair {
        let preparations = Preparations::default();
        let done = store::repair_telling(&folder, &|come| preparations.show(come));
        drop(preparations);
        match done {
            Ok(done) => {
                done.notes.iter().for_each(|note| complain(note));
                repaired = Some(done);
            }
            Err(error) => {
                complain(&error.to_string());
                return Exit::NothingDone;
            }
        }
    }
    let found = match verified(&folder, arguments.since) {
        Ok(found) => found,
        Err(error) => {
            complain(&error.to_string());
            return Exit::NothingDone;
        }
    };
    let mut out = io::stdout().lock();
    let printed = if arguments.json {
        serde_json::to_string_pretty(&found)
            .map_err(io::Error::from)
            .and_then(|json| writeln!(out, "{json}"))
    } else {
        for problem in &found.problems {
            complain(&format!("{}: {}", problem.place, problem.what));
        }
        for note in &found.notes {
            complain(note);
        }
        match arguments.since.filter(|_| found.captures == 0 && found.is_sound()) {
            Some(since) => {
                let (folder, since) = (folder.display(), since.format("%Y-%m-%d %H:%M UTC"));
                writeln!(out, "{folder}: nothing was recorded since {since}: nothing was read")
            }
            None => writeln!(out, "{}", summary(&folder, &found, repaired.as_ref())),
        }
    };
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            Exit::SomeFailed
        }
        _ if repaired.is_some_and(|repaired| repaired.has_lost()) => Exit::Regression,
        _ if found.is_sound() => Exit::Success,
        _ => Exit::Regression,
    }
}

fn verified(
    folder: &Path,
    since: Option<DateTime<Utc>>,
) -> Result<Verification, store::StoreError> {
    let progress = Progress::default();
    let template = "verifying {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    with_bar(template, &|| progress.bytes(), |_| store::verify(folder, since, &progress))
}

fn summary(folder: &Path, found: &Verification, repaired: Option<&Repaired>) -> String {
    let read = format!(
        "{}: {}, {}, {} in {}, {}",
        folder.display(),
        counted(found.texts, "text", "texts"),
        counted(found.captures, "capture", "captures"),
        counted(found.records, "record", "records"),
        counted(found.warc_files, "WARC file", "WARC files"),
        HumanBytes(found.bytes),
    );
    let cure = if repaired.is_some() {
        "nothing here can mend that: put back what is lost from a copy, where there is one"
    } else {
        "`spoglio verify --repair` mends what can be mended"
    };
    let sound = match found.lost_pages {
        0 => "all sound".to_owned(),
        n => format!("all sound but {}, lost to damage", counted(n, "page", "pages")),
    };
    match found.problem_count {
        0 if repaired.is_some_and(Repaired::has_lost) => format!(
            "{read}: what is there is sound; put back what is lost from a copy, where there is one"
        ),
        0 if found.unindexed_texts + found.unindexed_bytes > 0 => format!(
            "{read}: {sound}; not yet in the index: {}, {} of WARC files",
            counted(found.unindexed_texts, "text", "texts"),
            HumanBytes(found.unindexed_bytes),
        ),
        0 => format!("{read}: {sound}"),
        1 => format!("{read} hold; 1 thing does not: {cure}"),
        n => format!("{read} hold; {n} things do not: {cure}"),
    }
}
