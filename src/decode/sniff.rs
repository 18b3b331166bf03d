//! What is no text, whatever its name or its `Content-Type` says.

use std::fmt;

/// Bytes that are not a page: what they are, recognised by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotText {
    /// A PDF document.
    Pdf,
    /// An image; the name of its format.
    Image(&'static str),
    /// Sound or video; the name of its format.
    Media(&'static str),
    /// A ZIP archive, or a format that is one: office documents, EPUB, WACZ.
    Zip,
    /// Another archive or compressed file; the name of its format.
    Archive(&'static str),
    /// A font; the name of its format.
    Font(&'static str),
    /// A program.
    Program,
    /// A database or an office document of the older kind; the name of its format.
    Document(&'static str),
    /// Data for programs; the name of its format.
    Data(&'static str),
    /// Bytes of no known format with too many control characters for a text.
    Unknown,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotText::Pdf => f.write_str("a PDF document"),
            NotText::Image(name) => write!(f, "an image ({name})"),
            NotText::Media(name) => write!(f, "sound or video ({name})"),
            NotText::Zip => f.write_str("a ZIP archive"),
            NotText::Archive(name) => write!(f, "an archive ({name})"),
            NotText::Font(name) => write!(f, "a font ({name})"),
            NotText::Program => f.write_str("a program"),
            NotText::Document(name) => write!(f, "a document ({name})"),
            NotText::Data(name) => write!(f, "data for programs ({name})"),
            NotText::Unknown => f.write_str("binary data of an unknown kind"),
        }
    }
}

/// First bytes and what they are the first bytes of.
const MAGIC: &[(&[u8], NotText)] = &[
    (b"%PDF-", NotText::Pdf),
    (b"\x89PNG\r\n\x1a\n", NotText::Image("PNG")),
    (b"\xff\xd8\xff", NotText::Image("JPEG")),
    (b"GIF87a", NotText::Image("GIF")),
    (b"GIF89a", NotText::Image("GIF")),
    (b"II*\0", NotText::Image("TIFF")),
    (b"MM\0*", NotText::Image("TIFF")),
    (b"\0\0\x01\0", NotText::Image("ICO")),
    (b"\xff\x0a", NotText::Image("JPEG XL")),
    (b"PK\x03\x04", NotText::Zip),
    (b"PK\x05\x06", NotText::Zip),
    (b"\x1f\x8b\x08", NotText::Archive("gzip")),
    (b"\x28\xb5\x2f\xfd", NotText::Archive("Zstandard")),
    (b"BZh", NotText::Archive("bzip2")),
    (b"\xfd7zXZ\0", NotText::Archive("xz")),
    (b"7z\xbc\xaf\x27\x1c", NotText::Archive("7-Zip")),
    (b"Rar!\x1a\x07", NotText::Archive("RAR")),
    (b"ID3", NotText::Media("MP3")),
    (b"OggS", NotText::Media("Ogg")),
    (b"fLaC", NotText::Media("FLAC")),
    (b"\x1aE\xdf\xa3", NotText::Media("Matroska")),
    (b"FLV\x01", NotText::Media("Flash video")),
    (b"wOFF", NotText::Font("WOFF")),
    (b"wOF2", NotText::Font("WOFF2")),
    (b"OTTO\0", NotText::Font("OpenType")),
    (b"\0\x01\0\0\0", NotText::Font("TrueType")),
    (b"\x7fELF", NotText::Program),
    (b"\xca\xfe\xba\xbe", NotText::Program),
    (b"\xcf\xfa\xed\xfe", NotText::Program),
    (b"\0asm", NotText::Program),
    (b"SQLite format 3\0", NotText::Document("SQLite")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NotText::Document("Microsoft Office 97")),
];

/// How many of the first bytes are looked at.
const LOOK: usize = 4096;

/// Says what the bytes are when they are not text; none for text in any character set.
///
/// A gzip or Zstandard file is reported too: a caller that wants to look inside undoes that first,
/// with [`super::content::unpack_file`].
///
/// ```
/// use spoglio::decode::{NotText, sniff};
/// assert_eq!(sniff(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"), Some(NotText::Pdf));
/// assert_eq!(sniff("<p>Perché no?</p>".as_bytes()), None);
/// ```
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<NotText> {
    let head = &bytes[..bytes.len().min(LOOK)];
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*found);
    }
    if let (Some(b"RIFF"), Some(form)) = (head.get(..4), head.get(8..12)) {
        match form {
            b"WEBP" => return Some(NotText::Image("WebP")),
            b"WAVE" => return Some(NotText::Media("WAV")),
            b"AVI " => return Some(NotText::Media("AVI")),
            _ => {}
        }
    }
    if head.get(4..8) == Some(b"ftyp") {
        let image = matches!(head.get(8..12), Some(b"avif" | b"heic" | b"heix" | b"mif1"));
        return Some(if image { NotText::Image("AVIF or HEIC") } else { NotText::Media("MP4") });
    }
    // "BM" and "MZ" alone could begin a text: the zeros that follow in the real formats decide.
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Some(NotText::Image("BMP"));
    }
    if head.starts_with(b"MZ") && head.contains(&0) {
        return Some(NotText::Program);
    }
    if is_json(bytes) {
        return Some(NotText::Data("JSON"));
    }
    let bom = encoding_rs::Encoding::for_bom(bytes).is_some();
    if bom || super::charset::utf16_without_bom(bytes).is_some() {
        return None;
    }
    let control: usize = head
        .chunks(255)
        .map(|chunk| {
            // A sum of bytes, which is added up many at a time.
            let rare = |b: &u8| u8::from(matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f));
            usize::from(chunk.iter().map(rare).sum::<u8>())
        })
        .sum();
    // A stray NUL or two is a damaged text; one byte in twelve is none.
    (control >= 4 && control * 12 > head.len()).then_some(NotText::Unknown)
}

/// Whether the bytes begin as a document of HTML does: with its doctype or its first element, after nothing but
/// spaces, comments and an XML declaration. Fragments and other XML do not.
///
/// ```
/// use spoglio::decode::begins_as_html;
/// assert!(begins_as_html(b"<?xml version=\"1.0\"?>\n<!-- saved -->\n<!DOCTYPE html>"));
/// assert!(!begins_as_html(b"<?xml version=\"1.0\"?>\n<rss version=\"2.0\">"));
/// ```
#[must_use]
pub fn begins_as_html(bytes: &[u8]) -> bool {
    let mut head = bytes.get(..LOOK).unwrap_or(bytes);
    head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    loop {
        head = head.trim_ascii_start();
        let (open, close) = if head.starts_with(b"<!--") {
            (4, &b"-->"[..])
        } else if head.starts_with(b"<?") {
            (2, &b">"[..])
        } else {
            break;
        };
        let within = head.get(open..).unwrap_or(b"");
        let Some(end) = memchr::memmem::find(within, close) else { return false };
        head = within.get(end + close.len()..).unwrap_or(b"");
    }
    let begins =
        |with: &[u8]| head.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html")
}

/// Whether all of it is one object of JSON, or one list of them. What only begins so, as a footnote in brackets does, is
/// a text.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let rest = bytes.strip_prefix(b"[").unwrap_or(bytes).trim_ascii_start();
    rest.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some(NotText::Image("PNG")));
        assert_eq!(sniff(b"PK\x03\x04\x14\0"), Some(NotText::Zip));
        assert_eq!(sniff(b"RIFF\x10\0\0\0WEBPVP8 "), Some(NotText::Image("WebP")));
        assert_eq!(sniff(b"\0\0\0\x20ftypisom\0\0"), Some(NotText::Media("MP4")));
        assert_eq!(sniff(b"BM\x36\0\x0c\0\0\0\0\0\x36\0"), Some(NotText::Image("BMP")));
        assert_eq!(NotText::Pdf.to_string(), "a PDF document");
    }

    #[test]
    fn a_document_of_html_is_told_by_how_it_begins() {
        for page in
            ["<!DOCTYPE html>", "\u{feff}\r\n<HTML lang=it>", "<!-- a -->\n<!-- b --><html>"]
        {
            assert!(begins_as_html(page.as_bytes()), "{page}");
        }
        for other in ["", "<p>", "<?xml ?><feed>", "<svg>", "body{}", "<!--", "<?", "// <html>"] {
            assert!(!begins_as_html(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn json_is_no_text_and_what_begins_like_it_is() {
        let article = "{\"headline\": \"A bridge\", \"articleBody\": \"The pillars are sound.\"}";
        assert_eq!(sniff(article.as_bytes()), Some(NotText::Data("JSON")));
        let list = format!("\u{feff}\n[ {article},\n{article} ]\n");
        assert_eq!(sniff(list.as_bytes()), Some(NotText::Data("JSON")));
        for text in ["{{Infobox}} A bridge", "[1] See there", "[]", "{\"a\": 1} says it all", "{"] {
            assert_eq!(sniff(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn noise_is_no_text() {
        let noise: Vec<u8> =
            (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(sniff(&noise), Some(NotText::Unknown));
    }

    #[test]
    fn text_is_text_in_every_character_set() {
        assert_eq!(sniff(b""), None);
        assert_eq!(sniff(b"BMW stellt ein neues Werk vor"), None);
        assert_eq!(sniff(b"MZ"), None);
        assert_eq!(sniff(b"<html>a\0b</html> with a stray NUL in forty or so bytes"), None);
        let utf16: Vec<u8> = "<p>città</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&utf16), None);
        assert_eq!(sniff(b"\xef\xbb\xbfbom"), None);
        let (japanese, _, _) = encoding_rs::ISO_2022_JP.encode("日本の新聞の見出しです。");
        assert_eq!(sniff(&japanese), None);
    }
}
