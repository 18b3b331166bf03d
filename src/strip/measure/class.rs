//! What a character is to the measures.

use std::sync::LazyLock;

/// What a character is to the measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Small,
    Capital,
    Digit,
    Blank,
    Stop,
    Comma,
    Rule,
    Quote,
    Currency,
    Unspaced,
    Other,
}

pub(super) const ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' => Class::Small,
            b'A'..=b'Z' => Class::Capital,
            b'0'..=b'9' => Class::Digit,
            b' ' | b'\t' | b'\n' => Class::Blank,
            b'.' | b'!' | b'?' => Class::Stop,
            b',' | b';' => Class::Comma,
            b'|' | b'/' => Class::Rule,
            b'"' | b'\'' => Class::Quote,
            b'$' => Class::Currency,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

/// Characters below this one have their class in a table: the letters with accents, Greek, Cyrillic
/// and Hebrew.
const TABLED: u32 = 0x0600;

pub(super) fn class_of(char: char) -> Class {
    static TABLE: LazyLock<Vec<Class>> = LazyLock::new(|| {
        (0..TABLED).map(|code| sort(char::from_u32(code).unwrap_or(' '))).collect()
    });
    match TABLE.get(char as usize) {
        Some(class) => *class,
        None => sort(char),
    }
}

/// What a character is, found the long way.
fn sort(char: char) -> Class {
    match char as u32 {
        0..=0x7F => ASCII[char as usize],
        0xA0 => Class::Blank,
        0xA3 | 0xA5 | 0x20A0..=0x20BF => Class::Currency,
        0xAB | 0xBB | 0x2018..=0x201F | 0x2039 | 0x203A | 0x300C..=0x300F => Class::Quote,
        0xB7 | 0x2022 | 0x2192 => Class::Rule,
        0x2026 | 0x3002 | 0xFF01 | 0xFF1F | 0x0964 | 0x061F | 0x06D4 => Class::Stop,
        0x3001 | 0xFF0C | 0x060C => Class::Comma,
        0x0E00..=0x0EFF
        | 0x1000..=0x109F
        | 0x1780..=0x17FF
        | 0x3040..=0x30FF
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0x20000..=0x3134F => Class::Unspaced,
        _ if char.is_uppercase() => Class::Capital,
        _ if char.is_alphabetic() || unicode_mark(char) => Class::Small,
        _ if char.is_numeric() => Class::Digit,
        _ => Class::Other,
    }
}

/// Vowel signs and the like of scripts that write them apart from the letter.
fn unicode_mark(char: char) -> bool {
    matches!(char as u32, 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F
        | 0x0900..=0x0DFF)
}
