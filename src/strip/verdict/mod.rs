//! What a page is, before anyone asks for its text.
//!
//! The order of questions follows what a mistake costs. A page is a wall, an error or a challenge
//! only when its words say so and there is next to nothing else on it: refusing an article that was
//! there loses it, while storing a wall puts a wrong text under an article's address. Every answer
//! names what was seen.

mod kinds;
mod markup;
mod signs;
mod walls;

pub(super) use markup::Markup;
pub(super) use signs::Span;

use crate::page::{Blocks, Metadata, Outcome, Verdict};
use signs::Signs;

/// What a verdict is drawn from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
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

/// Says what a page is, with a confidence and what led there.
pub(super) fn judge(page: &Page<'_>) -> Verdict {
    let signs = Signs::of(page);
    walls::challenge(page, &signs)
        .or_else(|| walls::error(page, &signs))
        .or_else(|| walls::consent(page, &signs))
        .or_else(|| walls::shell(page, &signs))
        .or_else(|| walls::empty(&signs))
        .or_else(|| walls::paywall(page, &signs))
        .unwrap_or_else(|| kinds::kind(page, &signs))
}

fn verdict(outcome: Outcome, confidence: f32, evidence: Vec<String>) -> Verdict {
    Verdict { outcome, confidence: confidence.clamp(0.0, 1.0), evidence }
}

/// A block's text as evidence quotes it: the first words of it, in quotation marks.
fn quoted(text: &str) -> String {
    let cut = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
    let ellipsis = if cut < text.len() { "…" } else { "" };
    format!("“{}{ellipsis}”", text.get(..cut).unwrap_or(text))
}

#[cfg(test)]
mod tests;
