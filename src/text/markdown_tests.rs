//! Markdown as an independent reader of CommonMark reads it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{Include, markdown};
use crate::page::{Blocks, Inline, InlineKind, Label, Picture, Shape};

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

    #[test]
    fn a_reader_sees_each_picture_with_its_words(
        alt in "[a-cé1 .,:!?*_`#>|&;()\\[\\]\\\\<~„“。'\"-]{0,24}",
        url in "https://a\\.example/[a-c(),;=&!%*_~'\\[\\]-]{0,12}",
        shape in shape(),
    ) {
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut blocks = Blocks::default();
        blocks.push("a", shape, 0);
        (blocks.rows[0].kept, blocks.rows[0].label) = (true, Label::Body);
        blocks.pictures.push(Picture { before: 0, url: url.clone(), alt: alt.clone() });
        blocks.pictures.push(Picture { before: 1, url: url.clone(), alt: alt.clone() });
        let source = markdown(&blocks, Include { images: true, ..Include::default() });
        let events = Parser::new_ext(&source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
        let leads = events.filter_map(|event| match event {
            Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        });
        prop_assert_eq!(leads.collect::<Vec<_>>(), [url.clone(), url], "{:?}", source);
        let bare: String = alt.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(shown(&source), format!("{bare}a{bare}"), "{:?}", source);
    }
}
