//! Stop words: the share of them tells running text from names and menus.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::measure::is_unspaced;
use super::rows;

pub(super) const DATA: &str = include_str!("data/stop.tsv");

/// Longest stop word, in bytes.
const LONGEST: usize = 24;

/// Whether a word is among the most frequent function words of any listed language. Expects one
/// word without punctuation, in any case. For unspaced scripts, one character.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    let list = list();
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return list.contains(word);
    }
    list.contains(word.to_lowercase().as_str())
}

/// The share of a text's words that are stop words, from 0 to 1; characters where words are not
/// spaced. 0 for a text without words.
#[must_use]
pub fn stop_word_ratio(text: &str) -> f32 {
    let (mut words, mut stop) = (0u32, 0u32);
    for word in text.split(|c: char| !(c.is_alphanumeric() || super::fold::is_mark(c))) {
        if word.is_empty() {
            continue;
        }
        if word.chars().next().is_some_and(is_unspaced) {
            for c in word.chars() {
                words += 1;
                stop += u32::from(is_stop_word(c.encode_utf8(&mut [0; 4])));
            }
        } else {
            words += 1;
            stop += u32::from(is_stop_word(word));
        }
    }
    if words == 0 { 0.0 } else { stop as f32 / words as f32 }
}

fn list() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&'static str>> = OnceLock::new();
    LIST.get_or_init(|| rows(DATA).map(|(_, word)| word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_has_stop_words_and_menus_have_none() {
        let texts = [
            "Il governo ha approvato la legge che era in discussione da mesi",
            "Die Regierung hat das Gesetz, über das seit Monaten beraten wird, beschlossen",
            "政府は新しい法律を発表した。これは多くの人に影響を与える",
            "政府在昨天的会议上通过了这项新的法律",
            "правительство не будет менять закон, но это не значит, что он хорош",
        ];
        for text in texts {
            assert!(stop_word_ratio(text) > 0.2, "{text}: {}", stop_word_ratio(text));
        }
        assert!(stop_word_ratio("Sport Cultura Economia Politica") < 0.05);
        assert!((stop_word_ratio("") - 0.0).abs() < f32::EPSILON);
    }

    #[test]
    fn case_does_not_matter() {
        assert!(is_stop_word("The") && is_stop_word("DER") && is_stop_word("И"));
        assert!(!is_stop_word("Sonnenblume"));
    }
}
