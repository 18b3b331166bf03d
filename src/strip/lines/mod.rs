//! Blocks of a page that survives only as flattened text: lines as a tool, a mail or a hand wrote
//! them, without markup.
//!
//! The way a text takes: physical lines ([`physical`]), what holds for all of them ([`style`]), lines
//! that are no text ([`skip`]), blocks with wrapping and Markdown undone ([`reader`]), repetitions
//! ([`repeats`]), the headline ([`title`]), what rules are sure of ([`rules`]), what the model is
//! shown of the rest ([`features`]) and what becomes of each block ([`weigh`]).

mod apart;
mod dates;
mod features;
mod hyphen;
mod joint;
mod known;
mod likely;
mod lynx;
mod mail;
mod markdown;
mod marker;
mod model;
mod paper;
mod parts;
mod physical;
mod reader;
mod repeats;
mod row;
mod rules;
mod second;
mod skip;
mod stats;
mod style;
mod title;
pub mod training;
mod unit;
mod vocabulary;
mod weigh;

use super::verdict::{self, Span};
use super::{Context, SiteRule, Stripped, repeated};
use crate::html::Limits;
use crate::page::Blocks;
use crate::profile::SiteProfile;

/// Takes a flattened page apart. A text longer than a page ever is goes part by part, so that the
/// memory it takes beside its own blocks does not grow with it.
#[must_use]
pub fn strip_lines(text: &str, limits: &Limits, context: &Context<'_>) -> Stripped {
    let mut notes = Vec::new();
    let text = parts::within(text, limits, &mut notes);
    let mut blocks = Blocks::default();
    let mut lines = 0;
    // what the verdict would read again; a text in parts it reads itself
    let mut spans = Vec::new();
    let parts = parts::of(text);
    let count = parts.len();
    for part in parts {
        let spans = (count == 1).then_some(&mut spans);
        let (labelled, read) = label(part, context.profile, spans);
        if blocks.rows.len() + labelled.rows.len() > limits.nodes as usize {
            notes.push(format!("cut after {} blocks", blocks.rows.len()));
            break;
        }
        parts::append(&mut blocks, labelled, lines);
        lines += read;
    }
    if count > 1 {
        notes.push(format!("too long for one page: read in {count} parts"));
    }
    let verdict = verdict::judge(&verdict::Page {
        blocks: &blocks,
        spans: &spans,
        metadata: context.metadata,
        url: context.url,
        markup: None,
        cards: 0,
    });
    let unused = |site: &SiteRule| {
        format!("the site rule for {} is of no use here: the page is no markup", site.host)
    };
    notes.extend(context.site.map(unused));
    Stripped { blocks, verdict, notes }
}

/// Labels the blocks of a part; says how many lines it has. What the verdict needs to know of each
/// block goes to `spans`.
fn label(
    part: &str,
    profile: Option<&SiteProfile>,
    spans: Option<&mut Vec<Span>>,
) -> (Blocks, u32) {
    let mut weighed = Vec::new();
    let mut known = None;
    let (mut blocks, lines) = sift(part, |page, rulings, sums| {
        if let Some(spans) = spans {
            *spans = rules::once(&page.same, |at| Span {
                cues: Some(page.readings[at].cues),
                ..Span::of(page.text(at))
            });
        }
        let mut probabilities = model::probabilities(page, rulings, sums, model::shipped());
        let rulings = &apart::rule(page, sums, rulings);
        known = profile.map(|profile| {
            let words = |at: usize| page.stats[at].words;
            let open = |at: usize| rulings[at].is_none();
            repeated::weigh(profile, page.blocks, repeated::LINES, words, open, &mut probabilities)
        });
        weighed = weigh::weigh(page, rulings, &probabilities);
    });
    for (block, w) in blocks.rows.iter_mut().zip(weighed) {
        block.label = w.label;
        block.score = w.score;
        block.kept = w.kept;
        block.reason = w.reason.into();
    }
    if let Some(known) = &known {
        repeated::explain(known, &mut blocks);
    }
    (blocks, lines)
}

/// Reads a text into blocks, gathers what is known of them and what rules are sure of, and hands it
/// to `look`. Also says how many lines the text has.
fn sift(
    text: &str,
    look: impl FnOnce(&rules::Page<'_>, &[Option<rules::Ruling>], &features::Sums),
) -> (Blocks, u32) {
    gather(text, |mut page, vocabulary, style| {
        let title = title::find(&page, vocabulary);
        page.known = known::of(&page, vocabulary, title);
        let rulings = rules::rule(&page, title);
        let sums = features::Sums::of(&page, &rulings, style, title);
        look(&page, &rulings, &sums);
    })
}

/// Reads a text into blocks and hands what is known of them, before the headline is, to `look`. Also
/// says how many lines the text has.
fn gather(
    text: &str,
    look: impl FnOnce(rules::Page<'_>, &vocabulary::Vocabulary, &style::Style),
) -> (Blocks, u32) {
    let lines = physical::lines(text);
    let count = lines.len() as u32;
    let style = style::of(&lines);
    let skip = skip::lines_to_skip(&lines);
    let (blocks, units) = reader::read(&lines, &style, &skip);
    drop(lines);
    let (stats, vocabulary) = vocabulary::read(blocks.iter().map(|(_, text)| text));
    let repeats = repeats::find(&blocks, &units, &stats);
    look(rules::Page::new(&blocks, &units, &stats, &repeats), &vocabulary, &style);
    (blocks, count)
}

#[cfg(test)]
mod flattener_tests;
#[cfg(test)]
mod tests;
