//! What a block surely is, by rules that hold for any site: the frame inside which the rest is
//! weighed.

use super::bylines;
use super::facts::dates::Dated;
use super::facts::page::Page;
use super::facts::repeats::Repeat;
use super::feet;
use super::pointers;
use super::read::marker::Marker;
use super::read::told::Field;
use super::ruling::{Ruling, is_head};
use crate::lexicon::Cue;
use crate::page::Label;
use crate::strip::glue::is_unspaced;
use crate::strip::label::{notices, readers};

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
    bylines::rule(page, title, &mut out);
    captions(page, &mut out);
    sections(page, &mut out);
    let reason = "no sentence, on a line that is all of the page";
    for (slot, _) in out.iter_mut().zip(page.units).filter(|(slot, u)| slot.is_none() && u.loose) {
        *slot = Some(Ruling { label: Label::Navigation, reason });
    }
    out
}

/// What a block says on its own.
fn alone(page: &Page<'_>, at: usize) -> Option<Ruling> {
    let s = &page.stats[at];
    let ruling = |label, reason| Some(Ruling { label, reason });
    if s.letters + s.digits == 0 {
        return ruling(Label::Navigation, "signs without a word");
    }
    // what browsers of text print of a link without a text, on a page that was saved
    if s.words <= 12.0
        && page.text(at).rsplit(' ').next().is_some_and(|w| w.starts_with("file:///"))
    {
        return ruling(Label::Navigation, "where a link on the saved page leads");
    }
    if s.words <= 3.0 && page.known.get(at).is_some_and(|known| known.copies >= 40) {
        return ruling(Label::Navigation, "the same few words, over and over");
    }
    if let Some(field) = page.units[at].told {
        let (label, reason) = match field {
            Field::Author => (Label::Byline, "a field that says who wrote it"),
            Field::Date => (Label::Date, "a field that says when it was published"),
            Field::Title => (Label::Repeat, "a field that tells the title again"),
            Field::NextTitle => return None,
        };
        return ruling(label, reason);
    }
    if let Some((label, reason)) = furniture(page, at).or_else(|| notices::in_words(page.text(at)))
    {
        return ruling(label, reason);
    }
    if readers::is_known(page.text(at), s.words) {
        return ruling(Label::Notice, "a notice of the site");
    }
    if page.dated[at] == Dated::Whole {
        return ruling(Label::Date, "a date and nothing else");
    }
    if page.agency[at] {
        return ruling(Label::Byline, "names a news agency and nothing else");
    }
    if feet::is_foot(page.text(at)) {
        return ruling(Label::Notice, "says where the text is from, or why the reader has it");
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

/// What the word lists alone are sure of: heads of sections that lead away, skip links, hints of
/// screen readers.
pub(super) fn furniture(page: &Page<'_>, at: usize) -> Option<(Label, &'static str)> {
    let reading = page.readings[at];
    let s = &page.stats[at];
    if s.words <= 8.0 && reading.cues.has(Cue::Skip) {
        return Some((Label::Hidden, "a skip link"));
    }
    if s.words <= 10.0 && reading.cues.has(Cue::ScreenReader) {
        return Some((Label::Hidden, "a screen reader's hint"));
    }
    let head = reading.head.filter(|label| *label == Label::Related)?;
    (s.words <= 9.0 && s.sentences == 0)
        .then_some((head, "the head of a section that leads to other articles"))
}

/// The headline coming back, in the same words, and the title of the document before it, which has the
/// name of the site behind the headline, or the way to the page before it.
fn repeated_title(page: &Page<'_>, title: usize, out: &mut [Option<Ruling>]) {
    let key = page.stats[title].key;
    for at in (0..page.len()).filter(|at| *at != title && page.stats[*at].key == key) {
        out[at] = Some(Ruling { label: Label::Repeat, reason: "repeats the headline" });
    }
    if page.stats[title].words < 4.0 {
        return;
    }
    let (headline, most) = (page.text(title), page.stats[title].words + SITE);
    for (at, slot) in out.iter_mut().enumerate().take(title) {
        let (text, words) = (page.text(at), page.stats[at].words);
        let longer = text.len() > headline.len() && words <= most;
        if longer && slot.is_none() && (names_site(text, headline) || leads_to(text, headline)) {
            *slot = Some(Ruling { label: Label::Repeat, reason: "repeats the headline" });
        }
    }
}

/// Words that the name of a site and its sections may have.
const SITE: f32 = 8.0;
/// Signs between a headline and the name of its site, or between the sections that lead to it.
pub(super) const PARTING: [char; 12] = ['-', '–', '—', '|', '»', '›', '>', '·', '•', ':', '/', '<'];

/// Whether a text is a headline and the name of a site behind it.
pub(super) fn names_site(text: &str, headline: &str) -> bool {
    text.strip_prefix(headline).is_some_and(|rest| {
        // Where words are not spaced, neither is the sign.
        let apart = rest.starts_with(char::is_whitespace) || headline.ends_with(is_unspaced);
        rest.starts_with('_') || apart && rest.trim_start().starts_with(PARTING)
    })
}

fn leads_to(text: &str, headline: &str) -> bool {
    text.strip_suffix(headline).is_some_and(|before| before.trim_end().ends_with(PARTING))
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

/// Blocks after the head of a section that a rule is sure of; further down the model weighs.
const SECTION: usize = 12;
/// The longest teaser that a rule is sure of, in words.
const TEASER: f32 = 32.0;

/// The short lines that follow the head of a related section, until running text goes on.
fn sections(page: &Page<'_>, out: &mut [Option<Ruling>]) {
    let prose = |at: usize| page.prose[at] && page.repeats[at] != Repeat::Again;
    let last = (0..page.len()).rev().find(|at| prose(*at));
    let mut head = None;
    let mut reach = SECTION;
    for (at, slot) in out.iter_mut().enumerate() {
        let begins =
            slot.is_some_and(|r| r.label == Label::Related) && page.repeats[at] != Repeat::Fields;
        if begins {
            head = Some(at);
            reach = if pointers::is_pointer(page, at) { 1 } else { SECTION };
            continue;
        }
        if prose(at)
            || slot.is_some_and(|r| r.label == Label::Title)
            || head.is_some_and(|head| pointers::ends_list(page, head, at))
        {
            head = None;
        }
        let behind = last.is_some_and(|last| at > last);
        let near = head.is_some_and(|head| at - head <= reach);
        if near
            && slot.is_none()
            && page.stats[at].words <= TEASER
            && (behind || !is_head(page, at))
        {
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
