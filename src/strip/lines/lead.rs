//! Headlines that look like little: those above a standfirst that looks more like one, and those of a text
//! that is an article and hardly anything else.

use super::facts::dates::Dated;
use super::facts::page::Page;
use super::facts::repeats::Repeat;
use super::features::link_share;
use crate::lexicon::Cue;
use crate::page::Shape;

/// Lines that may be the headline, each with what speaks for it.
type Scores = [(usize, f32)];

/// Words of a headline above its standfirst, and the least that a standfirst has.
const HEADLINE: std::ops::RangeInclusive<f32> = 5.0..=20.0;
const STANDFIRST: f32 = 8.0;
/// Blocks below a headline in which its author or its day is looked for.
const SIGNED: usize = 4;

/// The line above the headline that was found, where that is its standfirst: a longer line with the author or the day
/// below it, and a line of a headline's length alone above it.
pub(super) fn above_standfirst(page: &Page<'_>, scores: &Scores, found: usize) -> usize {
    let Some(at) = found.checked_sub(1) else { return found };
    let words = |at: usize| page.stats[at].words;
    let may_be = scores.iter().any(|(line, _)| *line == at);
    let plain = page.stats[at].digits == 0
        && !page.stats[at].ends_sentence()
        && page.stats[at].separators == 0
        && is_unmarked(page, at)
        && page.repeats[at] == Repeat::No
        && page.repeats[found] == Repeat::No;
    // one of several headlines above each other leads to another article
    let alone = at.checked_sub(1).is_none_or(|above| {
        words(above) < *HEADLINE.start()
            || page.stats[above].ends_sentence()
            || page.units[above].images > 0
    });
    let shorter = HEADLINE.contains(&words(at)) && words(found) >= STANDFIRST.max(words(at) + 2.0);
    let set = |at: usize| matches!(page.blocks.rows[at].shape, Shape::Paragraph);
    if may_be && plain && alone && shorter && set(at) && set(found) && is_signed(page, found) {
        at
    } else {
        found
    }
}

/// The headline of a text that begins with it, as a reader's copy does, and goes on with who wrote it, when, and
/// the article; or the line right above a standfirst with the author or the day below it.
pub(super) fn bare(page: &Page<'_>, scores: &Scores) -> Option<usize> {
    /// Blocks before it: a menu of few words, the name of the site.
    const BEFORE: usize = 3;
    /// Blocks between it and the text, at most, and their words.
    const BETWEEN: usize = 5;
    const WORDS: f32 = 12.0;
    /// How much must speak for it, where more stands before it.
    const ENOUGH: f32 = 0.5;
    let text = (0..page.len()).find(|at| page.prose[*at])?;
    let short = |at: usize| page.stats[at].words <= WORDS;
    let fits = |at: usize| {
        let s = &page.stats[at];
        let whole = !s.ends_sentence() || matches!(s.closing, '?' | '!') || s.upper * 2 > s.letters;
        whole
            && page.dated[at] == Dated::No
            && s.words >= 3.0
            && is_unmarked(page, at)
            && page.units[at].links == 0
    };
    let top = |at: usize| {
        at <= BEFORE
            && (0..at)
                .all(|before| page.stats[before].words <= 6.0 || page.dated[before] != Dated::No)
    };
    let near = |at: usize| at < text && text - at <= BETWEEN + 1 && (at + 1..text).all(short);
    let day_above = |at: usize| at > 0 && page.dated[at - 1] == Dated::Whole;
    let signed = |at: usize| is_signed(page, at) || day_above(at);
    let best = |may: &dyn Fn(&(usize, f32)) -> bool| {
        let better = |best: Option<(usize, f32)>, line: &(usize, f32)| match best {
            Some(best) if best.1 >= line.1 => Some(best),
            _ => Some(*line),
        };
        scores.iter().filter(|line| may(line)).fold(None, better).map(|(at, _)| at)
    };
    best(&|(at, _)| near(*at) && top(*at) && fits(*at))
        .or_else(|| best(&|(at, score)| near(*at) && *score >= ENOUGH && fits(*at) && signed(*at)))
}

/// Whether a line is no link, and has no words of anything else.
fn is_unmarked(page: &Page<'_>, at: usize) -> bool {
    page.readings[at].cues.is_empty()
        && page.readings[at].head.is_none()
        && link_share(page, at) < 0.5
}

/// Whether a line has its author or its day below it.
fn is_signed(page: &Page<'_>, at: usize) -> bool {
    let behind = at + 1..page.len().min(at + 1 + SIGNED);
    behind.into_iter().any(|at| {
        page.dated[at] == Dated::Whole
            || page.stats[at].words <= 10.0
                && page.readings[at].cues.any(Cue::Byline.set() | Cue::Dateline.set())
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, kept};

    const HEADLINE: &str = "Lenta ferry stays in port";

    #[test]
    fn a_standfirst_is_not_taken_for_the_headline() {
        let standfirst =
            "The old ferry across the Lenta stopped after the river had risen in a single night";
        let page = format!(
            "Home\nSport\nLog in\n\n{HEADLINE}\n\n{standfirst}\n\nMira Tolo\n\n3 April 2031\n\n{PARAGRAPHS}"
        );
        assert_eq!(kept(&page)[..2], [HEADLINE, standfirst]);
    }

    #[test]
    fn a_text_that_is_a_headline_and_its_article_has_both() {
        for head in ["", "valley.example\n\n"] {
            let page = format!("{head}Words that nobody says again\n\n{PARAGRAPHS}");
            assert_eq!(kept(&page)[0], "Words that nobody says again");
        }
    }
}
