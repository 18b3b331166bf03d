//! What one pass over a block's characters tells.

mod class;
pub(super) mod numbers;
pub(super) mod stop;
pub(super) mod words;

use super::hashed::hash::hash;
use crate::lexicon::measure::{eight_at, letters};
use class::{ASCII, Class, class_of};
use numbers::Numbers;

/// How much a character of a script without spaces between words counts as.
const UNSPACED_WORD: f32 = 0.6;
/// Words of a block whose case is looked at.
const CASED: u32 = 40;

/// The measures of one block's text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    /// Words; a character of a script without spaces is six tenths of one.
    pub words: f32,
    pub chars: f32,
    pub letters: f32,
    pub upper: f32,
    pub digits: f32,
    /// Ends of sentences.
    pub sentences: f32,
    pub commas: f32,
    /// `|`, `›`, `»`, `•`, `·`, `→`, `/`.
    pub rules: f32,
    /// Share of the first words that begin with a capital.
    pub capitals: f32,
    /// A class of the first character.
    pub first: u8,
    /// A class of the last character.
    pub last: u8,
    pub questions: f32,
    pub quotes: f32,
    /// Characters of scripts without spaces.
    pub unspaced: f32,
    pub numbers: Numbers,
    /// It holds `@`, `http` or `www.`.
    pub address: bool,
    /// A hash of the text as it stands.
    pub hash: u32,
}

/// Measures a block. The hash of each word, capitals as small letters within ASCII, is put into
/// `words`; every character of a script without spaces is a word there.
pub(super) fn measure(text: &str, words: &mut Vec<u32>) -> Measure {
    let bytes = text.as_bytes();
    let mut m = Measure { hash: hash(bytes), ..Measure::default() };
    // counted in whole numbers: adding to a float takes four times as long
    let mut count = Count::default();
    let (mut cased, mut capitals) = (0u32, 0u32);
    let mut word = 0u32;
    let mut last = Class::Blank;
    let mut last_char = ' ';
    let mut spaced = 0u32;
    let mut at = 0;
    if let Some(char) = text.chars().next() {
        m.first = first_class(class_of(char), char);
    }
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphabetic() {
            // most of a text are letters of ASCII behind each other
            let run = letters(eight_at(bytes, at));
            if word == 0 {
                spaced += 1;
                if cased < CASED {
                    cased += 1;
                    capitals += u32::from(byte.is_ascii_uppercase());
                }
                word = WORD;
            }
            word = hashed_on(word, run.folded, run.length);
            count.chars += run.length as u32;
            count.letters += run.length as u32;
            count.upper += run.capitals;
            at += run.length;
            (last, last_char) = (Class::Small, char::from(bytes[at - 1]));
            continue;
        }
        let (class, char) = if byte < 0x80 {
            at += 1;
            (ASCII[byte as usize], byte as char)
        } else {
            let char = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            at += char.len_utf8();
            (class_of(char), char)
        };
        count.chars += 1;
        if matches!(class, Class::Small | Class::Capital | Class::Digit) {
            if word == 0 {
                spaced += 1;
                if cased < CASED {
                    cased += 1;
                    capitals += u32::from(class == Class::Capital);
                }
                word = WORD;
            }
            word = hashed(word, char as u32);
            if class == Class::Digit {
                count.digits += 1;
                m.numbers.digit(char, last, last_char);
            }
            count.upper += u32::from(class == Class::Capital);
            count.letters += u32::from(class != Class::Digit);
        } else {
            if word != 0 {
                words.push(word.max(1));
                word = 0;
                m.numbers.word_ends(last == Class::Digit);
            }
            match class {
                Class::Blank => count.sentences += u32::from(last == Class::Stop),
                Class::Unspaced => {
                    count.unspaced += 1;
                    count.letters += 1;
                    words.push((char as u32).wrapping_mul(0x9E37_79B9) | 1);
                    m.numbers.mark(char);
                }
                Class::Comma => count.commas += 1,
                Class::Rule => count.rules += 1,
                Class::Quote => {
                    count.quotes += 1;
                    count.sentences += u32::from(last == Class::Stop);
                }
                Class::Stop => {
                    count.questions += u32::from(matches!(char, '?' | '？' | '؟'));
                    count.sentences += u32::from(matches!(char, '。' | '！' | '？'));
                }
                Class::Currency => m.numbers.currency(last),
                _ => m.address |= char == '@',
            }
        }
        last = class;
        last_char = char;
    }
    if word != 0 {
        words.push(word.max(1));
        m.numbers.word_ends(last == Class::Digit);
    }
    if last == Class::Stop && !matches!(last_char, '。' | '！' | '？') {
        count.sentences += 1;
    }
    m.chars = count.chars as f32;
    m.letters = count.letters as f32;
    m.upper = count.upper as f32;
    m.digits = count.digits as f32;
    m.sentences = count.sentences as f32;
    m.commas = count.commas as f32;
    m.rules = count.rules as f32;
    m.questions = count.questions as f32;
    m.quotes = count.quotes as f32;
    m.unspaced = count.unspaced as f32;
    m.last = last_class(last, last_char);
    m.capitals = capitals as f32 / cased.max(1) as f32;
    m.words = spaced as f32 + m.unspaced * UNSPACED_WORD;
    m.address |= text.starts_with("http") || text.starts_with("www.");
    m
}

/// A word's hash before its first letter.
const WORD: u32 = 0x811C_9DC5;

/// A word's hash after one letter more (Fowler, Noll and Vo's).
#[inline]
fn hashed(word: u32, letter: u32) -> u32 {
    (word ^ letter).wrapping_mul(0x0100_0193)
}

/// A word's hash after some of eight letters, the first lowest: after one, after two and so on, of which
/// one is taken. That is sooner there than a loop whose end must be guessed.
#[inline]
fn hashed_on(word: u32, letters: u64, length: usize) -> u32 {
    let mut after = [word; 9];
    for (at, letter) in letters.to_le_bytes().into_iter().enumerate() {
        after[at + 1] = hashed(after[at], u32::from(letter));
    }
    after[length % 9]
}

/// What is counted.
#[derive(Default)]
struct Count {
    chars: u32,
    letters: u32,
    upper: u32,
    digits: u32,
    sentences: u32,
    commas: u32,
    rules: u32,
    questions: u32,
    quotes: u32,
    unspaced: u32,
}

fn first_class(class: Class, char: char) -> u8 {
    match class {
        Class::Capital => 1,
        Class::Small => 2,
        Class::Digit => 3,
        _ if matches!(char, '-' | '–' | '•' | '*' | '·' | '+') => 4,
        Class::Quote => 5,
        Class::Unspaced => 6,
        _ => 0,
    }
}

fn last_class(class: Class, char: char) -> u8 {
    match class {
        Class::Stop if matches!(char, '?' | '？' | '؟') => 2,
        Class::Stop => 1,
        _ if matches!(char, ':' | '：') => 3,
        _ if matches!(char, '›' | '»' | '>' | '→') => 5,
        Class::Quote => 4,
        Class::Rule => 5,
        _ if matches!(char, ')' | ']') => 6,
        Class::Digit => 7,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Measure {
        measure(text, &mut Vec::new())
    }

    #[test]
    fn sentences_words_and_case_are_counted() {
        let m = of("It rained. “Will it stop?” Nobody knew, of course.");
        assert_eq!((m.words, m.sentences, m.commas, m.questions), (9.0, 3.0, 1.0, 1.0));
        assert_eq!((m.first, m.last), (1, 1));
        assert_eq!(of("昨日は雨だった。").sentences, 1.0);
        assert_eq!(of("昨日は雨だった。").unspaced, 7.0);
    }

    #[test]
    fn a_word_is_hashed_eight_letters_at_a_time_as_letter_by_letter() {
        let eight = b"mckenzie";
        for length in 0..=8 {
            let one_by_one = eight[..length].iter().fold(WORD, |w, b| hashed(w, u32::from(*b)));
            assert_eq!(hashed_on(WORD, u64::from_le_bytes(*eight), length), one_by_one);
        }
    }

    #[test]
    fn dates_times_and_prices_are_seen() {
        assert!(of("Published 14 March 2024").numbers.date);
        assert!(of("2024-03-14").numbers.date);
        assert!(of("14.3.2024, 10:31 Uhr").numbers.date);
        assert!(of("Oggi alle 10:31").numbers.time);
        assert!(of("from $ 12.50").numbers.price);
        assert!(of("12,50 €").numbers.price);
        let plain = of("In 1999 the 300 left for good.").numbers;
        assert!(!plain.date && !plain.time && !plain.price);
    }
}
