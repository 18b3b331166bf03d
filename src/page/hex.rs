//! Digests as they are written.

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.extend([digit(byte >> 4), digit(*byte)]);
    }
    out
}
