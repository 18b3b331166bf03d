//! The digest by which a text is known again on other pages of its site.

/// Texts with fewer letters say too little to be told apart.
const LETTERS: u32 = 2;

/// What each ASCII character counts as: its lower case, `0` for every digit, and 0 for what counts as
/// nothing.
const FOLDED: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        if c.is_ascii_digit() {
            table[byte] = b'0';
        } else if c.is_ascii_alphabetic() {
            table[byte] = c.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// A digest of a text's letters, case folded, in which every number is the same: equal for a block of
/// markup and the line that a flattener made of it, and for `3 comments` and `12 comments`. `None`
/// for a text of fewer than two letters. It is quick and not hard to forge: whoever does so misleads
/// about nothing but their own site.
#[must_use]
pub fn key(text: &str) -> Option<u64> {
    // FNV-1a, and at the end the mixing of MurmurHash3, so that the lowest digests are a fair sample.
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut letters = 0;
    let mut in_number = false;
    for c in text.chars() {
        let folded = if c.is_ascii() {
            match FOLDED.get(c as usize) {
                Some(0) | None => continue,
                Some(b'0') if in_number => continue,
                Some(folded) => char::from(*folded),
            }
        } else if c.is_alphabetic() {
            c.to_lowercase().next().unwrap_or(c)
        } else if c.is_numeric() {
            if in_number {
                continue;
            }
            '0'
        } else {
            continue;
        };
        in_number = folded == '0';
        letters += u32::from(!in_number);
        hash = (hash ^ u64::from(u32::from(folded))).wrapping_mul(0x0100_0000_01b3);
    }
    if letters < LETTERS {
        return None;
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    Some(hash ^ (hash >> 33))
}
