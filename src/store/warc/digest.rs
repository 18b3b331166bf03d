//! Digests as WARC files write them: SHA-1 in base 32.

use sha1::{Digest, Sha1};

/// SHA-1 of the concatenation of some byte strings.
#[must_use]
pub fn sha1_digest(parts: &[&[u8]]) -> [u8; 20] {
    let mut sha1 = Sha1::new();
    for part in parts {
        sha1.update(part);
    }
    sha1.finalize().into()
}

/// A digest as it stands in `WARC-Payload-Digest` and `WARC-Block-Digest`.
#[must_use]
pub fn payload_digest(sha1: &[u8; 20]) -> String {
    format!("sha1:{}", base32(sha1))
}

/// RFC 4648 base 32 with padding.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte))
            << (8 * (5 - chunk.len()));
        let digits = (chunk.len() * 8).div_ceil(5);
        for digit in 0..8 {
            let index = (bits >> (35 - 5 * digit) & 31) as usize;
            out.push(if digit < digits { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (plain, coded) in
            [("", ""), ("f", "MY======"), ("foob", "MZXW6YQ="), ("foobar", "MZXW6YTBOI======")]
        {
            assert_eq!(base32(plain.as_bytes()), coded);
        }
        assert_eq!(
            payload_digest(&sha1_digest(&[b"a", b"bc"])),
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"
        );
    }
}
