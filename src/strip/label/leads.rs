//! The lead of an article, and what opens its text: told by where they stand above it.

use super::furniture::{BYLINE, DATE, TAGS, evidence, name, origin};
use crate::lexicon;
use crate::page::{Label, Shape};
use crate::strip::features::Facts;
use crate::strip::segment::cues;

/// Words of a paragraph that opens the text below byline and date.
const OPENS: f32 = 12.0;
/// How far below the headline it may stand.
const SIGNED: usize = 6;

const LEAD: u32 = cues::bit("lead");

/// Whether a block reads like the lead: marked up as one, or the page's own description.
pub(super) fn leads(facts: &Facts<'_>, at: usize) -> bool {
    let e = evidence(facts, at);
    (e.class(LEAD, 1) || facts.overlaps[at].description > 0.6) && e.words() >= 6.0
}

/// Whether a block above the article's text is its lead: what the page says in its head of itself, or what stands
/// right below the headline and says something else than it.
pub(super) fn is_lead(facts: &Facts<'_>, at: usize, headline: Option<usize>) -> bool {
    let (overlap, m) = (&facts.overlaps[at], &facts.measures[at]);
    let below = headline.is_some_and(|headline| headline + 1 == at) && !m.numbers.date;
    (below || overlap.description > 0.6)
        && overlap.title < 0.4
        && m.words >= 6.0
        && facts.link_share(at) < 0.1
}

/// Whether a block right below the headline is its lead, however short and unlikely: its own class calls it so, or it
/// is the whole of what the page says in its head of itself.
pub(super) fn is_named_lead(
    facts: &Facts<'_>,
    at: usize,
    headline: Option<usize>,
    said: Option<&str>,
) -> bool {
    /// Fewest words: one is a button or a topic.
    const WORDS: f32 = 2.0;
    let e = evidence(facts, at);
    let (block, m) = (&facts.layout.blocks.rows[at], &facts.measures[at]);
    let below = headline.is_some_and(|headline| headline + 1 == at);
    let text = facts.layout.blocks.text_of(block);
    below
        && matches!(block.shape, Shape::Paragraph | Shape::Heading(_))
        && m.words >= WORDS
        && !m.numbers.date
        && facts.overlaps[at].title < 0.4
        && facts.link_share(at) < 0.1
        && facts.readings[at].cues.is_empty()
        && facts.readings[at].head.is_none()
        && origin(&e).is_none()
        && (e.class(LEAD, 1) && !e.class(BYLINE, 2) && !e.class(DATE, 2) && !e.class(TAGS, 2)
            || said.is_some_and(|said| lexicon::key(said) == lexicon::key(text)))
}

/// Whether a block opens the article's text: a paragraph below the headline, with who wrote it or
/// when between the two, and nothing else but what stands around a picture or shares the page.
pub(super) fn opens(facts: &Facts<'_>, at: usize, headline: Option<usize>) -> bool {
    let m = &facts.measures[at];
    let plain = facts.layout.blocks.rows[at].shape == Shape::Paragraph
        && m.sentences > 0.0
        && m.words >= OPENS
        && !m.numbers.date
        && facts.link_share(at) < 0.3;
    let Some(headline) = headline.filter(|h| plain && *h < at && at - h <= SIGNED) else {
        return false;
    };
    let mut signed = false;
    let around = (headline + 1..at).all(|between| {
        let label = name(facts, between).label;
        let signs = matches!(label, Label::Byline | Label::Date);
        signed |= signs;
        signs || matches!(label, Label::Share | Label::Credit | Label::Caption)
    });
    around && signed && name(facts, at).label == Label::Other
}
