//! How pages are cleaned, by what was named: the site rules of a configuration, and sites' profiles.

use std::path::Path;

use super::profile::ProfileOption;
use crate::cli::Exit;
use crate::cli::terminal::message::complain;
use crate::config;
use crate::pipeline::Options;

/// The options of a cleaning: with the site rules of the configuration that was named, and the profiles.
/// Without one, no rules: what is printed does not depend on the folder that a command is started in. What
/// cannot be read is complained about.
pub(in crate::cli) fn clean_options(
    config: Option<&Path>,
    profile: &ProfileOption,
) -> Result<Options, Exit> {
    let mut options = Options::default();
    if let Some(path) = config {
        options.sites = config::load(path).map(|config| config.sites).map_err(|error| {
            complain(&error.to_string());
            Exit::BadConfiguration
        })?;
    }
    options.profiles = profile.profiles()?;
    Ok(options)
}
