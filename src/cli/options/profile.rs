//! The option that names the sites' profiles that cleaning looks into.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Exit;
use crate::cli::terminal::message::complain;
use crate::cli::terminal::opened::opened;
use crate::profile::{self, Profiles};
use crate::source::saved::not_readable;
use crate::store::{Access, Archive, StoreError};

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ProfileOption {
    /// What sites repeat across their pages, to count when cleaning: an archive's folder, or a file
    /// that `spoglio site HOST --json` printed (with one site in it, also for pages without an address)
    #[arg(long, value_name = "FILE|ARCHIVE")]
    profile: Option<PathBuf>,
}

impl ProfileOption {
    /// The profiles that were named; none where none were. What cannot be read is complained about.
    pub(super) fn profiles(&self) -> Result<Profiles, Exit> {
        let Some(path) = &self.profile else { return Ok(Profiles::default()) };
        read(path).map_err(|message| {
            complain(&message);
            Exit::BadConfiguration
        })
    }
}

fn read(path: &Path) -> Result<Profiles, String> {
    if path.is_dir() {
        return opened(path, Access::Read)
            .and_then(|archive| profiles_of(&archive))
            .map_err(|error| error.to_string());
    }
    let name = path.display();
    let bytes =
        fs::read(path).map_err(|error| format!("cannot read {name}: {}", not_readable(&error)))?;
    let profiles = profile::read(&bytes).map_err(|error| format!("{name}: {error}"))?;
    if profiles.is_empty() {
        return Err(format!(
            "{name}: no site profile in it; `spoglio site HOST --json` prints one"
        ));
    }
    Ok(Profiles::new(profiles).with_nameless())
}

/// The present profiles of an archive; damaged ones are complained about and left out.
pub(in crate::cli) fn profiles_of(archive: &Archive) -> Result<Profiles, StoreError> {
    let (profiles, damaged) = archive.profiles()?;
    damaged.iter().for_each(|note| complain(note));
    Ok(profiles)
}
