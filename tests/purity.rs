//! What cleaning finds depends on the page alone.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use spoglio::pipeline::{Cleaner, Options, RawPage, in_order};

/// Every sample page and some that are made to be odd.
fn pages() -> Vec<Vec<u8>> {
    let mut pages: Vec<Vec<u8>> = odd(60).into_values().map(String::into_bytes).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html" || ending == "txt") {
                pages.push(fs::read(path).unwrap());
            }
        }
    }
    assert!(pages.len() > 30, "{} pages", pages.len());
    pages
}

/// All that is found of a page.
fn found(cleaner: &mut Cleaner, bytes: &[u8]) -> String {
    let page =
        RawPage { bytes, url: Some("https://example.org/news/a-story"), ..RawPage::default() };
    format!("{:?}", cleaner.clean(&page, &Options::default()))
}

#[test]
fn any_order_and_any_number_of_threads_give_the_same_bytes() {
    let pages = pages();
    let alone: Vec<String> =
        pages.iter().map(|page| found(&mut Cleaner::default(), page)).collect();
    for (seed, threads) in [(3u64, 1), (5, 2), (7, 5)] {
        let mut order: Vec<usize> = (0..pages.len()).chain(0..pages.len()).collect();
        let mut state = seed;
        for at in (1..order.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        let mut results = order.iter();
        in_order(
            order.iter(),
            threads,
            Cleaner::default,
            |cleaner, at| found(cleaner, &pages[*at]),
            |result| {
                let at = *results.next().unwrap();
                assert!(result == alone[at], "page {at} differs on {threads} threads");
                ControlFlow::Continue(())
            },
        );
        assert_eq!(results.next(), None);
    }
}

/// Pages that would cost more than their length if anything looked at everything for everything;
/// `many` is how much there is of what they are made of.
fn odd(many: usize) -> BTreeMap<&'static str, String> {
    const SENTENCE: &str = "The council heard on Tuesday evening what the engineers had found. ";
    let each = |piece: &dyn Fn(usize) -> String| (0..many).map(piece).collect::<String>();
    let body = |inner: String| {
        format!("<html><head><title>A bridge</title></head><body><h1>A bridge</h1>{inner}")
    };
    let ld = |json: String| {
        format!(
            "<html><head><script type='application/ld+json'>{json}</script></head><body><p>{SENTENCE}"
        )
    };
    BTreeMap::from([
        ("nested elements", body(format!("{}{SENTENCE}", "<div><p>x".repeat(many)))),
        ("words", body(each(&|n| format!("<p>word{n}</p>")))),
        ("one long paragraph", body(format!("<p>{}</p>", SENTENCE.repeat(many)))),
        ("paragraphs", body(each(&|n| format!("<p>{n}. {SENTENCE}</p>")))),
        ("table", body(format!("<table>{}</table>", "<tr><td>1<td>two".repeat(many)))),
        ("one row", body(format!("<table><tr>{}</table>", "<td><b>1</b>".repeat(many)))),
        ("links", body(each(&|n| format!("<a href=/{n}>Link {n}</a> ")))),
        ("siblings", body("<div class=card><h3>Head</h3><p>Few words</p></div>".repeat(many))),
        ("classes", body(each(&|n| format!("<p class='c{n} x{n}' id=author-{n}>Jane Doe")))),
        ("headings", body(each(&|n| format!("<h2>A bridge {n}</h2><p>{SENTENCE}")))),
        ("first-level headings", body("<article><h1>A bridge</h1><p>x</article>".repeat(many))),
        ("bylines", body("<p class=byline>By Jane Doe and John Roe, 1 May 2024".repeat(many))),
        ("times", body("<time datetime=2024-05-01>1 May</time>".repeat(many))),
        ("pictures", body("<img alt='The old bridge seen from the mill'><p>x".repeat(many))),
        ("meta elements", format!("<head>{}", "<meta name=author content='A B'>".repeat(many))),
        ("attributes", body(each(&|_| format!("<p{}>", " a b c d e f g h".repeat(4))))),
        ("title", format!("<title>{}</title><h1>{0}</h1><p>x", "Bridge over it ".repeat(many))),
        (
            "JSON-LD objects",
            ld(format!("[{}]", "{\"@type\":\"Person\",\"name\":\"A B\"},".repeat(many))),
        ),
        ("JSON-LD nested", ld("{\"@graph\":[".repeat(many))),
        (
            "JSON-LD authors",
            ld(format!(
                "{{\"@type\":\"NewsArticle\",\"author\":[{}]}}",
                each(&|n| format!("{{\"name\":\"Jane Doe{n}\"}},"))
            )),
        ),
        ("noscript", body(format!("<noscript>{}</noscript>", "<p>Few words</p>".repeat(many)))),
        ("text", each(&|n| format!("{n}. {SENTENCE}\n\n"))),
        ("lines", "Home | News | Sport\n".repeat(many)),
    ])
}
