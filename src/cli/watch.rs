//! `spoglio watch`: stays up and asks each source on its own rhythm.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Local, TimeDelta, Utc};
use clap::Args;

use super::Exit;
use super::metrics::Metrics;
use super::options::configured::ConfigOption;
use super::options::listen;
use super::run::{Log, run_with};
use super::terminal::message::complain;
use super::terminal::progress::{Progress, print_line};
use super::terminal::signals::stop_on_signal;
use crate::config::{Config, Source};
use crate::pipeline::run::{Meanwhile, Memory, Setting, Stop, Switch, next_correction};
use crate::source::schedule;
use crate::store::{Access, Archive};

/// How long an archive that another process writes to is waited for.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often the clock, the configuration and the signals are looked at.
const LOOK: Duration = Duration::from_millis(250);
/// For how long a pass takes in what becomes due.
const LONGEST: Duration = Duration::from_secs(3600);
/// How soon articles are asked for again that could not be asked for when they were due.
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Stay up and ask each source on its own rhythm
///
/// A source is asked at the interval or the cron times that its `every` names; without it, sooner
/// when much of what it names is new and later when little is, between ten minutes and a day.
/// Articles are asked for again at the ages that watch.corrections names. With --metrics, /metrics
/// answers Prometheus and /health says whether the last pass could be stored.
/// One slow host keeps no other waiting: what becomes due meanwhile is asked beside it, and folders and WARC
/// files are read beside all of them.
/// Changes of config.toml are taken up at once, and quiet hours end a pass that is under way: what is left has its
/// turn after that. SIGTERM, Ctrl-C and the end of its terminal (SIGHUP,
/// unless nohup started it) end it well: what is fetched is stored. After a kill it goes on where it was.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio watch --log json >> watch.jsonl
  spoglio watch --metrics 9464")]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigOption,

    /// What to print
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,

    /// Answer /metrics and /health here: a port of loopback, or an address and a port; one beyond
    /// loopback needs a token in the environment variable SPOGLIO_TOKEN
    #[arg(long, value_name = "[ADDRESS:]PORT", value_parser = listen::address)]
    metrics: Option<SocketAddr>,
}

/// The environment variable with the token that readers of the metrics must show.
const TOKEN: &str = "SPOGLIO_TOKEN";

pub(super) fn run(arguments: &Arguments) -> Exit {
    let stop = stop_on_signal();
    let mut config = match load(arguments) {
        Ok(config) => config,
        Err(error) => {
            complain(&error);
            return Exit::BadConfiguration;
        }
    };
    let mut changed = changed_at(arguments.config.file());
    let mut setting = Setting { stop: stop.clone(), ..Setting::real() };
    let metrics = Metrics::new((setting.edges.now)());
    if let Some(address) = arguments.metrics
        && let Err(exit) = serve(&metrics, address)
    {
        return exit;
    }
    // Articles that could not be asked for when they were due do not keep the loop from waiting.
    let mut not_before = DateTime::UNIX_EPOCH;
    while !stop.is_pressed() {
        if changed_at(arguments.config.file()) != changed {
            changed = changed_at(arguments.config.file());
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
        let again = correction(&config, &memory, now).map(|at| at.max(not_before));
        let is_again = again.is_some_and(|at| at <= now);
        if due.is_empty() && !is_again {
            let next = next.into_iter().chain(again).min().unwrap_or(now + TimeDelta::hours(1));
            let names = config.sources.iter().map(|source| source.name.clone());
            metrics.know(&memory, names, config.watch.alarm, now, next);
            wait_until(next, &setting, arguments, changed);
            continue;
        }
        if is_again {
            not_before = now + AGAIN;
        }
        setting.followed = Some(followed(&config).cloned().collect());
        setting.meanwhile = Some(meanwhile(&config, &metrics));
        let is_changed = || changed_at(arguments.config.file()) != changed;
        let sources = Config { sources: due, ..config.clone() };
        pass(&sources, &setting, arguments.log, &metrics, || stop.is_pressed() || is_changed());
    }
    if arguments.log == Log::Text {
        print_line("ended");
    }
    Exit::Success
}

/// Serves the metrics. What stands in the way is complained about.
fn serve(metrics: &Metrics, address: SocketAddr) -> Result<(), Exit> {
    let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    if !address.ip().is_loopback() && token.is_none() {
        complain(&format!(
            "{address} is not of loopback, and whoever reaches it could read which sites are watched: name a token in the environment variable {TOKEN}, which readers send as `Authorization: Bearer TOKEN`"
        ));
        return Err(Exit::BadConfiguration);
    }
    match metrics.listen(address, token.as_deref()) {
        Ok(bound) => complain(&format!("metrics at http://{bound}/metrics")),
        Err(error) => {
            complain(&format!(
                "cannot listen on {address}: {error}; another --metrics address may be free"
            ));
            return Err(Exit::NothingDone);
        }
    }
    Ok(())
}

/// Reads the sources of a configuration once, until it `is_to_end`. What went wrong is told, and a while is waited
/// where the next pass would meet it again.
fn pass(
    config: &Config,
    setting: &Setting,
    log: Log,
    metrics: &Metrics,
    is_to_end: impl Fn() -> bool + Sync,
) {
    let (switch, ended_early) = Switch::new();
    let passing = Setting { stop: ended_early, ..setting.clone() };
    let over = AtomicBool::new(false);
    let mut progress = Progress::new(log == Log::Json);
    let passed = thread::scope(|scope| {
        let _over = Over(&over);
        scope.spawn(|| end_pass(&switch, &over, config, setting, &is_to_end));
        run_with(config, &passing, PATIENCE, &mut |event| {
            progress.show(event);
            metrics.take(event);
        })
    });
    match passed {
        Ok((summary, ended)) => {
            progress.end(&summary, &config.archive.display().to_string());
            let error = ended.err().map(|error| error.to_string());
            metrics.pass_ended((setting.edges.now)(), error.clone());
            if let Some(error) = error {
                complain(&error);
                pause(Duration::from_secs(60), &setting.stop);
            }
        }
        // The archive cannot be opened: that may pass.
        Err(_) => {
            let error = "the archive cannot be opened for writing".to_owned();
            metrics.pass_ended((setting.edges.now)(), Some(error));
            pause(Duration::from_secs(60), &setting.stop);
        }
    }
}

/// What becomes due while a pass goes on.
fn meanwhile(config: &Config, metrics: &Metrics) -> Meanwhile {
    let (sources, alarm, metrics) = (config.sources.clone(), config.watch.alarm, metrics.clone());
    let due = move |memory: &Memory, now| {
        let (due, next) = due(&sources, memory, now);
        let names = sources.iter().map(|source| source.name.clone());
        metrics.know(memory, names, alarm, now, next.unwrap_or(now));
        due
    };
    Meanwhile { due: Arc::new(due), longest: LONGEST }
}

/// Says that a pass is over, however it ended.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Ends a pass when quiet hours begin, and when it `is_to_end`: what is left has its turn in the next.
fn end_pass(
    switch: &Switch,
    over: &AtomicBool,
    config: &Config,
    setting: &Setting,
    is_to_end: impl Fn() -> bool,
) {
    let is_quiet = || {
        let now = (setting.edges.now)().with_timezone(&Local);
        schedule::quiet_until(config.watch.quiet, &now).is_some()
    };
    while !over.load(Ordering::Relaxed) {
        if is_to_end() || is_quiet() {
            switch.press();
            return;
        }
        thread::sleep(LOOK);
    }
}

fn load(arguments: &Arguments) -> Result<Config, String> {
    let config = arguments.config.read()?;
    if config.sources.is_empty() {
        let file = arguments.config.file().display();
        return Err(format!("{file}: no active source: add one, or take away a # in front of one"));
    }
    Ok(config)
}

/// The sources whose articles are asked for again.
fn followed(config: &Config) -> impl Iterator<Item = &Source> {
    config.sources.iter().filter(|source| !source.kind.is_local())
}

/// When the next article is to be asked for again; nothing while there is no archive to read.
fn correction(config: &Config, memory: &Memory, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let archive = Archive::open(&config.archive, Access::Read).ok()?;
    let schedule = &config.watch.corrections;
    let names: BTreeSet<String> = followed(config).map(|source| source.name.clone()).collect();
    next_correction(&archive, memory, schedule, &names, now).ok().flatten()
}

fn changed_at(config: &Path) -> Option<SystemTime> {
    std::fs::metadata(config).and_then(|about| about.modified()).ok()
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
        match when(source, memory, now) {
            Some(at) if at > now => {
                next = Some(next.map_or(at, |next: DateTime<Utc>| next.min(at)));
            }
            _ => due.push(source.clone()),
        }
    }
    (due, next)
}

/// When a source is to be asked next; nothing when it never was asked. A clock that was wrong must not silence it
/// until the right one has caught up.
pub(super) fn when(source: &Source, memory: &Memory, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let known = memory.sources.get(&source.name)?;
    // One whose pages were not dealt with to the end has its turn at once.
    let Some(asked) = known.was_asked().filter(|asked| *asked <= now) else { return Some(now) };
    Some(schedule::due(&source.rhythm, known.own_interval(), asked, known.failures))
}

/// Waits for a time by the wall clock, a signal, a change of the configuration, or a clock that is set back: what
/// is due is found anew then.
fn wait_until(
    end: DateTime<Utc>,
    setting: &Setting,
    arguments: &Arguments,
    changed: Option<SystemTime>,
) {
    let mut now = (setting.edges.now)();
    while !setting.stop.is_pressed() && now < end {
        thread::sleep(LOOK);
        let before = std::mem::replace(&mut now, (setting.edges.now)());
        if changed_at(arguments.config.file()) != changed || now < before {
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
