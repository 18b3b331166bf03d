//! The options that name the configuration and the archive, shared by the commands that ask its sources.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Exit;
use crate::cli::terminal::message::complain;
use crate::config::{self, Config};

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ConfigOption {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = config::DEFAULT_FILE)]
    config: PathBuf,

    /// The archive's folder, instead of the one that the configuration names
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,
}

impl ConfigOption {
    /// The configuration file.
    pub(in crate::cli) fn file(&self) -> &Path {
        &self.config
    }

    /// What it says, with the archive that was named; an error names the line and the cure.
    pub(in crate::cli) fn read(&self) -> Result<Config, String> {
        let config = config::load(&self.config).map_err(|error| error.to_string())?;
        Ok(self.with_archive(config))
    }

    /// The same; what is wrong is complained about.
    pub(in crate::cli) fn load(&self) -> Result<Config, Exit> {
        self.read().map_err(|complaint| {
            complain(&complaint);
            Exit::BadConfiguration
        })
    }

    /// A configuration with the archive that was named in place of its own.
    pub(in crate::cli) fn with_archive(&self, mut config: Config) -> Config {
        if let Some(archive) = &self.archive {
            config.archive.clone_from(archive);
        }
        config
    }
}
