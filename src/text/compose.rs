//! Characters and the marks that belong to them as one (Unicode's normalization form C).

use memchr::memmem;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A page's source in which what some systems write as a letter and a mark behind it is one character, as word
/// lists and models know it; `None` where nothing is to be done. Marks behind a sign of the markup stay apart:
/// one of them would make `>` another character.
#[must_use]
pub fn recomposed(source: &str) -> Option<String> {
    has_marks(source.as_bytes())
        .then(|| in_pieces(source, &[' ', '\n', '<', '>', '=', '"', '\'', '&', ';', '/']))
}

/// Marks that belong to a letter before them, beside those that begin with [`MARKS`]: of Arabic and of kana,
/// and what the vowels of Hangul begin with. Those of Indic scripts are in most texts of theirs, composed or not.
const OTHER_MARKS: [&[u8]; 6] = [
    "\u{653}".as_bytes(),
    "\u{654}".as_bytes(),
    "\u{655}".as_bytes(),
    "\u{3099}".as_bytes(),
    "\u{309a}".as_bytes(),
    b"\xe1\x85",
];

fn has_marks(source: &[u8]) -> bool {
    !is_plain(source)
        && (memchr::memchr(MARKS, source).is_some()
            || OTHER_MARKS.iter().any(|mark| memmem::find(source, mark).is_some()))
}

/// A text in form C.
pub(super) fn composed(text: String) -> String {
    if is_plain(text.as_bytes()) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    // nothing is composed with a blank or a line break
    in_pieces(&text, &[' ', '\n'])
}

/// Composes the pieces of a text that end with one of these characters, each by itself.
fn in_pieces(text: &str, ends: &[char]) -> String {
    let mut composed = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends) {
        if is_nfc_quick(piece.chars()) == IsNormalized::Yes {
            composed.push_str(piece);
        } else {
            composed.extend(piece.nfc());
        }
    }
    composed
}

/// The first byte of the first combining marks, which no character before them has.
const MARKS: u8 = 0xCC;

/// Whether all characters stand below the first combining mark, or are punctuation: those are
/// composed.
fn is_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    // many at once where none is above
    while let Some(chunk) = bytes.get(at..at + 32) {
        if chunk.iter().any(|byte| *byte >= MARKS) {
            let mut next = at;
            while next < at + 32 {
                match bytes[next] {
                    ..MARKS => next += 1,
                    // U+2010 to U+203A
                    0xE2 if matches!(bytes.get(next + 1..next + 3), Some([0x80, 0x90..=0xBA])) => {
                        next += 3;
                    }
                    _ => return false,
                }
            }
            at = next;
        } else {
            at += 32;
        }
    }
    let mut rest = bytes.get(at..).unwrap_or(&[]);
    while let Some((byte, behind)) = rest.split_first() {
        rest = match (byte, behind) {
            (..MARKS, behind) => behind,
            (0xE2, [0x80, 0x90..=0xBA, behind @ ..]) => behind,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composing_word_by_word_is_composing_the_whole() {
        for text in [
            "e\u{301} \u{301}e \n\u{301}a\u{30a}\n",
            "क\u{93c} की\u{301}",
            "\u{1112}\u{1161}\u{11ab} x",
        ] {
            assert_eq!(composed(text.to_owned()), text.nfc().collect::<String>(), "{text:?}");
        }
    }

    #[test]
    fn composed_characters_are_told_wherever_they_stand() {
        for before in 0..70 {
            let ascii = "a".repeat(before);
            assert!(is_plain(format!("{ascii}é“x”–š").as_bytes()));
            assert!(!is_plain(format!("{ascii}e\u{301}").as_bytes()));
            assert!(!is_plain(format!("{ascii}\u{212b}{ascii}").as_bytes()));
        }
    }

    #[test]
    fn a_source_is_composed_and_its_markup_is_not() {
        for composed in ["perché", "Việt Nam", "Ёлки", "آسیاب", "ガラス", "한국"] {
            let apart: String = composed.nfd().collect();
            let page = |word: &str| format!("<p class=\"a\">{word} = {word}</p>");
            assert_eq!(recomposed(&page(&apart)), Some(page(composed)), "{composed}");
            assert_eq!(recomposed(&page(composed)).unwrap_or(page(composed)), page(composed));
        }
        for left in ["<p>\u{338}x</p>", "a=\u{338}b", "<b title='\u{301}'>"] {
            assert_eq!(recomposed(left).as_deref(), Some(left));
        }
        assert_eq!(recomposed("plain, “quoted” – and more…"), None);
    }
}
