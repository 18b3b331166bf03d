//! Blocks of a page that survives only as flattened text: lines as a tool, a mail or a hand wrote
//! them, without markup.
//!
//! The way a text takes: physical lines ([`physical`]), what holds for all of them ([`style`]), lines
//! that are no text ([`skip`]), blocks with wrapping and Markdown undone ([`reader`]), repetitions
//! ([`repeats`]), the headline ([`title`]), what rules are sure of ([`rules`]), what the model is
//! shown of the rest ([`features`]) and what becomes of each block ([`weigh`]).

mod dates;
mod features;
mod known;
mod likely;
mod markdown;
mod marker;
mod model;
mod physical;
mod reader;
mod repeats;
mod rules;
mod skip;
mod stats;
mod style;
mod title;
pub mod training;
mod unit;
mod weigh;

use super::{Context, SiteRule, Stripped, verdict};
use crate::page::Blocks;

/// Takes a flattened page apart.
#[must_use]
pub fn strip_lines(text: &str, context: &Context<'_>) -> Stripped {
    let mut weighed = Vec::new();
    let mut blocks = sift(text, |page, rulings, sums| {
        let probabilities = model::probabilities(page, rulings, sums);
        weighed = weigh::weigh(page, rulings, &probabilities);
    });
    for (block, w) in blocks.rows.iter_mut().zip(weighed) {
        block.label = w.label;
        block.score = w.score;
        block.kept = w.kept;
        block.reason = w.reason.into();
    }
    let verdict = verdict::judge(&verdict::Page {
        blocks: &blocks,
        spans: &[],
        metadata: context.metadata,
        url: context.url,
        markup: None,
        cards: 0,
    });
    let unused = |site: &SiteRule| {
        format!("the site rule for {} is of no use here: the page is no markup", site.host)
    };
    Stripped { blocks, verdict, notes: context.site.map(unused).into_iter().collect() }
}

/// Reads a text into blocks, gathers what is known of them and what rules are sure of, and hands it
/// to `look`.
fn sift(
    text: &str,
    look: impl FnOnce(&rules::Page<'_>, &[Option<rules::Ruling>], &features::Sums),
) -> Blocks {
    let lines = physical::lines(text);
    let style = style::of(&lines);
    let skip = skip::lines_to_skip(&lines);
    let (blocks, units) = reader::read(&lines, &style, &skip);
    drop(lines);
    let stats: Vec<stats::Stats> = blocks.iter().map(|(_, text)| stats::of(text)).collect();
    let repeats = repeats::find(&blocks, &units, &stats);
    let mut page = rules::Page::new(&blocks, &units, &stats, &repeats);
    let title = title::find(&page);
    page.known = known::of(&page, title);
    let rulings = rules::rule(&page, title);
    let sums = features::Sums::of(&page, &rulings, &style, title);
    look(&page, &rulings, &sums);
    drop(page);
    blocks
}

#[cfg(test)]
mod tests;
