//! The physical lines of a text: every kind of line end, page breaks, and what no reader sees.

use super::signs::Signs;
use crate::decode;
use crate::lexicon::measure;

/// A line as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip::lines) struct RawLine<'a> {
    /// The line without its end and without white space behind.
    pub(super) text: &'a str,
    /// Its number, from 1.
    pub(super) number: u32,
    /// The line without the white space before it.
    body: &'a str,
    /// The signs of the line without the white space before it.
    pub(super) signs: Signs,
    /// Columns of white space before the first character, a tab taken as eight.
    pub(super) indent: u16,
    /// Characters from the first to the last that is not white space.
    pub(super) width: u32,
    /// Whether a page of paper begins with this line (a form feed stands before it).
    pub(super) page_start: bool,
    /// Whether it was cut out of a longer line between sentences, and is none.
    pub(super) loose: bool,
}

/// The lines of a text less the blank ones before its first and behind its last: how a text was saved says
/// nothing of how it was set.
pub(in crate::strip::lines) fn without_blank_ends<'l, 'a>(
    lines: &'l [RawLine<'a>],
) -> &'l [RawLine<'a>] {
    let is_written = |line: &RawLine<'_>| !line.is_blank() || line.page_start;
    let first = lines.iter().position(is_written).unwrap_or(lines.len());
    let end = lines.iter().rposition(is_written).map_or(first, |last| last + 1);
    &lines[first..end]
}

impl<'a> RawLine<'a> {
    /// Whether there is nothing on the line.
    pub(super) fn is_blank(&self) -> bool {
        self.width == 0
    }

    /// The line without the white space before it.
    pub(super) fn body(&self) -> &'a str {
        self.body
    }

    /// A part of a line, as a line of its own with its number, that begins in this column.
    pub(super) fn cut(&self, text: &'a str, column: usize) -> RawLine<'a> {
        let indent = u16::try_from(column).unwrap_or(u16::MAX);
        let indent = if text.is_empty() { 0 } else { indent };
        RawLine { indent, ..RawLine::part(self, text, false) }
    }

    /// A part of a line, as a line of its own with its number; `loose` where it is no sentence.
    pub(super) fn part(of: &RawLine<'a>, text: &'a str, loose: bool) -> RawLine<'a> {
        let (signs, width) = (Signs::of(text), text.chars().count() as u32);
        RawLine { text, body: text, signs, indent: 0, width, page_start: false, loose, ..*of }
    }
}

/// Splits a text at LF, CR LF, CR CR LF, CR, NEL, VT, LS, PS and at form feeds.
pub(in crate::strip::lines) fn lines(text: &str) -> Vec<RawLine<'_>> {
    let mut out = Vec::with_capacity(text.len() / 40);
    let odd = memchr::memchr3(b'\r', 0x0b, 0x0c, text.as_bytes()).is_some()
        || !text.is_ascii()
            && ["\u{85}", "\u{2028}", "\u{2029}"]
                .iter()
                .any(|end| memchr::memmem::find(text.as_bytes(), end.as_bytes()).is_some());
    if odd {
        split_odd(text, &mut out);
    } else {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            push(&mut out, &text[start..end], false);
            start = end + 1;
        }
        if start < text.len() {
            push(&mut out, &text[start..], false);
        }
    }
    out
}

/// The lines of a text of which nearly all are quoted, as an answer quotes a whole mail, without their marks;
/// none where it is another.
pub(in crate::strip::lines) fn unquoted<'a>(lines: &[RawLine<'a>]) -> Option<Vec<RawLine<'a>>> {
    /// Lines from which a text is told so.
    const ENOUGH: usize = 5;
    let shown = lines.iter().filter(|line| !line.is_blank()).count();
    let quoted = lines.iter().filter(|line| line.body().starts_with('>')).count();
    if quoted < ENOUGH || quoted * 10 < shown * 8 {
        return None;
    }
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let number = line.number;
        let text = if line.body().starts_with('>') { unquote(line.body()).1 } else { line.text };
        push(&mut out, text, line.page_start);
        if let Some(line) = out.last_mut() {
            line.number = number;
        }
    }
    Some(out)
}

/// The lines of a text that was saved with a blank line behind each, without those; none where it is another. What
/// parts paragraphs is then three blank lines: one that is theirs between two that are not.
pub(in crate::strip::lines) fn single_spaced<'a>(
    lines: &[RawLine<'a>],
) -> Option<Vec<RawLine<'a>>> {
    let first = lines.iter().position(|line| !line.is_blank())?;
    let between = || lines[first..].iter().skip(1).step_by(2);
    if !between().all(|line| line.is_blank() && !line.page_start) {
        return None;
    }
    let single: Vec<RawLine<'a>> = lines[first..].iter().step_by(2).copied().collect();
    // where no line is a paragraph's, the blank ones are all that parts them
    single.iter().any(RawLine::is_blank).then_some(single)
}

/// How many marks of quotation a line begins with, and what stands behind them.
pub(super) fn unquote(body: &str) -> (u8, &str) {
    let mut rest = body;
    let mut depth = 0u8;
    while let Some(inner) = rest.strip_prefix('>') {
        depth = depth.saturating_add(1);
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    (depth, rest)
}

fn split_odd<'a>(text: &'a str, out: &mut Vec<RawLine<'a>>) {
    let ends = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut rest = text;
    let mut page_start = false;
    while let Some(at) = rest.find(ends) {
        let (line, tail) = rest.split_at(at);
        let end = tail.chars().next().map_or(1, char::len_utf8);
        let feed = tail.starts_with('\u{c}');
        // a program that ends lines so took those of a file for the text's
        let end = if tail.starts_with("\r\r\n") { 3 } else { end };
        let end = if tail.starts_with("\r\n") { 2 } else { end };
        if !(feed && line.is_empty()) {
            push(out, line, page_start);
            page_start = false;
        }
        page_start |= feed;
        rest = &tail[end..];
    }
    if !rest.is_empty() {
        push(out, rest, page_start);
    }
}

fn push<'a>(out: &mut Vec<RawLine<'a>>, line: &'a str, page_start: bool) {
    let whole = line.as_bytes().last().is_some_and(u8::is_ascii_graphic);
    let unseen = |c: char| c.is_whitespace() || is_unseen(c);
    let text = if whole { line } else { line.trim_end_matches(unseen) };
    let mut indent = 0u16;
    let mut body = text.len();
    let mut lead = None;
    for (at, c) in text.char_indices() {
        match c {
            '\t' => indent = indent.saturating_add(8),
            c if c.is_whitespace() => indent = indent.saturating_add(1),
            c if is_unseen(c) => lead = lead.or(Some(at)),
            _ => {
                body = at;
                break;
            }
        }
    }
    let shown = text.get(body..).unwrap_or("");
    let body = lead.map_or(shown, |lead| text.get(lead..).unwrap_or(""));
    let signs = Signs::of(body);
    let other = signs.any(Signs::OTHER);
    let width = if other { shown.chars().count() as u32 } else { shown.len() as u32 };
    let number = out.len() as u32 + 1;
    out.push(RawLine { text, number, body, signs, indent, width, page_start, loose: false });
}

/// Whether a character is never shown: controls, zero-width marks, soft hyphens, byte-order marks,
/// private use (icon fonts).
fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    }
    matches!(c,
        '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}' | '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffc}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// A character as it is shown, `None` where it is not. A control character of the upper half stands for
/// a sign of Windows-1252: a page in that encoding was read as Latin-1, which no text needs these for. The
/// one that ends lines is left as it is.
pub(super) fn shown(c: char) -> Option<char> {
    match c {
        '\u{85}' => Some(c),
        _ => (!is_unseen(c)).then(|| decode::windows_1252_sign(c)),
    }
}

/// Appends `text` with single spaces, nothing before and after, and without unseen characters.
/// Joiners (ZWJ, ZWNJ) stay where they stand between two characters outside ASCII: they spell words
/// in Persian and in the scripts of India, and hold emoji together.
pub(super) fn scrub(text: &str, out: &mut String) {
    let begin = out.len();
    let bytes = text.as_bytes();
    let mut space = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if PLAIN[usize::from(byte)] {
            // single spaces between words stay where they are
            let start = at;
            while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>())
                && let Some(plain) = plain(u64::from_le_bytes(*eight))
            {
                at += plain;
            }
            while let Some(&byte) = bytes.get(at) {
                let single = byte == b' ' && bytes.get(at + 1).is_some_and(|b| PLAIN[*b as usize]);
                if !(PLAIN[usize::from(byte)] || single) {
                    break;
                }
                at += 1;
            }
            if space && out.len() > begin {
                out.push(' ');
            }
            space = false;
            out.push_str(&text[start..at]);
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        if c.is_whitespace() {
            space = true;
            continue;
        }
        let Some(c) = shown(c) else { continue };
        if matches!(c, '\u{200c}' | '\u{200d}') {
            let before = !space && out.len() > begin && !out.ends_with(|c: char| c.is_ascii());
            let after = text[at..].chars().next();
            let after = after.is_some_and(|next| !next.is_ascii() && !next.is_whitespace());
            if !(before && after) {
                continue;
            }
        }
        if space && out.len() > begin {
            out.push(' ');
        }
        space = false;
        out.push(c);
    }
}

/// How many of eight bytes stay in a line as they stand, where nearly all do: signs of ASCII that are
/// shown, and single blanks. What follows a blank at the end must be known first.
#[inline]
fn plain(eight: u64) -> Option<usize> {
    let shown = measure::between(eight, b' ', b'~');
    let blanks = measure::between(eight, b' ', b' ');
    let last = (blanks >> 63) as usize;
    (shown == measure::HIGH && blanks & (blanks << 8) == 0).then_some(8 - last)
}

/// Bytes that are part of a line as they stand, but for those of characters from U+E000 on, among
/// which there are private ones.
const PLAIN: [bool; 256] = {
    let mut table = measure::PLAIN;
    let mut byte = 0xEE;
    while byte < 256 {
        table[byte] = false;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        lines(text).iter().map(|line| line.text).collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        assert_eq!(texts("a\nb\n"), ["a", "b"]);
        assert_eq!(texts("a\r\nb\r\n\r\nc"), ["a", "b", "", "c"]);
        assert_eq!(texts("a\rb\rc"), ["a", "b", "c"]);
        assert_eq!(texts("a\u{85}b\u{2028}c\u{2029}d\u{b}e"), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_form_feed_starts_a_page() {
        let pages: Vec<bool> = lines("a\n\u{c}b\nc").iter().map(|l| l.page_start).collect();
        assert_eq!(pages, [false, true, false]);
    }

    #[test]
    fn what_is_scrubbed_eight_bytes_at_a_time_is_what_each_byte_asks_for() {
        let text = "ab  c\u{7f}d e\tf  \u{e9} g\u{200b}h ~ i   j. Words of a line, and  more of\u{a0}them ";
        for from in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let mut whole = String::new();
            scrub(&text[from..], &mut whole);
            let mut parts = String::new();
            for word in text[from..].split(char::is_whitespace).filter(|word| !word.is_empty()) {
                let mut shown = String::new();
                scrub(word, &mut shown);
                if !shown.is_empty() {
                    parts.push_str(if parts.is_empty() { "" } else { " " });
                    parts.push_str(&shown);
                }
            }
            assert_eq!(whole, parts, "{from}");
        }
    }

    #[test]
    fn what_no_reader_sees_is_gone() {
        let mut out = String::from("x");
        scrub("  a\u{ad}b\u{a0}\t c\0\u{feff}d \u{e012}", &mut out);
        assert_eq!(out, "xab cd");
        let mut out = String::new();
        scrub("\u{84}wird\u{92}s eng\u{93} \u{96} \u{81}5 \u{80}", &mut out);
        assert_eq!(out, "„wird’s eng“ – 5 €");
        let mut out = String::new();
        scrub("می\u{200c}خواهم word\u{200c}", &mut out);
        assert_eq!(out, "می\u{200c}خواهم word");
    }
}
