//! Which block prints the headline.

use crate::lexicon::key;
use crate::page::Shape;
use crate::strip::Context;
use crate::strip::features::Facts;

/// Longest block, in bytes, that is compared with the title.
const LONGEST: usize = 600;

/// Bytes of the shortest that is known by the title alone.
const WHOLE: usize = 12;

/// Letters of the shortest description that stands behind the headline in the same block.
const DESCRIBED: usize = 40;

/// Bytes of the longest byline and date behind a headline in the same block.
const SIGNED: usize = 120;

/// The block that prints the headline.
pub(super) struct Headline {
    /// Its number.
    pub block: usize,
    /// The outermost `article` element around it.
    article: Option<u32>,
    /// The first heading of the first level that opens another article further down.
    next: usize,
    folded: String,
    /// What the page says of itself, as letters alone.
    description: String,
}

impl Headline {
    /// Whether a block belongs to another article further down a page of news: beyond another
    /// heading of the first level, in an `article` element of its own; or of any level on a page that names
    /// itself an article, where that element is made as the headline's own is.
    pub(super) fn is_past(&self, facts: &Facts<'_>, at: usize) -> bool {
        at >= self.next && facts.is_news() && self.article.is_some() && {
            let own = facts.chains.article(facts.layout.runs[at].element);
            own.is_some() && own != self.article
        }
    }

    /// How many bytes of its block the title takes, where a line break and no element parts it from who wrote
    /// the article and when.
    pub(super) fn alone(&self, facts: &Facts<'_>, context: &Context<'_>) -> Option<u32> {
        let block = &facts.layout.blocks.rows[self.block];
        let title = context.metadata.title.as_ref().map(|title| title.value.trim())?;
        let rest = facts.layout.blocks.text_of(block).strip_prefix(title)?;
        let signed = rest.starts_with(' ')
            && rest.len() <= SIGNED
            && facts.layout.runs[self.block].breaks > 0
            && facts.measures[self.block].numbers.date;
        signed.then_some(title.len() as u32)
    }

    /// Whether another block prints it again.
    pub(super) fn repeats(&self, facts: &Facts<'_>, at: usize) -> bool {
        let block = &facts.layout.blocks.rows[at];
        let text = facts.layout.blocks.text_of(block);
        if self.folded.is_empty() || text.len() >= LONGEST {
            return false;
        }
        // So is the subject of each answer in a forum.
        let again = || key(text.strip_prefix("Re: ").unwrap_or(text)) == self.folded;
        facts.overlaps[at].title >= 0.3 && again() || self.is_described(text)
    }

    /// Whether a text is the headline and behind it what the page says of itself, or how that begins: a box that sends
    /// the page on shows both.
    fn is_described(&self, text: &str) -> bool {
        // Most texts begin with other letters, and are not folded.
        let letters = || text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        self.description.len() >= DESCRIBED
            && text.len() >= self.folded.len() + DESCRIBED
            && letters().take(4).eq(self.folded.chars().take(4))
            && key(text)
                .strip_prefix(&*self.folded)
                .is_some_and(|rest| rest.len() >= DESCRIBED && self.description.starts_with(rest))
    }
}

/// Finds the heading that says what the metadata gives as the title, or else the first heading of
/// the first level that shares words with the page's title.
pub(super) fn find(facts: &Facts<'_>, context: &Context<'_>) -> Option<Headline> {
    let title = context.metadata.title.as_ref().map_or("", |title| title.value.trim());
    let known = key(title);
    let mut best: Option<(usize, f32)> = None;
    for (at, (block, text)) in facts.layout.blocks.iter().enumerate() {
        let overlap = facts.overlaps[at].title;
        let heading = matches!(block.shape, Shape::Heading(_));
        // Pages of old name the site alone in their head.
        let same = overlap == 0.0 && text.len() >= WHOLE && text == title;
        if text.len() > LONGEST || (!heading && !same && overlap < 0.4) {
            continue;
        }
        let mut likeness = if same { 1.0 } else { overlap };
        if let Shape::Heading(level) = block.shape {
            likeness += if level == 1 { 0.5 } else { 0.1 };
        }
        if overlap > 0.2 && !known.is_empty() {
            let folded = key(text);
            // Where words are not spaced, short headings share their letters with any title.
            if !matches!(block.shape, Shape::Heading(1)) && folded.len() * 3 < known.len() {
                continue;
            }
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
        // A page of a product may be made of such elements, each with a heading.
        let named = facts.names_article();
        let elements = &facts.layout.elements;
        let make = |article: Option<u32>| article.map(|at| elements[at as usize].signature);
        let next = (block + 1..rows.len()).find(|at| {
            let own = || facts.chains.article(facts.layout.runs[*at].element);
            match rows[*at].shape {
                Shape::Heading(1) => own() != article,
                Shape::Heading(_) => {
                    let own = own();
                    own != article && named && own.is_some() && make(own) == make(article)
                }
                _ => false,
            }
        });
        let description = context.metadata.description.as_ref();
        let description = description.map_or(String::new(), |said| key(&said.value));
        Headline {
            block,
            article,
            next: next.unwrap_or(rows.len()),
            folded: key(text),
            description,
        }
    })
}
