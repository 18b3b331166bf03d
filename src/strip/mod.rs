//! Arena or lines ─▶ labelled blocks and the page's verdict.

#[allow(dead_code)] // the list of features names all kinds
mod cues;
#[allow(dead_code)]
mod element;
mod html;
mod label;
mod lines;
mod measure;
#[allow(dead_code)]
mod near;
mod numbers;
mod rules;
#[allow(dead_code)]
mod run;
mod segment;
mod sums;
mod verdict;
mod write;

pub use html::strip_html;
pub use lines::strip_lines;

use crate::page::{Blocks, Metadata, Verdict};

/// What is known of a page before its blocks are labelled.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the page's markup says of itself.
    pub metadata: &'a Metadata,
    /// Where the page was found.
    pub url: Option<&'a str>,
}

/// A page taken apart.
#[derive(Clone, Debug)]
pub struct Stripped {
    /// Every block of the page, labelled, in reading order.
    pub blocks: Blocks,
    /// What the page is.
    pub verdict: Verdict,
}
