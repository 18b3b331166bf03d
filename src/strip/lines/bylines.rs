//! Who wrote an article, in lines that do not always say so: below the headline, beside the date.

use std::sync::LazyLock;

use super::facts::dates::Dated;
use super::facts::page::Page;
use super::read::told::Field;
use super::ruling::{Ruling, is_head};
use crate::lexicon::{self, Cue, reporters};
use crate::page::{Label, Shape};

/// Blocks behind the headline in which it is looked for.
const NEAR: usize = 7;

/// A name beside a date below the headline, or alone between the headline and the text, and lines that say
/// "by" there.
pub(super) fn rule(page: &Page<'_>, title: Option<usize>, out: &mut [Option<Ruling>]) {
    at_the_end(page, out);
    let Some(title) = title else { return };
    // what a field says outweighs what a line may mean
    let told = page.units.iter().any(|unit| unit.told == Some(Field::Author));
    let text = (title + 1..page.len().min(title + 1 + NEAR)).find(|at| is_text(page, *at));
    for at in title + 1..out.len().min(title + NEAR) {
        let s = &page.stats[at];
        if s.sentences > 0 || is_head(page, at) || out[at].is_some() {
            continue;
        }
        let above = text.is_some_and(|text| at < text);
        let named = !told
            && is_name(page, at)
            && (is_beside_a_date(page, at)
                || s.words <= 3.0
                    && !is_caseless(page.text(at))
                    && (is_near_a_date(page, at) || above && is_alone(page, title, at)));
        let cue = page.readings[at].cues.has(Cue::Byline);
        let signed = reporters::signed(page.text(at)).is_some() || is_labelled(page.text(at));
        let words = if page.dated[at] == Dated::No { 8.0 } else { 16.0 };
        if named || signed || s.words <= words && cue {
            out[at] = Some(Ruling { label: Label::Byline, reason: "names who wrote it" });
        } else if above
            && matches!(page.dated[at], Dated::Part | Dated::Mostly | Dated::Brief)
            && s.words <= 12.0
            && at == title + 1
        {
            out[at] =
                Some(Ruling { label: Label::Date, reason: "tells the day below the headline" });
        }
    }
}

/// Reporters of East Asia sign below their text, beside the address of their own.
fn at_the_end(page: &Page<'_>, out: &mut [Option<Ruling>]) {
    let Some(last) = (0..page.len()).rev().find(|at| page.prose[*at]) else { return };
    for (at, ruling) in out.iter_mut().enumerate().skip(last + 1).take(NEAR) {
        if ruling.is_none() && reporters::signed(page.text(at)).is_some() {
            *ruling = Some(Ruling { label: Label::Byline, reason: "names who wrote it" });
        }
    }
}

/// Whether a block is running text, and not a standfirst's or a byline's few words.
fn is_text(page: &Page<'_>, at: usize) -> bool {
    page.prose[at] && page.stats[at].words >= 16.0
}

fn is_date(page: &Page<'_>, at: usize) -> bool {
    page.dated.get(at).is_some_and(|dated| matches!(dated, Dated::Brief | Dated::Whole))
}

/// "Published 17 Nov 2026, 10:20 GMT"
fn says_when(page: &Page<'_>, at: usize) -> bool {
    page.dated.get(at).is_some_and(|dated| *dated != Dated::No)
        && page.readings[at].cues.has(Cue::Dateline)
        && page.stats[at].words <= 10.0
}

fn is_beside_a_date(page: &Page<'_>, at: usize) -> bool {
    is_date(page, at + 1) || is_date(page, at - 1) || says_when(page, at + 1)
}

/// Whether the date stands behind a short line (`Reporter`, `228 words`), or among a few other words.
fn is_near_a_date(page: &Page<'_>, at: usize) -> bool {
    let among = |at: usize| {
        page.dated.get(at).is_some_and(|dated| {
            matches!(dated, Dated::Part | Dated::Mostly) && page.stats[at].words <= 8.0
        })
    };
    let short = page.stats.get(at + 1).is_some_and(|s| s.words <= 3.0 && s.sentences == 0);
    among(at + 1) || among(at - 1) || short && (is_date(page, at + 2) || says_when(page, at + 2))
}

/// Whether nothing but a sentence and the time that reading takes stands between headline and text beside
/// a line.
fn is_alone(page: &Page<'_>, title: usize, at: usize) -> bool {
    let heading = matches!(page.blocks.rows[title].shape, Shape::Heading(_));
    let behind = (at + 1..page.len().min(at + 3)).find(|at| is_text(page, *at));
    let between = |from: usize, to: usize| {
        (from..to).all(|at| {
            let s = &page.stats[at];
            s.digits > 0 && s.words <= 6.0 || s.words >= 8.0 && s.sentences > 0
        })
    };
    // "Old Weir" may be a subhead; three words and a text in Markdown are told by other signs
    !heading
        && behind.is_some_and(|text| between(at + 1, text))
        && between(title + 1, at)
        && page.units[at].links == 0
}

/// Whether a line may be the name of one or two people and nothing else.
fn is_name(page: &Page<'_>, at: usize) -> bool {
    let (s, text) = (&page.stats[at], page.text(at));
    let plain = s.digits == 0 && !matches!(s.last, ':' | '?' | '!' | ',' | ';');
    let wide = || {
        let unspaced = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | ' ' | '\u{30a0}'..='\u{30ff}');
        (2..=7).contains(&s.chars) && text.chars().all(unspaced)
    };
    let spelled = || {
        let mut words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
        words.next_back().is_some_and(|last| last.starts_with(char::is_uppercase))
            && words.all(|word| word.starts_with(char::is_uppercase) || lexicon::is_particle(word))
    };
    plain && ((2.0..=5.0).contains(&s.words) && (spelled() || is_caseless(text)) || wide())
}

/// Whether a text may be a name in a script without capitals and with words: two to four of them, none of those
/// that every text has.
fn is_caseless(text: &str) -> bool {
    let words = || text.split(' ');
    text.chars().all(|c| is_of_caseless_script(c) || matches!(c, ' ' | '\u{200c}' | '\''))
        && text.chars().count() <= 30
        && (2..=4).contains(&words().count())
        && !words().any(lexicon::is_stop_word)
}

/// Whether a character is a letter, or the sign of one, of a script without capitals and with words.
fn is_of_caseless_script(c: char) -> bool {
    matches!(c,
        '\u{5d0}'..='\u{5f4}' | '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}' | '\u{900}'..='\u{963}'
        | '\u{980}'..='\u{9e5}' | '\u{a01}'..='\u{de5}' | '\u{e01}'..='\u{e4e}' | '\u{10d0}'..='\u{10fa}'
        | '\u{1200}'..='\u{135f}')
}

/// Whether a line is what stands before a name, and a name in such a script: `द्वारा रमेश शर्मा`.
fn is_labelled(text: &str) -> bool {
    /// What stands before names in these scripts: most labels are of others.
    static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        lexicon::byline_labels().filter(|label| label.starts_with(is_of_caseless_script)).collect()
    });
    text.chars().next_back().is_some_and(is_of_caseless_script)
        && text.chars().count() <= 45
        && LABELS.iter().any(|label| {
            let rest =
                text.strip_prefix(*label).map(|rest| rest.trim_start_matches([' ', ':', '：']));
            rest.is_some_and(|rest| text.len() > label.len() + rest.len() && is_caseless(rest))
        })
}
