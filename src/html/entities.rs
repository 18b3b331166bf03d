//! Character references and line ends, decoded when text is read.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Where a character reference stands: in an attribute, `&copy=1` is a query, not a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Attribute,
}

/// Line ends as `\n`.
pub(super) fn lines(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    push_lines(raw, &mut out);
    Cow::Owned(out)
}

fn push_lines(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
}

/// Character references decoded, line ends as `\n`.
pub(super) fn decode(raw: &str, place: Place) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        push_lines(&rest[..at], &mut out);
        rest = &rest[at..];
        match reference(rest, place) {
            Some(Reference { length, first, second }) => {
                out.push(first);
                out.extend(second);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    push_lines(rest, &mut out);
    Cow::Owned(out)
}

/// A character reference: its length in bytes, `&` included, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub length: usize,
    pub first: char,
    pub second: Option<char>,
}

/// Reads the character reference that `text` starts with, if it is one.
pub(super) fn reference(text: &str, place: Place) -> Option<Reference> {
    let body = text.get(1..)?;
    match body.as_bytes().first()? {
        b'#' => numeric(body),
        b if b.is_ascii_alphanumeric() => named(body, place),
        _ => None,
    }
}

fn numeric(body: &str) -> Option<Reference> {
    let (base, skip) = match body.as_bytes().get(1) {
        Some(b'x' | b'X') => (16, 2),
        _ => (10, 1),
    };
    let digits = &body[skip..];
    let count = digits.bytes().position(|b| !char::from(b).is_digit(base)).unwrap_or(digits.len());
    if count == 0 {
        return None;
    }
    let mut number = 0u32;
    for digit in digits[..count].chars().filter_map(|c| c.to_digit(base)) {
        number = number.saturating_mul(base).saturating_add(digit).min(0x0011_0000);
    }
    let semicolon = usize::from(digits.as_bytes().get(count) == Some(&b';'));
    let first = match number {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => C1_REPLACEMENTS[(number - 0x80) as usize]
            .or(char::from_u32(number))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some(Reference { length: 1 + skip + count + semicolon, first, second: None })
}

fn named(body: &str, place: Place) -> Option<Reference> {
    // The longest name has 32 bytes; the table also holds every name's beginnings, as zeros. No name
    // goes on behind a semicolon, so that one that ends there is the longest.
    let bytes = body.as_bytes();
    let end = bytes.iter().take(32).position(|byte| !byte.is_ascii_alphanumeric());
    if let Some(end) = end.filter(|end| bytes[*end] == b';')
        && let Some((first, second)) = body.get(..=end).and_then(|name| NAMED_ENTITIES.get(name))
    {
        return Some(Reference {
            length: end + 2,
            first: char::from_u32(*first)?,
            second: char::from_u32(*second).filter(|c| *c != '\0'),
        });
    }
    let mut best = None;
    let most = body.len().min(33);
    for length in 1..=most {
        let Some(name) = body.get(..length) else { break };
        match NAMED_ENTITIES.get(name) {
            Some((0, _)) => {}
            Some(found) => best = Some((length, *found)),
            None => break,
        }
    }
    let (length, (first, second)) = best?;
    if place == Place::Attribute
        && bytes[length - 1] != b';'
        && bytes.get(length).is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric())
    {
        return None;
    }
    Some(Reference {
        length: 1 + length,
        first: char::from_u32(first)?,
        second: char::from_u32(second).filter(|c| *c != '\0'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Cow<'_, str> {
        decode(raw, Place::Text)
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(text("plain"), Cow::Borrowed("plain")));
        assert!(matches!(lines("a & b"), Cow::Borrowed("a & b")));
    }

    #[test]
    fn references_are_decoded() {
        assert_eq!(
            text("&lt;p&gt; &amp;amp; &copy 2026 &notit; &NotEqualTilde;"),
            "<p> &amp; © 2026 ¬it; ≂̸"
        );
        assert_eq!(
            text("&#65;&#x42;&#X43 &#128; &#0;&#xD800;&#9999999999;"),
            "ABC € \u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(text("& &; &# &#; &#x; &unknown; &"), "& &; &# &#; &#x; &unknown; &");
    }

    #[test]
    fn a_query_in_an_attribute_is_left_alone() {
        assert_eq!(decode("?a=1&copy=2&reg&lt;", Place::Attribute), "?a=1&copy=2®<");
    }

    #[test]
    fn line_ends_are_one_sign() {
        assert_eq!(text("a\r\nb\rc&#13;"), "a\nb\nc\r");
        assert_eq!(lines("a\r\n\r\nb&lt;"), "a\n\nb&lt;");
    }
}
