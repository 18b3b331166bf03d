//! Blocks of an HTML page.

use std::cell::LazyCell;

use super::base::Base;
use super::features::Facts;
use super::features::cards::Cards;
use super::features::head::Head;
use super::label::{repeated, site, together};
use super::model::rules;
use super::segment::segment;
use super::verdict::{self, Markup, Span};
use super::{Context, Model, Stripped, label};
use crate::html::Document;

/// Takes an HTML page apart.
#[must_use]
pub fn strip_html(page: Document<'_>, context: &Context<'_>) -> Stripped {
    strip_with(page, context, Model::shipped())
}

/// The same with another model; without one, by plain rules.
pub(super) fn strip_with(
    page: Document<'_>,
    context: &Context<'_>,
    model: Option<&Model>,
) -> Stripped {
    let title = context.metadata.title.as_ref().map(|title| title.value.as_str());
    let layout = segment(page, title);
    let head = Head::read(page, context.url);
    let facts = Facts::gather(&layout, &head, false).noting(context.metadata);
    let mut p = match model {
        Some(model) => model.probabilities(&facts),
        None => rules::scores(&facts),
    };
    let known = context.profile.map(|profile| {
        let news = facts.says_news();
        let weight = if news { repeated::MARKUP } else { repeated::OTHER_MARKUP };
        let words = |at: usize| facts.measures[at].words;
        repeated::weigh(profile, &layout.blocks, weight, words, |_| true, &mut p)
    });
    let mut blocks = label::label(&facts, &p, context);
    together::mend(&facts, page, &mut blocks);
    if let Some(known) = &known {
        repeated::explain(known, &mut blocks);
    }
    let notes =
        context.site.map(|rule| site::apply(rule, page, &facts, &mut blocks)).unwrap_or_default();
    let cards = Cards::of(&facts);
    let spans: Vec<Span> = facts
        .measures
        .iter()
        .enumerate()
        .map(|(at, m)| Span {
            words: m.words,
            linked: facts.link_share(at),
            sentences: m.sentences,
            cues: Some(facts.readings[at].cues),
            carded: cards.hold(&facts, at),
            price: m.numbers.price,
            dated: m.numbers.date || facts.layout.runs[at].times > 0,
        })
        .collect();
    let markup = Markup::of(page, Span::small(&spans), Span::short(&spans, &blocks));
    let verdict = verdict::judge(&verdict::Page {
        blocks: &blocks,
        spans: &spans,
        metadata: context.metadata,
        url: context.url,
        markup: Some(&markup),
        cards: cards.count,
    });
    // A saved page often says where it was.
    let said = context.metadata.canonical.as_ref().map(|canonical| canonical.value.as_str());
    let url = context.url.or(said);
    // Many pages keep no link.
    let base = LazyCell::new(|| Base::of(page, url));
    super::inlines::note(page, &layout, &base, &mut blocks);
    super::pictures::note(page, &layout, &base, &mut blocks);
    super::breaks::restore(&mut blocks, &layout);
    Stripped { blocks, verdict, notes }
}
