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

/// The SHA-1 that a digest in a record names, in base 32 as the standard's examples have it or in hex.
pub(super) fn named_sha1(digest: &str) -> Option<[u8; 20]> {
    let (algorithm, value) = digest.split_once(':')?;
    if !algorithm.trim().eq_ignore_ascii_case("sha1") {
        return None;
    }
    let value = value.trim();
    let bits = match value.len() {
        32 => 5,
        40 => 4,
        _ => return None,
    };
    let mut out = Vec::with_capacity(20);
    let (mut held, mut count) = (0_u32, 0);
    for byte in value.bytes().map(|byte| byte.to_ascii_uppercase()) {
        let digit = match (bits, byte) {
            (5, b'A'..=b'Z') => byte - b'A',
            (5, b'2'..=b'7') => byte - b'2' + 26,
            (4, b'0'..=b'9') => byte - b'0',
            (4, b'A'..=b'F') => byte - b'A' + 10,
            _ => return None,
        };
        held = held << bits | u32::from(digit);
        count += bits;
        if count >= 8 {
            count -= 8;
            out.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    out.try_into().ok()
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

    #[test]
    fn a_digest_is_read_in_either_spelling() {
        let sha1 = sha1_digest(&[b"abc"]);
        for named in [
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            "SHA1:vgmt4nsha2awvor6evyxqugcnsonbwe5",
            "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
        ] {
            assert_eq!(named_sha1(named), Some(sha1), "{named}");
        }
        for none in ["", "sha1:", "sha1:AAAA", "sha256:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"] {
            assert_eq!(named_sha1(none), None, "{none}");
        }
        assert_eq!(named_sha1("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE1"), None);
        assert_eq!(named_sha1("sha1:g9993e364706816aba3e25717850c26c9cd0d89d"), None);
    }
}
