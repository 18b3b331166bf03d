//! What words mean on a page, language by language, as data: section heads, cues, class names, stop
//! words, agencies.
//!
//! Every list is a file under `data/`, one entry a line with its language, written as people read
//! it. They are folded ([`fold()`]) and indexed when the program is built (`built`), and a lookup of a
//! short block costs some tens of nanoseconds. A list knows nothing of where a block stands: it hints,
//! the labelling decides.

mod agency;
mod beginnings;
mod built;
mod bylines;
mod calendar;
mod class;
pub mod clock;
mod cue;
mod digit;
mod filed;
mod filter;
mod fold;
mod heads;
mod line;
#[cfg(test)]
mod lists;
pub mod measure;
mod notes;
mod particle;
mod phrases;
pub mod reporters;
mod rows;
mod saying;
mod sentence;
mod stop;
mod stored;
mod template;

pub use agency::{agency, announces_source};
pub use beginnings::Beginnings;
pub use calendar::{CALENDARS, is_month_name, is_other_month, is_weekday, may_name_a_day, month};
pub use class::{ClassCue, ClassCues, class_cues};
pub use cue::{Cue, CueSet};
pub use digit::digit;
pub use filed::says_filed;
pub use fold::{fold, is_mark, key, letters};
pub use notes::{Note, note};
pub use particle::is_particle;
pub use sentence::{ends_sentence, without_closing};
pub use stop::{StopShare, is_stop_word, stop_word_ratio, stop_words, stop_words_by_language};
pub use template::is_template;

use crate::page::Label;
use fold::folded;
use line::Line;

/// Longest line, in bytes, that can be a section's head.
const LONGEST_HEAD: usize = 160;
/// Longest line, in bytes, that can be a byline.
const LONGEST_BYLINE: usize = 200;

/// What the lists say of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The label of the section that the block announces, when it is a section's head.
    pub head: Option<Label>,
    /// The hints in its words.
    pub cues: CueSet,
}

/// Reads a block once for [`section_head`] and [`cues`].
#[must_use]
pub fn read(text: &str) -> Reading {
    folded(text, |folded| Reading { head: head_of(text, folded), cues: cues_of(text, folded) })
}

/// The label of the section that a line announces: `I più letti` and `More from Sports` announce
/// [`Label::Related`], `12 Kommentare` [`Label::Comment`].
#[must_use]
pub fn section_head(text: &str) -> Option<Label> {
    if text.len() > LONGEST_HEAD {
        return None;
    }
    folded(text, |folded| head_of(text, folded))
}

/// The hints in a block's words. Meant for short blocks: of longer ones only the start is read.
#[must_use]
pub fn cues(text: &str) -> CueSet {
    folded(text, |folded| cues_of(text, folded))
}

/// What part of a line's text is phrases that hint at one of these: 1.0 for `Share this article`, less the more
/// else it says.
#[must_use]
pub fn taken_up_by(text: &str, wanted: CueSet) -> f32 {
    folded(text, |folded| {
        let line = folded.text();
        let letters = |part: &str| part.bytes().filter(|byte| *byte != b' ').count();
        let (mut covered, mut to) = (0, 0);
        // Phrases come in the order in which they begin.
        built::cues().each(folded, |cue, start, end| {
            if wanted.0 & (1 << cue) != 0 && end > to {
                covered += line.get(start.max(to)..end).map_or(0, letters);
                to = end;
            }
            true
        });
        covered as f32 / letters(line).max(1) as f32
    })
}

/// Whether a line is a skip link (`Salta al contenuto`).
#[must_use]
pub fn is_skip_link(text: &str) -> bool {
    text.len() <= LONGEST_HEAD && cues(text).has(Cue::Skip)
}

/// Whether a line is a hint for screen readers (`list of 3 items`, `end of list`).
#[must_use]
pub fn is_screen_reader_hint(text: &str) -> bool {
    text.len() <= LONGEST_HEAD && cues(text).has(Cue::ScreenReader)
}

/// The names after a byline's prefix: `Di Mario Rossi` gives `Mario Rossi`. None for a line without
/// a prefix, too long for a byline, or going on in lower case.
#[must_use]
pub fn byline_prefix(text: &str) -> Option<&str> {
    if text.len() > LONGEST_BYLINE {
        return None;
    }
    folded(text, |folded| byline_of(text, folded))
}

/// What stands before a name in a field that is known to be a byline, in every language of the
/// lists, in lower case, a final colon included.
pub fn byline_labels() -> impl Iterator<Item = &'static str> {
    bylines::byline_labels()
}

fn byline_of<'a>(text: &'a str, folded: &Line) -> Option<&'a str> {
    let (_, end) = built::bylines().at_start(folded.bytes())?;
    // Folding can change lengths; the rest is found by the number of its words.
    let words = folded.bytes().get(..end)?.split(|byte| matches!(byte, b' ' | b':'));
    let words = words.filter(|word| !word.is_empty()).count();
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    for _ in 0..words {
        let cut = rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '|' | '/'));
        rest = rest.get(cut?..)?.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    let first = rest.chars().next()?;
    let name = !first.is_lowercase() && !first.is_numeric();
    let sentence = ends_sentence(rest.trim_end()) && rest.len() > 60;
    (name && !sentence).then(|| rest.trim_end())
}

fn head_of(text: &str, folded: &Line) -> Option<Label> {
    if text.len() > LONGEST_HEAD {
        return None;
    }
    let line = fold::trim_to_words(folded.bytes());
    let (value, _) = built::heads().at_start(line)?;
    heads::HEAD_LABELS.get(value as usize).copied()
}

fn cues_of(text: &str, folded: &Line) -> CueSet {
    let mut cues = CueSet::default();
    built::cues().each(folded, |cue, _, _| {
        cues.0 |= 1 << cue;
        true
    });
    if text.len() <= LONGEST_BYLINE && byline_of(text, folded).is_some() {
        cues |= Cue::Byline.set();
    }
    cues
}

#[cfg(test)]
mod tests;
