//! Markdown as an independent reader of CommonMark reads it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

use super::{Include, markdown};
use crate::page::{Blocks, Inline, InlineKind, Label, Shape};

/// What a reader shows of Markdown: its text, blanks left aside.
fn shown(source: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(source, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                out.extend(text.chars().filter(|c| !c.is_whitespace()));
            }
            Event::Html(text) | Event::InlineHtml(text) => panic!("{text:?} in {source:?}"),
            _ => {}
        }
    }
    out
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Paragraph),
        Just(Shape::Quotation),
        Just(Shape::Heading(3)),
        Just(Shape::ListItem { depth: 1, ordered: false }),
        Just(Shape::ListItem { depth: 1, ordered: true }),
        Just(Shape::TableRow { header: false }),
    ]
}

fn kind() -> impl Strategy<Value = InlineKind> {
    prop_oneof![
        Just(InlineKind::Emphasis),
        Just(InlineKind::Strong),
        Just(InlineKind::Code),
        Just(InlineKind::Link("https://a.example/b_(c)?d=1&copy;*e*".to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reader_shows_the_text_whatever_is_set_in_it(
        text in "[a-cé1 .,:!?*_`#>|&;()\\[\\]\\\\<~„“。'\"-]{1,24}",
        shape in shape(),
        runs in prop::collection::vec((0usize..25, 1usize..12, kind()), 0..6),
    ) {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.contains(char::is_alphanumeric) {
            text.push('a');
        }
        let mut blocks = Blocks::default();
        blocks.push(&text, shape, 0);
        blocks.rows[0].kept = true;
        blocks.rows[0].label = Label::Body;
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (from, length, kind) in runs {
            let start = places[from.min(places.len() - 1)] as u32;
            let end = places[(from + length).min(places.len() - 1)] as u32;
            blocks.inlines.push(Inline { block: 0, start, end, kind });
        }
        blocks.inlines.sort_by_key(|inline| inline.start);
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for links in [false, true] {
            let source = markdown(&blocks, Include { links, ..Include::default() });
            prop_assert_eq!(shown(&source), bare.as_str(), "{:?}", source);
        }
    }
}
