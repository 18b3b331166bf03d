//! The option that names the archive, shared by every command that reads or writes one.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Exit;
use crate::cli::terminal::message::complain;
use crate::config;
use crate::strip::SiteRules;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ArchiveOption {
    /// The archive's folder [default: the one that config.toml names, or `archive`]
    #[arg(long = "archive", value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// The configuration file that names the archive, and rules for sites [default: config.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ArchiveOption {
    /// The folder that was named, or the one of the configuration, or `archive`. A configuration that
    /// breaks a rule is complained about.
    pub(in crate::cli) fn folder(&self) -> Result<PathBuf, Exit> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        self.configuration().map(|config| config.archive)
    }

    /// The configuration's rules for single sites. One that breaks a rule is complained about.
    pub(in crate::cli) fn sites(&self) -> Result<SiteRules, Exit> {
        self.configuration().map(|config| config.sites)
    }

    /// The configuration, with the folder that was named. One that breaks a rule is complained about.
    pub(in crate::cli) fn config(&self) -> Result<config::Config, Exit> {
        let mut config = self.configuration()?;
        if let Some(folder) = &self.folder {
            config.archive.clone_from(folder);
        }
        Ok(config)
    }

    fn configuration(&self) -> Result<config::Config, Exit> {
        config::load_if_any(self.config.as_deref()).map_err(|error| {
            complain(&error.to_string());
            Exit::BadConfiguration
        })
    }
}
