//! Headings that are kept by what stands around them.

use super::notices;
use super::sections::{section_of, stands_in};
use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;

/// A heading less likely than this to be the article's is left out whatever stands below it.
const LIKELY: f32 = 0.25;

/// How many dropped blocks (an advert, a pointer) may stand between a heading and its text.
const BETWEEN: usize = 4;

/// How many blocks a chapter may have whose heading is at the beginning of the text.
const CHAPTER: usize = 40;

/// Keeps a heading between kept blocks of its section, or at the beginning of a section whose other headings are kept,
/// where it is likely at all.
pub(super) fn keep_likely(facts: &Facts<'_>, blocks: &mut Blocks) {
    let mut above = None;
    for at in 0..blocks.rows.len() {
        let block = &blocks.rows[at];
        if block.kept && block.label != Label::Title {
            above = Some(at);
            continue;
        }
        let heading = matches!(block.shape, Shape::Heading(2..)) && block.label != Label::Title;
        let likely = block.score >= LIKELY && facts.link_share(at) < 0.5;
        let head = facts.readings[at].head;
        let named = head.is_some_and(|label| !label.is_body());
        if !heading || !likely || notices::anywhere(facts, at).is_some() {
            continue;
        }
        let below =
            (at + 1..blocks.rows.len().min(at + 2 + BETWEEN)).find(|b| blocks.rows[*b].kept);
        let Some(below) = below else { continue };
        let section = section_of(facts, at);
        let of_many = || {
            head != Some(Label::Related)
                && below == at + 1
                && is_one_of_many(facts, blocks, at, section)
        };
        if named && !of_many() {
            continue;
        }
        if blocks.rows[below].label == Label::Subhead || !stands_in(facts, below, section) {
            continue;
        }
        if above.is_some_and(|above| stands_in(facts, above, section)) {
            blocks.rows[at].keep(Label::Subhead, "a heading between kept blocks");
        } else if below == at + 1 && heads_more(facts, blocks, at, section) {
            blocks.rows[at].keep(Label::Subhead, "the first of a section's headings");
        }
    }
}

/// Whether so many headings of a section are made as one of them and kept that what it is called tells nothing of it:
/// `Highlights` above a list of changes.
fn is_one_of_many(facts: &Facts<'_>, blocks: &Blocks, at: usize, section: u32) -> bool {
    /// Kept headings that are made alike, at least.
    const MANY: usize = 2;
    let rows = &blocks.rows;
    let make = |at: usize| {
        let element = &facts.layout.elements[facts.layout.runs[at].element as usize];
        (rows[at].shape, element.tag, element.signature)
    };
    let near = at.saturating_sub(CHAPTER)..rows.len().min(at + 1 + CHAPTER);
    near.filter(|other| rows[*other].kept && rows[*other].label == Label::Subhead)
        .filter(|other| make(*other) == make(at) && stands_in(facts, *other, section))
        .nth(MANY - 1)
        .is_some()
}

/// Whether the headings of an article's section that follow the one at its beginning are kept, as chapters' are.
fn heads_more(facts: &Facts<'_>, blocks: &Blocks, first: usize, section: u32) -> bool {
    let rows = &blocks.rows;
    let last = rows.len().min(first + 1 + CHAPTER);
    let next = (first + 1..last).find(|at| rows[*at].shape == rows[first].shape);
    facts.names_article()
        && next.is_some_and(|next| rows[next].kept && stands_in(facts, next, section))
}
