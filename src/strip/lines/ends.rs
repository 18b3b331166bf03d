//! Short sentences behind running text, which are as likely as not to be the article's: the last of it
//! more often than not is one.

use super::facts::page::Page;
use super::ruling::Ruling;
use crate::lexicon::Cue;
use crate::page::Shape;

/// The least probability that the model must leave such a sentence.
const LEAST: f32 = 0.22;
/// Words of it.
const WORDS: std::ops::RangeInclusive<f32> = 3.0..=40.0;

/// Takes the sentences that go on where a taken paragraph ends.
pub(super) fn take(page: &Page<'_>, rulings: &[Option<Ruling>], p: &[f32], taken: &mut [bool]) {
    for at in 1..page.len() {
        if !taken[at] && taken[at - 1] && rulings[at].is_none() && p[at] >= LEAST {
            taken[at] = goes_on(page, at);
        }
    }
}

/// Whether a block is a sentence without any sign of being something else, or a note of correction, which names days and
/// figures; set as the one before it.
fn goes_on(page: &Page<'_>, at: usize) -> bool {
    let (s, unit, above) = (&page.stats[at], &page.units[at], &page.units[at - 1]);
    let paragraph = |at: usize| page.blocks.rows[at].shape == Shape::Paragraph;
    let set_alike = unit.indent == above.indent && unit.gap <= above.gap.max(1);
    paragraph(at)
        && paragraph(at - 1)
        && WORDS.contains(&s.words)
        && s.ends_sentence()
        && !matches!(s.closing, '?' | '!')
        && page.stats[at - 1].ends_sentence()
        && !s.first.is_lowercase()
        && set_alike
        && (page.is_plain(at) || page.readings[at].cues.has(Cue::Correction))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, kept};

    #[test]
    fn a_short_last_sentence_is_kept() {
        for last in [
            "This article was amended on 20 November 2031. An earlier version named another day.",
            "The council meets on Thursday to decide.",
            "The ferryman will wait.",
        ] {
            let page =
                format!("# Ferry stays in port\n\n{PARAGRAPHS}\n{last}\n\nMost read\n\nPier\n");
            assert_eq!(kept(&page).last().map(String::as_str), Some(last));
        }
    }
}
