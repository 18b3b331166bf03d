//! Which block prints the headline.

use crate::lexicon::key;
use crate::page::Shape;
use crate::strip::Context;
use crate::strip::features::Facts;

/// Longest block, in bytes, that is compared with the title.
const LONGEST: usize = 600;

/// The block that prints the headline.
pub(super) struct Headline {
    /// Its number.
    pub block: usize,
    /// The outermost `article` element around it.
    article: Option<u32>,
    /// The first heading of the first level that opens another article further down.
    next: usize,
    folded: String,
}

impl Headline {
    /// Whether a block belongs to another article further down a page of news: beyond another
    /// heading of the first level, in an `article` element of its own.
    pub(super) fn is_past(&self, facts: &Facts<'_>, at: usize) -> bool {
        at >= self.next && facts.head.is_news() && self.article.is_some() && {
            let own = facts.chains.article(facts.layout.runs[at].element);
            own.is_some() && own != self.article
        }
    }

    /// Whether another block prints it again.
    pub(super) fn repeats(&self, facts: &Facts<'_>, at: usize) -> bool {
        if facts.overlaps[at].title < 0.3 || self.folded.is_empty() {
            return false;
        }
        let block = &facts.layout.blocks.rows[at];
        let text = facts.layout.blocks.text_of(block);
        text.len() < LONGEST && key(text) == self.folded
    }
}

/// Finds the heading that says what the metadata gives as the title, or else the first heading of
/// the first level that shares words with the page's title.
pub(super) fn find(facts: &Facts<'_>, context: &Context<'_>) -> Option<Headline> {
    let known = context.metadata.title.as_ref().map(|t| key(&t.value)).unwrap_or_default();
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
            let folded = key(text);
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
        let rows = &facts.layout.blocks.rows;
        let text = facts.layout.blocks.text_of(&rows[block]);
        let article = facts.chains.article(facts.layout.runs[block].element);
        let next = (block + 1..rows.len()).find(|at| {
            rows[*at].shape == Shape::Heading(1)
                && facts.chains.article(facts.layout.runs[*at].element) != article
        });
        Headline { block, article, next: next.unwrap_or(rows.len()), folded: key(text) }
    })
}
