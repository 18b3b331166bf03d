//! From bytes to tags and text: everything is found by search, nothing is copied.

use memchr::memchr;

use super::{Builder, End, Hard, Mode, Span, Start, Tag};
use crate::html::attributes::{Lexer, is_space};
use crate::html::search;

/// What a byte means inside a tag.
const SPACE: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;
const UPPER: u8 = 16;
const ENDS_NAME: u8 = SPACE | SLASH | CLOSE | EQUALS;

const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\n' | b'\t' | b'\r' | b'\x0c' => SPACE,
            b'/' => SLASH,
            b'>' => CLOSE,
            b'=' => EQUALS,
            b'A'..=b'Z' => UPPER,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// The end of a tag.
struct Rest {
    /// Where its `>` is.
    close: usize,
    self_closing: bool,
    /// There may be a capital among the attributes' names.
    upper: bool,
}

impl Builder<'_> {
    pub(super) fn run(&mut self) {
        let bytes = self.bytes;
        let mut text = self.at;
        let mut from = text;
        while let Some(open) = search::find(bytes, from, b'<') {
            let Some(&next) = bytes.get(open + 1) else { break };
            if next.is_ascii_alphabetic() {
                self.text_run(text, open);
                self.at = open + 1;
                self.start_token();
            } else if next == b'/' {
                match bytes.get(open + 2) {
                    Some(b) if b.is_ascii_alphabetic() => {
                        self.text_run(text, open);
                        self.at = open + 2;
                        self.end_token();
                    }
                    Some(b'>') => {
                        self.text_run(text, open);
                        self.at = open + 3;
                        self.traceless();
                    }
                    Some(_) => {
                        self.text_run(text, open);
                        self.at = self.behind_close(open + 2);
                    }
                    None => break,
                }
            } else if next == b'!' || next == b'?' {
                self.text_run(text, open);
                self.at = open + 1;
                self.declaration();
            } else {
                from = open + 1;
                continue;
            }
            if self.hard.is_some() {
                return;
            }
            text = self.at;
            from = text;
            if self.rows.len() >= self.limits.nodes as usize {
                self.full = self.at < bytes.len();
                self.end_of_file();
                return;
            }
        }
        self.text_run(text, bytes.len());
        self.at = bytes.len();
        self.end_of_file();
    }

    /// Something that is no token: invisible, except to text directly in a table.
    pub(super) fn traceless(&mut self) {
        if matches!(self.mode, Mode::InTable | Mode::InTableBody | Mode::InRow) {
            self.hard(Hard::TableText);
        }
    }

    /// Behind the next `>`, or at the end.
    pub(super) fn behind_close(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        memchr(b'>', rest).map_or(self.bytes.len(), |found| from + found + 1)
    }

    #[inline]
    fn start_token(&mut self) {
        let from = self.at;
        let (tag, end) = self.tag_name(from);
        if self.bytes.get(end) == Some(&b'>') {
            self.at = end + 1;
            return self.start(&Start {
                tag,
                name: Span::new(from, end),
                attributes: Span::new(end, end),
                side: false,
                self_closing: false,
            });
        }
        let Some(rest) = self.tag_rest(end) else {
            self.at = self.bytes.len();
            return;
        };
        self.at = rest.close + 1;
        let mut attributes = Span::new(end, rest.close);
        let lowered = if rest.upper { self.lower_names(attributes) } else { None };
        if let Some(lowered) = lowered {
            attributes = lowered;
        }
        self.start(&Start {
            tag,
            name: Span::new(from, end),
            attributes,
            side: lowered.is_some(),
            self_closing: rest.self_closing,
        });
    }

    #[inline]
    fn end_token(&mut self) {
        let from = self.at;
        let (tag, end) = self.tag_name(from);
        let close = if self.bytes.get(end) == Some(&b'>') {
            end
        } else if let Some(rest) = self.tag_rest(end) {
            rest.close
        } else {
            self.at = self.bytes.len();
            return;
        };
        self.at = close + 1;
        self.end(&End { tag, name: Span::new(from, end) });
    }

    /// The name that starts at `from`, and where it ends.
    #[inline(always)]
    fn tag_name(&self, from: usize) -> (Tag, usize) {
        if let Some(low) = search::word(self.bytes, from) {
            let ends = search::no_letters(low);
            if ends != 0 {
                let bits = ends.trailing_zeros() & !7;
                let end = from + (bits / 8) as usize;
                if BYTES[usize::from((low >> bits) as u8)] & (SPACE | SLASH | CLOSE) != 0 {
                    return (Tag::of_words(low & ((1 << bits) - 1), 0), end);
                }
            }
        }
        self.long_name(from)
    }

    /// A name of eight signs or more, or with a digit in it.
    #[inline(never)]
    fn long_name(&self, from: usize) -> (Tag, usize) {
        let rest = &self.bytes[from..];
        let length = rest
            .iter()
            .position(|b| BYTES[usize::from(*b)] & (SPACE | SLASH | CLOSE) != 0)
            .unwrap_or(rest.len());
        let mut padded = [0; 16];
        match padded.get_mut(..length) {
            Some(name) => name.copy_from_slice(&rest[..length]),
            None => return (Tag::UNKNOWN, from + length),
        }
        let both = u128::from_le_bytes(padded);
        (Tag::of_words(both as u64, (both >> 64) as u64), from + length)
    }

    /// Finds a tag's `>`: not the first one, for it may stand in a quoted value.
    #[inline]
    fn tag_rest(&mut self, from: usize) -> Option<Rest> {
        let bytes = self.bytes;
        let mut at = from;
        let mut count = 0u32;
        let mut capitals = 0;
        let done = |close, self_closing, capitals| {
            Some(Rest { close, self_closing, upper: capitals != 0 })
        };
        let rest = loop {
            let class = BYTES[usize::from(*bytes.get(at)?)];
            if class & (CLOSE | SPACE | SLASH) != 0 {
                if class & CLOSE != 0 {
                    break done(at, false, capitals);
                }
                at += 1;
                if class & SLASH != 0 && *bytes.get(at)? == b'>' {
                    break done(at, true, capitals);
                }
                continue;
            }
            // An attribute's name; a first `=` belongs to it.
            count += 1;
            at += usize::from(class & EQUALS != 0);
            let mut class;
            loop {
                if let Some((ends, upper)) = search::name_ends(bytes, at) {
                    capitals |= upper;
                    if ends == 0 {
                        at += 16;
                        continue;
                    }
                    at += ends.trailing_zeros() as usize;
                }
                class = BYTES[usize::from(*bytes.get(at)?)];
                if class & ENDS_NAME != 0 {
                    break;
                }
                capitals |= u32::from(class & UPPER);
                at += 1;
            }
            if class & EQUALS == 0 {
                while class & SPACE != 0 {
                    at += 1;
                    class = BYTES[usize::from(*bytes.get(at)?)];
                }
                if class & EQUALS == 0 {
                    continue;
                }
            }
            at += 1;
            while is_space(*bytes.get(at)?) {
                at += 1;
            }
            match bytes[at] {
                quote @ (b'"' | b'\'') => {
                    at = search::find(bytes, at + 1, quote)? + 1;
                    at += usize::from(bytes.get(at) == Some(&b' '));
                }
                _ => {
                    while BYTES[usize::from(*bytes.get(at)?)] & (SPACE | CLOSE) == 0 {
                        at += 1;
                    }
                }
            }
        };
        let most = u32::from(self.limits.attributes);
        if count > most {
            self.cut_attributes = self.cut_attributes.saturating_add(count - most);
            if self.scouting
                && let Some(Rest { close, self_closing, .. }) = rest
            {
                self.cut_tag(from, close - usize::from(self_closing));
            }
        }
        rest
    }

    pub(super) fn tag_close(&mut self, from: usize) -> Option<usize> {
        self.tag_rest(from).map(|rest| rest.close)
    }

    /// Has html5ever see only as many attributes of a tag as are read.
    #[cold]
    fn cut_tag(&mut self, from: usize, to: usize) {
        let mut lexer = Lexer::new(self.text.get(from..to).unwrap_or(""));
        for _ in 0..self.limits.attributes {
            lexer.position();
        }
        self.cuts.push(from + lexer.at()..to);
    }

    /// Copies a tag's attributes with their names in lower case, if any name has a capital.
    #[cold]
    fn lower_names(&mut self, span: Span) -> Option<Span> {
        let raw = self.text.get(span.range())?;
        let mut lexer = Lexer::new(raw);
        let start = self.side.len();
        while let Some(position) = lexer.position() {
            let (from, to) = position.name;
            if raw.get(from..to)?.bytes().any(|b| b.is_ascii_uppercase()) {
                if self.side.len() == start {
                    self.side.push_str(raw);
                }
                if let Some(name) = self.side.get_mut(start + from..start + to) {
                    name.make_ascii_lowercase();
                }
            }
        }
        (self.side.len() > start).then(|| Span::new(start, self.side.len()))
    }
}
