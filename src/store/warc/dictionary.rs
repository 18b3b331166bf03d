//! The dictionary of a `.warc.zst`, with which its frames were compressed.

use std::io::{self, Read};

/// How a frame of Zstandard begins.
pub(super) const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Bytes of a dictionary, packed or not, that are read.
const MOST: u64 = 64 << 20;

/// Reads the dictionary in a skippable frame, itself compressed or not.
pub(super) fn read(source: &mut impl Read, length: u32) -> io::Result<Vec<u8>> {
    let large = || io::Error::other("a dictionary of more than 64 MB is not read");
    if u64::from(length) > MOST {
        return Err(large());
    }
    let mut content = Vec::new();
    source.take(u64::from(length)).read_to_end(&mut content)?;
    if !content.starts_with(ZSTD) {
        return Ok(content);
    }
    let mut plain = Vec::new();
    zstd::Decoder::new(content.as_slice())?.take(MOST + 1).read_to_end(&mut plain)?;
    if plain.len() as u64 > MOST { Err(large()) } else { Ok(plain) }
}
