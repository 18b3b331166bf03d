//! `spoglio import`: taking over what others captured or cleaned.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread::available_parallelism;

use chrono::Utc;
use clap::Args;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::options::near::NearOption;
use super::options::profile::profiles_of;
use super::terminal::message::{complain, visible};
use super::terminal::opened::opened;
use super::terminal::progress::print_line;
use super::terminal::signals::stop_on_signal;
use crate::pipeline::Options;
use crate::pipeline::import::{Imported, Importing, Item, import, nothing_to_import};
use crate::store::Access;

/// Take over pages and texts from elsewhere: WARC, WACZ, MHTML, folders, other archives
///
/// Pages are cleaned and stored as of the time they were captured. Names from elsewhere (record ids,
/// file names) are kept as opaque ids, which `spoglio show` understands. What is there already is
/// passed over: an import that was interrupted is simply run again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio import crawl.warc.gz collection.wacz saved-pages/
  spoglio import --texts old-archive/
  spoglio import --json CC-NEWS-*.warc.gz | jq -r 'select(.what == \"failed\") | .why'")]
pub(super) struct Arguments {
    /// WARC, WACZ and MHTML files, saved pages, folders of them, archives
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Take `.txt` files for clean texts and store them as they are, instead of cleaning them as
    /// flattened pages; those of an archive of spoglio's always are
    #[arg(long)]
    texts: bool,

    #[command(flatten)]
    near: NearOption,

    /// Threads to clean on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// One JSON object a line for every page and text
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut config = match arguments.archive.config() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    arguments.near.apply(&mut config.near);
    let folder = config.archive;
    let mut wanted = Importing {
        options: Options { sites: config.sites, ..Options::default() },
        threads: arguments
            .threads
            .map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from),
        stop: stop_on_signal(),
        texts: arguments.texts,
        near: config.near,
        learn: config.profiles,
    };
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut observe = |item: &Item| {
        *counts.entry(word(&item.imported)).or_default() += 1;
        tell(item, arguments.json);
    };
    let store = |wanted: &mut Importing, observe: &mut dyn FnMut(&Item)| {
        let mut archive = opened(&folder, Access::Write)?;
        if wanted.learn {
            wanted.options.profiles = profiles_of(&archive)?;
        }
        import(&mut archive, &arguments.paths, wanted, Utc::now(), observe)
    };
    let nothing = nothing_to_import(&arguments.paths, arguments.texts);
    let is_something = nothing.is_none();
    let done = match nothing {
        Some(failed) => {
            failed.iter().for_each(&mut observe);
            Ok(())
        }
        None => store(&mut wanted, &mut observe),
    };
    if let Err(error) = &done {
        complain(&error.to_string());
    }
    if wanted.stop.is_pressed() {
        complain("interrupted: what was told is stored; run the same command again to go on");
    }
    let failed = counts.get("failed").copied().unwrap_or(0);
    let items: u64 = counts.values().sum();
    if !arguments.json && items > 0 {
        print_line("");
        for (word, count) in &counts {
            let why = if *word == PASSED_OVER { PASSED_OVER_WHY } else { "" };
            print_line(&format!("{word:<13} {count}{why}"));
        }
    }
    if items == 0 && done.is_ok() && !wanted.stop.is_pressed() {
        complain(if is_something {
            "nothing to import: the WARC files there hold no page: only requests, pictures, texts made of pages or the like"
        } else {
            "nothing to import: no page, text or WARC file was found there"
        });
    }
    // Who goes on only where all is well must not take away what was not imported yet.
    let passed_over = counts.get(PASSED_OVER).copied().unwrap_or(0);
    match (done.is_err() || failed > 0 || wanted.stop.is_pressed(), items - failed - passed_over) {
        (_, 0) => Exit::NothingDone,
        (true, _) => Exit::SomeFailed,
        (false, _) => Exit::Success,
    }
}

const PASSED_OVER: &str = "passed over";

const PASSED_OVER_WHY: &str =
    "  (answers without a page: redirects, errors, pages gone of which no text is here)";

const fn word(imported: &Imported) -> &'static str {
    match imported {
        Imported::Stored { .. } => "stored",
        Imported::NewVersion { .. } => "new version",
        Imported::SeenBefore { .. } => "seen before",
        Imported::Near { .. } => "near",
        Imported::ThereAlready => "there already",
        Imported::Refused { .. } => "refused",
        Imported::PassedOver { .. } => PASSED_OVER,
        Imported::Failed { .. } => "failed",
    }
}

fn tell(item: &Item, json: bool) {
    if let Some(note) = item.note.as_ref().filter(|_| !json) {
        complain(&format!("{}: {note}", item.file));
    }
    if json {
        if let Ok(line) = serde_json::to_string(item) {
            print_line(&line);
        }
        return;
    }
    let about = match &item.imported {
        Imported::Stored { name } | Imported::SeenBefore { name } => name.clone(),
        Imported::NewVersion { name, previous } => format!("{name} (was {previous:03})"),
        Imported::Near { name, class } => format!("{name} ({class})"),
        Imported::Refused { outcome } => (*outcome).to_owned(),
        Imported::ThereAlready => String::new(),
        // Files of crawls are full of redirects: they are counted.
        Imported::PassedOver { .. } => return,
        Imported::Failed { why } => {
            complain(&format!("{}: {why}", item.file));
            return;
        }
    };
    let place = item.url.as_deref().unwrap_or(&item.file);
    print_line(&visible(&format!("{:<13} {about}  {place}", word(&item.imported))));
}
