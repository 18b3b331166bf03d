//! What was typed: the file's keys and the types of their values, and nothing of what they mean.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::error::{ConfigError, Places};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) archive: Option<Spanned<String>>,
    pub(super) near: Option<Spanned<String>>,
    pub(super) profiles: Option<bool>,
    #[serde(default)]
    pub(super) fetch: RawFetch,
    #[serde(default)]
    pub(super) watch: RawWatch,
    #[serde(default)]
    pub(super) source: Vec<Spanned<RawSource>>,
    #[serde(default)]
    pub(super) site: BTreeMap<Spanned<String>, Spanned<RawSite>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFetch {
    pub(super) contact: Option<Spanned<String>>,
    pub(super) concurrency: Option<Spanned<i64>>,
    pub(super) delay_min: Option<Spanned<String>>,
    pub(super) delay_max: Option<Spanned<String>>,
    pub(super) requests_per_host: Option<Spanned<i64>>,
    pub(super) attempts: Option<Spanned<i64>>,
    pub(super) revisit: Option<Spanned<String>>,
    pub(super) retry_pause: Option<Spanned<String>>,
    pub(super) connect_timeout: Option<Spanned<String>>,
    pub(super) first_byte_timeout: Option<Spanned<String>>,
    pub(super) idle_timeout: Option<Spanned<String>>,
    pub(super) total_timeout: Option<Spanned<String>>,
    pub(super) min_speed: Option<Spanned<String>>,
    pub(super) max_body: Option<Spanned<String>>,
    pub(super) max_redirects: Option<Spanned<i64>>,
    pub(super) ports: Option<Spanned<Vec<i64>>>,
    pub(super) allow: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) roots: Option<Spanned<String>>,
    pub(super) browser: Option<Spanned<String>>,
    pub(super) proxy: Option<Spanned<String>>,
    pub(super) obey: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) tdmrep: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWatch {
    pub(super) quiet: Option<Spanned<String>>,
    pub(super) alarm: Option<Spanned<String>>,
    pub(super) corrections: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSite {
    pub(super) content: Option<Spanned<String>>,
    pub(super) remove: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) name: Option<Spanned<String>>,
    pub(super) feed: Option<Spanned<String>>,
    pub(super) sitemap: Option<Spanned<String>>,
    pub(super) hub: Option<Spanned<String>>,
    pub(super) urls: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) list: Option<Spanned<String>>,
    pub(super) folder: Option<Spanned<String>>,
    pub(super) warc: Option<Spanned<String>>,
    pub(super) include: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) limit: Option<Spanned<i64>>,
    pub(super) max_age: Option<Spanned<String>>,
    pub(super) every: Option<Spanned<String>>,
    pub(super) render: Option<Spanned<bool>>,
    pub(super) active: Option<bool>,
}

pub(super) fn read(text: &str, path: &Path) -> Result<Raw, ConfigError> {
    toml::from_str(text).map_err(|error| Places { text, path }.toml_error(&error))
}
