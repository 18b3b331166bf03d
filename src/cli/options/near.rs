//! The option that says what is done with near texts, shared by every command that stores some.

use clap::Args;

use crate::page::Near;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct NearOption {
    /// What to do with a text that is nearly one the archive has: `link` the two, or `skip` copies
    /// [default: what config.toml says, or link]
    #[arg(long, value_name = "link|skip", value_parser = near)]
    near: Option<Near>,
}

impl NearOption {
    /// Puts what was asked for in the place of what the configuration says.
    pub(in crate::cli) fn apply(&self, near: &mut Near) {
        if let Some(wanted) = self.near {
            *near = wanted;
        }
    }
}

fn near(word: &str) -> Result<Near, String> {
    let found = Near::NAMES.iter().find(|(name, _)| *name == word);
    found.map(|(_, near)| *near).ok_or_else(|| "write `link` or `skip`".to_owned())
}
