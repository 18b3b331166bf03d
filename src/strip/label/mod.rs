//! In or out ─▶ what each block is, and why.

mod appeals;
mod boxes;
pub(super) mod colophon;
mod contacts;
mod copies;
pub(super) mod ended;
mod essays;
mod furniture;
mod headline;
mod hours;
mod kinds;
mod leads;
pub(super) mod lists;
pub(super) mod notices;
mod pictured;
mod pointers;
pub(super) mod pulled;
pub(super) mod readers;
pub(super) mod repeated;
mod restored;
mod sections;
mod signed;
pub(super) mod site;
mod sources;
mod strays;
mod subheads;
#[cfg(test)]
mod tests;
pub(super) mod together;
#[cfg(test)]
mod whole_pages;

use super::Context;
use super::features::Facts;
use super::model::cut::cut;
use crate::page::{Blocks, Label, Shape};
use copies::Copies;
use furniture::Finding;

/// A block of which more than this is linked is a pointer to another page.
const LINKED: f32 = 0.6;
/// What a pointer must reach on the page of an article to be the article's.
const POINTER: f32 = 0.4;

/// What is linked at least of a menu that nothing but line breaks part, above the headline, and how many links it has.
const MENU: f32 = 0.9;
const LINKS: u8 = 4;
/// Words of the longest kicker right above the headline.
const KICKER: f32 = 3.0;

/// What a block above the text must reach to be its lead, where it stands or reads like one.
const LEAD: f32 = 0.15;
/// The same where its markup calls it so or the page's head says the very same.
const NAMED_LEAD: f32 = 0.05;
/// What a line that names contributors must reach, and how many blocks above it the article's text
/// must have been at most.
const CONTRIBUTORS: f32 = 0.25;
const BEHIND: usize = 4;
/// What a heading above the text shares with the page's title, at least, where the title itself is printed among the
/// furniture (above the path to the page, mostly): it is the headline that readers see.
const ALIKE: f32 = 0.25;
/// The text begins with the first block of so many words, or, where none has as many, of so many.
const BEGINS: f32 = 20.0;
const SHORTLY: f32 = 10.0;

/// Labels every block of a page from the probabilities that it belongs to the article.
pub(super) fn label(facts: &Facts<'_>, p: &[f32], context: &Context<'_>) -> Blocks {
    let p = &lists::as_one(facts, p);
    let cut = cut(p, |at| facts.measures[at].words);
    let pointers = if facts.names_article() { cut.max(POINTER) } else { cut };
    let title = headline::find(facts, context);
    let begins = |words: f32| {
        (0..facts.len()).find(|at| p[*at] >= cut && facts.measures[*at].words >= words)
    };
    let text = begins(BEGINS).or_else(|| begins(SHORTLY));
    let headline = title.as_ref().map(|title| title.block);
    let text_of = |at: usize| facts.layout.blocks.text_of(&facts.layout.blocks.rows[at]);
    let said = context.metadata.description.as_ref().map(|said| &*said.value);
    let is_lead = |at: usize| {
        (p[at] >= LEAD
            && text.is_some_and(|text| at < text)
            && (facts.names_article() && leads::is_lead(facts, at, headline)
                || facts.is_news() && leads::opens(facts, at, headline)))
            || facts.names_article()
                && p[at] >= NAMED_LEAD
                && text.is_some_and(|text| at < text)
                && leads::is_named_lead(facts, at, headline, said)
                && !signed::signs(&context.metadata.authors, text_of(at))
    };
    let blocks_of = |at: usize| &facts.layout.blocks.rows[at];
    let is_above = |at: usize| {
        let kicker = || {
            headline == Some(at + 1)
                && blocks_of(at).shape == Shape::Paragraph
                && facts.measures[at].words <= KICKER
                && facts.measures[at].sentences == 0.0
        };
        let menu = || facts.link_share(at) > MENU && facts.layout.runs[at].links >= LINKS;
        facts.names_article() && headline.is_some_and(|block| at < block) && (menu() || kicker())
    };
    let is_last_line = |at: usize| {
        facts.names_article()
            && p[at] >= CONTRIBUTORS
            && (at.saturating_sub(BEHIND)..at).any(|above| p[above] >= cut)
            && furniture::names_contributors(facts, at)
    };
    let is_misplaced = facts.names_article() && headline.is_some_and(|block| p[block] < LEAD);
    let commented = furniture::is_commented(facts, p, cut);
    let mut blocks = facts.layout.blocks.clone();
    let mut copies = Copies::default();
    let mut begun = false;
    for (at, block) in blocks.rows.iter_mut().enumerate() {
        block.score = p[at];
        let found = if title.as_ref().is_some_and(|title| title.block == at) {
            Finding { label: Label::Title, reason: "the page's headline" }
        } else if p[at] < if facts.link_share(at) > LINKED { pointers } else { cut }
            && !is_lead(at)
            && !is_last_line(at)
            || is_above(at)
        {
            furniture::name(facts, at)
        } else if is_misplaced
            && text.is_some_and(|text| at < text)
            && matches!(block.shape, Shape::Heading(1 | 2))
            && facts.overlaps[at].title >= ALIKE
        {
            Finding { label: Label::Repeat, reason: "the headline in other words" }
        } else if title.as_ref().is_some_and(|title| title.repeats(facts, at)) {
            Finding { label: Label::Repeat, reason: "the headline again" }
        } else if facts.is_news() && copies.note(facts, at) {
            Finding { label: Label::Repeat, reason: "printed before on this page" }
        } else if title.as_ref().is_some_and(|title| title.is_past(facts, at)) {
            Finding { label: Label::Related, reason: "another article on the same page" }
        } else if let Some(found) = furniture::beside_the_text(facts, at, p[at], commented) {
            found
        } else if facts.is_news()
            && signed::signs(
                &context.metadata.authors,
                facts.layout.blocks.text_of(&facts.layout.blocks.rows[at]),
            )
        {
            Finding { label: Label::Byline, reason: "says who wrote it" }
        } else if !begun && furniture::is_dateline(facts, at) {
            Finding { label: Label::Date, reason: "says when it was published" }
        } else {
            let found = article(facts, at, block.shape, begun);
            begun |= matches!(found.label, Label::Body);
            block.kept = true;
            found
        };
        if found.label == Label::Title {
            block.kept = true;
            let alone = title.as_ref().and_then(|title| title.alone(facts, context));
            block.end = alone.map_or(block.end, |length| block.start + length);
        }
        block.label = found.label;
        block.reason = found.reason.into();
    }
    blocks
}

/// What a block of the article is.
pub(super) fn article(facts: &Facts<'_>, at: usize, shape: Shape, begun: bool) -> Finding {
    let found = |label, reason| Finding { label, reason };
    match shape {
        Shape::Heading(_) => found(Label::Subhead, "a heading among the article's paragraphs"),
        Shape::ListItem { .. } => found(Label::ListItem, "an item of a list in the article"),
        Shape::Quotation => found(Label::Quotation, "set apart as a quotation in the article"),
        Shape::TableRow { .. } => found(Label::Table, "a row of a table in the article"),
        Shape::Preformatted => found(Label::Code, "preformatted text in the article"),
        Shape::Paragraph if !begun && leads::leads(facts, at) => {
            found(Label::Standfirst, "the lead between headline and text")
        }
        Shape::Paragraph => found(Label::Body, "reads and stands like a paragraph of the article"),
    }
}
