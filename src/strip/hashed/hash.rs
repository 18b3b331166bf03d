//! A fast hash of short strings, eight bytes at a time. It is no secret: maps from such hashes bound what
//! happens where they crowd.

/// A hash after eight bytes more, the first lowest.
#[inline]
pub(in crate::strip) fn mixed(hash: u64, eight: u64) -> u64 {
    multiplied(hash, eight).rotate_left(29)
}

#[inline]
fn multiplied(hash: u64, eight: u64) -> u64 {
    (hash ^ eight).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The hash of a short string.
pub(in crate::strip) fn hash(bytes: &[u8]) -> u32 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let whole = chunks
        .iter()
        .fold(bytes.len() as u64, |hash, chunk| mixed(hash, u64::from_le_bytes(*chunk)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = multiplied(whole, u64::from_le_bytes(last));
    (hash ^ (hash >> 32)) as u32
}
