//! The options that bound which texts are listed, searched or exported.

use chrono::NaiveDate;
use clap::Args;

use super::host::host;
use super::moment::day;
use crate::page::Outcome;
use crate::store::{SearchBounds, SearchOrder};

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Only texts …")]
pub(in crate::cli) struct BoundsOption {
    /// … that were seen at this host, or at one below it (www.example.org for example.org)
    #[arg(long, value_name = "HOST", value_parser = host)]
    site: Option<String>,

    /// … in this language (it, pt-BR)
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// … published on this day (2026-11-21, or 7d back from now) or later; where a page gives no date, the
    /// day it was first seen
    #[arg(long, value_name = "WHEN", value_parser = day)]
    since: Option<NaiveDate>,

    /// … published on this day or before
    #[arg(long, value_name = "WHEN", value_parser = day)]
    until: Option<NaiveDate>,

    /// … of pages of this kind
    #[arg(long, value_name = "KIND", value_parser = storable())]
    outcome: Option<String>,

    /// … to which this source of config.toml led
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

/// The outcomes that have a text.
fn storable() -> clap::builder::PossibleValuesParser {
    Outcome::ALL.into_iter().filter(|outcome| outcome.is_storable()).map(Outcome::name).into()
}

impl BoundsOption {
    pub(in crate::cli) fn bounds(&self) -> SearchBounds {
        SearchBounds {
            site: self.site.clone(),
            lang: self.lang.clone(),
            from: self.since.map(|day| day.to_string()),
            to: self.until.map(|day| day.to_string()),
            outcome: self.outcome.clone(),
            source: self.source.clone(),
            order: SearchOrder::default(),
        }
    }

    /// The bounds in words, empty where nothing is bounded.
    pub(in crate::cli) fn told(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        [
            ("site", self.site.clone()),
            ("lang", self.lang.clone()),
            ("since", day(self.since)),
            ("until", day(self.until)),
            ("outcome", self.outcome.clone()),
            ("source", self.source.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("--{name} {}", value?)))
        .collect::<Vec<_>>()
        .join(" ")
    }
}
