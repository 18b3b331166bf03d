//! The clean text, and the digest that names it.

use sha2::{Digest, Sha256};

/// An article's text with nothing around it: title and body.
///
/// There is one way to write it to a file, [`CleanText::canonical`], and the file's name is derived
/// from those bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanText {
    title: String,
    body: String,
}

impl CleanText {
    /// A text from a title (empty when there is none) and a body whose paragraphs are separated by
    /// a blank line. Both are expected in canonical form, as [`crate::text`] makes them.
    #[must_use]
    pub fn new(title: String, body: String) -> Self {
        CleanText { title, body }
    }

    /// The headline; empty when the page has none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The body without the title.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The text as it stands in a file: title, blank line, body, one newline at the end.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(self.title.len() + self.body.len() + 3);
        out.push_str(&self.title);
        if !self.title.is_empty() && !self.body.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&self.body);
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    /// SHA-256 of [`CleanText::canonical`], in lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        super::hex(&Sha256::digest(self.canonical().as_bytes()))
    }
}

/// How many runs of anything but white space a text has.
pub(crate) fn word_count(text: &str) -> u64 {
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        // White space as the standard library has it, told quickly where it is ASCII.
        let space = if c.is_ascii() { matches!(c, '\t'..='\r' | ' ') } else { c.is_whitespace() };
        count += u64::from(in_word && space);
        in_word = !space;
    }
    count + u64::from(in_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_the_standard_library_parts_them() {
        for text in
            ["", " ", "one", " one  two\n", "a\u{a0}b\u{3000}c", "\u{b}a\u{1c}b\u{85}c", "北京 ö"]
        {
            assert_eq!(word_count(text), text.split_whitespace().count() as u64, "{text:?}");
        }
    }
}
