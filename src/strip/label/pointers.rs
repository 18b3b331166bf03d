//! Links to other pages with which an article of news ends.

use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;
use crate::strip::segment::run::Covers;

/// Words of the longest such link.
const LONG: f32 = 25.0;
/// Paragraphs of text that stand above them at least, and the words of the shortest.
const PARAGRAPHS: usize = 3;
const SHORT: f32 = 8.0;

/// Leaves out the last paragraphs of an article that are one link each: `See our pictures of the week.`
pub(super) fn leave_out_last(facts: &Facts<'_>, blocks: &mut Blocks) {
    if !facts.names_article() {
        return;
    }
    let kept: Vec<usize> = (0..blocks.rows.len()).filter(|at| blocks.rows[*at].kept).collect();
    let is_link = |at: usize| {
        let set = blocks.rows[at].shape == Shape::Paragraph;
        set && facts.layout.runs[at].covers & Covers::LINK != 0 && facts.measures[at].words <= LONG
    };
    let links = kept.iter().rev().take_while(|at| is_link(**at)).count();
    let text = |at: &&usize| facts.measures[**at].words >= SHORT && facts.link_share(**at) < 0.5;
    let (above, last) = kept.split_at(kept.len() - links);
    if above.iter().filter(text).count() < PARAGRAPHS {
        return;
    }
    for at in last {
        blocks.rows[*at].leave_out(Label::Related, "a link to another page below the article");
    }
}

#[cfg(test)]
mod tests {
    use crate::strip::label::whole_pages::left_by;

    #[test]
    fn links_below_the_last_paragraph_of_an_article_are_left_out() {
        let text = "<p>The weir was opened at last, after eleven years and two lawsuits.</p>";
        let link = "<p><a href=/2>See the pictures of the week.</a></p>";
        let left = |body: &str| {
            let head = "<meta property=article:published_time content=2031-05-18>";
            left_by(&format!("{head}{body}"), super::leave_out_last)
        };
        assert_eq!(left(&format!("{}{link}{link}", text.repeat(3))), 3);
        assert_eq!(left(&format!("{}{link}{text}", text.repeat(3))), 5, "between paragraphs");
        assert_eq!(left(&format!("{text}{link}")), 2, "a short note on where to go");
        let within = link.replace("week.</a>", "week</a> as well.");
        assert_eq!(left(&format!("{}{within}", text.repeat(3))), 4);
    }
}
