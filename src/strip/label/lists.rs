//! A list is kept or left out as one: its items share what is thought of them.

use crate::lexicon::Cue;
use crate::page::Shape;
use crate::strip::features::Facts;
use crate::strip::segment::near;

/// Longer runs of items are left as they are: nothing is known of where one list ends and the next
/// begins, and the long ones are menus and results.
const LONGEST: usize = 60;

/// The probabilities of a page's blocks, in which the items of each list have the mean of theirs,
/// by words: a text of which the first item is missing is worse than one without the list.
pub(super) fn as_one(facts: &Facts<'_>, p: &[f32]) -> Vec<f32> {
    let mut pooled = p.to_vec();
    let is_item = |at: usize| matches!(facts.layout.blocks.rows[at].shape, Shape::ListItem { .. });
    let mut from = 0;
    while from < p.len() {
        let items = (from..p.len()).take_while(|at| is_item(*at)).count();
        if (2..=LONGEST).contains(&items) {
            // an advertisement that stands in a list is none of its items, and what the foot of the page holds is
            // no part of the list above it
            let foot = is_in_foot(facts, from);
            let of_list = |at: &usize| {
                !facts.readings[*at].cues.has(Cue::Advert) && is_in_foot(facts, *at) == foot
            };
            let list = (from..from + items).filter(of_list);
            share_the_mean(&mut pooled, list, |at| facts.measures[at].words);
        }
        from += items.max(1);
    }
    pooled
}

/// Whether a block stands in the foot of the page or of a part of it.
fn is_in_foot(facts: &Facts<'_>, at: usize) -> bool {
    facts.layout.runs[at].near.get(near::FOOTER) < near::FAR
}

/// Gives some blocks the mean of their probabilities, by words.
pub(in crate::strip) fn share_the_mean(
    p: &mut [f32],
    blocks: impl Iterator<Item = usize> + Clone,
    words: impl Fn(usize) -> f32,
) {
    let weight = |at: usize| words(at).max(1.0);
    let whole: f32 = blocks.clone().map(weight).sum();
    let mass: f32 = blocks.clone().map(|at| p[at] * weight(at)).sum();
    blocks.for_each(|at| p[at] = mass / whole);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    fn pooled(html: &str, p: &[f32]) -> Vec<f32> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        as_one(&Facts::gather(&layout, &head, false), p)
    }

    #[test]
    fn items_share_the_mean_by_words_and_paragraphs_keep_their_own() {
        let html = "<p>What it takes:<ul><li>a slope to the west<li>patience</ul><p>No more.";
        let found = pooled(html, &[0.9, 0.3, 0.8, 0.7]);
        assert!((found[1] - 2.3 / 6.0).abs() < 1e-6 && found[1] == found[2], "{found:?}");
        assert_eq!((found[0], found[3]), (0.9, 0.7));
    }

    #[test]
    fn an_advertisement_among_the_items_is_none_of_them() {
        let html = "<ul><li>17:55 The road is open<li>Advertisement<li>16:20 It is snowing</ul>";
        let found = pooled(html, &[0.9, 0.1, 0.9]);
        assert_eq!(found[1], 0.1);
        assert!(found[0] > 0.89 && found[2] > 0.89, "{found:?}");
    }

    #[test]
    fn what_the_foot_holds_is_no_part_of_the_list_above_it() {
        let html = "<ul><li>17:55 The road is open<li>16:20 It is snowing</ul>\
                    <footer><ul><li>Imprint<li>Contact</ul></footer>";
        let found = pooled(html, &[0.9, 0.8, 0.1, 0.1]);
        assert!(found[0] > 0.8 && found[1] > 0.8, "{found:?}");
        assert_eq!(found[2..], [0.1, 0.1]);
    }

    #[test]
    fn a_long_run_of_items_stays_as_it_is() {
        let html = format!("<ul>{}</ul>", "<li>an item".repeat(LONGEST + 1));
        let p: Vec<f32> = (0..=LONGEST).map(|at| at as f32 / 100.0).collect();
        assert_eq!(pooled(&html, &p), p);
    }
}
