//! How near two texts are.

use std::collections::HashMap;

/// The harmonic mean of precision and recall over the two texts' words, counted with repetition,
/// lower-cased, from 0 to 1. A word is a run of letters and digits; characters of scripts written
/// without spaces (Han, Kana, Hangul, Thai) count one by one. 1 when both texts are without words.
#[must_use]
pub fn word_f1(found: &str, expected: &str) -> f64 {
    let (found, expected) = (bag(found), bag(expected));
    let (have, want) = (found.values().sum::<u64>(), expected.values().sum::<u64>());
    if have == 0 || want == 0 {
        return if have == want { 1.0 } else { 0.0 };
    }
    let common: u64 =
        found.iter().map(|(word, n)| (*n).min(expected.get(word).copied().unwrap_or(0))).sum();
    2.0 * common as f64 / (have + want) as f64
}

fn bag(text: &str) -> HashMap<String, u64> {
    let mut bag = HashMap::new();
    let mut word = String::new();
    for c in text.chars().flat_map(char::to_lowercase).chain([' ']) {
        let alone = written_without_spaces(c);
        if !alone && (c.is_alphanumeric() || c == '_') {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            *bag.entry(std::mem::take(&mut word)).or_default() += 1;
        }
        if alone {
            *bag.entry(c.to_string()).or_default() += 1;
        }
    }
    bag
}

fn written_without_spaces(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::word_f1;

    #[test]
    fn counts_words_with_repetition_and_without_case() {
        assert!((word_f1("Uno due, due!", "uno DUE due") - 1.0).abs() < 1e-9);
        assert!((word_f1("uno", "uno due tre") - 0.5).abs() < 1e-9);
        assert!((word_f1("", "") - 1.0).abs() < 1e-9);
        assert!(word_f1("", "uno").abs() < 1e-9);
    }

    #[test]
    fn counts_japanese_by_character() {
        assert!((word_f1("海の町", "海の村") - 2.0 / 3.0).abs() < 1e-9);
    }
}
