//! How long a text is, where words are spaced and where they are not.

use wide::u8x16;

/// Whether words of this character's script are written without spaces between them: Han, Kana,
/// Thai, Lao, Khmer, Burmese. Hangul is spaced.
#[must_use]
pub const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// The two ways in which a text is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Words between spaces that hold a letter or digit of a spaced script.
    pub words: u32,
    /// Characters of unspaced scripts.
    pub unspaced: u32,
}

impl Length {
    /// Words and unspaced characters together: the unit of [`words`].
    #[must_use]
    pub const fn units(self) -> u32 {
        self.words + self.unspaced
    }

    /// About how many words a translator would count: an unspaced word is some 1.7 characters long.
    #[must_use]
    pub fn as_words(self) -> f32 {
        self.words as f32 + self.unspaced as f32 * 0.6
    }
}

/// Counts a text's words and unspaced characters in one pass.
#[must_use]
pub fn length(text: &str) -> Length {
    let mut length = Length::default();
    let mut in_word = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let eight = u64::from_le_bytes(*eight);
            if eight & HIGH != 0 {
                break;
            }
            length.words += begun(eight, &mut in_word);
            at += 8;
        }
        let start = at;
        for byte in bytes[start..].iter().take(8) {
            let Some([begins, goes_on]) = ASCII.get(usize::from(*byte)) else { break };
            length.words += u32::from(*begins & !in_word);
            in_word = *begins | (in_word & *goes_on);
            at += 1;
        }
        let Some(&byte @ 0x80..) = bytes.get(at) else { continue };
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        if byte < 0xE0 {
            // Two bytes: Latin, Greek, Cyrillic, Hebrew, Arabic, and a few spaces and signs.
            if c == '\u{A0}' {
                in_word = false;
            } else if !in_word && c.is_alphanumeric() {
                length.words += 1;
                in_word = true;
            }
        } else if is_unspaced(c) {
            length.unspaced += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            if !in_word {
                length.words += 1;
                in_word = true;
            }
        } else if c.is_whitespace() {
            in_word = false;
        }
    }
    length
}

/// How many words begin among eight bytes of ASCII, of which the first is inside a word or not.
#[inline]
fn begun(eight: u64, in_word: &mut bool) -> u32 {
    // the highest bit of each byte says whether it is a letter or digit, and whether it is no blank
    let begins = letters_and_digits(eight);
    let goes_on = (eight + EACH * 0x5F) & HIGH;
    let before = u64::from(*in_word) << 7;
    // a byte is inside a word if it begins one, or goes on with the one before: by one, two, four
    let mut inside = begins | (goes_on & before);
    inside |= goes_on & (inside << 8);
    let two = goes_on & (goes_on << 8);
    inside |= two & (inside << 16);
    inside |= two & (two << 16) & (inside << 32);
    *in_word = inside >> 63 != 0;
    let begun = begins & !(inside << 8 | before);
    ((begun >> 7).wrapping_mul(EACH) >> 56) as u32
}

/// A one in each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each of eight bytes.
pub const HIGH: u64 = EACH << 7;

/// The highest bit of each byte that is one of ASCII, at least the one and not above the other.
#[must_use]
#[inline]
pub fn between(eight: u64, low: u8, high: u8) -> u64 {
    let bytes = eight & !HIGH;
    let is = (bytes + EACH * u64::from(0x80 - low)) & !(bytes + EACH * u64::from(0x7F - high));
    is & !eight & HIGH
}

/// The highest bit of each byte that is a letter or digit of ASCII.
#[inline]
fn letters_and_digits(eight: u64) -> u64 {
    between(eight | (EACH * 0x20), b'a', b'z') | between(eight, b'0', b'9')
}

/// A table of all bytes that tells these of ASCII.
#[must_use]
pub const fn table_of(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Bytes that stand in a line of text as they are: neither blanks and controls nor the first bytes of
/// characters among which there are blanks or ones that nobody sees.
pub const PLAIN: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte <= 0x20 {
        table[byte] = false;
        byte += 1;
    }
    table[0x7F] = false;
    table[0xC2] = false;
    // U+1000 to U+3FFF
    table[0xE1] = false;
    table[0xE2] = false;
    table[0xE3] = false;
    table[0xEF] = false;
    table
};

/// Where, from `at` on, the text ends that stands as it is: [`PLAIN`] bytes, and single spaces before
/// them.
#[must_use]
pub fn unchanged(bytes: &[u8], mut at: usize) -> usize {
    let is_plain = |at| bytes.get(at).is_some_and(|byte| PLAIN[usize::from(*byte)]);
    while let Some(window) = bytes.get(at..at + 16).and_then(|window| window.try_into().ok()) {
        let window = u8x16::new(window);
        let is = |byte| window.simd_eq(u8x16::splat(byte));
        let from_e1 = window - u8x16::splat(0xE1);
        let special = window.simd_eq(window.min(u8x16::splat(b' ')))
            | from_e1.simd_eq(from_e1.min(u8x16::splat(2)))
            | is(0x7F)
            | is(0xC2)
            | is(0xEF);
        let special = special.to_bitmask();
        let behind = special >> 1 | u32::from(!is_plain(at + 16)) << 15;
        let ends = special & !(is(b' ').to_bitmask() & !behind);
        if ends != 0 {
            return at + ends.trailing_zeros() as usize;
        }
        at += 16;
    }
    while is_plain(at) || bytes.get(at) == Some(&b' ') && is_plain(at + 1) {
        at += 1;
    }
    at
}

/// Letters and digits of ASCII in lower case, zero for all other bytes.
pub const ALPHANUMERIC: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Of each byte of ASCII, whether a word is begun by it, and whether one may go on behind it.
const ASCII: [[bool; 2]; 128] = {
    let mut table = [[false; 2]; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = [byte.is_ascii_alphanumeric(), byte > b' '];
        byte += 1;
    }
    table
};

/// The first eight bytes as a number, the first lowest; zeros behind a shorter text.
#[must_use]
#[inline]
pub fn first_eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The eight bytes from `at` on as a number, the first lowest; zeros behind a shorter text.
#[must_use]
#[inline]
pub fn eight_at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or(&[]);
    match bytes.last_chunk::<8>() {
        // near the end: what stands before is shifted out
        Some(last) if rest.len() < 8 => {
            u64::from_le_bytes(*last).checked_shr(64 - 8 * rest.len() as u32).unwrap_or(0)
        }
        _ => first_eight(rest),
    }
}

/// Sixteen bytes, each told from the others at once.
#[derive(Clone, Copy, Debug)]
pub struct Sixteen {
    /// The letters among them in lower case; digits and blanks stay what they are.
    pub folded: [u8; 16],
    /// A bit for each letter or digit of ASCII, the first lowest.
    pub alphanumeric: u32,
    /// A bit for each blank.
    pub blanks: u32,
}

impl Sixteen {
    /// Looks at sixteen bytes.
    #[must_use]
    #[inline]
    pub fn of(bytes: &[u8; 16]) -> Sixteen {
        let bytes = u8x16::new(*bytes);
        let folded = bytes | u8x16::splat(0x20);
        let (letter, digit) = (folded - u8x16::splat(b'a'), bytes - u8x16::splat(b'0'));
        let letters = letter.simd_eq(letter.min(u8x16::splat(25)));
        let digits = digit.simd_eq(digit.min(u8x16::splat(9)));
        Sixteen {
            folded: folded.to_array(),
            alphanumeric: (letters | digits).to_bitmask(),
            blanks: bytes.simd_eq(u8x16::splat(b' ')).to_bitmask(),
        }
    }
}

/// Letters or digits of ASCII at the beginning of eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// They alone, letters in lower case, the first lowest; zeros behind.
    pub folded: u64,
    /// How many there are.
    pub length: usize,
    /// How many of them are digits.
    pub digits: u32,
    /// How many of them are capitals.
    pub capitals: u32,
}

impl Run {
    /// What eight bytes begin with, where `are` has the highest bit of each that is meant: letters or
    /// digits.
    #[inline]
    fn of(eight: u64, are: u64) -> Run {
        let others = are ^ HIGH;
        // all bits of the bytes before the first that is none
        let own = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1);
        let count = |bits: u64| (((bits & own) >> 7).wrapping_mul(EACH) >> 56) as u32;
        Run {
            folded: (eight | (EACH * 0x20)) & own,
            length: others.trailing_zeros() as usize / 8,
            digits: count(between(eight, b'0', b'9')),
            // of letters and digits, these alone are without that bit
            capitals: count(HIGH & !(eight << 2)),
        }
    }
}

/// The letters and digits of ASCII with which eight bytes begin, the first lowest, told from others
/// all at once.
#[must_use]
#[inline]
pub fn alphanumeric(eight: u64) -> Run {
    Run::of(eight, letters_and_digits(eight))
}

/// The same of letters alone.
#[must_use]
#[inline]
pub fn letters(eight: u64) -> Run {
    Run::of(eight, between(eight | (EACH * 0x20), b'a', b'z'))
}

/// How many words a text has, each character of an unspaced script counted as one.
#[must_use]
pub fn words(text: &str) -> u32 {
    length(text).units()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_spaces() {
        assert_eq!(words("Il governo, ieri — a Roma."), 5);
        assert_eq!(words("l’été d'été x-y 3.5"), 4);
        assert_eq!(words("… — !"), 0);
        assert_eq!(words("a\u{A0}b"), 2);
        assert_eq!(words(""), 0);
    }

    #[test]
    fn words_are_counted_eight_bytes_at_a_time_as_byte_by_byte() {
        let text = "  It's 3.5 -- a_b (c) \u{e9}t\u{e9} 'x'  ends, of-course; A1 ... \t\n,b ,, z9!\u{a0}q ";
        for from in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let words = text[from..].split(|c: char| c <= ' ' || c == '\u{a0}');
            let lettered = words.filter(|word| word.contains(char::is_alphanumeric)).count();
            assert_eq!(length(&text[from..]).words as usize, lettered, "{from}");
        }
    }

    #[test]
    fn characters_count_where_words_are_not_spaced() {
        let mixed = length("東京で5月に AI 会議が開かれた。");
        assert_eq!((mixed.words, mixed.unspaced), (2, 12));
        assert_eq!(words("สวัสดี"), 6);
        assert_eq!(words("한국어 문장"), 2);
    }

    #[test]
    fn letters_are_taken_up_to_what_is_none() {
        let of = |text: &[u8; 8]| {
            let run = letters(u64::from_le_bytes(*text));
            (run.length, run.capitals)
        };
        assert_eq!(of(b"McKenzie"), (8, 2));
        assert_eq!(of(b"It`s ABC"), (2, 1));
        assert_eq!(of(b"AZaz[{@Z"), (4, 2));
        assert_eq!(of("Zürich a".as_bytes().first_chunk().unwrap()), (1, 1));
        assert_eq!(of("xÀéÁa".as_bytes().first_chunk().unwrap()), (1, 0));
        assert_eq!(of(b"\0ABCDEFG"), (0, 0));
        let run = alphanumeric(u64::from_le_bytes(*b"A1b2C3-Z"));
        let folded = u64::from_le_bytes(*b"a1b2c3\0\0");
        assert_eq!(run, Run { folded, length: 6, digits: 3, capitals: 2 });
    }

    #[test]
    fn eight_bytes_are_the_same_wherever_a_text_ends() {
        let bytes = b"Altre notizie";
        for end in 0..=bytes.len() {
            for at in 0..=end + 1 {
                let rest = bytes[..end].get(at..).unwrap_or(&[]);
                assert_eq!(eight_at(&bytes[..end], at), first_eight(rest), "{at} of {end}");
            }
        }
    }
}
