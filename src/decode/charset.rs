//! Which character set the bytes are in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    EUC_JP, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};

use super::prescan::{charset_of, prescan};

/// How far the prescan reads by the standard.
const PRESCAN: usize = 1024;
/// How far it reads in a page that is not UTF-8, where the declaration is all there is to go by.
const PRESCAN_FAR: usize = 64 << 10;
/// Sequences of UTF-8 that prove that a part of a file is.
const MIXED: usize = 8;

/// A page's text and how it was read.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte-order mark. Borrowed from the input wherever that is UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding's name by the WHATWG standard.
    pub encoding: &'static str,
    /// What was odd, one sentence each.
    pub notes: Vec<String>,
}

/// Decodes a page's bytes. Tried in order: byte-order mark, UTF-16 without one, the `charset` of
/// `content_type`, a `meta` element or XML declaration in the first bytes, and last a guess from
/// the bytes themselves. A declaration that the bytes contradict loses, and a note says so.
///
/// ```
/// let page = spoglio::decode::decode(b"citt\xe0", Some("text/html; charset=iso-8859-15"));
/// assert_eq!(page.text, "città");
/// assert_eq!(page.encoding, "ISO-8859-15");
/// ```
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    decode_at(bytes, content_type, None)
}

/// [`decode`] with the page's address, whose top-level domain helps where only a guess is left.
#[must_use]
pub fn decode_at<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    url: Option<&str>,
) -> Decoded<'a> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        if encoding == UTF_8 {
            return utf8_or_mended(&bytes[skip..], Vec::new());
        }
        return by(encoding, &bytes[skip..], Vec::new());
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        let note = format!("{} without a byte-order mark", encoding.name());
        return by(encoding, bytes, vec![note]);
    }
    let header = content_type
        .and_then(|t| charset_of(t.as_bytes()))
        .and_then(Encoding::for_label)
        .filter(|e| *e != UTF_16BE && *e != UTF_16LE);
    let utf8 = simdutf8::basic::from_utf8(bytes).ok();
    let look = if utf8.is_some() { PRESCAN } else { PRESCAN_FAR };
    let declared = header.or_else(|| prescan(&bytes[..bytes.len().min(look)]));
    match (utf8, declared) {
        (Some(text), declared) => valid_utf8(bytes, text, declared),
        (None, Some(declared)) if declared == UTF_8 => declared_utf8(bytes, url),
        (None, Some(declared)) => by_declaration(bytes, declared, url),
        (None, None) => {
            // Two encodings in one file: as much of it is UTF-8 as is not, which no other encoding
            // looks like by chance.
            let (good, bad) = sequences(bytes);
            if good >= MIXED && good >= bad {
                let note = "no character set declared; UTF-8, but not all of it".to_owned();
                return utf8_or_mended(bytes, vec![note]);
            }
            let guess = guess(bytes, url);
            let note = format!("no character set declared; {} by its bytes", guess.name());
            by(guess, bytes, vec![note])
        }
    }
}

/// The bytes are valid UTF-8. That is proof enough against any declaration, except where the other
/// encoding spells its text in ASCII bytes.
fn valid_utf8<'a>(
    bytes: &'a [u8],
    text: &'a str,
    declared: Option<&'static Encoding>,
) -> Decoded<'a> {
    if declared.is_none_or(|d| d == ISO_2022_JP) && memchr::memmem::find(bytes, b"\x1b$").is_some()
    {
        return by(ISO_2022_JP, bytes, Vec::new());
    }
    let declared = declared.filter(|d| *d != X_USER_DEFINED && d.is_ascii_compatible());
    let mut decoded = Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", notes: Vec::new() };
    let Some(declared) = declared.filter(|d| *d != UTF_8) else { return decoded };
    if text.is_ascii() {
        decoded.encoding = declared.name();
        return decoded;
    }
    // Two or three sequences may be valid UTF-8 by chance in the encodings of two-byte characters.
    let sequences = text.chars().filter(|c| !c.is_ascii()).take(4).count();
    if !declared.is_single_byte() && sequences < 4 {
        return by(declared, bytes, Vec::new());
    }
    decoded.notes.push(format!("declared {}, but is UTF-8", declared.name()));
    decoded
}

/// UTF-8 was declared, and the bytes are not: UTF-8 with damage in places, or another encoding.
fn declared_utf8<'a>(bytes: &'a [u8], url: Option<&str>) -> Decoded<'a> {
    let (good, bad) = sequences(bytes);
    if good >= bad * 3 {
        return utf8_or_mended(bytes, Vec::new());
    }
    let guess = guess(bytes, url);
    by(guess, bytes, vec![format!("declared UTF-8, but is {} by its bytes", guess.name())])
}

fn by_declaration<'a>(
    bytes: &'a [u8],
    declared: &'static Encoding,
    url: Option<&str>,
) -> Decoded<'a> {
    let (good, bad) = sequences(bytes);
    if good > 20 && good >= bad * 50 {
        let note = format!("declared {}, but is UTF-8", declared.name());
        return utf8_or_mended(bytes, vec![note]);
    }
    let declared = if declared == X_USER_DEFINED { WINDOWS_1252 } else { declared };
    let decoded = by(declared, bytes, Vec::new());
    if decoded.notes.is_empty() || declared.is_single_byte() {
        return decoded;
    }
    // The declared encoding cannot read all of it. Another that can was meant.
    let guess = guess(bytes, url);
    let (text, errors) = guess.decode_without_bom_handling(bytes);
    if guess == declared || errors {
        return decoded;
    }
    let note = format!("declared {}, but is {} by its bytes", declared.name(), guess.name());
    Decoded { text, encoding: guess.name(), notes: vec![note] }
}

fn by<'a>(encoding: &'static Encoding, bytes: &'a [u8], mut notes: Vec<String>) -> Decoded<'a> {
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    if errors {
        let count = text.matches('\u{fffd}').count();
        notes.push(format!("{count} byte sequences are not {}", encoding.name()));
    }
    Decoded { text, encoding: encoding.name(), notes }
}

/// UTF-8 with damage in places. A lone high byte between ASCII characters is read as windows-1252,
/// as it is what a template in one encoding with content in another leaves behind; anything else
/// becomes U+FFFD.
fn utf8_or_mended(bytes: &[u8], mut notes: Vec<String>) -> Decoded<'_> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", notes };
    }
    let mut text = String::with_capacity(bytes.len());
    let (mut lone, mut lost) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [byte] if text.ends_with(|c: char| c.is_ascii()) => {
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0);
                lone += 1;
            }
            _ => {
                text.push('\u{fffd}');
                lost += 1;
            }
        }
    }
    if lone > 0 {
        notes.push(format!("{lone} bytes in a UTF-8 page are windows-1252"));
    }
    if lost > 0 {
        notes.push(format!("{lost} byte sequences are not UTF-8"));
    }
    Decoded { text: Cow::Owned(text), encoding: "UTF-8", notes }
}

/// How many non-ASCII characters the bytes hold when read as UTF-8, and how many sequences are none.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let valid = chunk.valid();
        let more =
            if valid.is_ascii() { 0 } else { valid.chars().filter(|c| !c.is_ascii()).count() };
        (good + more, bad + usize::from(!chunk.invalid().is_empty()))
    })
}

/// chardetng's guess: <https://hsivonen.fi/chardetng/>.
fn guess(bytes: &[u8], url: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let host = url.and_then(|u| url::Url::parse(u).ok());
    let tld = host
        .as_ref()
        .and_then(|u| u.domain())
        .and_then(|domain| domain.trim_end_matches('.').rsplit('.').next())
        // The detector panics on anything else.
        .filter(|tld| !tld.is_empty() && tld.bytes().all(|b| b.is_ascii_lowercase()));
    let found = detector.guess(tld.map(str::as_bytes), Utf8Detection::Allow);
    // EUC-JP is guessed for short texts of anything; it needs to read the whole without an error.
    if found == EUC_JP && EUC_JP.decode_without_bom_handling(bytes).1 {
        WINDOWS_1252
    } else {
        found
    }
}

/// UTF-16 told by where its zero bytes are: markup and Latin text have one in every pair, always on
/// the same side.
pub(super) fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(2048) & !1];
    memchr::memchr(0, head)?;
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0 && pair[1] != 0);
        odd += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let enough = (head.len() / 2 / 8).max(2);
    let encoding = if odd >= enough && even * 16 <= odd {
        UTF_16LE
    } else if even >= enough && odd * 16 <= even {
        UTF_16BE
    } else {
        return None;
    };
    let (text, _) = encoding.decode_without_bom_handling(head);
    let strange = |c: &char| matches!(c, '\0'..='\x08' | '\x0e'..='\x1f' | '\u{fffd}');
    let count = text.chars().filter(strange).count();
    (count * 32 <= text.chars().count()).then_some(encoding)
}

#[cfg(test)]
#[path = "charset_tests.rs"]
mod tests;
