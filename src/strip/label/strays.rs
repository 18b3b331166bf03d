//! Blocks that were taken for the article's and stand far from everything that surely is.

use crate::page::{Block, Blocks, Label};
use crate::strip::features::Facts;

/// What a block of the article reaches where nothing is doubtful.
const SURE: f32 = 0.6;
/// How many blocks that are left out stand between the article and a stray, at least.
const FAR: usize = 25;
/// How much of what is kept is sure, in words, and how much of that all strays are at most: much text that is
/// doubtful is a part of the article more often than not.
const SHARE: f32 = 0.6;
const LITTLE: f32 = 0.1;
/// Words of the longest stray.
const SHORT: f32 = 20.0;

/// Leaves out of an article what is short, doubtful, and parted from the end of all that is sure by much that is
/// left out: a comment, a teaser, the head of a box.
pub(super) fn leave_out_strays(facts: &Facts<'_>, blocks: &mut Blocks) {
    let words = |at: usize| facts.measures[at].words;
    let rows = &mut blocks.rows;
    let is_text = |block: &Block| block.kept && block.label != Label::Title;
    let (mut all, mut sure, mut last) = (0.0, 0.0, 0);
    for (at, block) in rows.iter().enumerate().filter(|(_, block)| is_text(block)) {
        all += words(at);
        if block.score >= SURE {
            sure += words(at);
            last = at;
        }
    }
    let mut between = 0;
    let strays: Vec<usize> = (last + 1..rows.len())
        .filter(|at| {
            between += usize::from(!rows[*at].kept);
            is_text(&rows[*at]) && between >= FAR
        })
        .collect();
    let few = strays.iter().map(|at| words(*at)).sum::<f32>() <= LITTLE * sure;
    if sure < SHARE * all || !few || strays.iter().any(|at| words(*at) > SHORT) {
        return;
    }
    for at in strays {
        rows[at].leave_out(Label::Related, "stands far from the article");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// What is left of a page whose blocks are kept where their text has a score.
    fn left(parts: &[(&str, f32, usize)]) -> Vec<String> {
        let page: Vec<String> =
            parts.iter().map(|(text, _, times)| format!("<p>{text}</p>").repeat(*times)).collect();
        let mut arena = Arena::new();
        let html = page.concat();
        let document = parse(&html, &mut arena, &Limits::default());
        let (layout, head) = (segment(document, None), Head::read(document, None));
        let facts = Facts::gather(&layout, &head, false);
        let mut blocks = layout.blocks.clone();
        let texts: Vec<String> = blocks.iter().map(|(_, text)| text.to_owned()).collect();
        for (block, text) in blocks.rows.iter_mut().zip(&texts) {
            let score = parts.iter().find(|(part, ..)| part == text).map_or(0.0, |part| part.1);
            (block.score, block.kept, block.label) = (score, score > 0.3, Label::Body);
        }
        leave_out_strays(&facts, &mut blocks);
        blocks.iter().filter(|(block, _)| block.kept).map(|(_, text)| text.to_owned()).collect()
    }

    #[test]
    fn what_is_doubtful_and_far_from_the_article_is_left_out() {
        let text = "The lock was opened at seven, and the first barge waited until noon.";
        let page = |stray, score, between| {
            left(&[(text, 0.9, 3), ("More", 0.1, between), (stray, score, 1)])
        };
        assert_eq!(page("Also read", 0.4, 30), [text; 3]);
        assert_eq!(page("Also read", 0.4, 10).len(), 4, "close by");
        assert_eq!(page("Also read", 0.8, 30).len(), 4, "sure");
        let long = "Also read, ".repeat(12) + "twice";
        assert_eq!(page(&long, 0.4, 30).len(), 4, "long");
        let doubtful = [("A note", 0.9, 1), ("Menu", 0.1, 30), ("Of the day", 0.4, 4)];
        assert_eq!(left(&doubtful).len(), 5, "there is nothing to be far from");
    }
}
