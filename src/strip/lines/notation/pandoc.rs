//! Markdown in which Pandoc left what Markdown cannot say: attributes in braces, fences of divisions, and tags
//! of HTML. Any of them may go over several lines.

use super::set::Plain;
use crate::strip::lines::read::marker::is_fence;

/// Bytes of the longest attributes, tag or address that are left out.
const LONGEST: usize = 1 << 18;
/// Bytes of the longest target of a link that is looked at before attributes.
const TARGET: usize = 400;
/// Marks from which a text is told so.
const ENOUGH: usize = 3;
/// Marks without an end from which there is no use in looking for more of them.
const ENDLESS: usize = 64;

/// Tags that Pandoc leaves in a text, beside those of links and pictures.
const TAGS: &[&str] = &[
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dl",
    "dt",
    "div",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "header",
    "i",
    "iframe",
    "input",
    "ins",
    "kbd",
    "label",
    "main",
    "mark",
    "nav",
    "object",
    "p",
    "picture",
    "q",
    "s",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "video",
    "wbr",
];

/// Whether a text is written so.
pub(in crate::strip::lines) fn is_pandoc(text: &str) -> bool {
    is_marked(text) || is_tagged(text)
}

/// Its text as plain lines: attributes and tags left out, paragraphs on one line each.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let smart = is_marked(text);
    if !(smart || is_tagged(text)) {
        return None;
    }
    let mut plain = Plain::default();
    let mut reader =
        Reader { text, at: 0, line: String::new(), joined: 0, linked: false, endless: 0 };
    let mut code = false;
    while reader.at < text.len() {
        reader.read_line(code);
        let body = reader.line.trim();
        let fence = is_fence(body);
        code ^= fence;
        if code || fence {
            plain.push(&reader.line);
        } else if body.trim_start_matches(['-', '*', '>', ' ']).starts_with(":::") {
            plain.blank();
        } else if smart && body.contains("--") && !body.contains("\\-") && says(body) {
            plain.flow(&reader.line.replace("---", "—").replace("--", "–"));
        } else {
            plain.flow(&reader.line);
        }
        (0..reader.joined).for_each(|_| plain.skip_line());
    }
    Some(plain.ended())
}

/// Whether a line is more than a stroke.
fn says(body: &str) -> bool {
    body.contains(|c: char| c != '-' && c != ' ')
}

/// Whether a text has attributes behind its links again and again, or fences of divisions.
fn is_marked(text: &str) -> bool {
    let bytes = text.as_bytes();
    // a style sheet has braces behind round brackets as well, but no link before them
    let link = |at: &usize| {
        let near = &bytes[at.saturating_sub(TARGET)..*at];
        memchr::memrchr(b'(', near).is_some_and(|open| open > 0 && near[open - 1] == b']')
    };
    let attributes = memchr::memchr_iter(b'{', bytes).filter(|at| match bytes[..*at].last() {
        Some(b']') => matches!(bytes.get(at + 1), Some(b'.' | b'#')),
        Some(b')') => matches!(bytes.get(at + 1), Some(b'.' | b'#')) && link(at),
        _ => false,
    });
    attributes.take(ENOUGH).count() == ENOUGH
        || memchr::memmem::find_iter(bytes, "\n:::").take(2).count() == 2
}

/// Whether a text of Markdown has divisions whose tags stand between empty lines.
fn is_tagged(text: &str) -> bool {
    let bytes = text.as_bytes();
    let headed = || text.lines().any(|line| line.starts_with("# ") || line.starts_with("## "));
    let ends = memchr::memmem::find_iter(bytes, "\n\n</div>\n").take(2).count();
    ends >= 2 && (memchr::memmem::find(bytes, b"](").is_some() || headed())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The line that is being read, without what is left out.
    line: String,
    /// Line ends inside of what was left out.
    joined: usize,
    /// Whether the tag of a link is open.
    linked: bool,
    /// How often the end of a mark was looked for in vain.
    endless: usize,
}

impl<'a> Reader<'a> {
    /// Reads up to the end of a line that is not in what is left out. In `code` everything stays.
    fn read_line(&mut self, code: bool) {
        self.line.clear();
        self.joined = 0;
        let bytes = self.text.as_bytes();
        while let Some(rest) = bytes.get(self.at..) {
            let special = |byte: &u8| matches!(byte, b'\n' | b'<' | b'{' | b'\\' | b'`' | b'(');
            let step = match code {
                true => memchr::memchr(b'\n', rest),
                false => rest.iter().position(special),
            };
            let Some(step) = step else {
                self.take(rest.len());
                self.at += 1;
                return;
            };
            self.take(step);
            match rest[step] {
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b'<' if self.tag() => {}
                b'{' if self.attributes() => {}
                b'(' if self.data() => {}
                b'\\' => self.take(2),
                b'`' => {
                    let near = &rest[step + 1..];
                    let line = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
                    let end = memchr::memchr(b'`', line).map_or(1, |end| end + 2);
                    self.take(end);
                }
                _ => self.take(1),
            }
        }
    }

    /// Takes the next bytes into the line.
    fn take(&mut self, length: usize) {
        let end = self.text.ceil_char_boundary((self.at + length).min(self.text.len()));
        let end = self.text[self.at..end].find('\n').map_or(end, |n| self.at + n);
        self.line.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Passes over the next bytes, where it is known how many.
    fn leave_out_to(&mut self, length: Option<usize>) -> bool {
        let Some(length) = length else {
            self.endless += 1;
            return false;
        };
        let out = &self.text.as_bytes()[self.at..self.at + length];
        self.joined += memchr::memchr_iter(b'\n', out).count();
        self.at += length;
        true
    }

    /// What follows, as far as it is looked at.
    fn near(&self) -> &'a str {
        if self.endless > ENDLESS {
            return "";
        }
        &self.text[self.at..self.text.floor_char_boundary(self.at + LONGEST)]
    }

    /// A tag. That of a link is set as Markdown sets links, that of a picture as it sets pictures.
    fn tag(&mut self) -> bool {
        let near = self.near();
        let inside = near.get(1..).unwrap_or("").trim_start_matches('/');
        let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = inside[..length].to_ascii_lowercase();
        let closing = near.starts_with("</");
        if near.starts_with("<!--") {
            return self.leave_out_to(near.find("-->").map(|end| end + 3));
        }
        let (link, picture) = (name == "a", name == "img");
        if !(link || picture || TAGS.contains(&&*name)) {
            return false;
        }
        let end = end_outside_of_strings(near, b'>');
        let leads = end.is_some_and(|end| near[..end].contains("href="));
        if !self.leave_out_to(end) {
            return false;
        }
        match (link, picture) {
            (true, _) if closing && self.linked => {
                self.linked = false;
                self.line.push_str("](/)");
            }
            (true, _) if leads && !self.linked => {
                self.linked = true;
                self.line.push('[');
            }
            (_, true) => self.line.push_str("![](/)"),
            _ if name == "br" => self.line.push(' '),
            _ => {}
        }
        true
    }

    /// Attributes behind a link, a heading or a fence, or those of raw text: `{.more rel="nofollow"}`.
    fn attributes(&mut self) -> bool {
        let near = self.near();
        let before = self.line.trim_end();
        let inside = near.as_bytes().get(1..).unwrap_or(&[]);
        let named = inside.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'-').count();
        let written = matches!(inside.first(), Some(b'.' | b'#' | b'='))
            || named > 0 && inside[named..].starts_with(b"=\"")
            || inside.starts_with(b"-}");
        let stands = before.ends_with([']', ')', '`']) || before.ends_with(":::");
        let headed = before.starts_with('#') && self.line.ends_with(' ');
        if !(written && (stands || headed)) {
            return false;
        }
        let out = self.leave_out_to(end_outside_of_strings(near, b'}'));
        if out && headed {
            self.line.truncate(self.line.trim_end().len());
        }
        out
    }

    /// The address of a picture that holds the picture itself, which may be longer than a page.
    fn data(&mut self) -> bool {
        let near = self.near();
        if !(self.line.ends_with(']') && near.starts_with("(data:")) {
            return false;
        }
        let end = memchr::memchr3(b')', b' ', b'\n', near.as_bytes());
        let end = end.filter(|end| near.as_bytes()[*end] != b'\n');
        let data = self.leave_out_to(end);
        if data {
            self.line.push_str("(/");
        }
        data
    }
}

/// Behind the first of these signs that is in no quotation marks.
fn end_outside_of_strings(text: &str, sign: u8) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            byte if byte == sign && !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let found = plain(text).unwrap().text;
        assert_eq!(found.split('\n').count(), text.lines().count());
        found.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn attributes_and_fences_go_over_lines() {
        let text = "[Skip](#main){.skip}\n\n::: logo\n[The Paper](/){.a\n.b}\n:::\n\n::: {#main .c data=\"{\\\"a\\\"}\"\n.d}\n# The ferry {#the-ferry .e}\n\n-   [One]{.f .g}\n-   [Two](/t){.f\n    x=\"y\"}\n    and more\n\nIt stays in [Brodd]{.city} -- so they\nsay in [Lenta](/l){.more\n.link} at least.\n:::\n";
        assert_eq!(
            lines(text),
            [
                "[Skip](#main)",
                "[The Paper](/)",
                "# The ferry",
                "-   [One]",
                "-   [Two](/t) and more",
                "It stays in [Brodd] – so they say in [Lenta](/l) at least.",
            ]
        );
    }

    #[test]
    fn tags_go_and_those_of_links_and_pictures_are_set_as_markdown() {
        let text = "<div>\n\n<a href=\"/\"\nclass=\"a\">The <span\nclass=\"b\">Paper</span></a>\n\n</div>\n\n# The ferry\n\n<img\nsrc=\"data:image/png;base64,AAAA\" alt=\"a > b\" />\nIt stays `</div>` where 2 < 3.\n\n![](data:image/png;base64,AAAA \"b\")\n\n</div>\n";
        assert_eq!(
            lines(text),
            [
                "[The Paper](/)",
                "# The ferry",
                "![](/) It stays `</div>` where 2 < 3.",
                "![](/ \"b\")"
            ]
        );
    }

    #[test]
    fn other_texts_and_what_never_closes_stay() {
        for text in [
            "# A\n\n<div>\n\nIt [stays](/).\n",
            "[a]{b} {c}",
            "```\n</div>\n</div>\n```\n",
            "It is {.a} so\n",
        ] {
            assert!(plain(text).is_none(), "{text}");
        }
        let open = "[a](b){.a}\n[a](b){.a}\n[a](b){.a}\n[a](b){.a \"\n<span \"\n{\n";
        assert!(plain(open).unwrap().text.contains("{.a \""));
    }
}
