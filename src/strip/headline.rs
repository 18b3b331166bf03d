//! Which block prints the headline.

use super::Context;
use super::features::Facts;
use crate::page::Shape;

/// Longest block, in bytes, that is compared with the title.
const LONGEST: usize = 600;

/// The block that prints the headline.
pub(super) struct Headline {
    /// Its number.
    pub block: usize,
    folded: String,
}

impl Headline {
    /// Whether another block prints it again.
    pub(super) fn repeats(&self, facts: &Facts<'_>, at: usize) -> bool {
        if facts.overlaps[at].title < 0.3 || self.folded.is_empty() {
            return false;
        }
        let block = &facts.layout.blocks.rows[at];
        let text = facts.layout.blocks.text_of(block);
        text.len() < LONGEST && fold(text) == self.folded
    }
}

/// Finds the heading that says what the metadata gives as the title, or else the first heading of
/// the first level that shares words with the page's title.
pub(super) fn find(facts: &Facts<'_>, context: &Context<'_>) -> Option<Headline> {
    let known = context.metadata.title.as_ref().map(|t| fold(&t.value)).unwrap_or_default();
    let mut best: Option<(usize, f32)> = None;
    for (at, (block, text)) in facts.layout.blocks.iter().enumerate() {
        let overlap = facts.overlaps[at].title;
        let heading = matches!(block.shape, Shape::Heading(_));
        if text.len() > LONGEST || (!heading && overlap < 0.4) {
            continue;
        }
        let mut likeness = overlap;
        if let Shape::Heading(level) = block.shape {
            likeness += if level == 1 { 0.5 } else { 0.1 };
        }
        if overlap > 0.2 && !known.is_empty() {
            let folded = fold(text);
            if folded == known {
                likeness += 1.0;
            } else if folded.chars().count() > 12
                && (known.starts_with(&folded) || folded.starts_with(&known))
            {
                likeness += 0.5;
            }
        }
        if likeness >= 0.5 && best.is_none_or(|(_, before)| likeness > before) {
            best = Some((at, likeness));
        }
    }
    best.map(|(block, _)| {
        let text = facts.layout.blocks.text_of(&facts.layout.blocks.rows[block]);
        Headline { block, folded: fold(text) }
    })
}

fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
