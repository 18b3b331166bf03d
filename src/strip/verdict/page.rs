//! What a verdict is drawn from, and how it is told.

use super::address::Address;
use super::markup::Markup;
use super::span::Span;
use crate::page::{Blocks, Metadata, Outcome, Verdict};

/// What a verdict is drawn from.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Page<'a> {
    /// The labelled blocks.
    pub blocks: &'a Blocks,
    /// Counts of each block, in the same order; missing ones are counted here.
    pub spans: &'a [Span],
    /// What the page says of itself.
    pub metadata: &'a Metadata,
    /// Where it was found.
    pub url: Option<&'a str>,
    /// What stands in its markup beside the text; none for a text page.
    pub markup: Option<&'a Markup>,
    /// How many items of one make lead to other pages.
    pub cards: u32,
}

impl<'a> Page<'a> {
    /// The parts of its address: where it was found, or what it says its own is.
    pub(super) fn address(&self) -> Address<'a> {
        let own = self.metadata.canonical.as_ref().map(|canonical| canonical.value.as_str());
        Address::of(self.url.or(own).unwrap_or(""))
    }
}

pub(super) fn verdict(outcome: Outcome, confidence: f32, evidence: Vec<String>) -> Verdict {
    Verdict { outcome, confidence: confidence.clamp(0.0, 1.0), evidence, kept_back: false }
}

/// A block's text as evidence quotes it: the first words of it, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let cut = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
    let ellipsis = if cut < text.len() { "…" } else { "" };
    format!("“{}{ellipsis}”", text.get(..cut).unwrap_or(text))
}
