//! Labelled blocks ─▶ the texts that are printed and stored.

mod canonical;

pub use canonical::clean_text;
