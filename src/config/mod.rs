//! `config.toml`: what was typed (`raw.rs`) ─▶ what it means ([`Config`]), with a message
//! for every rule that names file, line and cure.

mod activate;
mod add;
mod check;
mod checked;
mod error;
mod raw;
mod site;
mod units;

use std::path::Path;

pub use activate::{activate, activated};
pub use add::{add, with_source};
pub use check::{LOGIN, has_login};
pub use checked::{
    Config, Endpoint, Fetch, Proxy, ProxyKind, Reservation, Rhythm, Source, SourceKind, Watch,
};
pub use error::ConfigError;

/// The file a command reads when none is named.
pub const DEFAULT_FILE: &str = "config.toml";

/// Reads and checks a configuration file. Relative paths in it are relative to its folder.
///
/// # Errors
/// [`ConfigError`] when the file is missing, unreadable, no TOML, or breaks a rule.
pub fn load(path: &Path) -> Result<Config, ConfigError> {
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ConfigError::Missing { path: path.to_owned() },
        _ => ConfigError::Unreadable { path: path.to_owned(), source },
    })?;
    let text =
        std::str::from_utf8(&bytes).map_err(|error| ConfigError::no_utf8(path, &bytes, error))?;
    parse(text, path)
}

/// Reads and checks the configuration file that is named; where none is, [`DEFAULT_FILE`] if there is
/// one, and the defaults if not.
///
/// # Errors
/// As [`load`].
pub fn load_if_any(named: Option<&Path>) -> Result<Config, ConfigError> {
    match named {
        Some(path) => load(path),
        None => match load(Path::new(DEFAULT_FILE)) {
            Err(ConfigError::Missing { .. }) => Ok(Config::default()),
            loaded => loaded,
        },
    }
}

/// Checks the text of a configuration file; `path` serves messages and relative paths.
///
/// # Errors
/// [`ConfigError`] when the text is no TOML or breaks a rule.
pub fn parse(text: &str, path: &Path) -> Result<Config, ConfigError> {
    let raw = raw::read(text, path)?;
    check::check(&raw, &error::Places { text, path })
}

#[cfg(test)]
mod tests;
