//! Blocks of a page that survives only as flattened text: lines as a tool, a mail or a hand wrote
//! them, without markup.
//!
//! The way a text takes ([`sift`]): code of the page cut out ([`code`]), plain lines where it is in a
//! notation ([`notation`]), physical lines, what holds for all of them, lines that are no text,
//! blocks with wrapping and Markdown undone ([`read`]), what is known of each block ([`facts`]), the
//! headline ([`title`]), what rules are sure of ([`rules`]), what the model is shown of the rest
//! ([`features`]), what it says ([`model`]) and what becomes of each block ([`weigh`]).

mod above;
mod apart;
mod below;
mod bylines;
mod code;
mod comments;
mod ends;
mod facts;
mod features;
mod feet;
mod lead;
mod likely;
mod model;
mod notation;
mod parts;
mod pointers;
mod read;
mod rules;
mod ruling;
mod sift;
mod subheads;
mod title;
mod together;
pub mod training;
mod verses;
mod weigh;
mod window;

use facts::stats::Stats;

use super::label::{pulled, repeated};
use super::verdict::{self, Span};
use super::{Context, SiteRule, Stripped};
use crate::html::Limits;
use crate::lexicon::Reading;
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
    mut spans: Option<&mut Vec<Span>>,
) -> (Blocks, u32) {
    let mut weighed = Vec::new();
    let mut words = Vec::new();
    let mut stanzas = Vec::new();
    let mut known = None;
    let (mut blocks, lines) = sift::sift(part, |page, rulings, sums| {
        if let Some(spans) = &mut spans {
            let span = |(s, reading): (&Stats, &Reading)| Span {
                words: s.length,
                sentences: s.stops as f32,
                cues: Some(reading.cues),
                ..Span::default()
            };
            **spans = page.stats.iter().zip(&page.readings).map(span).collect();
        }
        let mut probabilities = model::probabilities(page, rulings, sums, model::shipped());
        let rulings = &apart::rule(page, sums, rulings);
        known = profile.map(|profile| {
            let words = |at: usize| page.stats[at].words;
            let open = |at: usize| rulings[at].is_none();
            repeated::weigh(profile, page.blocks, repeated::LINES, words, open, &mut probabilities)
        });
        together::as_one(page, rulings, &mut probabilities);
        weighed = weigh::weigh(page, rulings, &probabilities);
        above::leave_out(page, &mut weighed);
        comments::leave_out(page, &mut weighed);
        below::leave_out(page, &mut weighed);
        stanzas = verses::find(page, &weighed);
        words = page.stats.iter().map(|s| s.words).collect();
    });
    for (block, w) in blocks.rows.iter_mut().zip(weighed) {
        block.label = w.label;
        block.score = w.score;
        block.kept = w.kept;
        block.reason = w.reason.into();
    }
    pulled::leave_out_lines(&mut blocks, |at| words.get(at).copied().unwrap_or(0.0));
    if let Some(known) = &known {
        repeated::explain(known, &mut blocks);
    }
    if !stanzas.is_empty() {
        verses::join(&mut blocks, &stanzas);
        // each was one of the blocks as they were
        if let Some(spans) = spans {
            spans.clear();
        }
    }
    (blocks, lines)
}

#[cfg(test)]
mod flattener_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wrapping_tests;
