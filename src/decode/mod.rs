//! Bytes as received or saved ─▶ text: content encodings with caps, character sets, and the
//! recognition of what is no text at all.

mod charset;
pub mod content;
mod mojibake;
mod prescan;
mod sniff;

pub use charset::{Decoded, decode, decode_at};
pub use mojibake::{repair, windows_1252_sign};
pub use sniff::{NotText, sniff};
