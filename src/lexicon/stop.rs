//! Stop words: the share of them tells running text from names and menus.

use std::collections::{HashMap, HashSet};
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

/// How many of a text's words are stop words of each listed language, for the languages that have
/// any, in the order of their tags. Words of unspaced scripts are not counted: their script tells.
#[must_use]
pub fn stop_words_by_language(text: &str) -> Vec<(&'static str, u32)> {
    let (languages, masks) = by_language();
    let mut counts = vec![0u32; languages.len()];
    let mut lower = String::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || super::fold::is_mark(c))) {
        if word.is_empty() || word.len() > LONGEST {
            continue;
        }
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        let mut mask = masks.get(lower.as_str()).copied().unwrap_or(0);
        while mask != 0 {
            counts[mask.trailing_zeros() as usize] += 1;
            mask &= mask - 1;
        }
    }
    languages.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// The listed languages, and for each stop word the languages it belongs to, one bit each.
fn by_language() -> &'static (Vec<&'static str>, HashMap<&'static str, u32>) {
    static LIST: OnceLock<(Vec<&'static str>, HashMap<&'static str, u32>)> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut languages: Vec<&'static str> = rows(DATA).map(|(language, _)| language).collect();
        languages.dedup();
        languages.truncate(32);
        let mut masks = HashMap::new();
        for (language, word) in rows(DATA) {
            if let Ok(bit) = languages.binary_search(&language) {
                *masks.entry(word).or_insert(0) |= 1 << bit;
            }
        }
        (languages, masks)
    })
}

/// Every stop word of every language, in the order of the list.
pub fn stop_words() -> impl Iterator<Item = &'static str> {
    rows(DATA).map(|(_, word)| word)
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
    fn the_language_with_most_stop_words_is_the_texts() {
        for (language, text) in [
            ("it", "Il governo ha approvato la legge che era in discussione da mesi"),
            ("de", "Die Regierung hat das Gesetz, über das seit Monaten beraten wird, beschlossen"),
            ("ru", "правительство не будет менять закон, но это не значит, что он хорош"),
        ] {
            let counts = stop_words_by_language(text);
            let most = counts.iter().max_by_key(|(_, count)| *count);
            assert_eq!(most.map(|(tag, _)| *tag), Some(language), "{counts:?}");
        }
        assert!(stop_words_by_language("").is_empty());
    }

    #[test]
    fn case_does_not_matter() {
        assert!(is_stop_word("The") && is_stop_word("DER") && is_stop_word("И"));
        assert!(!is_stop_word("Sonnenblume"));
    }
}
