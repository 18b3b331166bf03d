//! The character set that a page's first bytes declare.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

/// The encoding that a `meta` element or an XML declaration in `head` names, by the prescan of the
/// WHATWG HTML standard (13.2.3.2). `head` is as much of the page as should be looked at.
pub(super) fn prescan(head: &[u8]) -> Option<&'static Encoding> {
    if let Some(found) = xml_declaration(head) {
        return Some(found);
    }
    let mut at = 0;
    while let Some(step) = memchr(b'<', head.get(at..)?) {
        at += step;
        let rest = &head[at..];
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment: the two dashes may be shared.
            at += 2 + memmem::find(&rest[2..], b"-->")? + 3;
        } else if is_meta(rest) {
            let mut attributes = Attributes { bytes: rest, at: 5 };
            if let Some(found) = encoding_of_meta(&mut attributes) {
                return Some(found);
            }
            at += attributes.at;
        } else if rest.get(1).is_some_and(u8::is_ascii_alphabetic)
            || rest.get(1) == Some(&b'/') && rest.get(2).is_some_and(u8::is_ascii_alphabetic)
        {
            let name = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
            let mut attributes = Attributes { bytes: rest, at: name };
            while attributes.next().is_some() {}
            at += attributes.at.max(1);
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr(b'>', rest)? + 1;
        } else {
            at += 1;
        }
    }
    None
}

fn is_meta(rest: &[u8]) -> bool {
    rest.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
        && rest.get(5).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
}

fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = &rest[..memchr(b'>', rest)?];
    let from = memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration[from..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
    usable(&value[..memchr(*quote, value)?])
}

fn encoding_of_meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut pragma, mut charset, mut content) = (false, None, None);
    while let Some((name, value)) = attributes.next() {
        match &*name {
            b"http-equiv" => pragma |= value.eq_ignore_ascii_case(b"content-type"),
            b"charset" if charset.is_none() => charset = Some(value),
            b"content" if content.is_none() => content = Some(value),
            _ => {}
        }
    }
    match (charset, content) {
        (Some(label), _) => usable(label),
        (None, Some(content)) if pragma => usable(charset_of(content)?),
        _ => None,
    }
}

/// The value of `charset=` in a `Content-Type`, by the WHATWG algorithm for `meta` elements, which
/// is lenient enough for HTTP headers as well.
pub(super) fn charset_of(content_type: &[u8]) -> Option<&[u8]> {
    let mut rest = content_type;
    loop {
        let found = rest.windows(7).position(|w| w.eq_ignore_ascii_case(b"charset"))?;
        rest = rest[found + 7..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let (first, inner) = value.split_first()?;
            return match first {
                b'"' | b'\'' => Some(&inner[..memchr(*first, inner).unwrap_or(inner.len())]),
                _ => {
                    let end = value.iter().position(|b| b.is_ascii_whitespace() || *b == b';');
                    Some(&value[..end.unwrap_or(value.len())])
                }
            };
        }
    }
}

/// An encoding that bytes readable as ASCII can be in: UTF-16 named in a page that was readable so
/// far is UTF-8, and `x-user-defined` is windows-1252, by the standard.
fn usable(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    Some(if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == encoding_rs::X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// Reads attributes the way the prescan does; stops behind the tag's `>`.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Attributes<'a> {
    fn skip(&mut self, skip: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|b| skip(*b)) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Option<(Vec<u8>, &'a [u8])> {
        self.skip(|b| b.is_ascii_whitespace() || b == b'/');
        if *self.bytes.get(self.at)? == b'>' {
            self.at += 1;
            return None;
        }
        let from = self.at;
        // An equals sign in the first place belongs to the name.
        self.at += 1;
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/' | b'>'));
        let name = self.bytes[from..self.at].to_ascii_lowercase();
        self.skip(|b| b.is_ascii_whitespace());
        if self.bytes.get(self.at) != Some(&b'=') {
            return Some((name, b""));
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        let quote = *self.bytes.get(self.at)?;
        if matches!(quote, b'"' | b'\'') {
            let from = self.at + 1;
            let Some(end) = memchr(quote, &self.bytes[from..]) else {
                self.at = self.bytes.len();
                return None;
            };
            self.at = from + end + 1;
            return Some((name, &self.bytes[from..from + end]));
        }
        let from = self.at;
        self.skip(|b| !b.is_ascii_whitespace() && b != b'>');
        Some((name, &self.bytes[from..self.at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(page: &str) -> Option<&'static str> {
        prescan(page.as_bytes()).map(Encoding::name)
    }

    #[test]
    fn meta_elements_declare() {
        assert_eq!(name("<html><head><meta charset=iso-8859-15>"), Some("ISO-8859-15"));
        assert_eq!(name("<META CHARSET = 'Shift_JIS' />"), Some("Shift_JIS"));
        assert_eq!(
            name(r#"<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">"#),
            Some("windows-1250")
        );
        assert_eq!(
            name(r#"<meta content='text/html; charset="koi8-r"' http-equiv=content-type>"#),
            Some("KOI8-R")
        );
        assert_eq!(name("<?xml version='1.0' encoding='ISO-8859-2'?><html>"), Some("ISO-8859-2"));
    }

    #[test]
    fn what_only_looks_like_a_declaration_is_none() {
        assert_eq!(name("<!-- <meta charset=big5> --><p>"), None);
        assert_eq!(name("<a title='<meta charset=big5>'>"), None);
        assert_eq!(name("<meta name=x content='charset=big5'>"), None);
        assert_eq!(name("<metal charset=big5>"), None);
        assert_eq!(name("<meta charset=no-such-thing>"), None);
        assert_eq!(name("<meta charset='utf-8"), None);
        assert_eq!(name("<meta charset=utf-16>"), Some("UTF-8"));
    }

    #[test]
    fn a_bogus_declaration_does_not_hide_the_next() {
        assert_eq!(name("<meta charset=nonsense><meta charset=euc-kr>"), Some("EUC-KR"));
        assert_eq!(name("<!--><meta charset=gbk>"), Some("GBK"));
    }

    #[test]
    fn no_cut_of_a_page_is_too_short() {
        let page = br#"<!doctype html><!-- x --><html lang="de"><meta http-equiv='content-type' content='text/html; charset="iso-8859-1"'>"#;
        for end in 0..page.len() {
            let _ = prescan(&page[..end]);
        }
        assert_eq!(charset_of(b"text/html;charset=\"utf-8\""), Some(&b"utf-8"[..]));
        assert_eq!(charset_of(b"text/html; charset"), None);
        assert_eq!(charset_of(b"text/html; charset="), None);
    }
}
