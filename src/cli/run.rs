//! `spoglio run`: one pass over the sources of config.toml.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::Exit;
use super::options::configured::ConfigOption;
use super::options::near::NearOption;
use super::run_report::RunReport;
use super::terminal::message::complain;
use super::terminal::opened::Preparations;
use super::terminal::progress::Progress;
use super::terminal::signals::stop_on_signal;
use crate::config::Config;
use crate::pipeline::run::{Event, RunError, Setting, Stop, Summary, run as pass};
use crate::store::{Access, Archive, StoreError};

/// How often it is looked whether the program is to end while another process has the archive.
const LOOK: Duration = Duration::from_millis(250);
/// After how long it is told that the archive is waited for.
const SOON: Duration = Duration::from_secs(2);

/// Go once over the sources of config.toml: fetch, clean, store what is new
///
/// Prints one line a page (progress bars on a terminal, JSON lines with --log json) and a summary.
/// Made for cron and systemd timers: the exit code is 0 when all went well, 1 when some pages or
/// sources failed, 2 when nothing could be done, 3 when the configuration is wrong. SIGTERM, Ctrl-C and
/// the end of its terminal (SIGHUP, unless nohup started it) end it well: what is fetched is stored.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio run
  spoglio run --log json > run.jsonl
  spoglio run --report run.xml
  spoglio run --config news.toml \"la Repubblica\"")]
pub(super) struct Arguments {
    /// Only these sources, by name [default: all that are active]
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,

    #[command(flatten)]
    config: ConfigOption,

    #[command(flatten)]
    near: NearOption,

    /// What to print
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,

    /// Also write a report of every page: JSON, or JUnit XML if the name ends in .xml
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Log {
    /// One line a page, or bars on a terminal
    Text,
    /// One JSON object an event
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut config = match arguments.config.load() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    arguments.near.apply(&mut config.near);
    if let Err(complaint) = choose(&mut config, &arguments.sources, arguments.config.file()) {
        complain(&complaint);
        return Exit::BadConfiguration;
    }
    let mut progress = Progress::new(arguments.log == Log::Json);
    let mut report = arguments.report.as_deref().map(RunReport::new);
    let ran = run_on(&config, &mut |event| {
        progress.show(event);
        if let Some(report) = &mut report {
            report.take(event);
        }
    });
    let (summary, ended) = match ran {
        Ok(ran) => ran,
        Err(exit) => return exit,
    };
    let written = report.map_or(Ok(()), |report| report.write(&summary));
    progress.end(&summary, &config.archive.display().to_string());
    let exit = exit(&summary, ended);
    match written {
        Ok(()) => exit,
        Err(error) => {
            complain(&error);
            exit.max(Exit::SomeFailed)
        }
    }
}

/// Keeps the sources that are asked for.
fn choose(config: &mut Config, names: &[String], file: &Path) -> Result<(), String> {
    let file = file.display();
    if config.sources.is_empty() {
        return Err(format!("{file}: no active source: add one, or take away a # in front of one"));
    }
    if let Some(unknown) =
        names.iter().find(|name| !config.sources.iter().any(|source| source.name == **name))
    {
        let known: Vec<&str> = config.sources.iter().map(|source| source.name.as_str()).collect();
        return Err(format!(
            "{file}: no active source is named `{unknown}`: there are {}",
            known.join(", ")
        ));
    }
    if !names.is_empty() {
        config.sources.retain(|source| names.contains(&source.name));
    }
    Ok(())
}

/// Opens the archive and makes one pass; a signal ends it well.
fn run_on(config: &Config, observe: &mut dyn FnMut(&Event<'_>)) -> Ran {
    let setting = Setting { stop: stop_on_signal(), ..Setting::real() };
    run_with(config, &setting, Duration::ZERO, observe)
}

/// What a pass did and how it ended, or what the program ends with when there was none.
pub(super) type Ran = Result<(Summary, Result<(), RunError>), Exit>;

/// Opens the archive, for which another process is waited so long, and makes one pass.
pub(super) fn run_with(
    config: &Config,
    setting: &Setting,
    patience: Duration,
    observe: &mut dyn FnMut(&Event<'_>),
) -> Ran {
    let mut archive = open(config, patience, &setting.stop)?;
    Ok(pass(config, setting, &mut archive, observe))
}

/// Opens the archive, and tells what was put in order. Another process that writes to it is waited for, unless
/// this one is told to end.
pub(super) fn open(config: &Config, patience: Duration, stop: &Stop) -> Result<Archive, Exit> {
    let begun = Instant::now();
    let mut is_told = false;
    let preparations = Preparations::default();
    let archive = loop {
        let step = LOOK.min(patience.saturating_sub(begun.elapsed()));
        let access = Access::WriteWithin(step);
        match Archive::open_telling(&config.archive, access, &|come| preparations.show(come)) {
            Ok(archive) => break archive,
            Err(error @ StoreError::InUse { .. }) if !step.is_zero() => {
                if stop.is_pressed() {
                    return Err(Exit::NothingDone);
                }
                if !is_told && begun.elapsed() >= SOON {
                    is_told = true;
                    complain(&format!("waiting: {error}"));
                }
            }
            Err(error) => {
                complain(&error.to_string());
                return Err(Exit::NothingDone);
            }
        }
    };
    drop(preparations);
    for note in archive.notes() {
        complain(&format!("{}: {note}", config.archive.display()));
    }
    Ok(archive)
}

/// How a pass ended, as an exit code.
pub(super) fn exit(summary: &Summary, ended: Result<(), RunError>) -> Exit {
    let failed = match ended {
        Ok(()) => summary.failures() > 0,
        Err(error) => {
            complain(&error.to_string());
            true
        }
    };
    match (failed, summary.done()) {
        (false, _) => Exit::Success,
        (true, 0) => Exit::NothingDone,
        (true, _) => Exit::SomeFailed,
    }
}
