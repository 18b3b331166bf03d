//! The fast path and html5ever on the same bytes: one tree, or a hard reason.
//!
//! An input whose first byte is odd is text; of others each byte stands for a piece of markup, so
//! that misnesting is found soon.

#![no_main]

use html::{Arena, Document, Limits, parse, parse_with_html5ever};
use libfuzzer_sys::fuzz_target;

#[path = "../../src/html/mod.rs"]
#[allow(dead_code, unused_imports, missing_docs)]
mod html;

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a>", "</a>", "<a href=x>",
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<tbody>", "</tbody>",
    "<caption>", "</caption>", "<colgroup>", "<col>", "</colgroup>", "<thead>", "</thead>",
    "<ul>", "</ul>", "<li>", "</li>", "<dl>", "<dt>", "<dd>", "<h1>", "</h1>", "<h2>", "</h2>",
    "<form>", "</form>", "<button>", "</button>", "<select>", "</select>", "<option>", "<optgroup>",
    "<input>", "<input type=hidden>", "<textarea>", "</textarea>", "<title>", "</title>", "<svg>",
    "</svg>", "<math>", "</math>", "<mi>", "<annotation-xml>", "<foreignObject>", "<desc>", "<g/>",
    "<template>", "</template>", "<html a=1>", "</html>", "<head>", "</head>", "<body b=2>",
    "</body>", "<script>", "</script>", "<style>", "</style>", "<noscript>", "</noscript>", "<br>",
    "</br>", "<hr>", "<img>", "<image>", "<object>", "</object>", "<marquee>", "</marquee>",
    "<nobr>", "</nobr>", "<font size=1>", "</font>", "<pre>", "</pre>", "<ruby>", "<rt>", "<rp>",
    "<rtc>", "<x-y>", "</x-y>", "<span>", "</span>", "<plaintext>", "<frameset>", "<xmp>", "</xmp>",
    "<meta charset=x>", "<!doctype html>", "<!--", "-->", "<![CDATA[", "]]>", "</>", "<", ">", " ",
    "\n", "\r", "x", "&amp;", "&#10;", "&lt", "\"", "'", "=", "/", "<B C=d>", "<b id=1>", "<em>",
    "</em>", "<strong>", "</strong>", "<iframe>", "</iframe>", "<section>", "</section>",
    "<svg viewBox=1 xlink:href=2>", "</G>", "<path>", "</path>", "&", "-", "!", "\u{feff}", "é",
];

fn text(data: &[u8]) -> Option<String> {
    let (first, rest) = data.split_first()?;
    if first & 1 == 1 {
        return Some(String::from_utf8_lossy(rest).into_owned());
    }
    let pieces = rest.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]);
    Some(pieces.collect())
}

/// Every element with its path's length and attributes, neighbouring texts as one.
fn dump(page: Document<'_>, out: &mut String) {
    use std::fmt::Write;
    out.clear();
    let mut text = None;
    for id in page.ids() {
        let depth = page.depth(id);
        if page.is_text(id) {
            if text != Some(depth) {
                let _ = write!(out, "\n{depth}:");
                text = Some(depth);
            }
            out.push_str(&page.text(id));
            continue;
        }
        text = None;
        let _ = write!(out, "\n{depth}<{}", page.tag_name(id));
        let mut attributes: Vec<_> = page.attributes(id).collect();
        attributes.sort();
        for (name, value) in attributes {
            let _ = write!(out, " {name}={value:?}");
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let limits = Limits { depth: 2000, ..Limits::default() };
    let mut arena = Arena::new();
    let (mut ours, mut theirs) = (String::new(), String::new());
    let page = parse(&text, &mut arena, &limits);
    if page.hard().is_some() {
        return;
    }
    dump(page, &mut ours);
    dump(parse_with_html5ever(&text, &mut arena, &limits), &mut theirs);
    assert_eq!(ours, theirs, "{text:?}");
    // The caps hold whatever the page.
    let limits = Limits { depth: 6, nodes: 40, attributes: 2, input: 4096 };
    let page = parse(&text, &mut arena, &limits);
    for id in page.ids() {
        assert!(id < page.end(id) && page.end(id).0 <= page.len());
        assert!(page.depth(id) <= 6 + 8 + 2, "{text:?}");
    }
});
