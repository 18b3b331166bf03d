//! The words of a text, and where they stand in it.

use std::ops::Range;

use super::fold::{Folder, PARTED, is_alone};

/// The words of a text in their folded form.
#[derive(Debug)]
pub(super) struct Tokens {
    folded: String,
    places: Vec<Place>,
}

/// A word: its bytes in the text and in the folded form.
#[derive(Clone, Debug)]
struct Place {
    text: Range<usize>,
    folded: Range<usize>,
}

impl Tokens {
    pub(super) fn of(text: &str) -> Tokens {
        let mut folder = Folder::with_capacity(text.len() + text.len() / 2);
        let mut places: Vec<Place> = Vec::new();
        let mut is_open = false;
        for (at, c) in text.char_indices() {
            let before = folder.out.len();
            if c.is_ascii_alphanumeric() {
                folder.letter(c.to_ascii_lowercase());
            } else if c.is_ascii() {
                folder.blank();
            } else {
                folder.push(c);
            }
            let end = at + c.len_utf8();
            let written = folder.out.get(before..).unwrap_or_default();
            // What joins the character before it, or stands for nothing, belongs to the word before it.
            if written.is_empty()
                && is_open
                && let Some(last) = places.last_mut()
            {
                last.text.end = end;
                last.folded.end = folder.out.len();
            }
            for (offset, c) in written.char_indices() {
                let from = before + offset;
                let to = from + c.len_utf8();
                match places.last_mut() {
                    _ if c == ' ' => is_open = false,
                    // It takes no room in the text.
                    _ if c == PARTED => {
                        places.push(Place { text: at..at, folded: from..to });
                        is_open = true;
                    }
                    Some(last) if is_open => {
                        last.text.end = end;
                        last.folded.end = to;
                    }
                    _ => {
                        places.push(Place { text: at..end, folded: from..to });
                        is_open = true;
                    }
                }
            }
        }
        Tokens { folded: folder.out, places }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A word's folded form; nothing where there is no such word.
    pub(super) fn word(&self, at: usize) -> &str {
        self.places
            .get(at)
            .and_then(|place| self.folded.get(place.folded.clone()))
            .unwrap_or_default()
    }

    /// Where a word stands in the text; at its end where there is no such word.
    pub(super) fn place(&self, at: usize, text: &str) -> Range<usize> {
        self.places.get(at).map_or(text.len()..text.len(), |place| place.text.clone())
    }

    /// Whether a word is one character of a script without spaces, or parts such words.
    pub(super) fn is_alone(&self, at: usize) -> bool {
        self.word(at).chars().next().is_some_and(|c| is_alone(c) || c == PARTED)
    }

    pub(super) fn into_words(self) -> Vec<String> {
        (0..self.len()).map(|at| self.word(at).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;
    use crate::store::words::folded;

    #[test]
    fn words_stand_where_they_are_in_the_text() {
        let text = "L’été: ﬁn, 東京\u{200e}x й (ガス)";
        for text in [text.to_owned(), text.nfd().collect()] {
            let tokens = Tokens::of(&text);
            let shown: Vec<(&str, String)> = (0..tokens.len())
                .map(|at| (tokens.word(at), text[tokens.place(at, &text)].nfc().collect()))
                .collect();
            let wanted = [
                "l L",
                "ete été",
                "fin ﬁn",
                "東 東",
                "京 京\u{200e}",
                "x x",
                "й й",
                "ガ ガ",
                "ス ス",
            ];
            let shown: Vec<String> = shown.iter().map(|(a, b)| format!("{a} {b}")).collect();
            assert_eq!(shown, wanted);
        }
    }

    #[test]
    fn words_are_those_that_the_index_has() {
        for text in [
            "Süd-Ost №5 ½ 5,000",
            "किताब पढ़ी",
            "a\u{301}b\u{0}c _d_ ｶﾞｽ정부",
            "¹x²™",
            "회사 기자 a.기",
        ] {
            let folded = folded(text).to_ascii_lowercase();
            let words = folded.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            assert_eq!(Tokens::of(text).into_words(), words, "{text}");
        }
    }
}
