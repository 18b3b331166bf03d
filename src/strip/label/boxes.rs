//! What a page of news sets into and below its text and is none of it: the box that asks to subscribe to a letter, the
//! line of tags.

use super::sections::ancestors;
use crate::html::{Document, NodeId};
use crate::lexicon::Cue;
use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;
use crate::strip::segment::cues;
use crate::strip::segment::near::CUES;

/// How far above a block the element stands that is named so.
const REACH: u8 = 3;
/// Words of the largest box: more is the text for those who subscribed.
const BOX: f32 = 80.0;
/// What a line of tags has of words, and its label of bytes; how many blocks from the end it may stand.
const TAGS: f32 = 40.0;
const LABEL: usize = 24;
const LAST: usize = 6;

/// Leaves out what stands in a small element that is named after newsletters and asks for an address.
pub(super) fn leave_out_letters(facts: &Facts<'_>, blocks: &mut Blocks) {
    let named = |at: usize| {
        facts.layout.runs[at].near.get(CUES + cues::bit("newsletter") as usize) <= REACH
    };
    let mut from = 0;
    while from < blocks.rows.len() {
        let len = (from..blocks.rows.len()).take_while(|at| named(*at)).count();
        let inside = from..from + len;
        from += len.max(1);
        let words: f32 = inside.clone().map(|at| facts.measures[at].words).sum();
        let asks = inside.clone().any(|at| {
            let run = &facts.layout.runs[at];
            facts.readings[at].cues.has(Cue::Newsletter) && run.inputs + run.buttons > 0
        });
        if !asks || words > BOX {
            continue;
        }
        for block in blocks.rows[inside].iter_mut().filter(|b| b.kept && b.label != Label::Title) {
            block.leave_out(Label::Newsletter, "stands in a box that asks to subscribe");
        }
    }
}

/// What plugins and systems call the boxes of pointers and adverts that they set into a text, as a class or an id, in
/// lower case.
const NAMED: &str = include_str!("data/boxes.txt");

/// Leaves out what stands in an element that goes by such a name.
pub(super) fn leave_out_named(facts: &Facts<'_>, page: Document<'_>, blocks: &mut Blocks) {
    /// How far above a block the element may stand.
    const REACH: u8 = 5;
    let kinds = ["related", "newsletter"].map(|kind| CUES + cues::bit(kind) as usize);
    let named = |element: u32| {
        let id = NodeId(facts.layout.elements[element as usize].node);
        ["class", "id"].iter().any(|name| {
            page.attribute(id, name).is_some_and(|value| {
                let mut names = value.split_ascii_whitespace();
                names.any(|name| NAMED.lines().any(|known| name.eq_ignore_ascii_case(known)))
            })
        })
    };
    for (at, run) in facts.layout.runs.iter().enumerate() {
        let block = &mut blocks.rows[at];
        let inside = kinds.iter().any(|kind| run.near.get(*kind) <= REACH);
        if !inside || !block.kept || block.label == Label::Title {
            continue;
        }
        let above = std::iter::once(run.element).chain(ancestors(facts, run.element));
        if above.take(usize::from(REACH) + 1).any(named) {
            block.leave_out(Label::Related, "stands in a box that is named after what it is");
        }
    }
}

/// Leaves out the line of tags at the end of a text: `Tags: bridge, ferry`.
pub(super) fn leave_out_tags(facts: &Facts<'_>, blocks: &mut Blocks) {
    let kept = (0..blocks.rows.len()).rev().filter(|at| blocks.rows[*at].kept);
    let tags: Vec<usize> = kept
        .take(LAST)
        .filter(|at| {
            let (block, m) = (&blocks.rows[*at], &facts.measures[*at]);
            let text = blocks.text_of(block);
            block.shape == Shape::Paragraph
                && block.label != Label::Title
                && facts.readings[*at].cues.has(Cue::Tags)
                && m.sentences == 0.0
                && m.words <= TAGS
                && text
                    .split_once(':')
                    .is_some_and(|(label, rest)| label.len() <= LABEL && !rest.trim().is_empty())
        })
        .collect();
    for at in tags {
        let block = &mut blocks.rows[at];
        block.leave_out(Label::Tags, "tags and topics");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::{left_by, left_by_page};

    #[test]
    fn a_box_that_asks_to_subscribe_is_no_text() {
        let page = |class: &str, text: &str| {
            let html = format!(
                "<p>The weir holds.</p><div class={class}><h3>The morning briefing</h3><p>{text}</p>\
                 <form><input type=email><button>Sign up for our newsletter</button></form></div><p>Nobody knows."
            );
            left_by(&html, leave_out_letters)
        };
        assert_eq!(page("c-newsletter", "What the council decided, every day at seven."), 2);
        assert_eq!(page("c-box", "What the council decided, every day at seven."), 5);
        assert_eq!(page("for-subscribers", &"The council met again. ".repeat(25)), 5, "the text");
    }

    #[test]
    fn a_box_that_goes_by_its_name_is_no_text() {
        let page = |name: &str| {
            let html = format!(
                "<p>The weir holds.</p><div id={name}><h3>Related</h3><div class={name}-items><div \
                 class={name}-post><p>Seven coats, said my father.</p></div></div></div>"
            );
            left_by_page(&html, leave_out_named)
        };
        assert_eq!(page("jp-relatedposts"), 1);
        assert_eq!(page("related-work"), 3);
    }

    #[test]
    fn a_line_of_tags_ends_no_text() {
        let page = |line: &str| left_by(&format!("<p>The weir holds.<p>{line}"), leave_out_tags);
        assert_eq!(page("Tags: weir, ferry, council"), 1);
        assert_eq!(page("Etichette: ponte, traghetto"), 1);
        assert_eq!(page("Tags: they were all over the wall."), 2);
        assert_eq!(page("The tags: weir, ferry"), 2);
    }
}
