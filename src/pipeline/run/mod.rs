//! One pass over the sources: pages are read or fetched, cleaned and handed to the archive.
//!
//! Many hosts are asked at once and pages are cleaned on all cores; one thread, the caller's, writes
//! to the archive and tells what happened.

mod arrivals;
mod cleaners;
pub(super) mod conditional;
mod corrections;
mod doubtful;
mod ending;
mod event;
mod files;
mod folder;
mod keeper;
mod kept;
pub(super) mod listing;
mod local;
mod meanwhile;
mod memory;
mod network;
mod not_stored;
mod page;
mod passing;
mod polls;
mod queue;
mod reading;
mod revisits;
mod setting;
mod source_memory;
mod stop;
mod turns;
mod warc;

use std::collections::BTreeSet;

use crate::config::{Config, Source};
use crate::store::Archive;

use corrections::Followed;
pub use corrections::next_correction;
pub use event::{Event, PageEvent, Summary, What};
use keeper::Keeper;
pub use memory::{FILE as MEMORY_FILE, Memory, PageMemory, RestMemory};
pub use setting::{Due, Meanwhile, RunError, Setting};
pub use source_memory::SourceMemory;
pub use stop::{Stop, Switch};

/// Goes once over the sources of a configuration: folders and WARC files first, in the configuration's order, then
/// all that lies in the network, at once; with [`Setting::meanwhile`], all of it at once. `observe` is told of
/// everything as it happens.
///
/// # Errors
/// [`RunError`], with what was done until then in the summary. A page or a source that fails is no
/// error: it is counted, and the rest goes on.
pub fn run(
    config: &Config,
    setting: &Setting,
    archive: &mut Archive,
    observe: &mut dyn FnMut(&Event<'_>),
) -> (Summary, Result<(), RunError>) {
    let mut setting = setting.clone();
    setting.options.sites = config.sites.clone();
    setting.marks = config.profiles;
    // What a run learns holds from its end on, so that no page's text hangs on which came first.
    let mut notes = Vec::new();
    if config.profiles {
        match archive.profiles() {
            Ok((profiles, damaged)) => {
                setting.options.profiles = profiles;
                notes = damaged;
            }
            Err(error) => return (Summary::default(), Err(error.into())),
        }
    }
    let mut keeper = Keeper::new(archive, &setting, config, observe);
    for note in &notes {
        keeper.tell(&Event::Note { source: "", detail: note });
    }
    let ended = pass(config, &setting, &mut keeper);
    let flushed = keeper.flush().map_err(RunError::from);
    let summary = keeper.end();
    (summary, ended.and(flushed))
}

fn pass(config: &Config, setting: &Setting, keeper: &mut Keeper<'_>) -> Result<(), RunError> {
    keeper.begin("run")?;
    // Where more becomes due meanwhile, nothing in the network waits for what is on this machine.
    let (first, sources): (Vec<&Source>, Vec<&Source>) = config
        .sources
        .iter()
        .partition(|source| source.kind.is_local() && setting.meanwhile.is_none());
    for source in first {
        keeper.takes_part(source);
        if setting.stop.is_pressed() {
            break;
        }
        local::pass(source, setting, keeper)?;
    }
    let followed: BTreeSet<String> = match &setting.followed {
        Some(sources) => sources.iter().map(|source| source.name.clone()).collect(),
        None => {
            let remote = sources.iter().filter(|source| !source.kind.is_local());
            remote.map(|source| source.name.clone()).collect()
        }
    };
    let followed = Followed { schedule: &config.watch.corrections, sources: followed };
    network::pass(&sources, followed, &config.fetch, setting, keeper)
}
