//! Pages made to be slow or deep are parsed in bounded time, within the caps, and nothing is dropped
//! without a word.

use std::time::{Duration, Instant};

use spoglio::html::{Arena, Limits, parse};

/// Far above what an optimised build takes; a quadratic road takes far more.
const LONG: Duration = Duration::from_secs(20);

/// Parses a page by the fast path, and once more with a NUL byte before it, which sends it through
/// html5ever unless it is too long for an unoptimised build; `kept` must be in its text, and a note must be there if anything was cut.
fn survives(name: &str, page: &str, kept: &str, noted: bool) {
    let roads = if page.len() <= 250_000 { 2 } else { 1 };
    for page in [page.to_owned(), format!("\0{page}")].into_iter().take(roads) {
        let mut arena = Arena::new();
        let limits = Limits::default();
        let start = Instant::now();
        let parsed = parse(&page, &mut arena, &limits);
        let took = start.elapsed();
        assert!(took < LONG || parsed.hard().is_some(), "{name}: {took:?}");
        assert_eq!(parsed.hard().is_some(), page.starts_with('\0'), "{name}");
        let deepest = parsed.ids().map(|id| parsed.depth(id)).max().unwrap();
        assert!(deepest <= limits.depth + 16, "{name}: depth {deepest}");
        assert!(parsed.len() <= limits.nodes + 2000, "{name}: {} nodes", parsed.len());
        assert_eq!(!parsed.notes().is_empty(), noted, "{name}: {:?}", parsed.notes());
        let text: String = parsed.ids().map(|id| parsed.text(id)).collect();
        assert!(text.contains(kept), "{name}: lost {kept:?}");
    }
}

fn nested(tag: &str) -> String {
    let mut page = tag.repeat(40_000);
    page.push_str("deep");
    page
}

#[test]
fn deep_nesting_is_flattened_and_its_text_kept() {
    for tag in ["<div>", "<b>", "<span>", "<i class=x>", "<x-y>", "<svg>"] {
        survives(tag, &nested(tag), "deep", true);
    }
    survives("ul", &nested("<ul><li>"), "deep", true);
    survives("table", &nested("<table><tr><td>"), "deep", true);
    survives("svg titles", &nested("<svg><title>"), "deep", true);
    survives("template", &nested("<template>"), "deep", true);
}

#[test]
fn the_quadratic_traps_of_the_standard_are_bounded() {
    survives("a", &nested("<a>"), "deep", false);
    survives("bare tables", &nested("<table>"), "deep", false);
    survives("b p", &nested("<b><p>"), "deep", false);
    survives("p under a button", &format!("<p><button>{}", nested("<div>")), "deep", true);
    let many: String = (0..700).map(|i| format!("<p><b id={i}>x")).collect();
    survives("new formatting", &(many + "deep"), "x", true);
    let closed = format!("{}{}", "<b><p>".repeat(20_000), "</b>deep".repeat(20_000));
    survives("adoption", &closed, "deep", false);
}

#[test]
fn a_megabyte_of_one_sign_is_only_long() {
    megabyte(1 << 20);
    megabyte(1 << 15);
}

fn megabyte(many: usize) {
    survives("<", &("<".repeat(many) + " deep"), "deep", false);
    survives("quote", &format!("deep<p title=\"{}", "'\"".repeat(many / 2)), "deep", false);
    survives("open quotes", &format!("deep{}", "<p title=\"".repeat(many / 10)), "deep", false);
    survives("entities", &("&amp;".repeat(many / 5) + "deep"), "&&deep", false);
    survives("ampersands", &("&".repeat(many) + " deep"), "deep", false);
    survives("comments", &("<!--".repeat(many / 4) + "-->deep"), "deep", false);
    survives("a tag", &format!("<{}>deep", "x".repeat(many)), "deep", false);
    survives("dashes", &format!("<script><!--{}</script>deep", "-".repeat(many)), "deep", false);
}

#[test]
fn attributes_beyond_the_cap_are_noted() {
    let many: String = (0..100_000).map(|i| format!(" a{i}=1")).collect();
    survives("attributes", &format!("<p{many}>deep"), "deep", true);
    survives("svg attributes", &format!("<svg{many} xlink:href=x>deep"), "deep", true);
    let equal = " a=1".repeat(100_000);
    survives("one attribute", &format!("<p{equal}>deep"), "deep", true);
    let mut arena = Arena::new();
    let page = format!("<body><p{many}>deep");
    let parsed = parse(&page, &mut arena, &Limits::default());
    let read: usize = parsed.ids().map(|id| parsed.attributes(id).count()).sum();
    assert_eq!(read, 256);
}

#[test]
fn the_other_caps_hold_and_say_so() {
    let mut arena = Arena::new();
    let limits = Limits { nodes: 100, input: 5000, ..Limits::default() };
    let page = "<p>word ".repeat(1000);
    for page in [page.clone(), format!("\0{page}")] {
        let parsed = parse(&page, &mut arena, &limits);
        assert!(parsed.len() <= 102, "{}", parsed.len());
        let notes = parsed.notes().join("; ");
        assert!(notes.contains("cut after 5000 of"), "{notes}");
        assert!(notes.contains("the page ends after"), "{notes}");
    }
}

#[test]
fn a_huge_text_is_one_span() {
    let page = format!("<p>{}</p>", "long ".repeat(2 << 20));
    let mut arena = Arena::new();
    let parsed = parse(&page, &mut arena, &Limits::default());
    assert_eq!(parsed.len(), 5);
    assert_eq!(parsed.subtree_text(parsed.ids().next().unwrap()).len(), 10 << 20);
}
