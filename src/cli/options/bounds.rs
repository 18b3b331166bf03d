//! The options that bound which texts are listed or searched.

use chrono::NaiveDate;
use clap::Args;

use super::moment::day;
use crate::page::Outcome;
use crate::store::SearchBounds;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Only texts …")]
pub(in crate::cli) struct BoundsOption {
    /// … that were seen at this host
    #[arg(long, value_name = "HOST")]
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
            newest: false,
        }
    }
}
