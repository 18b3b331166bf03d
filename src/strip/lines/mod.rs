//! Blocks of a page that survives only as flattened text: lines as a tool, a mail or a hand wrote
//! them, without markup.
//!
//! The way a text takes: physical lines ([`physical`]), what holds for all of them ([`style`]), lines
//! that are no text ([`skip`]), blocks with wrapping and Markdown undone ([`reader`]), repetitions
//! ([`repeats`]), the headline ([`title`]), what rules are sure of ([`rules`]), and what is weighed
//! ([`weigh`]).

mod markdown;
mod marker;
mod phrases;
mod physical;
mod reader;
mod repeats;
mod rules;
mod skip;
mod stats;
mod style;
mod title;
mod unit;
mod weigh;

use super::{Context, Stripped, verdict};
use crate::page::Blocks;

/// Takes a flattened page apart.
#[must_use]
pub fn strip_lines(text: &str, context: &Context<'_>) -> Stripped {
    let lines = physical::lines(text);
    let style = style::of(&lines);
    let skip = skip::lines_to_skip(&lines);
    let (mut blocks, units) = reader::read(&lines, &style, &skip);
    let stats: Vec<stats::Stats> = blocks.iter().map(|(_, text)| stats::of(text)).collect();
    let repeats = repeats::find(&blocks, &units, &stats);
    let weighed = {
        let page = rules::Page::new(&blocks, &units, &stats, &repeats);
        let title = title::find(&page);
        let rulings = rules::rule(&page, title);
        weigh::weigh(&page, &rulings)
    };
    apply(&mut blocks, weighed);
    let verdict = verdict::judge(&verdict::Page {
        blocks: &blocks,
        spans: &[],
        metadata: context.metadata,
        url: context.url,
        markup: None,
    });
    Stripped { blocks, verdict }
}

fn apply(blocks: &mut Blocks, weighed: Vec<weigh::Weighed>) {
    for (block, w) in blocks.rows.iter_mut().zip(weighed) {
        block.label = w.label;
        block.score = w.score;
        block.kept = w.kept;
        block.reason = w.reason.into();
    }
}

#[cfg(test)]
mod tests;
