//! Elements whose content is text, whatever it looks like; comments and declarations.

use memchr::{memchr, memchr2};

use super::class::FOREIGN;
use super::{Builder, Hard, Kind, Mode, Span, Start, Tag};
use crate::html::attributes::is_space;
use crate::html::entities::{self, Place};

/// A byte-order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

impl Builder<'_> {
    /// A raw text element: `title` and `textarea` with character references (`kind` is
    /// [`Kind::ELEMENT`]), the others without ([`Kind::RAW`]). Reads up to behind its end tag.
    pub(super) fn raw_element(&mut self, start: &Start, kind: Kind) {
        let id = self.insert(start);
        self.push(id, start.tag);
        if start.tag == Tag::TEXTAREA {
            self.skip_line_feed();
        }
        let from = self.at;
        let name = start.tag.name().as_bytes();
        let end =
            if start.tag == Tag::SCRIPT { self.script_end(from) } else { self.raw_end(from, name) };
        let until = end.unwrap_or(self.bytes.len());
        if until > from {
            self.add(Kind::TEXT.and(kind), Tag::UNKNOWN, Span::new(from, until));
        }
        self.pop();
        self.at = match end {
            Some(end) => self.behind_end_tag(end + 2 + name.len()),
            None => self.bytes.len(),
        };
        if start.tag == Tag::SCRIPT {
            self.look_for_mark();
        }
    }

    /// html5ever looks for a byte-order mark whenever it resumes: behind scripts and encoding
    /// declarations.
    pub(super) fn look_for_mark(&mut self) {
        if self.bytes.get(self.at) == Some(&MARK[0]) && self.bytes[self.at..].starts_with(MARK) {
            self.hard(Hard::ByteOrderMark);
        }
    }

    /// A line feed at the very start of preformatted text is not part of it.
    pub(super) fn skip_line_feed(&mut self) {
        match self.bytes.get(self.at) {
            Some(b'\n') => self.at += 1,
            Some(b'\r') => {
                self.at += 1;
                if self.bytes.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
            }
            Some(b'&') => {
                let rest = self.text.get(self.at..).unwrap_or("");
                if entities::reference(rest, Place::Text).is_some_and(|found| found.first == '\n') {
                    self.hard(Hard::FirstLineFeed);
                }
            }
            _ => {}
        }
    }

    fn behind_end_tag(&mut self, from: usize) -> usize {
        if self.bytes.get(from) == Some(&b'>') {
            return from + 1;
        }
        self.tag_close(from).map_or(self.bytes.len(), |close| close + 1)
    }

    /// Whether `name` stands at `at`, in any case, and ends there as a tag's name does.
    fn name_at(&self, at: usize, name: &[u8]) -> bool {
        let end = at + name.len();
        self.bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && self.bytes.get(end).is_some_and(|b| is_space(*b) || *b == b'/' || *b == b'>')
    }

    fn end_tag_at(&self, at: usize, name: &[u8]) -> bool {
        self.bytes.get(at + 1) == Some(&b'/') && self.name_at(at + 2, name)
    }

    fn raw_end(&self, from: usize, name: &[u8]) -> Option<usize> {
        let mut at = from;
        loop {
            at += memchr(b'<', self.bytes.get(at..)?)?;
            if self.end_tag_at(at, name) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The end tag of a script, which hides in `<!-- <script> … -->`
    /// (<https://html.spec.whatwg.org/multipage/parsing.html#script-data-state> and on).
    fn script_end(&self, from: usize) -> Option<usize> {
        const NAME: &[u8] = b"script";
        let bytes = self.bytes;
        let mut at = from;
        loop {
            // Script data.
            loop {
                at += memchr(b'<', bytes.get(at..)?)?;
                if self.end_tag_at(at, NAME) {
                    return Some(at);
                }
                if bytes[at..].starts_with(b"<!--") {
                    break;
                }
                at += 1;
            }
            // Escaped; its two dashes may be those of its `-->`.
            at += 2;
            let mut double = false;
            loop {
                at += memchr2(b'-', b'<', bytes.get(at..)?)?;
                if bytes[at] == b'-' {
                    let dashes = bytes[at..].iter().take_while(|b| **b == b'-').count();
                    at += dashes;
                    if dashes > 1 && bytes.get(at) == Some(&b'>') {
                        at += 1;
                        break;
                    }
                } else if self.end_tag_at(at, NAME) {
                    if !double {
                        return Some(at);
                    }
                    double = false;
                    at += 2 + NAME.len() + 1;
                } else if !double && self.name_at(at + 1, NAME) {
                    double = true;
                    at += 1 + NAME.len() + 1;
                } else {
                    at += 1;
                }
            }
        }
    }

    /// What follows `<!` or `<?`; the tokenizer stands on the `!` or `?`.
    pub(super) fn declaration(&mut self) {
        let from = self.at;
        let rest = &self.bytes[from..];
        if rest.starts_with(b"!--") {
            self.at = self.comment_end(from + 3);
        } else if rest.first() == Some(&b'!')
            && rest.get(1..8).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"))
        {
            let end = self.behind_close(from + 8);
            if self.mode == Mode::Initial {
                let body = self.text.get(from + 8..end).unwrap_or("");
                self.quirks = super::doctype::quirks(body);
                self.mode = Mode::BeforeHtml;
            } else {
                self.traceless();
            }
            if self.hard.is_none() {
                self.at = end;
            }
        } else if rest.starts_with(b"![CDATA[") && self.top().class & FOREIGN != 0 {
            let start = from + 8;
            let body = self.bytes.get(start..).unwrap_or(&[]);
            let end = memchr::memmem::find(body, b"]]>");
            let until = end.map_or(self.bytes.len(), |end| start + end);
            self.at = end.map_or(self.bytes.len(), |end| start + end + 3);
            if until > start {
                self.text_token(start, until, Kind::TEXT.and(Kind::RAW));
            }
        } else {
            self.at = self.behind_close(from + 1);
        }
    }

    /// Behind the comment whose text starts at `from`.
    fn comment_end(&self, from: usize) -> usize {
        let bytes = self.bytes;
        let mut at = from;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'>', rest)) {
            let close = at + found;
            // `-->`, the dashes of `<!--` counting: `<!-->` is a whole comment. Or `--!>`, where
            // they do not.
            if bytes[from - 2..close].ends_with(b"--") || bytes[from..close].ends_with(b"--!") {
                return close + 1;
            }
            at = close + 1;
        }
        bytes.len()
    }
}
