//! Bytes as received or saved ─▶ text: content encodings with caps, character sets.

mod charset;

pub use charset::{Decoded, decode};
