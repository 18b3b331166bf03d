//! Where sentences end.

/// What sentences end with, in whatever script.
const STOPS: [char; 15] =
    ['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '॥', '։', '።', '។', '။'];
/// What may stand behind a sentence's end.
const CLOSING: [char; 14] =
    ['"', '\'', '”', '“', '’', '‘', '»', '«', '›', '‹', ')', ']', '」', '』'];

/// Whether a text ends as a sentence does, quoted and bracketed ones too.
#[must_use]
pub fn ends_sentence(text: &str) -> bool {
    without_closing(text).ends_with(STOPS)
}

/// A text without the quotation marks and brackets that it ends with.
#[must_use]
pub fn without_closing(text: &str) -> &str {
    text.trim_end_matches(CLOSING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_in_every_script() {
        for text in [
            "It stays.",
            "It stays!”",
            "„Es bleibt.“",
            "(It stays.)",
            "船は残る。」",
            "ٹھیک ہے۔",
            "वह रहता है।",
        ] {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["", "”", "It stays", "It stays:", "The “ferry”", "a, b,"] {
            assert!(!ends_sentence(text), "{text}");
        }
    }
}
