//! Searches that mostly end within a few bytes: eight at a time in a word, before the vector search
//! is worth its call.

use memchr::memchr;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The eight bytes at `at`, the first one lowest.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let window = bytes.get(at..at.wrapping_add(8))?;
    Some(u64::from_le_bytes(window.try_into().ok()?))
}

/// Marks, by their high bit, the bytes that are zero. Only the lowest mark is sure.
#[inline(always)]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}

/// Where `needle` is, from `at` on.
#[inline(always)]
pub(super) fn find(bytes: &[u8], at: usize, needle: u8) -> Option<usize> {
    let pattern = ONES * needle as u64;
    let mut at = at;
    for _ in 0..2 {
        let Some(word) = word(bytes, at) else { break };
        let hits = zeros(word ^ pattern);
        if hits != 0 {
            return Some(at + (hits.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    Some(at + memchr(needle, bytes.get(at..)?)?)
}

/// Marks capitals, and a few signs such as `_` with them.
#[inline(always)]
pub(super) const fn capitals(word: u64) -> u64 {
    word & !(word << 1) & (ONES * 0x40)
}

/// Marks the bytes that are no letters; others than letters may go unmarked.
#[inline(always)]
pub(super) const fn no_letters(word: u64) -> u64 {
    !word & (ONES * 0x40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_distance() {
        let text: Vec<u8> = (0..100).map(|i| if i % 2 == 0 { b'x' } else { 0xbe }).collect();
        for at in 0..text.len() {
            let mut text = text.clone();
            text[at] = b'>';
            assert_eq!(find(&text, 0, b'>'), Some(at));
            assert_eq!(find(&text, at, b'>'), Some(at));
            assert_eq!(find(&text, at + 1, b'>'), None);
        }
        assert_eq!(find(&text, 101, b'>'), None);
    }

    #[test]
    fn bytes_are_told_apart() {
        for byte in 0..=u8::MAX {
            for other in [b'a', 0xff] {
                let mut bytes = [other; 8];
                bytes[3] = byte;
                let word = u64::from_le_bytes(bytes);
                assert!(!byte.is_ascii_uppercase() || capitals(word) != 0, "{byte}");
                assert!(!byte.is_ascii_lowercase() || capitals(word) & 0xff << 24 == 0, "{byte}");
                assert!(!byte.is_ascii_alphabetic() || no_letters(word) == 0);
            }
        }
    }
}
