//! Bytes as received or saved ─▶ text: content encodings with caps, mails and their parts, character sets, and
//! the recognition of what is no text at all.

mod charset;
pub mod content;
mod ending;
pub mod mime;
mod mojibake;
mod prescan;
mod sniff;

pub use charset::{Decoded, decode, decode_at};
pub use ending::ends_html;
pub use mojibake::{repair, windows_1252_sign};
pub use sniff::{NotText, begins_as_html, sniff};
