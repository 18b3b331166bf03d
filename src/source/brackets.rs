//! Texts of XML in which a `<` stands that begins no tag.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// A text in which each `<` that can begin no markup (`< 5`, `<3`) is escaped, and where the first such is.
pub(super) fn with_bare_brackets_escaped(text: &str) -> (Cow<'_, str>, Option<usize>) {
    let bytes = text.as_bytes();
    let (mut at, mut done, mut first) = (0, 0, None);
    let mut escaped = String::new();
    while let Some(step) = memchr(b'<', &bytes[at..]) {
        at += step;
        let rest = &bytes[at..];
        let end = [(&b"<![CDATA["[..], &b"]]>"[..]), (b"<!--", b"-->")]
            .iter()
            .find(|(begin, _)| rest.starts_with(begin))
            .map(|(_, end)| memmem::find(rest, end));
        match (end, rest.get(1)) {
            (Some(Some(length)), _) => at += length,
            (Some(None), _) => break,
            (None, Some(next))
                if next.is_ascii_alphabetic()
                    || !next.is_ascii()
                    || matches!(next, b'_' | b':' | b'/' | b'!' | b'?') =>
            {
                at += 1;
            }
            (None, _) => {
                first = first.or(Some(at));
                escaped.push_str(&text[done..at]);
                escaped.push_str("&lt;");
                at += 1;
                done = at;
            }
        }
    }
    match first {
        None => (Cow::Borrowed(text), None),
        Some(_) => (Cow::Owned(escaped + &text[done..]), first),
    }
}
