//! Arena or lines ─▶ labelled blocks and the page's verdict.

mod base;
mod breaks;
mod features;
mod glue;
mod hashed;
mod html;
mod inlines;
mod label;
mod lines;
mod measure;
mod model;
mod pictures;
mod segment;
mod verdict;

#[doc(hidden)]
pub mod training;

pub use html::strip_html;
pub use label::site::{SiteRule, SiteRules};
pub use lines::strip_lines;
#[doc(hidden)]
pub use lines::training as lines_training;
pub use model::Model;

use crate::page::{Blocks, Metadata, Verdict};
use crate::profile::SiteProfile;

/// What is known of a page before its blocks are labelled.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the page's markup says of itself.
    pub metadata: &'a Metadata,
    /// Where the page was found.
    pub url: Option<&'a str>,
    /// What the user says of its site.
    pub site: Option<&'a SiteRule>,
    /// What its site repeats, as far as it is known.
    pub profile: Option<&'a SiteProfile>,
}

/// A page taken apart.
#[derive(Clone, Debug)]
pub struct Stripped {
    /// Every block of the page, labelled, in reading order.
    pub blocks: Blocks,
    /// What the page is.
    pub verdict: Verdict,
    /// What of the site's rule did nothing, one sentence each.
    pub notes: Vec<String>,
}

#[cfg(test)]
mod tests;
