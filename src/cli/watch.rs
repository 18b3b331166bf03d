//! `spoglio watch`: stays up and asks each source on its own rhythm.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Local, Utc};
use clap::Args;

use super::Exit;
use super::message::complain;
use super::progress::{Progress, print_line};
use super::run::{Log, run_with};
use super::signals::stop_on_signal;
use crate::config::{self, Config, Source};
use crate::pipeline::run::{Memory, Setting, Stop};
use crate::source::schedule;
use crate::store::Access;

/// How long an archive that another process writes to is waited for.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often the clock, the configuration and the signals are looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Stay up and ask each source on its own rhythm
///
/// A source is asked at the interval or the cron times that its `every` names; without it, sooner
/// when much of what it names is new and later when little is, between ten minutes and a day.
/// Changes of config.toml are taken up at once. SIGTERM and Ctrl-C end it well: what is fetched is
/// stored. After a kill it goes on where it was.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  spoglio watch --log json >> watch.jsonl")]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = config::DEFAULT_FILE)]
    config: PathBuf,

    /// The archive's folder, instead of the one that the configuration names
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let stop = stop_on_signal();
    let mut config = match load(arguments) {
        Ok(config) => config,
        Err(error) => {
            complain(&error);
            return Exit::BadConfiguration;
        }
    };
    let mut changed = changed_at(arguments);
    let setting = Setting { stop: stop.clone(), ..Setting::real() };
    while !stop.is_pressed() {
        if changed_at(arguments) != changed {
            changed = changed_at(arguments);
            match load(arguments) {
                Ok(new) => config = new,
                Err(error) => complain(&format!("{error}: going on with the old one")),
            }
        }
        let now = (setting.edges.now)();
        if let Some(end) = schedule::quiet_until(config.watch.quiet, &now.with_timezone(&Local)) {
            wait_until(end.to_utc(), &setting, arguments, changed);
            continue;
        }
        let (memory, _) = Memory::load(&config.archive);
        let (due, next) = due(&config.sources, &memory, now);
        if due.is_empty() {
            let next = next.unwrap_or(now + chrono::TimeDelta::hours(1));
            wait_until(next, &setting, arguments, changed);
            continue;
        }
        let pass = Config { sources: due, ..config.clone() };
        let mut progress = Progress::new(arguments.log == Log::Json);
        match run_with(&pass, &setting, Access::WriteWithin(PATIENCE), &mut |event| {
            progress.show(event);
        }) {
            Ok((summary, ended)) => {
                progress.end(&summary, &config.archive.display().to_string());
                if let Err(error) = ended {
                    complain(&error.to_string());
                    pause(Duration::from_secs(60), &stop);
                }
            }
            // The archive cannot be opened: that may pass.
            Err(_) => pause(Duration::from_secs(60), &stop),
        }
    }
    if arguments.log == Log::Text {
        print_line("ended");
    }
    Exit::Success
}

fn load(arguments: &Arguments) -> Result<Config, String> {
    let mut config = config::load(&arguments.config).map_err(|error| error.to_string())?;
    if let Some(archive) = &arguments.archive {
        config.archive.clone_from(archive);
    }
    if config.sources.is_empty() {
        let file = arguments.config.display();
        return Err(format!("{file}: no active source: add one, or take away a # in front of one"));
    }
    Ok(config)
}

fn changed_at(arguments: &Arguments) -> Option<SystemTime> {
    std::fs::metadata(&arguments.config).and_then(|about| about.modified()).ok()
}

/// The sources that are due, and when the next of the others is.
fn due(
    sources: &[Source],
    memory: &Memory,
    now: DateTime<Utc>,
) -> (Vec<Source>, Option<DateTime<Utc>>) {
    let mut due = Vec::new();
    let mut next = None;
    for source in sources {
        match when(source, memory) {
            // A clock that was set back must not silence a source until it has caught up.
            Some((asked, at)) if at > now && asked <= now => {
                next = Some(next.map_or(at, |next: DateTime<Utc>| next.min(at)));
            }
            _ => due.push(source.clone()),
        }
    }
    (due, next)
}

/// When a source was last asked and is to be asked next; nothing when it never was.
pub(super) fn when(source: &Source, memory: &Memory) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let known = memory.sources.get(&source.name)?;
    let own = known.own_interval();
    Some((known.asked, schedule::due(&source.rhythm, own, known.asked, known.failures)))
}

/// Waits for a time by the wall clock, a signal, or a change of the configuration.
fn wait_until(
    end: DateTime<Utc>,
    setting: &Setting,
    arguments: &Arguments,
    changed: Option<SystemTime>,
) {
    while !setting.stop.is_pressed() && (setting.edges.now)() < end {
        thread::sleep(LOOK);
        if changed_at(arguments) != changed {
            return;
        }
    }
}

fn pause(long: Duration, stop: &Stop) {
    let mut left = long;
    while !left.is_zero() && !stop.is_pressed() {
        thread::sleep(LOOK);
        left = left.saturating_sub(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Rhythm, SourceKind};
    use crate::pipeline::run::SourceMemory;

    #[test]
    fn sources_are_due_when_they_never_were_asked_or_their_time_has_come() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let source = |name: &str| {
            let mut source = Source::new(name, SourceKind::Urls(Vec::new()));
            source.rhythm = Rhythm::Every(Duration::from_secs(3600));
            source
        };
        let sources = [source("new"), source("early"), source("late"), source("ahead")];
        let mut memory = Memory::default();
        for (name, asked) in [
            ("early", "2026-11-20T09:30:00Z"),
            ("late", "2026-11-20T08:59:00Z"),
            ("ahead", "2027-01-01T00:00:00Z"),
        ] {
            let known = SourceMemory { asked: at(asked), ..SourceMemory::default() };
            memory.sources.insert(name.to_owned(), known);
        }
        let (due, next) = due(&sources, &memory, at("2026-11-20T10:00:00Z"));
        let names: Vec<&str> = due.iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["new", "late", "ahead"], "a clock that was set back is no excuse");
        assert_eq!(next, Some(at("2026-11-20T10:30:00Z")));
    }
}
