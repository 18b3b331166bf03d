//! Labelled blocks ─▶ the texts that are printed and stored.

mod canonical;
mod markdown;

pub use canonical::clean_text;
pub use markdown::markdown;
