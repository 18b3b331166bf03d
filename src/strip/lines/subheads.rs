//! Short lines between two paragraphs of the article, of which the model is in doubt: they head the second.

use super::facts::page::Page;
use super::ruling::{Ruling, is_head};
use crate::page::Shape;

/// The least probability that the model must leave such a line, and its words.
const LEAST: f32 = 0.3;
const WORDS: std::ops::RangeInclusive<f32> = 2.0..=10.0;

/// Takes them, where both paragraphs are taken.
pub(super) fn take(page: &Page<'_>, rulings: &[Option<Ruling>], p: &[f32], taken: &mut [bool]) {
    for at in 1..page.len().saturating_sub(1) {
        let text = |at: usize| taken[at] && page.blocks.rows[at].shape == Shape::Paragraph;
        if !taken[at]
            && rulings[at].is_none()
            && p[at] >= LEAST
            && page.prose[at - 1]
            && text(at - 1)
            && text(at + 1)
            && (page.prose[at + 1] || page.stats[at + 1].words > *WORDS.end())
            && heads(page, at)
        {
            taken[at] = true;
        }
    }
}

/// Whether a line is set apart like a heading, without any sign of being something else.
fn heads(page: &Page<'_>, at: usize) -> bool {
    let s = &page.stats[at];
    let apart = page.blocks.rows[at].shape == Shape::Paragraph && page.units[at].gap > 0;
    (is_head(page, at) || apart)
        && WORDS.contains(&s.words)
        && !s.ends_sentence()
        && s.closing != ':'
        && s.first.is_uppercase()
        && page.is_plain(at)
}

#[cfg(test)]
mod tests {
    use super::super::sift::sift;
    use super::super::tests::THREE;
    use super::*;

    /// Whether a line between two paragraphs that are taken is, where the model leaves it so much.
    fn is_taken(line: &str, p: f32) -> bool {
        let mut is = false;
        sift(&format!("{}\n\n{line}\n\n{}\n\n{}\n", THREE[0], THREE[1], THREE[2]), |page, _, _| {
            let mut taken = vec![true, false, true, true];
            assert_eq!(page.len(), taken.len());
            take(page, &[None; 4], &[0.9, p, 0.9, 0.9], &mut taken);
            is = taken[1];
        });
        is
    }

    #[test]
    fn a_line_that_may_head_the_next_paragraph_is_taken() {
        assert!(is_taken("What the pier costs", 0.35));
        assert!(!is_taken("What the pier costs", 0.2));
        for other in ["Photo: Mira Lindh", "It costs too much.", "12 March", "what it costs"] {
            assert!(!is_taken(other, 0.35), "{other}");
        }
    }
}
