//! What a block surely is, by rules that hold for any site: the frame inside which the rest is
//! weighed.

use super::marker::Marker;
use super::phrases::{self, Dated};
use super::repeats::Repeat;
use super::stats::Stats;
use super::unit::Unit;
use crate::page::{Blocks, Label, Shape};

/// What a rule says of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ruling {
    /// What the block is.
    pub(super) label: Label,
    /// Why, in words.
    pub(super) reason: &'static str,
}

/// Everything that is known of a page's blocks before they are weighed.
pub(super) struct Page<'a> {
    pub(super) blocks: &'a Blocks,
    pub(super) units: &'a [Unit],
    pub(super) stats: &'a [Stats],
    pub(super) repeats: &'a [Repeat],
    pub(super) dated: Vec<Dated>,
    /// Blocks that read as running text and stand in no list and no repetition.
    pub(super) prose: Vec<bool>,
}

impl<'a> Page<'a> {
    /// Gathers what is known of a page.
    pub(super) fn new(
        blocks: &'a Blocks,
        units: &'a [Unit],
        stats: &'a [Stats],
        repeats: &'a [Repeat],
    ) -> Self {
        let dated = blocks.iter().map(|(_, text)| phrases::dated(text)).collect();
        let prose = stats
            .iter()
            .enumerate()
            .map(|(at, s)| {
                let links = units[at].link_bytes * 2 > blocks.rows[at].end - blocks.rows[at].start;
                let twice = matches!(
                    repeats[at],
                    Repeat::Doubled | Repeat::Fields | Repeat::Cut | Repeat::Uncut
                );
                s.is_prose() && !twice && !(links && units[at].links < 2)
            })
            .collect();
        Page { blocks, units, stats, repeats, dated, prose }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.blocks.rows.get(at).map_or("", |row| self.blocks.text_of(row))
    }

    pub(super) fn len(&self) -> usize {
        self.stats.len()
    }
}

/// The rulings on all blocks of a page, `None` where no rule is sure; `title` is its headline.
pub(super) fn rule(page: &Page<'_>, title: Option<usize>) -> Vec<Option<Ruling>> {
    let mut out: Vec<Option<Ruling>> = vec![None; page.len()];
    for (at, slot) in out.iter_mut().enumerate() {
        *slot = alone(page, at);
    }
    if let Some(title) = title {
        repeated_title(page, title, &mut out);
        out[title] = Some(Ruling { label: Label::Title, reason: "the headline" });
    }
    captions(page, &mut out);
    sections(page, &mut out);
    out
}

/// What a block says on its own.
fn alone(page: &Page<'_>, at: usize) -> Option<Ruling> {
    let (text, s) = (page.text(at), &page.stats[at]);
    let ruling = |label, reason| Some(Ruling { label, reason });
    if s.letters + s.digits == 0 {
        return ruling(Label::Navigation, "signs without a word");
    }
    if let Some((label, reason)) = phrases::furniture(text) {
        return ruling(label, reason);
    }
    if page.dated[at] == Dated::Whole {
        return ruling(Label::Date, "a date and nothing else");
    }
    if phrases::is_agency_line(text) {
        return ruling(Label::Byline, "names a news agency and nothing else");
    }
    match page.repeats[at] {
        Repeat::Doubled => ruling(Label::Caption, "printed twice in a row, as pictures' texts are"),
        Repeat::Uncut => {
            ruling(Label::Caption, "printed cut and then whole, as pictures' texts are")
        }
        Repeat::Cut => ruling(Label::Repeat, "the beginning of another line, cut with an ellipsis"),
        Repeat::Fields => {
            ruling(Label::Related, "a teaser printed twice, once with its fields run together")
        }
        _ => None,
    }
}

/// The headline coming back, in the same words.
fn repeated_title(page: &Page<'_>, title: usize, out: &mut [Option<Ruling>]) {
    let key = page.stats[title].key;
    for at in (0..page.len()).filter(|at| *at != title && page.stats[*at].key == key) {
        out[at] = Some(Ruling { label: Label::Repeat, reason: "repeats the headline" });
    }
}

/// Who took a picture stands right behind its caption.
fn captions(page: &Page<'_>, out: &mut [Option<Ruling>]) {
    for at in 1..page.len() {
        let after = out[at - 1].is_some_and(|r| r.label == Label::Caption);
        let short = page.stats[at].words <= 6.0 && !page.stats[at].ends_sentence();
        if after && short && page.units[at].gap == 0 && !is_head(page, at) {
            out[at] =
                Some(Ruling { label: Label::Credit, reason: "stands right behind a caption" });
        }
    }
}

fn is_head(page: &Page<'_>, at: usize) -> bool {
    matches!(page.blocks.rows[at].shape, Shape::Heading(_))
}

/// What follows the head of a related section, until running text goes on; and what precedes and
/// follows all running text as a list of short lines.
fn sections(page: &Page<'_>, out: &mut [Option<Ruling>]) {
    let prose = |at: usize| page.prose[at] && page.repeats[at] != Repeat::Again;
    let last = (0..page.len()).rev().find(|at| prose(*at));
    let mut related = false;
    for (at, slot) in out.iter_mut().enumerate() {
        let head =
            slot.is_some_and(|r| r.label == Label::Related) && page.repeats[at] != Repeat::Fields;
        if head {
            related = true;
            continue;
        }
        if prose(at) || slot.is_some_and(|r| r.label == Label::Title) {
            related = false;
        }
        let to_the_end = last.is_none_or(|last| at > last);
        if related && slot.is_none() && (to_the_end || !is_head(page, at)) {
            *slot = Some(Ruling {
                label: Label::Related,
                reason: "stands in a section that leads to other articles",
            });
        }
    }
    menus(page, out);
}

/// Lists of short entries outside the running text: numbered or not, with gaps and restarts.
fn menus(page: &Page<'_>, out: &mut [Option<Ruling>]) {
    let first = (0..page.len()).find(|at| page.prose[*at]);
    let last = (0..page.len()).rev().find(|at| page.prose[*at]);
    let entry = |at: usize| {
        page.units[at].marker.is_item()
            && page.stats[at].words <= 8.0
            && page.stats[at].sentences == 0
    };
    for (at, slot) in out.iter_mut().enumerate() {
        let outside = first.is_none_or(|first| at < first) || last.is_none_or(|last| at > last);
        let restarts = matches!(page.units[at].marker, Marker::Number(_)) && {
            // A menu's numbers jump or begin again; an article's list counts on.
            let next = page.units.get(at + 1).map(|u| u.marker);
            let (Marker::Number(n), next) = (page.units[at].marker, next) else { continue };
            matches!(next, Some(Marker::Number(m)) if m != n + 1)
        };
        if slot.is_none() && entry(at) && (outside || restarts) {
            *slot = Some(Ruling { label: Label::Navigation, reason: "an entry of a menu" });
        }
    }
}
