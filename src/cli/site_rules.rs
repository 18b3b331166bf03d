//! Rules for single sites, for the commands that clean without an archive.

use std::path::Path;

use super::Exit;
use super::message::complain;
use crate::config;
use crate::strip::SiteRules;

/// The rules of the configuration that was named; none where none was, so that what `spoglio clean`
/// prints does not depend on the folder it is started in. A broken configuration is complained about.
pub(super) fn sites(named: Option<&Path>) -> Result<SiteRules, Exit> {
    let Some(path) = named else { return Ok(SiteRules::default()) };
    config::load(path).map(|config| config.sites).map_err(|error| {
        complain(&error.to_string());
        Exit::BadConfiguration
    })
}
