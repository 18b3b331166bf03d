//! A forgiving reader of JSON, for JSON-LD as pages really have it.
//!
//! Reads into one flat table without recursion, so that no depth of nesting costs stack. Mends what
//! is common: text cut off anywhere, raw line breaks and unescaped quotation marks inside strings,
//! doubled and trailing commas, comments and CDATA marks around, closers that do not match.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::meta::entity;

/// How much of one block is read, in bytes, and how many values.
const MOST_BYTES: usize = 4 << 20;
const MOST_VALUES: usize = 100_000;
/// What is nested deeper than this is skipped.
const MOST_DEPTH: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    /// The span is the string without its quotation marks, still escaped.
    String,
    /// The same of a string that nothing closes: the page was cut in the middle of it.
    Cut,
    /// A number, `true`, `false` or `null`, as spelled.
    Literal,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    key: (u32, u32),
    value: (u32, u32),
    /// One past the last value inside.
    end: u32,
}

/// One block of JSON, read.
#[derive(Debug)]
pub(in crate::meta) struct Json<'a> {
    text: Cow<'a, str>,
    nodes: Vec<Node>,
}

/// One value in a [`Json`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    json: &'a Json<'a>,
    id: u32,
}

impl<'a> Json<'a> {
    /// Reads what can be read; at worst there is no value at all.
    pub(in crate::meta) fn read(text: &'a str) -> Json<'a> {
        let end = text.floor_char_boundary(MOST_BYTES);
        let text = &text[..end];
        let escaped = text.trim_start().trim_start_matches(['{', '[']).trim_start();
        // Some systems escape the whole block as if it were HTML text.
        let text = if escaped.starts_with("&quot;") || escaped.starts_with("&#34;") {
            Cow::Owned(entity::decode(text).into_owned())
        } else {
            Cow::Borrowed(text)
        };
        let nodes =
            Reader { bytes: text.as_bytes(), at: 0, nodes: Vec::new(), open: Vec::new() }.read();
        Json { text, nodes }
    }

    /// Every value, in order, however deep.
    pub(super) fn all(&'a self) -> impl Iterator<Item = Value<'a>> {
        (0..self.nodes.len() as u32).map(|id| Value { json: self, id })
    }

    fn slice(&self, (from, to): (u32, u32)) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or("")
    }
}

impl<'a> Value<'a> {
    fn node(self) -> &'a Node {
        &self.json.nodes[self.id as usize]
    }

    pub(super) fn is_object(self) -> bool {
        self.node().kind == Kind::Object
    }

    /// The member's name, for a value that stands in an object.
    pub(super) fn key(self) -> &'a str {
        self.json.slice(self.node().key)
    }

    /// The place in [`Json::all`] of the first value behind this one and all that it holds.
    pub(super) fn end(self) -> usize {
        self.node().end as usize
    }

    /// The values directly inside an object or array.
    pub(super) fn inside(self) -> impl Iterator<Item = Value<'a>> {
        let Value { json, id } = self;
        let end = self.node().end;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let value = Value { json, id: next };
                next = value.node().end;
                value
            })
        })
    }

    /// The first member of that name that is not `null` or empty text.
    pub(super) fn get(self, key: &str) -> Option<Value<'a>> {
        if !self.is_object() {
            return None;
        }
        self.inside().find(|v| v.key() == key && !v.is_blank())
    }

    fn is_blank(self) -> bool {
        match self.node().kind {
            Kind::Literal => self.json.slice(self.node().value) == "null",
            Kind::String | Kind::Cut => self.json.slice(self.node().value).trim().is_empty(),
            Kind::Object | Kind::Array => false,
        }
    }

    /// An array's elements; any other value alone.
    pub(super) fn each(self) -> impl Iterator<Item = Value<'a>> {
        let array = self.node().kind == Kind::Array;
        array.then(|| self.inside()).into_iter().flatten().chain((!array).then_some(self))
    }

    /// The text of a string, or a literal as spelled. None for objects, arrays and `null`, and for a string
    /// that was cut: half a name is another name, half a date another date.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        let text = self.json.slice(self.node().value);
        match self.node().kind {
            Kind::String => Some(unescape(text)),
            Kind::Literal => (text != "null").then_some(Cow::Borrowed(text)),
            Kind::Cut | Kind::Object | Kind::Array => None,
        }
    }

    /// What is there of a string that was cut, for what is worth having in part.
    pub(super) fn beginning(self) -> Option<Cow<'a, str>> {
        let cut = self.node().kind == Kind::Cut;
        cut.then(|| unescape(self.json.slice(self.node().value)))
    }

    /// Of an object its first member of one of these names that is text; of an array its first
    /// element that gives one; otherwise the value's own text.
    pub(super) fn text_of(self, names: &[&str]) -> Option<Cow<'a, str>> {
        self.each().find_map(|value| {
            if value.is_object() {
                names.iter().find_map(|name| value.get(name)?.each().find_map(Value::text))
            } else {
                value.text()
            }
        })
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    nodes: Vec<Node>,
    open: Vec<u32>,
}

impl Reader<'_> {
    fn read(mut self) -> Vec<Node> {
        let mut key: Option<(u32, u32)> = None;
        let mut skipped = 0usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.nodes.len() >= MOST_VALUES {
                break;
            }
            match byte {
                b'{' | b'[' if self.open.len() >= MOST_DEPTH => {
                    skipped += 1;
                    self.at += 1;
                }
                b'{' | b'[' => {
                    let kind = if byte == b'{' { Kind::Object } else { Kind::Array };
                    self.open.push(self.nodes.len() as u32);
                    self.push(kind, key.take(), (0, 0));
                    self.at += 1;
                }
                b'}' | b']' if skipped > 0 => {
                    skipped -= 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.close(if byte == b'}' { Kind::Object } else { Kind::Array });
                    key = None;
                    self.at += 1;
                }
                b'"' => {
                    let (kind, span) = self.string();
                    if skipped > 0 {
                        continue;
                    }
                    let colon = key.is_none() && self.in_object() && self.peek() == Some(b':');
                    if colon {
                        key = Some(span);
                    } else {
                        self.push(kind, key.take(), span);
                    }
                }
                b'/' => self.comment(),
                b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    let from = self.at;
                    while self.bytes.get(self.at).is_some_and(
                        |b| matches!(b, b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'),
                    ) {
                        self.at += 1;
                    }
                    // Words outside of everything are CDATA marks and the like.
                    if skipped == 0 && !self.open.is_empty() {
                        self.push(Kind::Literal, key.take(), (from as u32, self.at as u32));
                    }
                }
                _ => self.at += 1,
            }
        }
        while let Some(id) = self.open.pop() {
            self.nodes[id as usize].end = self.nodes.len() as u32;
        }
        self.nodes
    }

    fn push(&mut self, kind: Kind, key: Option<(u32, u32)>, value: (u32, u32)) {
        let end = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { kind, key: key.unwrap_or((0, 0)), value, end });
    }

    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|id| self.nodes[*id as usize].kind == Kind::Object)
    }

    /// Closes the innermost open value of that kind and all that was left open inside it.
    fn close(&mut self, kind: Kind) {
        let Some(at) = self.open.iter().rposition(|id| self.nodes[*id as usize].kind == kind)
        else {
            return;
        };
        let end = self.nodes.len() as u32;
        for id in self.open.drain(at..) {
            self.nodes[id as usize].end = end;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes[self.at..].iter().copied().find(|b| !b.is_ascii_whitespace())
    }

    /// Reads the string that begins here and stops behind it.
    fn string(&mut self) -> (Kind, (u32, u32)) {
        let from = self.at + 1;
        let mut at = from;
        loop {
            match memchr2(b'"', b'\\', &self.bytes[at.min(self.bytes.len())..]) {
                None => {
                    self.at = self.bytes.len();
                    return (Kind::Cut, (from as u32, self.at as u32));
                }
                Some(step) if self.bytes[at + step] == b'\\' => at += step + 2,
                Some(step) => {
                    at += step + 1;
                    self.at = at;
                    // A mark that nothing of JSON follows is part of the text: nobody escaped it.
                    if matches!(self.peek(), None | Some(b',' | b':' | b'}' | b']' | b'/' | b'<')) {
                        return (Kind::String, (from as u32, at as u32 - 1));
                    }
                    // Or a comma is missing, and the next member begins.
                    if self.peek() == Some(b'"') && self.bytes[at..].starts_with(b"\n") {
                        return (Kind::String, (from as u32, at as u32 - 1));
                    }
                }
            }
        }
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += match rest.get(1) {
            Some(b'*') => memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2),
            Some(b'/') => memchr(b'\n', rest).unwrap_or(2),
            _ => 1,
        };
    }
}

/// Undoes JSON's escapes; what is no valid escape stays as it is.
fn unescape(text: &str) -> Cow<'_, str> {
    if memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else { break };
        rest = &rest[escape.len_utf8()..];
        match escape {
            'n' | 'r' | 't' | 'b' | 'f' => out.push(' '),
            'u' => {
                let (unit, after) = hex4(rest);
                rest = after;
                let low = unit.filter(|u| (0xd800..0xdc00).contains(u)).and_then(|_| {
                    let (low, after) = hex4(rest.strip_prefix("\\u")?);
                    Some((low.filter(|l| (0xdc00..0xe000).contains(l))?, after))
                });
                let code = match (unit, low) {
                    (Some(high), Some((low, after))) => {
                        rest = after;
                        Some(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                    }
                    (unit, _) => unit,
                };
                out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn hex4(text: &str) -> (Option<u32>, &str) {
    match text.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
        Some(unit) => (Some(unit), &text[4..]),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(text: &str) -> Option<String> {
        let json = Json::read(text);
        let value = json.all().find(|v| v.key() == "headline")?;
        value.text().or_else(|| value.beginning()).map(Cow::into_owned)
    }

    #[test]
    fn well_formed_json_is_read() {
        let json = Json::read(r#"{"a":[1,{"b":"x\u00e9\ud83d\ude00\/"}],"c":null,"d":{"e":true}}"#);
        let root = json.all().next().unwrap();
        assert!(root.is_object());
        let array = root.get("a").unwrap();
        assert_eq!(array.each().count(), 2);
        assert_eq!(array.text_of(&["b"]).as_deref(), Some("1"));
        assert_eq!(array.each().nth(1).unwrap().get("b").unwrap().text().unwrap(), "xé😀/");
        assert!(root.get("c").is_none());
        assert_eq!(root.get("d").unwrap().text_of(&["e"]).as_deref(), Some("true"));
        assert_eq!(root.inside().count(), 3);
    }

    #[test]
    fn broken_json_gives_what_is_there() {
        assert_eq!(
            headline(r#"{"headline": "He said "no" to it", "x": 1}"#).unwrap(),
            "He said \"no\" to it"
        );
        assert_eq!(headline("{\"headline\": \"two\nlines\",,}").unwrap(), "two\nlines");
        assert_eq!(headline(r#"{"x":[1,2,"headline":"kept""#).unwrap_or_default(), "");
        assert_eq!(headline(r#"{"x":{"y":[1,2},"headline":"kept"}"#).unwrap(), "kept");
        assert_eq!(
            headline("//<![CDATA[\n{\"headline\":\"in CDATA\"}\n//]]>").unwrap(),
            "in CDATA"
        );
        assert_eq!(headline(r#"{"headline":"cut in the mid"#).unwrap(), "cut in the mid");
        assert_eq!(headline("{&quot;headline&quot;: &quot;escaped&quot;}").unwrap(), "escaped");
        assert_eq!(headline("{\"a\":\"b\"\n\"headline\":\"no comma\"}").unwrap(), "no comma");
    }

    #[test]
    fn no_depth_and_no_cut_is_too_much() {
        for deep in ["[", "{\"a\":", "[{\"a\":[", "}", "]"] {
            let json = Json::read(&deep.repeat(20_000)).nodes.len();
            assert!(json <= MOST_VALUES);
        }
        let page = r#"{"@graph":[{"headline":"caff\u00e8 \"x\"","n":-1.5e3},/* c */{"@id":"é"}]}"#;
        for end in (0..page.len()).filter(|end| page.is_char_boundary(*end)) {
            let json = Json::read(&page[..end]);
            for value in json.all() {
                let _ = (value.key(), value.text(), value.inside().count());
            }
        }
        let after =
            format!("{}{}{}", "[".repeat(10_000), "]".repeat(10_000), r#"{"headline":"x"}"#);
        assert_eq!(headline(&after).unwrap(), "x");
    }
}
