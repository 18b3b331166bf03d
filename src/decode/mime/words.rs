//! Words of header fields that were encoded because they are not ASCII (RFC 2047): `=?utf-8?q?F=C3=A4hre?=`.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::transfer;

/// A field's value with its encoded words decoded; what is none stays as it stands.
pub(super) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains("=?") {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let mut behind_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        // blanks between two encoded words are no part of the text
        if !(behind_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        match word(&from[2..]) {
            Some((text, length)) => {
                out.push_str(&text);
                rest = &from[2 + length..];
                behind_word = true;
            }
            None => {
                out.push_str("=?");
                rest = &from[2..];
                behind_word = false;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// An encoded word behind its first two signs: its text, and how long it is.
fn word(rest: &str) -> Option<(String, usize)> {
    let (charset, behind) = rest.split_once('?')?;
    let (encoding, behind) = behind.split_once('?')?;
    let (text, _) = behind.split_once("?=")?;
    let charset = charset.split('*').next().unwrap_or(charset);
    if text.contains(' ') || charset.len() > 40 {
        return None;
    }
    let bytes = match encoding {
        "q" | "Q" => transfer::quoted_printable(text.replace('_', " ").as_bytes()),
        "b" | "B" => transfer::base64(text.as_bytes())?,
        _ => return None,
    };
    let length = charset_end(rest) + encoding.len() + text.len() + 4;
    let (text, _) = Encoding::for_label(charset.as_bytes())?.decode_without_bom_handling(&bytes);
    Some((text.into_owned(), length))
}

fn charset_end(rest: &str) -> usize {
    rest.find('?').unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded() {
        assert_eq!(decoded("Die =?utf-8?q?F=C3=A4hre?= ruht"), "Die Fähre ruht");
        assert_eq!(decoded("=?UTF-8?Q?Die_F=C3=A4?=  =?iso-8859-1*de?B?aHJl?=!"), "Die Fähre!");
        for kept in ["plain", "=?utf-8?x?a?=", "=?none?q?a?=", "a =? b ?= c", "=?utf-8?q?a", "=?"] {
            assert_eq!(decoded(kept), kept);
        }
    }
}
