//! Searches that mostly end within a few bytes: sixteen at a time, before the long search of memchr
//! is worth its call.

use memchr::memchr;
use wide::u8x16;

/// Offsets are below 4 GiB. Saying so spares every range a comparison of its start with its end.
#[inline(always)]
const fn near(at: usize) -> usize {
    at as u32 as usize
}

/// The eight bytes at `at`, the first one lowest.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let at = near(at);
    let window = bytes.get(at..at + 8)?;
    Some(u64::from_le_bytes(window.try_into().ok()?))
}

#[inline(always)]
fn sixteen(bytes: &[u8], at: usize) -> Option<u8x16> {
    let at = near(at);
    let window: [u8; 16] = bytes.get(at..at + 16)?.try_into().ok()?;
    Some(u8x16::new(window))
}

/// Where `needle` is, from `at` on.
#[inline(always)]
pub(super) fn find(bytes: &[u8], at: usize, needle: u8) -> Option<usize> {
    let pattern = u8x16::splat(needle);
    let mut at = at;
    for _ in 0..4 {
        let Some(window) = sixteen(bytes, at) else { break };
        let hits = window.simd_eq(pattern).to_bitmask();
        if hits != 0 {
            return Some(at + hits.trailing_zeros() as usize);
        }
        at += 16;
    }
    Some(at + memchr(needle, bytes.get(at..)?)?)
}

/// Of the sixteen bytes at `at`, the first one lowest, the bits of those that may end an attribute's
/// name (`=`, `>`, `/`, white space, and other signs below it), and of the capitals before the first
/// of them.
#[inline(always)]
pub(super) fn name_ends(bytes: &[u8], at: usize) -> Option<(u32, u32)> {
    let window = sixteen(bytes, at)?;
    let is = |byte| window.simd_eq(u8x16::splat(byte));
    let low = window.min(u8x16::splat(b' ')).simd_eq(window);
    let ends = (low | is(b'=') | is(b'>') | is(b'/')).to_bitmask();
    let letter = window - u8x16::splat(b'A');
    let capitals = letter.min(u8x16::splat(25)).simd_eq(letter).to_bitmask();
    let until = ends ^ ends.wrapping_sub(1);
    Some((ends, capitals & until))
}

/// Marks the bytes that are no letters; others than letters may go unmarked.
#[inline(always)]
pub(super) const fn no_letters(word: u64) -> u64 {
    !word & 0x4040_4040_4040_4040
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
                let mut bytes = [other; 16];
                bytes[3] = byte;
                bytes[9] = b'Z';
                let (ends, capitals) = name_ends(&bytes, 0).unwrap();
                let end = byte <= b' ' || b"=>/".contains(&byte);
                assert_eq!(ends, if end { 1 << 3 } else { 0 }, "{byte}");
                let behind = if end { 0 } else { 1 << 9 };
                let own = u32::from(byte.is_ascii_uppercase()) << 3;
                assert_eq!(capitals, own | behind, "{byte}");
                let word = word(&bytes, 0).unwrap();
                assert!(!byte.is_ascii_alphabetic() || no_letters(word) & 0xff << 24 == 0);
            }
        }
        assert_eq!(name_ends(&[b'a'; 15], 0), None);
    }
}
