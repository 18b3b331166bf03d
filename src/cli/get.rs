//! `spoglio get`: one page, now.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::Exit;
use super::options::address::page_address;
use super::options::near::NearOption;
use super::run::{exit, open};
use super::terminal::message::{complain, visible};
use super::terminal::progress::{Progress, print_line};
use super::terminal::signals::stop_on_signal;
use crate::config::{self, Source, SourceKind};
use crate::fetch::ROBOTS_FILE;
use crate::pipeline::run::{Event, MEMORY_FILE, Setting, What, run as pass};
use crate::store::read_file;

/// Fetch pages now: print their clean text, store it, say where
///
/// The text goes to standard output, what became of each page to standard error. A page that is no
/// article (a consent wall, an error page, …) prints nothing and is not stored. Where there is no
/// archive, none is made when no page could be had.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  spoglio get https://example.org/2026/11/flood.html")]
pub(super) struct Arguments {
    /// Addresses to fetch
    #[arg(required = true, value_name = "URL", value_parser = page_address)]
    urls: Vec<Url>,

    /// The configuration file; without one the defaults hold
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The archive's folder, instead of the one that the configuration names
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,

    #[command(flatten)]
    near: NearOption,
}

/// What a pass keeps beside the index.
const REMEMBERED: [&str; 2] = [MEMORY_FILE, ROBOTS_FILE];

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut config = match config::load_if_any(arguments.config.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            complain(&error.to_string());
            return Exit::BadConfiguration;
        }
    };
    if let Some(archive) = &arguments.archive {
        config.archive.clone_from(archive);
    }
    arguments.near.apply(&mut config.near);
    // Who asks for a page wants to know what it is now.
    config.fetch.revisit = Duration::ZERO;
    config.watch.corrections.clear();
    let urls: Vec<Url> = arguments.urls.clone();
    config.sources = vec![Source::new("get", SourceKind::Urls(urls))];
    // What has come is printed as soon as all before it has.
    let order: Vec<&str> = arguments.urls.iter().map(Url::as_str).collect();
    let mut next = 0;
    let mut came: HashMap<String, Option<String>> = HashMap::new();
    let folder = config.archive.clone();
    let mut quiet = Progress::Quiet;
    let setting = Setting { stop: stop_on_signal(), ..Setting::real() };
    let mut archive = match open(&config, Duration::ZERO, &setting.stop) {
        Ok(archive) => archive,
        Err(exit) => return exit,
    };
    let (summary, ended) = pass(&config, &setting, &mut archive, &mut |event| {
        quiet.show(event);
        let Event::Page(page) = event else { return };
        let path = page.file.map(|file| folder.join(file));
        let said = match (page.outcome, &path) {
            (What::Stored, Some(path)) => format!("stored as {}", path.display()),
            (What::NewVersion, Some(path)) => {
                let previous = page.previous.unwrap_or_default();
                format!("stored as {}, a new version of {previous:03}", path.display())
            }
            (What::SeenBefore, Some(path))
                if page.detail.is_some_and(|d| d.starts_with("nearly")) =>
            {
                format!("{}: {}", page.detail.unwrap_or_default(), path.display())
            }
            (What::SeenBefore, Some(path)) => format!("already have it: {}", path.display()),
            (What::Refused, _) => {
                let why = page.detail.map_or_else(String::new, |detail| format!(" ({detail})"));
                format!("nothing stored: {}{why}", page.reason.unwrap_or("no article"))
            }
            (What::Postponed, _) => {
                let why = page.detail.unwrap_or("left for later");
                // No later run asks for it by itself.
                format!("{why}: ask for it again later")
            }
            // Failures are told already.
            _ => String::new(),
        };
        let text = path
            .and_then(|path| read_file(&path).ok())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let is_stored = matches!(page.outcome, What::Stored | What::NewVersion);
        let said = match page.detail.filter(|_| is_stored) {
            Some(more) => format!("{said} ({more})"),
            None => said,
        };
        if !said.is_empty() {
            complain(&format!("{}: {said}", page.url));
        }
        came.insert(page.url.to_owned(), text);
        while let Some(text) = order.get(next).and_then(|url| came.remove(*url)) {
            next += 1;
            print(text);
        }
    });
    // An address given twice is fetched once; what came after it is still to be printed.
    for url in order {
        came.remove(url).into_iter().for_each(print);
    }
    // Nobody asked for an archive of what could not be had.
    archive.unmake(&REMEMBERED);
    match exit(&summary, ended) {
        // What is left for later was asked for now.
        Exit::Success if !summary.postponed.is_empty() => match summary.done() {
            0 => Exit::NothingDone,
            _ => Exit::SomeFailed,
        },
        exit => exit,
    }
}

fn print(text: Option<String>) {
    if let Some(text) = text {
        print_line(printable(&text).trim_end_matches('\n'));
    }
}

/// A text whose control characters other than line breaks and tabs cannot reach the terminal.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(['\n', '\t']) {
        let end = piece.len() - usize::from(piece.ends_with(['\n', '\t']));
        out.push_str(&visible(&piece[..end]));
        out.push_str(&piece[end..]);
    }
    out
}
