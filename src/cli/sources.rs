//! `spoglio sources`: what each source of config.toml is doing.

use chrono::{DateTime, Local, Utc};
use clap::Args;

use super::Exit;
use super::options::configured::ConfigOption;
use super::terminal::message::{complain, visible};
use super::terminal::progress::print_line;
use super::watch::when;
use crate::check::counted;
use crate::config::{Rhythm, Source};
use crate::fetch::Edges;
use crate::pipeline::run::{Memory, SourceMemory};

/// Show each source: rhythm, last success, what it brought, errors, next time
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio sources
  spoglio sources --json | jq '.[] | select(.failures > 0)'")]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigOption,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let config = match arguments.config.load() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let (memory, note) = Memory::load(&config.archive);
    let now = (Edges::real().now)();
    if let Some(note) = note {
        complain(&note);
    }
    if arguments.json {
        let all: Vec<serde_json::Value> =
            config.sources.iter().map(|source| json(source, &memory, now)).collect();
        print_line(&serde_json::Value::from(all).to_string());
        return Exit::Success;
    }
    for source in &config.sources {
        print_line(&visible(&source.name));
        for line in lines(source, &memory, now) {
            print_line(&format!("  {}", visible(&line)));
        }
    }
    if config.sources.is_empty() {
        complain(&format!("{}: no active source", arguments.config.file().display()));
    }
    Exit::Success
}

fn rhythm(source: &Source, memory: &Memory) -> String {
    let span = |seconds: u64| match seconds {
        0..60 => format!("{seconds} s"),
        60..5_400 => format!("{} min", seconds / 60),
        5_400..172_800 => format!("{:.1} h", seconds as f64 / 3600.0).replace(".0 h", " h"),
        _ => format!("{} days", seconds / 86_400),
    };
    match &source.rhythm {
        Rhythm::Every(interval) => format!("every {}", span(interval.as_secs())),
        Rhythm::Cron(expression) => format!("at {expression}"),
        Rhythm::Own => match memory.sources.get(&source.name) {
            Some(known) => format!("its own, now every {}", span(known.interval)),
            None => "its own".to_owned(),
        },
    }
}

fn lines(source: &Source, memory: &Memory, now: DateTime<Utc>) -> Vec<String> {
    let local = |at: DateTime<Utc>| at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string();
    let mut lines = vec![
        format!("kind     {}: {}", source.kind.name(), source.kind.address()),
        format!("rhythm   {}", rhythm(source, memory)),
    ];
    let Some(known) = memory.sources.get(&source.name) else {
        lines.push("asked    never".to_owned());
        return lines;
    };
    let read = known.read.map_or("never read".to_owned(), |at| format!("last read {}", local(at)));
    let asked = match known.was_asked() {
        Some(at) => local(at),
        None => "not to the end".to_owned(),
    };
    lines.push(format!("asked    {asked}, {read}"));
    let new = known.brought_new.map_or("none yet".to_owned(), |at| format!("last {}", local(at)));
    lines.push(format!(
        "brought  {}, {new}; last time {}, known of them {}",
        counted(known.stored, "text", "texts"),
        counted(known.named, "page", "pages"),
        known.known
    ));
    if let Some(error) = &known.error {
        lines.push(format!("error    {error} ({} in a row)", known.failures));
    }
    lines.extend(known.notes.iter().map(|note| format!("noted    {note}")));
    if let Some(next) = when(source, memory, now) {
        let wrong = if known.asked > now {
            ", as the clock that dated the last time was wrong"
        } else {
            ""
        };
        lines.push(format!("next     {}{wrong}", local(next)));
    }
    lines
}

fn json(source: &Source, memory: &Memory, now: DateTime<Utc>) -> serde_json::Value {
    let known = memory.sources.get(&source.name);
    serde_json::json!({
        "name": source.name,
        "kind": source.kind.name(),
        "address": source.kind.address(),
        "rhythm": rhythm(source, memory),
        "asked": known.and_then(SourceMemory::was_asked),
        "read": known.and_then(|known| known.read),
        "brought_new": known.and_then(|known| known.brought_new),
        "stored": known.map_or(0, |known| known.stored),
        "named": known.map_or(0, |known| known.named),
        "known": known.map_or(0, |known| known.known),
        "failures": known.map_or(0, |known| known.failures),
        "error": known.and_then(|known| known.error.clone()),
        "notes": known.map_or(&[][..], |known| &known.notes),
        "next": when(source, memory, now),
    })
}
