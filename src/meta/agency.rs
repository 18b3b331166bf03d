//! The news agency that an article is from.

use crate::lexicon;
use crate::page::{Block, Blocks, Evidence, Label, Metadata, Sourced};

/// Longer lines name no agency and nothing else, in bytes.
const SHORT: usize = 300;

/// The agency among the authors, in a byline at either end of the article, or in brackets there. One that is named
/// amid the article took a picture.
pub(super) fn agency(metadata: &Metadata, blocks: &Blocks) -> Option<Sourced<String>> {
    let author = metadata.authors.iter().find_map(|author| {
        let name = lexicon::agency(&author.value)?;
        Some(Sourced::new(name.to_owned(), author.from))
    });
    let first = blocks.rows.iter().position(Block::is_of_body);
    let last = blocks.rows.iter().rposition(Block::is_of_body);
    let amid = first.zip(last).map_or(0..0, |(first, last)| first + 2..last);
    let byline = || {
        let signs =
            |(at, block): &(usize, &Block)| block.label == Label::Byline && !amid.contains(at);
        let lines = blocks.rows.iter().enumerate().filter(signs);
        let texts = lines.map(|(_, block)| blocks.text_of(block));
        texts.filter(|text| text.len() <= SHORT).find_map(lexicon::agency)
    };
    let ends = || {
        let text_of = |at: usize| blocks.text_of(&blocks.rows[at]);
        let first = first.map(text_of).map(|text| &text[..text.floor_char_boundary(120)]);
        let last = last
            .map(text_of)
            .map(|text| &text[text.ceil_char_boundary(text.len().saturating_sub(60))..]);
        first.into_iter().chain(last).find_map(lexicon::agency)
    };
    let found = || Some(Sourced::new(byline().or_else(ends)?.to_owned(), Evidence::Byline));
    author.or_else(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::complete::tests::page;

    #[test]
    fn an_agency_amid_the_article_took_a_picture() {
        let body = (Label::Body, "Nobody may cross until the spring, the council said.");
        let found = |rows: &[(Label, &str)]| {
            agency(&Metadata::default(), &page(rows)).map(|agency| agency.value)
        };
        let line = (Label::Byline, "AFP");
        assert_eq!(found(&[line, body, body, body, body]).as_deref(), Some("AFP"));
        assert_eq!(found(&[body, body, body, body, line]).as_deref(), Some("AFP"));
        assert_eq!(found(&[body, body, body, line, body]), None);
        assert_eq!(found(&[]), None);
    }
}
