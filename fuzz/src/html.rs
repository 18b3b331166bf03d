//! The fast path and html5ever on the same bytes: one tree, or a hard reason.
//!
//! An input whose first byte is odd is text; of others each byte stands for a piece of markup, so
//! that misnesting is found soon.

#![no_main]

use std::cell::RefCell;

use html::{Arena, Document, Limits, NodeId, parse, parse_with_html5ever};
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

/// Reads a page as elements and runs of text, neighbouring texts as one.
struct Reader<'a> {
    page: Document<'a>,
    next: u32,
    run: String,
}

#[derive(Debug, PartialEq)]
enum Item {
    Element(NodeId),
    /// A run of text at this depth, in [`Reader::run`].
    Text(u16),
    End,
}

impl Reader<'_> {
    fn read(&mut self) -> Item {
        let Reader { page, next, run } = self;
        if *next == page.len() {
            return Item::End;
        }
        let id = NodeId(*next);
        if !page.is_text(id) {
            *next += 1;
            return Item::Element(id);
        }
        run.clear();
        let depth = page.depth(id);
        while *next < page.len() {
            let id = NodeId(*next);
            if !page.is_text(id) || page.depth(id) != depth {
                break;
            }
            run.push_str(&page.text(id));
            *next += 1;
        }
        Item::Text(depth)
    }
}

fn same_attributes(one: Document<'_>, a: NodeId, other: Document<'_>, b: NodeId) -> bool {
    if one.attributes(a).eq(other.attributes(b)) {
        return true;
    }
    let sorted = |page: Document<'_>, id| {
        let mut all: Vec<_> =
            page.attributes(id).map(|(n, v)| (n.to_owned(), v.into_owned())).collect();
        all.sort();
        all
    };
    sorted(one, a) == sorted(other, b)
}

/// Where two pages part, if they do.
fn difference(ours: &mut Reader<'_>, theirs: &mut Reader<'_>) -> Option<String> {
    loop {
        let (our, their) = (ours.read(), theirs.read());
        let same = match (&our, &their) {
            (Item::End, Item::End) => return None,
            (Item::Text(a), Item::Text(b)) => a == b && ours.run == theirs.run,
            (Item::Element(a), Item::Element(b)) => {
                ours.page.depth(*a) == theirs.page.depth(*b)
                    && ours.page.tag(*a) == theirs.page.tag(*b)
                    && ours.page.tag_name(*a) == theirs.page.tag_name(*b)
                    && same_attributes(ours.page, *a, theirs.page, *b)
            }
            _ => false,
        };
        if !same {
            let show = |reader: &Reader<'_>, item: &Item| match item {
                Item::Element(id) => format!(
                    "{} <{}> {:?}",
                    reader.page.depth(*id),
                    reader.page.tag_name(*id),
                    reader.page.attributes(*id).collect::<Vec<_>>()
                ),
                Item::Text(depth) => format!("{depth} {:?}", reader.run),
                Item::End => "the end".to_owned(),
            };
            return Some(format!("ours {}, theirs {}", show(ours, &our), show(theirs, &their)));
        }
    }
}

#[derive(Default)]
struct Memory {
    ours: Arena,
    theirs: Arena,
    runs: [String; 2],
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    MEMORY.with_borrow_mut(|memory| {
        let limits = Limits { depth: 2000, ..Limits::default() };
        let page = parse(&text, &mut memory.ours, &limits);
        if page.hard().is_none() {
            let [ours, theirs] = &mut memory.runs;
            let mut ours = Reader { page, next: 0, run: std::mem::take(ours) };
            let page = parse_with_html5ever(&text, &mut memory.theirs, &limits);
            let mut theirs = Reader { page, next: 0, run: std::mem::take(theirs) };
            if let Some(difference) = difference(&mut ours, &mut theirs) {
                panic!("{text:?}: {difference}");
            }
            memory.runs = [ours.run, theirs.run];
        }
        // The caps hold whatever the page.
        let limits = Limits { depth: 6, nodes: 40, attributes: 2, input: 4096 };
        let page = parse(&text, &mut memory.ours, &limits);
        for id in page.ids() {
            assert!(id < page.end(id) && page.end(id).0 <= page.len());
            assert!(page.depth(id) <= 6 + 8 + 2, "{text:?}");
        }
    });
});
