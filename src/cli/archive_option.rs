//! The option that names the archive, shared by every command that reads or writes one.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::message::complain;
use crate::config;

#[derive(Clone, Debug, Args)]
pub(super) struct ArchiveOption {
    /// The archive's folder [default: the one that config.toml names, or `archive`]
    #[arg(long = "archive", value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// The configuration file that names the archive [default: config.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ArchiveOption {
    /// The folder that was named, or the one of the configuration, or `archive`. A configuration that breaks a rule is complained about.
    pub(super) fn folder(&self) -> Result<PathBuf, Exit> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let file = self.config.as_deref().unwrap_or(Path::new(config::DEFAULT_FILE));
        if self.config.is_none() && !file.exists() {
            return Ok(config::Config::default().archive);
        }
        config::load(file).map(|config| config.archive).map_err(|error| {
            complain(&error.to_string());
            Exit::BadConfiguration
        })
    }
}
