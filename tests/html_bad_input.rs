//! Text that no editor writes: both roads read it alike, or the page is named hard.

use spoglio::html::{Arena, Hard, Limits, parse};

use super::html_oracle::compare;

/// Places in which the same signs are read by other rules.
const PLACES: [(&str, &str); 12] = [
    ("", ""),
    ("<!doctype html>", ""),
    ("<body>a", "b<p>c"),
    ("<p title=\"a", "b\">c"),
    ("<p title=a", "b>c"),
    ("<p ti", "tle=a>b"),
    ("<p", ">a"),
    ("<title>a", "b</title>c"),
    ("<textarea>", "a</textarea>b"),
    ("<script>a", "b</script>c"),
    ("<!-- a", "b -->c"),
    ("<table><tr>", "<td>a</table><svg><title>b"),
];

fn everywhere(signs: &str) -> Vec<Option<Hard>> {
    PLACES
        .iter()
        .map(|(before, after)| {
            let page = format!("{before}{signs}{after}");
            compare(&page).unwrap_or_else(|difference| panic!("{page:?}: {difference}"))
        })
        .collect()
}

fn text(page: &str) -> String {
    let mut arena = Arena::new();
    let page = parse(page, &mut arena, &Limits::default());
    page.subtree_text(page.ids().next().unwrap())
}

#[test]
fn surrogates_and_other_numbers_that_are_no_characters() {
    for signs in [
        "&#xD83D;&#xDE00;",
        "&#55357;&#56832;",
        "&#xD800",
        "&#xDFFF;x",
        "&#x110000;",
        "&#xFFFFFFFFFF;",
        "&#0;",
        "&#x80;&#x9f;",
        "&#xFFFE;&#xFDD0;",
        "&#xD83D&#xDE00",
    ] {
        assert!(everywhere(signs).iter().all(Option::is_none), "{signs}");
    }
    assert_eq!(text("<p>&#xD83D;&#xDE00;"), "\u{fffd}\u{fffd}");
}

#[test]
fn nul_bytes() {
    for signs in ["\0", "\0\0x\0", "<\0>", "&\0;", "&#\0;", "<\0p>", "</\0p>", "\0<p>\0"] {
        assert!(everywhere(signs).iter().all(|hard| *hard == Some(Hard::Nul)), "{signs:?}");
    }
    assert_eq!(text("<p>a\0b"), "ab");
}

#[test]
fn byte_order_marks_at_the_start_twice_and_in_the_middle() {
    for signs in
        ["\u{feff}", "\u{feff}\u{feff}", "a\u{feff}b", "\u{feff}<p>\u{feff}", "</p>\u{feff}"]
    {
        everywhere(signs);
    }
    for page in
        ["<script></script>\u{feff}x", "<meta charset=x>\u{feff}x", "<title>a</title>\u{feff}"]
    {
        compare(page).unwrap_or_else(|difference| panic!("{page:?}: {difference}"));
    }
    assert_eq!(text("\u{feff}<p>a\u{feff}b"), "a\u{feff}b");
}

#[test]
fn carriage_returns_alone_and_in_every_company() {
    for signs in ["\r", "\r\r", "\r\n\r", "\n\r", "\r<p>\r", "&#13;\r", "\r&#10;", " \r\n "] {
        everywhere(signs);
        for (open, close) in [("<pre>", "</pre>"), ("<textarea>", "</textarea>"), ("<listing>", "")]
        {
            let page = format!("<body>{open}{signs}a{signs}{close}{signs}b");
            compare(&page).unwrap_or_else(|difference| panic!("{page:?}: {difference}"));
        }
    }
    assert_eq!(text("<pre>\ra\rb\r\nc</pre>"), "a\nb\nc");
}

#[test]
fn a_page_cut_at_every_byte_inside_of_characters_too() {
    let page = "<!doctype html><p title='höhe — 高'>Brücke</p><script>\"ß\"</script>日本&eacute;&notin;\
        <svg viewBox=\"0 0\"><title>é</title></svg><!-- ü --><pre>\r\nö</pre><table>ä<td>ñ";
    for at in 0..=page.len() {
        let cut = String::from_utf8_lossy(&page.as_bytes()[..at]);
        compare(&cut).unwrap_or_else(|difference| panic!("cut at {at}: {difference}"));
        let cut = String::from_utf8_lossy(&page.as_bytes()[at..]);
        compare(&cut).unwrap_or_else(|difference| panic!("cut before {at}: {difference}"));
    }
}

#[test]
fn sixty_four_mebibytes_of_text_are_one_span() {
    let text = "long text ".repeat((64 << 20) / 10 + 1);
    let page = format!("<p>{text}</p>");
    let mut arena = Arena::new();
    let parsed = parse(&page, &mut arena, &Limits::default());
    assert_eq!(parsed.len(), 5);
    let node = parsed.ids().last().unwrap();
    assert!(parsed.text_is_plain(node) && parsed.raw_text(node) == text);
    assert!(parsed.notes().is_empty());
}

#[test]
fn tags_of_a_megabyte() {
    let much = "x".repeat(1 << 20);
    for page in [
        format!("<{much}>a</{much}>b"),
        format!("<p {much}>a"),
        format!("<p {much}=1 {much}=2>a"),
        format!("<p a={much}>a"),
        format!("<p a='{much}'>a"),
        format!("<p{}>a", " ".repeat(1 << 20)),
        format!("<p {}>a", "/".repeat(1 << 20)),
        format!("<p {}>a", "=".repeat(1 << 20)),
        format!("</{much}>a"),
        format!("</p {much}>a"),
        format!("<!--{much}-->a"),
        format!("<!{much}>a"),
        format!("<title>{much}</title>a"),
    ] {
        compare(&page).unwrap_or_else(|difference| panic!("{:.40}: {difference}", page));
    }
}
