//! Arena or lines ─▶ labelled blocks and the page's verdict.

mod cards;
mod cohesion;
mod columns;
mod cues;
mod cut;
mod element;
mod fast;
mod features;
mod forest;
mod furniture;
mod hash;
mod head;
mod headline;
mod html;
mod kinds;
mod label;
mod layout;
mod lines;
mod lists;
mod measure;
mod model;
mod near;
mod numbers;
mod open;
mod pass;
mod repeated;
mod rules;
mod run;
mod scripted;
mod second;
mod segment;
mod sequence;
mod set;
mod siblings;
mod site;
mod stop;
mod sums;
mod table;
mod together;
mod verdict;
mod words;
mod write;

#[doc(hidden)]
pub mod training;

pub use html::strip_html;
pub use lines::strip_lines;
#[doc(hidden)]
pub use lines::training as lines_training;
pub use model::Model;
pub use site::{SiteRule, SiteRules};

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
