//! The article of a page that keeps it in its scripts, for a program in the reader's browser to
//! print: as a string of markup among the page's data (`__NEXT_DATA__`, `self.__next_f`, Nuxt and
//! the like), as a tree of rich text (`rich_text.rs`), or as the plain text of JSON-LD. Nothing is run: strings are read
//! as they stand.

use super::markup::escaped;
use super::rich_text::{self, Tree};
use crate::html::{Document, NodeId, Tag};

/// A page that prints more than this, in bytes, has its text in its markup.
pub(super) const PRINTED: usize = 3_000;
/// No article is shorter than this, in bytes of text.
const SHORTEST: usize = 800;
/// Bytes of scripts that are read.
const MOST: usize = 8 << 20;
/// Fewer breaks between paragraphs than this make no article.
const BREAKS: usize = 3;
/// How deep strings are looked for in strings.
const DEPTH: usize = 2;

/// What names the text of an article among a page's data.
const NAMES: [&str; 6] = ["content", "body", "html", "article", "text", "story"];

/// The markup of an article in the page's scripts, and which script holds it. `None` when no script
/// holds at least twice as much as the page prints of running text (`prose` bytes).
pub(super) fn article(
    page: Document<'_>,
    title: Option<&str>,
    prose: usize,
) -> Option<(NodeId, String)> {
    let least = SHORTEST.max(2 * prose);
    let mut found = Found { least, markup: None };
    let mut read = 0;
    let mut script = None;
    let mut tree: Option<(Tree, NodeId)> = None;
    for id in page.ids().filter(|id| page.tag(*id) == Tag::SCRIPT) {
        let text = page.subtree_text(id);
        read += text.len();
        if read > MOST {
            break;
        }
        let before = found.least;
        found.look(&text, 0);
        if found.least != before {
            script = Some(id);
        }
        if let Some(met) = rich_text::article(&text, title, least)
            && tree.as_ref().is_none_or(|(best, _)| best.rank() < met.rank())
        {
            tree = Some((met, id));
        }
    }
    // Scripts hold other articles of the site as trees, too, so that one without the page's title is the last resort.
    let whole = found.markup.as_ref().map(|_| found.least);
    let tree = tree.filter(|(tree, _)| whole.is_none_or(|whole| tree.own && tree.letters > whole));
    match tree {
        Some((tree, id)) => Some((id, tree.markup)),
        None => Some((script?, found.markup?)),
    }
}

/// The longest text met so far.
struct Found {
    /// Only longer ones are taken.
    least: usize,
    markup: Option<String>,
}

impl Found {
    /// Looks through the string literals of a script, or of a string that holds data itself.
    fn look(&mut self, script: &str, depth: usize) {
        let bytes = script.as_bytes();
        let mut at = 0;
        while let Some(start) = memchr::memchr(b'"', bytes.get(at..).unwrap_or(&[])) {
            let start = at + start + 1;
            let end = start + length(&bytes[start..]);
            if let Some(raw) = script.get(start..end).filter(|raw| raw.len() > self.least) {
                self.weigh(key(&script[..start - 1]), &unescaped(raw), depth);
            }
            at = end + 1;
        }
    }

    fn weigh(&mut self, key: Option<&str>, value: &str, depth: usize) {
        let text = after_row_head(value).trim_start();
        if text.starts_with('<') {
            let named = key.is_none_or(|key| {
                let key = key.to_ascii_lowercase();
                NAMES.iter().any(|name| key.contains(name))
            });
            let (letters, breaks) = outside_tags(text);
            if named && letters > self.least && breaks >= BREAKS {
                self.least = letters;
                self.markup = Some(format!("<article>{text}</article>"));
            }
        } else if key == Some("articleBody") {
            if text.len() > self.least {
                self.least = text.len();
                let lines: Vec<String> = text.lines().map(escaped).collect();
                self.markup = Some(format!("<article><p>{}</article>", lines.join("<p>")));
            }
        } else if depth < DEPTH {
            self.look(value, depth + 1);
        }
    }
}

/// How long a string literal is whose first byte this is, without its closing quote.
fn length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or(&[])) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// The key of an object's value that begins where `before` ends.
fn key(before: &str) -> Option<&str> {
    let before = before.trim_end().strip_suffix(':')?.trim_end().strip_suffix('"')?;
    before.rsplit_once('"').map(|(_, key)| key)
}

/// A row of React's stream says its number and length before its text: `2a:T1f3c,<p>…`.
fn after_row_head(value: &str) -> &str {
    let head = value.get(..value.len().min(24)).unwrap_or("");
    match head.split_once(":T").and_then(|(number, rest)| Some((number, rest.split_once(',')?.0))) {
        Some((number, length)) if [number, length].iter().all(|part| is_hex(part)) => {
            value.get(number.len() + length.len() + 3..).unwrap_or("")
        }
        _ => value,
    }
}

fn is_hex(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Bytes of text outside tags, and how many tags break paragraphs.
fn outside_tags(markup: &str) -> (usize, usize) {
    let (mut text, mut breaks) = (0, 0);
    for piece in markup.split('<') {
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        text += rest.len();
        let tag = tag.get(..tag.len().min(3)).unwrap_or("");
        breaks += usize::from(matches!(tag, "p" | "p " | "br" | "br/" | "br " | "/p" | "/di"))
    }
    (text, breaks)
}

/// A JSON string's value; what is no escape stays as it is.
fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut high = None;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(kind) = rest.chars().next() else { break };
        rest = &rest[kind.len_utf8()..];
        match kind {
            'n' => out.push('\n'),
            'r' | 't' => out.push(' '),
            'b' | 'f' => {}
            'u' => {
                let code = rest.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let Some(code) = code else { continue };
                rest = &rest[4..];
                match (code, high.take()) {
                    (0xD800..=0xDBFF, _) => high = Some(code),
                    (0xDC00..=0xDFFF, Some(high)) => {
                        let pair = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00);
                        out.extend(char::from_u32(pair));
                    }
                    _ => out.extend(char::from_u32(code)),
                }
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};

    fn found(html: &str) -> Option<String> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        article(page, None, 20).map(|(_, markup)| markup)
    }

    fn long(paragraph: &str) -> String {
        format!("<p>{}</p>", paragraph.repeat(20)).repeat(4)
    }

    #[test]
    fn markup_is_found_among_a_pages_data() {
        let text = long("The weir was opened \\\"at last\\\". ").replace('<', "\\u003c");
        let data = format!(
            "<script type=application/json>{{\"a\":1,\"contentHtml\":\"{text}\"}}</script>"
        );
        let markup = found(&data).unwrap();
        assert!(markup.starts_with("<article><p>The weir was opened \"at last\". "), "{markup}");
        assert!(found(&data.replace("contentHtml", "cookieNotice")).is_none());
    }

    #[test]
    fn markup_is_found_in_the_rows_of_a_stream() {
        let text = long("The weir was opened. ").replace('<', "\\u003c");
        let row = format!("<script>self.__next_f.push([1,\"2a:T7d0,{text}\"])</script>");
        assert!(found(&row).unwrap().starts_with("<article><p>The weir"));
        let inner = text.replace('\\', "\\\\");
        let nested = format!("<script>push([1,\"5:{{\\\"body\\\":\\\"{inner}\\\"}}\"])</script>");
        assert!(found(&nested).unwrap().starts_with("<article><p>The weir"));
    }

    #[test]
    fn plain_text_is_taken_from_what_json_ld_calls_the_articles_body() {
        let text = "The weir was opened.\\n".repeat(60);
        let data =
            |key| format!("<script type=application/ld+json>{{\"{key}\": \"{text}\"}}</script>");
        assert!(found(&data("articleBody")).unwrap().contains("<p>The weir was opened.<p>The"));
        assert!(found(&data("description")).is_none());
    }

    #[test]
    fn a_tree_of_another_article_stands_back_behind_the_text_of_json_ld() {
        let tree = |headline: &str, said: &str| {
            let node =
                format!("{{\"type\":\"p\",\"children\":[{{\"text\":\"{}\"}}]}}", said.repeat(30));
            format!("{{\"headline\":\"{headline}\",\"body\":[{node},{node},{node}]}}")
        };
        let body = "The weir was opened.\\n".repeat(60);
        let linked =
            format!("<script type=application/ld+json>{{\"articleBody\":\"{body}\"}}</script>");
        let held = |headline: &str| {
            format!(
                "<script>x={{\"content\":[{}]}}</script>",
                tree(headline, "Nobody repaired the ferry. ")
            )
        };
        let found = |html: &str, title: &str| {
            let mut arena = Arena::new();
            let page = parse(html, &mut arena, &Limits::default());
            article(page, Some(title), 20).map(|(_, markup)| markup).unwrap_or_default()
        };
        let both = linked + &held("The ferry");
        assert!(found(&both, "The weir").contains("weir"));
        assert!(found(&both, "The ferry").contains("ferry"), "the page's own, and longer");
        assert!(found(&held("The ferry"), "The weir").contains("ferry"), "there is nothing else");
    }

    #[test]
    fn broken_strings_are_passed_over() {
        for script in ["\"", "\"\\", "\"\\u12", "\\\"\\\"", "\"\\ud800\\u0041\"", "é\"é\\é"] {
            let _ = unescaped(script);
            assert!(found(&format!("<script>{}</script>", script.repeat(400))).is_none());
        }
        assert_eq!(unescaped("a\\ud83d\\ude00\\/b\\"), "a😀/b");
    }
}
