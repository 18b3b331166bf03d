//! `spoglio history` and `spoglio changes`: what an address held, and what changed.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::Exit;
use super::diff_view::{self, Event, Style};
use super::options::archive::ArchiveOption;
use super::options::host::host;
use super::options::moment::since;
use super::printed::printed;
use super::terminal::message::{complain, visible};
use super::terminal::output::Look;
use crate::store::{Archive, CaptureRow, StoreError, is_of_site};

/// Show what an address held over time, and what changed from version to version
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio history https://example.org/2026/11/flood.html
  spoglio history --format html https://example.org/2026/11/flood.html > changes.html")]
pub(super) struct Arguments {
    /// The address; `https://` may be left out
    #[arg(value_name = "URL")]
    url: String,

    #[command(flatten)]
    archive: ArchiveOption,

    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// List the captures without what changed in words
    #[arg(long)]
    no_diff: bool,
}

/// List the pages that changed: corrections, updates, retractions, lost pages
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio changes --since 7d
  spoglio changes --since 2026-11-01 --class retraction,correction
  spoglio changes --since 30d --site example.org")]
pub(super) struct Changes {
    #[command(flatten)]
    archive: ArchiveOption,

    /// From when: a date (2026-11-21) or a span back from now (36h, 7d)
    #[arg(long, value_name = "WHEN", default_value = "7d", value_parser = since)]
    since: DateTime<Utc>,

    /// Only changes of these classes: typo, correction, update, cut, rewrite, retraction,
    /// page-lost
    #[arg(long, value_name = "CLASS", value_delimiter = ',', value_parser = [
        "typo", "correction", "update", "cut", "rewrite", "retraction", "page-lost",
    ])]
    class: Vec<String>,

    /// Only at this host, or at one below it (www.example.org for example.org)
    #[arg(long, value_name = "HOST", value_parser = host)]
    site: Option<String>,

    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading; in colour on a terminal
    Text,
    /// One JSON array, of an object a capture
    Json,
    /// A web page
    Html,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    printed(&arguments.archive, |archive, out| {
        let captures = captures(archive, &arguments.url)?;
        if captures.is_empty() {
            complain(&format!(
                "{}: never captured: `spoglio list` shows what is there",
                arguments.url
            ));
            return Ok(Ok(Exit::NothingDone));
        }
        let events: Vec<Event> = lost(captures)
            .into_iter()
            .map(|capture| event(archive, capture, !arguments.no_diff))
            .collect::<Result<_, _>>()?;
        let style = if Look::of_stdout().colour { Style::Colours } else { Style::Marks };
        let format = if arguments.json { Format::Json } else { arguments.format };
        Ok(match format {
            Format::Text => print_text(out, &arguments.url, &events, style),
            Format::Json => serde_json::to_writer_pretty(&mut *out, &events)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out)),
            Format::Html => diff_view::html(out, &arguments.url, &events),
        }
        .map(|()| Exit::Success))
    })
}

/// The captures of an address that may be written as people write them, without a scheme.
fn captures(archive: &Archive, address: &str) -> Result<Vec<CaptureRow>, StoreError> {
    let found = archive.captures_of_url(address)?;
    if !found.is_empty() || address.contains("://") {
        return Ok(found);
    }
    archive.captures_of_url(&format!("https://{address}"))
}

pub(super) fn changes(arguments: &Changes) -> Exit {
    printed(&arguments.archive, |archive, out| {
        for capture in archive.changes(arguments.since)? {
            let capture = capture.or_lost();
            let class = capture.class.clone().unwrap_or_default();
            let elsewhere = |site: &String| !is_of_site(&capture.url, site);
            if !arguments.class.is_empty() && !arguments.class.contains(&class)
                || arguments.site.as_ref().is_some_and(elsewhere)
            {
                continue;
            }
            let event = event(archive, capture, true)?;
            let written = if arguments.json {
                serde_json::to_writer(&mut *out, &event)
                    .map_err(io::Error::from)
                    .and_then(|()| writeln!(out))
            } else {
                print_line(out, &event, true)
            };
            if let Err(error) = written {
                return Ok(Err(error));
            }
        }
        Ok(Ok(Exit::Success))
    })
}

fn event(archive: &Archive, capture: CaptureRow, diff: bool) -> Result<Event, StoreError> {
    let change = match (capture.previous, capture.text) {
        (Some(before), Some(after)) if diff => Some(archive.change(before, after)?),
        _ => None,
    };
    let text = capture.text.map(|ordinal| archive.text(ordinal)).transpose()?;
    // Not the capture that brought it into the archive: an older one may have come later.
    let is_first = text.as_ref().is_some_and(|text| text.first_seen == capture.at);
    Ok(Event { capture, title: text.map(|text| text.title), is_first, change })
}

/// A capture that says that the page is lost, after one with a text, is a lost page.
fn lost(captures: Vec<CaptureRow>) -> Vec<CaptureRow> {
    let mut there = false;
    captures
        .into_iter()
        .map(|capture| {
            let was = there;
            there |= capture.text.is_some();
            if was { capture.or_lost() } else { capture }
        })
        .collect()
}

fn print_text(out: &mut dyn Write, url: &str, events: &[Event], style: Style) -> io::Result<()> {
    writeln!(out, "{}", visible(url))?;
    for event in events {
        print_line(out, event, false)?;
        if let Some(change) = &event.change {
            diff_view::text(out, change, style)?;
        }
    }
    Ok(())
}

fn print_line(out: &mut dyn Write, event: &Event, with_url: bool) -> io::Result<()> {
    let capture = &event.capture;
    let what = match (&capture.class, event.is_first) {
        (Some(class), _) => class.as_str(),
        (None, true) => "new",
        (None, false) if capture.text.is_some() => "seen again",
        (None, false) if capture.near.is_some() => "near",
        (None, false) => "refused",
    };
    // Of a text that was not stored, the one that it is near to.
    let which = match (capture.previous, capture.text.or(capture.near)) {
        (Some(before), Some(after)) => format!("{before:03} → {after:03}"),
        (None, Some(text)) => format!("{text:03}"),
        _ => capture.outcome.clone(),
    };
    write!(out, "{}  {what:<11}  {which:<11}", capture.at.format("%Y-%m-%d %H:%M"))?;
    if let Some(change) = &event.change {
        write!(out, "  −{} +{} words", change.gone, change.came)?;
    }
    if let Some(title) = event.title.as_ref().filter(|title| !title.is_empty()) {
        write!(out, "  {}", visible(title))?;
    }
    if with_url {
        write!(out, "  {}", visible(capture.page_url()))?;
    }
    writeln!(out)
}
