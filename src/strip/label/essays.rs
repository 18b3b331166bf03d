//! Articles that are told in pictures: what is set below those is the text.

use crate::page::{Blocks, Label};
use crate::strip::features::Facts;
use crate::strip::hashed::set::HashedSet;

/// Fewest captions that are sentences, and words of the shortest of them.
const CAPTIONS: usize = 3;
const SENTENCE: f32 = 6.0;
/// A caption less likely than this to be the article's is another page's.
const LIKELY: f32 = 0.1;

/// Keeps the captions of a page of news as its text, each once, where they say more than all that is kept of it: without
/// them nothing of it would be left but its introduction.
pub(super) fn keep_captions(facts: &Facts<'_>, blocks: &mut Blocks) {
    let words = |at: usize| facts.measures[at].words;
    let rows = &blocks.rows;
    let mut known = HashedSet::default();
    let captions: Vec<usize> = (0..rows.len())
        .filter(|at| {
            rows[*at].label == Label::Caption
                && !rows[*at].kept
                && rows[*at].score >= LIKELY
                && facts.measures[*at].sentences >= 1.0
                && words(*at) >= SENTENCE
                && known.insert(facts.measures[*at].hash)
        })
        .collect();
    if captions.len() < CAPTIONS {
        return;
    }
    let said: f32 = captions.iter().map(|at| words(*at)).sum();
    let kept: f32 = (0..rows.len()).filter(|at| rows[*at].is_of_body()).map(words).sum();
    if said <= kept {
        return;
    }
    for at in captions {
        blocks.rows[at].keep(Label::Body, "a caption of an article that is told in pictures");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::left_by;

    #[test]
    fn the_captions_of_a_picture_story_are_its_text() {
        let page = |captions: usize, text: &str| {
            let caption = |at: usize| {
                format!(
                    "<figure><img><figcaption>Boat {at} leaves the quay of Brodd at dawn, before \
                     the light.</figcaption></figure>"
                )
            };
            let figures: String = (0..captions).map(caption).collect();
            left_by(&format!("<p>{text}</p>{figures}"), |facts, blocks| {
                for block in blocks.rows.iter_mut().skip(1) {
                    block.score = 0.4;
                    block.leave_out(Label::Caption, "the caption of a picture");
                }
                blocks.rows[0].keep(Label::Body, "");
                keep_captions(facts, blocks);
            })
        };
        assert_eq!(page(4, "The herring are back."), 5);
        assert_eq!(page(2, "The herring are back."), 1, "an article with two pictures");
        assert_eq!(page(4, &"The herring are back in the harbour. ".repeat(20)), 1);
    }
}
