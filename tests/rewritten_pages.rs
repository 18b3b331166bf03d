//! A page that says the same in another way of writing is cleaned to the same text.

use std::fs;
use std::path::{Path, PathBuf};

use spoglio::pipeline::{Cleaner, Options, RawPage};
use unicode_normalization::UnicodeNormalization as _;

type Way = fn(&str) -> Vec<u8>;

/// Ways to write any page.
const ANY: [(&str, Way); 4] = [
    ("lines ending in CR LF", |page| page.replace('\n', "\r\n").into_bytes()),
    ("lines ending in CR", |page| page.replace('\n', "\r").into_bytes()),
    ("UTF-16", |page| {
        "\u{feff}".encode_utf16().chain(page.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }),
    ("letters and marks apart", |page| page.nfd().collect::<String>().into_bytes()),
];

/// Ways to write markup.
const MARKUP: [(&str, Way); 3] = [
    ("names of elements in capitals", |page| outside_raw(page, capitals).into_bytes()),
    ("comments behind elements", |page| outside_raw(page, commented).into_bytes()),
    ("no blanks behind", |page| page.trim_end().as_bytes().to_vec()),
];

/// Ways to write lines.
const LINES: [(&str, Way); 2] = [
    ("blanks at the ends of lines", |page| page.replace('\n', "  \n").into_bytes()),
    ("blank lines around", |page| format!("\n\n \n{page}\n\n\n").into_bytes()),
];

/// Elements whose content is no markup, or of which each sign counts.
const RAW: [&str; 10] =
    ["script", "style", "noscript", "template", "title", "textarea", "pre", "svg", "xmp", "iframe"];

/// Changes the markup of a page outside of comments and of elements with raw content.
fn outside_raw(page: &str, change: fn(&str) -> String) -> String {
    let (mut out, mut rest) = (String::new(), page);
    loop {
        let raw = RAW.map(|name| (format!("<{name}"), format!("</{name}>")));
        let begin = raw.iter().map(|(from, to)| (from.as_str(), to.as_str()));
        let begin = begin.chain([("<!--", "-->")]);
        let Some((at, end)) = begin.filter_map(|(from, to)| Some((rest.find(from)?, to))).min()
        else {
            return out + &change(rest);
        };
        let length = rest[at..].find(end).map_or(rest.len() - at, |length| length + end.len());
        out += &change(&rest[..at]);
        out += &rest[at..at + length];
        rest = &rest[at + length..];
    }
}

fn capitals(markup: &str) -> String {
    let mut out = String::new();
    let mut name = false;
    for c in markup.chars() {
        name = c == '<' || name && (c == '/' || c.is_ascii_alphanumeric());
        out.push(if name { c.to_ascii_uppercase() } else { c });
    }
    out
}

fn commented(markup: &str) -> String {
    ["</p>", "</div>", "</li>", "</a>", "</span>", "</h2>"]
        .iter()
        .fold(markup.to_owned(), |markup, end| markup.replace(end, &format!("{end}<!-- x -->")))
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            pages(&path, found);
        } else if name == "page.html" || name.starts_with("flat.") {
            found.push(path);
        }
    }
}

/// What is found of a page, less where in its bytes that stands.
fn found(cleaner: &mut Cleaner, bytes: &[u8]) -> (String, String, String) {
    let cleaned = cleaner.clean(&RawPage { bytes, ..RawPage::default() }, &Options::default());
    let (verdict, metadata) = (cleaned.verdict, cleaned.metadata);
    (cleaned.text.canonical(), format!("{verdict:?}"), format!("{metadata:?}"))
}

#[test]
fn another_way_of_writing_changes_nothing() {
    let mut paths = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"), &mut paths);
    paths.sort();
    let cleaner = &mut Cleaner::default();
    let mut compared = 0;
    for path in paths {
        // One that is in another encoding is written otherwise already.
        let Ok(page) = fs::read_to_string(&path) else { continue };
        let of_kind: &[(&str, Way)] = if path.ends_with("page.html") { &MARKUP } else { &LINES };
        let wanted = found(cleaner, page.as_bytes());
        for (what, way) in ANY.iter().chain(of_kind) {
            assert_eq!(found(cleaner, &way(&page)), wanted, "{}: {what}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared}");
}
