//! Characters and the marks that belong to them as one (Unicode's normalization form C).

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use wide::u8x16;

/// A page's source in which what some systems write as a letter and a mark behind it is one character, as word
/// lists and models know it; `None` where nothing is to be done. Marks behind a sign of the markup stay apart:
/// one of them would make `>` another character.
#[must_use]
pub fn recomposed(source: &str) -> Option<String> {
    has_marks(source.as_bytes())
        .then(|| in_pieces(source, &[' ', '\n', '<', '>', '=', '"', '\'', '&', ';', '/']))
}

/// Whether there are marks that belong to a letter before them: of Latin, Greek, Cyrillic, Arabic and kana, or
/// the vowels of Hangul. Those of Indic scripts are in most texts of theirs, composed or not.
fn has_marks(source: &[u8]) -> bool {
    let is_mark = |at: usize| {
        matches!(
            source[at..],
            [MARKS, ..]
                | [0xD9, 0x93..=0x95, ..]
                | [0xE1, 0x85, ..]
                | [0xE3, 0x82, 0x99 | 0x9A, ..]
        )
    };
    let first = u8x16::splat(MARKS);
    let (chunks, rest) = source.as_chunks::<64>();
    let in_chunks = chunks.iter().enumerate().any(|(number, chunk)| {
        let parts = chunk.as_chunks::<16>().0;
        let highest = parts.iter().fold(u8x16::ZERO, |high, part| high.max(u8x16::new(*part)));
        // In most of a page nothing is that high.
        highest.max(first).simd_eq(highest).to_bitmask() != 0
            && (64 * number..64 * (number + 1)).any(is_mark)
    });
    in_chunks || (source.len() - rest.len()..source.len()).any(is_mark)
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
