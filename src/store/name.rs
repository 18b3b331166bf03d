//! The names of stored texts.

use sha2::{Digest, Sha256};

pub use crate::page::hex;

/// Hex digits of the digest in a name, and by how many a name grows on a collision.
pub const NAME_DIGITS: usize = 16;

/// SHA-256 of a text file's bytes.
pub type TextDigest = [u8; 32];

/// The digest that names a text file with these bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> TextDigest {
    Sha256::digest(bytes).into()
}

/// Reads lower-case hex; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// The first 64 bits of a digest, as the index keeps them for look-ups.
pub(crate) fn prefix(digest: &TextDigest) -> i64 {
    let (first, _) = digest.as_chunks::<8>();
    i64::from_be_bytes(first.first().copied().unwrap_or_default())
}

/// The file name `NNN_<hex>.txt`, with the first `digits` hex digits of the digest.
#[must_use]
pub fn file_name(ordinal: u64, digest: &TextDigest, digits: usize) -> String {
    let hex = hex(digest);
    format!("{ordinal:03}_{}.txt", hex.get(..digits).unwrap_or(&hex))
}

/// A file name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedName {
    /// The text's ordinal.
    pub ordinal: u64,
    /// The hex digits.
    pub hex: String,
}

/// Takes a name of the form `NNN_<hex>.txt` apart; `None` for a file of another kind.
#[must_use]
pub fn parse(name: &str) -> Option<ParsedName> {
    let (ordinal, hex) = name.strip_suffix(".txt")?.split_once('_')?;
    let digits = |b: u8| b.is_ascii_digit();
    let canonical = ordinal.len() == 3 || (ordinal.len() > 3 && !ordinal.starts_with('0'));
    if !canonical || !ordinal.bytes().all(digits) || hex.is_empty() || hex.len() > 64 {
        return None;
    }
    hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')).then_some(())?;
    Some(ParsedName { ordinal: ordinal.parse().ok()?, hex: hex.to_owned() })
}

/// Whether a text's name is one that bytes with this digest give.
pub(super) fn is_proved(name: &str, digest: &TextDigest) -> bool {
    parse(name).is_some_and(|parsed| hex(digest).starts_with(&parsed.hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_digest_of_the_bytes() {
        let digest = digest(b"abc\n");
        let name = file_name(7, &digest, NAME_DIGITS);
        assert_eq!(name, "007_edeaaff3f1774ad2.txt");
        assert_eq!(
            parse(&name),
            Some(ParsedName { ordinal: 7, hex: "edeaaff3f1774ad2".to_owned() })
        );
        assert_eq!(file_name(123_456, &digest, 32).len(), "123456_".len() + 32 + 4);
    }

    #[test]
    fn other_names_are_not_ours() {
        for name in ["a.txt", "7_ab.txt", "0007_ab.txt", "007_AB.txt", "007_.txt", "007_ab.html"] {
            assert_eq!(parse(name), None, "{name}");
        }
        assert_eq!(parse("1000_ab.txt").map(|n| n.ordinal), Some(1000));
    }

    #[test]
    fn hex_reads_back() {
        assert_eq!(unhex(&hex(&[0, 1, 254, 255])), Some(vec![0, 1, 254, 255]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
    }
}
