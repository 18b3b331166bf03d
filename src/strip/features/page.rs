//! What holds for the whole page, and so for all of its blocks.

use super::facts::Facts;
use super::head::TYPES;
use super::logarithm::ln1p as log;
use super::row::Sink;
use super::sums::is_long;
use crate::html::Tag;

/// Tags that are counted.
const COUNTED: [Tag; 14] = [
    Tag::TABLE,
    Tag::PRE,
    Tag::CODE,
    Tag::FORM,
    Tag::LI,
    Tag::H2,
    Tag::H3,
    Tag::IMG,
    Tag::INPUT,
    Tag::BUTTON,
    Tag::SECTION,
    Tag::BLOCKQUOTE,
    Tag::TIME,
    Tag::FIGURE,
];

pub(super) fn put(facts: &Facts<'_>, sink: &mut impl Sink) {
    let whole = &facts.sums.first().copied().unwrap_or_default();
    let words = whole.words.max(1.0);
    let (mut long, mut prices, mut dates, mut questions, mut unspaced, mut chars) =
        (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 1.0f32);
    let (mut most, mut headings) = (0.0f32, 0.0f32);
    for (at, m) in facts.measures.iter().enumerate() {
        long += f32::from(u8::from(is_long(m, facts.link_share(at))));
        prices += f32::from(u8::from(m.numbers.price));
        dates += f32::from(u8::from(m.numbers.date && m.chars < 200.0));
        questions += f32::from(u8::from(m.questions > 0.0));
        unspaced += m.unspaced;
        chars += m.chars;
        most = most.max(m.words);
        headings += f32::from(u8::from(
            facts.layout.blocks.rows[at].shape == crate::page::Shape::Heading(1),
        ));
    }
    sink.put("page.blocks", log(facts.len() as f32));
    sink.put("page.words", log(whole.words));
    sink.put("page.paragraphs", whole.paragraphs / words);
    sink.put("page.links", whole.link_share());
    sink.put("page.long", whole.long / words);
    sink.put("page.long-blocks", log(long));
    sink.put("page.prices", log(prices));
    sink.put("page.dates", log(dates));
    sink.put("page.questions", log(questions));
    sink.put("page.unspaced", unspaced / chars);
    sink.put("page.longest", log(most));
    sink.put("page.h1", headings.min(5.0));
    let tags = &facts.layout.tags;
    for tag in COUNTED {
        sink.put_in("page.tag", tag.name(), log(tags[tag.index()] as f32));
    }
    sink.put("page.articles", tags[Tag::ARTICLE.index()].min(30) as f32);
    sink.put("page.mains", tags[Tag::MAIN.index()].min(3) as f32);
    let head = facts.head;
    sink.put("page.kind", f32::from(head.kind));
    sink.put("page.convention", f32::from(u8::from(facts.convention)));
    sink.put("page.published", f32::from(u8::from(head.published)));
    for (at, name) in TYPES.iter().enumerate() {
        sink.put_in("page.type", name, f32::from(u8::from(head.types & (1 << at) != 0)));
    }
    sink.put("page.types", head.types.count_ones() as f32);
    sink.put("page.scripts", log(head.scripts));
    let best = facts.chains.best();
    sink.put("page.best-score", log(facts.sums.get(best).map_or(0.0, |sum| sum.score)));
    sink.put("page.best-share", facts.sums.get(best).map_or(0.0, |sum| sum.words / words));
    address(&head.address, sink);
}

fn address(address: &str, sink: &mut impl Sink) {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let holds = |words: &[&str]| {
        f32::from(u8::from(words.iter().any(|word| {
            path.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
        })))
    };
    sink.put(
        "url.forum",
        holds(&["forum", "thread", "viewtopic", "question", "discuss", "community"]),
    );
    sink.put("url.product", holds(&["product", "shop", "store", "item"]));
    sink.put("url.collection", holds(&["categor", "collection", "browse", "catalog"]));
    sink.put(
        "url.docs",
        holds(&[
            "docs",
            "documentation",
            "reference",
            "manual",
            "wiki",
            "api",
            "guide",
            "tutorial",
        ]),
    );
    sink.put("url.news", holds(&["blog", "news", "article", "post", "story", "/20"]));
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    sink.put("url.depth", path.split('/').filter(|part| !part.is_empty()).count().min(10) as f32);
    sink.put(
        "url.hyphens",
        last.bytes().filter(|b| matches!(b, b'-' | b'_')).count().min(20) as f32,
    );
    sink.put("url.digits", last.bytes().filter(u8::is_ascii_digit).count().min(12) as f32);
}
