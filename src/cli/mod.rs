//! The command line: one file a command, exit codes, reports.

mod add;
mod check;
mod clean;
mod diff_view;
mod doctor;
mod exit;
mod explain;
mod export;
mod generate;
mod get;
mod history;
mod import;
mod list;
mod metrics;
mod options;
mod printed;
mod reclean;
mod run;
mod run_report;
mod search;
mod serve;
mod show;
mod site;
mod sources;
mod stats;
mod terminal;
mod verify;
mod watch;

use std::time::{SystemTime, UNIX_EPOCH};

use clap::{CommandFactory as _, Parser, Subcommand};

pub use exit::Exit;
use terminal::message::complain;
use terminal::output::ended;
use terminal::progress::unless_lost;
use terminal::signals::tell_of_files_too_large;

/// Fetches news articles, strips the furniture around them, and keeps the clean texts in an archive
/// whose file names prove their content.
#[derive(Debug, Parser)]
#[command(name = "spoglio", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Arguments),
    Changes(history::Changes),
    Check(check::Arguments),
    Clean(clean::Arguments),
    Completions(generate::Completions),
    Doctor(doctor::Arguments),
    Explain(explain::Arguments),
    Export(export::Arguments),
    Get(get::Arguments),
    History(history::Arguments),
    Import(import::Arguments),
    List(list::Arguments),
    Man(generate::Manual),
    Reclean(reclean::Arguments),
    Run(run::Arguments),
    Search(search::Arguments),
    Serve(serve::Arguments),
    Show(show::Arguments),
    Site(site::Arguments),
    Sources(sources::Arguments),
    Stats(stats::Arguments),
    Verify(verify::Arguments),
    Watch(watch::Arguments),
}

impl Command {
    /// Whether the command needs to know what time it is.
    fn asks_the_clock(&self) -> bool {
        !matches!(
            self,
            Command::Check(_)
                | Command::Clean(_)
                | Command::Completions(_)
                | Command::Explain(_)
                | Command::Man(_)
        )
    }
}

/// Reads the process's arguments and runs the command they name.
pub fn main() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let printed = error.print();
            return if error.use_stderr() {
                Exit::BadConfiguration
            } else {
                ended(printed.map(|()| Exit::Success))
            };
        }
    };
    // Chrono's clock panics there; what asks no clock goes on.
    if SystemTime::now() < UNIX_EPOCH && arguments.command.asks_the_clock() {
        complain(
            "the system's clock says a time before 1970: set it, or let it be set (systemd-timesyncd, chrony)",
        );
        return Exit::NothingDone;
    }
    tell_of_files_too_large();
    unless_lost(match arguments.command {
        Command::Add(arguments) => add::run(&arguments),
        Command::Changes(arguments) => history::changes(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Clean(arguments) => clean::run(&arguments),
        Command::Completions(arguments) => generate::completions(Arguments::command(), &arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Get(arguments) => get::run(&arguments),
        Command::History(arguments) => history::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Man(arguments) => generate::manual(Arguments::command(), &arguments),
        Command::Reclean(arguments) => reclean::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Site(arguments) => site::run(&arguments),
        Command::Sources(arguments) => sources::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
    })
}
