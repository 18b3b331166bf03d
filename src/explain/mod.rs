//! Why a page was cleaned as it was: its blocks with label, confidence and reason, for a terminal or
//! as one HTML file.
//!
//! This is how a person finds out why a paragraph is missing. What is shown comes from a page that
//! nobody vouches for, so nothing of it is run: control characters are made visible on a terminal,
//! and the HTML file holds the page's text escaped, no script, no link and no address to load.

mod facts;
mod html;
mod terminal;

pub use html::html;
pub use terminal::{Look, terminal};

#[cfg(test)]
mod tests;
