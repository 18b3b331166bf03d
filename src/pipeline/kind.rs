//! Whether a page is markup or flattened text, by its content.

use std::borrow::Cow;

/// Bytes from the start that are looked at.
const READ: usize = 64 * 1024;

/// The two kinds of pages that can be cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Markup.
    Html,
    /// A page flattened to lines of text.
    Text,
}

/// How a text is to be read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) kind: Kind,
    /// The text, with its markup unescaped where all of it was escaped.
    pub(super) text: Cow<'a, str>,
    /// What was odd.
    pub(super) note: Option<&'static str>,
}

/// Reads off the content what it is. A document that begins as HTML does, or in which tags are
/// frequent and are closed again, is markup; a text that mentions a tag is not, nor is one of Markdown or of
/// a wiki in which a converter left tags for what it could not say otherwise. HTML source whose
/// angle brackets are escaped (`&lt;p&gt;`) is unescaped once and read as markup.
pub(super) fn read_as(text: &str) -> Reading<'_> {
    let plain = |kind| Reading { kind, text: Cow::Borrowed(text), note: None };
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or("");
    // A server's warnings or a style sheet may fill the beginning of a page; its end is still one.
    let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(1024))..];
    let tail = tail.to_ascii_lowercase();
    let ends = tail.contains("</html>") || tail.contains("</body>");
    if ends || is_markup(head, "<", ">") {
        return plain(Kind::Html);
    }
    if is_markup(head, "&lt;", "&gt;") {
        return Reading {
            kind: Kind::Html,
            text: Cow::Owned(unescape(text)),
            note: Some("the page was HTML source escaped as text; it was unescaped once"),
        };
    }
    plain(Kind::Text)
}

fn is_markup(head: &str, open: &str, close: &str) -> bool {
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if let Some(first) = start.strip_prefix(open) {
        let name = first.get(..first.floor_char_boundary(9)).unwrap_or("").to_ascii_lowercase();
        if ["!doctype", "html", "head", "?xml", "!--", "body", "meta", "title"]
            .iter()
            .any(|begin| name.starts_with(begin))
        {
            return true;
        }
    }
    let (mut tags, mut closed, mut blocks) = (0usize, 0usize, 0usize);
    for at in memchr::memmem::find_iter(head.as_bytes(), open) {
        let rest = &head[at + open.len()..];
        let (name, closing) = match rest.strip_prefix('/') {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let known = KNOWN.iter().any(|tag| tag.eq_ignore_ascii_case(&name[..length]));
        let ends =
            name[length..].starts_with([' ', '\n', '\t', '/']) || name[length..].starts_with(close);
        if known && ends {
            tags += 1;
            closed += usize::from(closing);
            blocks +=
                usize::from(WRITTEN.iter().any(|tag| tag.eq_ignore_ascii_case(&name[..length])));
        }
    }
    if blocks == 0 && tags >= 2 && is_written(head) {
        return false;
    }
    // a text about markup names tags; markup is made of them
    tags >= 4 && closed >= 1 && tags * 400 >= head.len().min(READ)
        || (tags >= 2 && closed >= 1 && start.starts_with(open))
}

/// Whether a text is written in Markdown, or as the pages of a wiki are: by its headings, or by its links.
fn is_written(head: &str) -> bool {
    /// Links from which it is.
    const LINKS: usize = 3;
    let heading = |line: &str| {
        let marks = line.trim_start_matches(['#', '=']);
        let level = line.len() - marks.len();
        (1..=6).contains(&level) && marks.starts_with(' ') && marks.len() > 1
    };
    let links =
        |open: &str| memchr::memmem::find_iter(head.as_bytes(), open).take(LINKS).count() == LINKS;
    head.lines().any(heading) || links("](") || links("[[")
}

/// Elements for which Markdown has signs: what has them was not written so.
const WRITTEN: [&str; 17] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "p", "h1", "h2", "h3",
    "h4", "ul", "ol", "li", "article",
];

/// Elements that pages are made of.
const KNOWN: [&str; 34] = [
    "html",
    "head",
    "body",
    "div",
    "p",
    "span",
    "a",
    "br",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "h1",
    "h2",
    "h3",
    "h4",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "main",
    "img",
    "meta",
    "link",
    "script",
    "style",
    "title",
    "figure",
    "blockquote",
    "strong",
    "em",
];

/// Undoes one level of the five escapes that keep markup from being markup.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let escapes =
            [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&#39;", "'")];
        match escapes.iter().find(|(escape, _)| rest.starts_with(escape)) {
            Some((escape, plain)) => {
                out.push_str(plain);
                rest = &rest[escape.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Kind {
        read_as(text).kind
    }

    #[test]
    fn documents_and_fragments_are_markup() {
        assert_eq!(kind("\u{feff}\n<!DOCTYPE html><title>x</title>"), Kind::Html);
        assert_eq!(kind("<div class=a><p>One</p><p>Two</p></div>"), Kind::Html);
        assert_eq!(kind("<p>One paragraph.</p>"), Kind::Html);
        assert_eq!(kind(&"Text <b>x</b><p>and <a href=x>more</a></p>\n".repeat(9)), Kind::Html);
    }

    #[test]
    fn a_text_that_mentions_tags_is_text() {
        let prose = "A paragraph goes between <p> and </p>, as every beginner learns. ";
        assert_eq!(
            kind(&format!("{prose}{}", "Then come lists and tables. ".repeat(40))),
            Kind::Text
        );
        assert_eq!(kind("The winner is < 3 seconds ahead"), Kind::Text);
        assert_eq!(kind(""), Kind::Text);
        assert_eq!(kind("<name@valley.example> wrote:\n\nGood morning"), Kind::Text);
    }

    #[test]
    fn a_text_of_markdown_in_which_tags_were_left_is_text() {
        let tags =
            "<div>\n\n<div class=\"logo\">\n\nThe <span class=\"a\">Paper</span>\n\n</div>\n\n";
        assert_eq!(kind(tags), Kind::Html);
        for text in ["# The ferry\n\nIt stays.", "[a](/)\n[b](/)\n[c](/)", "== Why ==\nIt stays."] {
            assert_eq!(kind(&format!("{tags}{text}\n\n</div>\n")), Kind::Text, "{text}");
            assert_eq!(kind(&format!("{tags}{text}\n\n<p>It stays.</p></div>\n")), Kind::Html);
        }
    }

    #[test]
    fn escaped_source_is_unescaped_once() {
        let page = "&lt;html&gt;&lt;body&gt;&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;&lt;/body&gt;&lt;/html&gt;";
        let reading = read_as(page);
        assert_eq!(reading.kind, Kind::Html);
        assert_eq!(reading.text, "<html><body><p>Fish &amp; chips</p></body></html>");
        assert!(reading.note.is_some());
    }
}
