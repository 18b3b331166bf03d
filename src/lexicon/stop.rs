//! Stop words: the share of them tells running text from names and menus.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::filter::hash;
use super::measure::{ALPHANUMERIC, alphanumeric, eight_at, first_eight, is_unspaced};
use super::rows::rows;

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
    let all = &lists().all;
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return all.contains_key(word);
    }
    all.contains_key(word.to_lowercase().as_str())
}

/// The share of a text's words that are stop words, from 0 to 1; characters where words are not
/// spaced. 0 for a text without words.
#[must_use]
pub fn stop_word_ratio(text: &str) -> f32 {
    let mut share = StopShare::default();
    share.add_text(text);
    share.share()
}

/// The share of stop words among words that are counted one by one, by whoever cuts a text into them.
#[derive(Debug)]
pub struct StopShare {
    lists: &'static Lists,
    words: u32,
    stop: u32,
}

impl Default for StopShare {
    fn default() -> StopShare {
        StopShare { lists: lists(), words: 0, stop: 0 }
    }
}

impl StopShare {
    /// Counts a word of letters and digits of ASCII by its first eight bytes, in lower case, the first
    /// lowest, zeros behind a shorter word, and its length. The word itself is seldom asked for.
    #[inline]
    pub fn add_ascii<'a>(&mut self, first: u64, length: usize, word: impl FnOnce() -> &'a str) {
        self.words += 1;
        if self.lists.has(number(first, length)) {
            self.stop += u32::from(length <= SHORT || is_stop_word(word()));
        }
    }

    /// Counts a word of any letters, digits and marks: of a script without spaces each character.
    pub fn add(&mut self, word: &str) {
        if word.chars().next().is_some_and(is_unspaced) {
            for c in word.chars() {
                self.words += 1;
                self.stop += u32::from(is_stop_word(c.encode_utf8(&mut [0; 4])));
            }
        } else {
            self.words += 1;
            self.stop += u32::from(is_stop_word(word));
        }
    }

    /// Counts the words of a text.
    pub fn add_text(&mut self, text: &str) {
        each_word(text, |word| match word {
            Word::Listed(_) => {
                self.words += 1;
                self.stop += 1;
            }
            Word::Plain => self.words += 1,
            Word::Other(word) => self.add(word),
        });
    }

    /// The share of stop words, from 0 to 1; 0 where nothing was counted.
    #[must_use]
    pub fn share(&self) -> f32 {
        if self.words == 0 { 0.0 } else { self.stop as f32 / self.words as f32 }
    }
}

/// How many of a text's words are stop words of each listed language, for the languages that have
/// any, in the order of their tags. Words of unspaced scripts are not counted: their script tells.
#[must_use]
pub fn stop_words_by_language(text: &str) -> Vec<(&'static str, u32)> {
    let Lists { languages, all, .. } = lists();
    let mut counts = vec![0u32; languages.len()];
    let mut lower = String::new();
    each_word(text, |word| {
        let mut mask = match word {
            Word::Listed(mask) => mask,
            Word::Plain => 0,
            Word::Other(word) if word.len() > LONGEST => 0,
            Word::Other(word) => {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                all.get(lower.as_str()).copied().unwrap_or(0)
            }
        };
        while mask != 0 {
            counts[mask.trailing_zeros() as usize] += 1;
            mask &= mask - 1;
        }
    });
    languages.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// What is known at once of a word.
enum Word<'a> {
    /// A stop word, of these languages.
    Listed(u64),
    /// No stop word.
    Plain,
    /// To be looked up.
    Other(&'a str),
}

/// Calls `each` with every word of a text: most are short and of ASCII, and are looked up as the
/// number that their bytes are.
fn each_word<'a>(text: &'a str, mut each: impl FnMut(Word<'a>)) {
    let lists = lists();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let first = eight_at(bytes, start);
        let mut run = alphanumeric(first);
        at += run.length;
        while run.length == 8 {
            run = alphanumeric(eight_at(bytes, at));
            at += run.length;
        }
        if bytes.get(at).is_some_and(|b| !b.is_ascii()) {
            let rest = text.get(at..).unwrap_or("");
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || super::fold::is_mark(c)))
                .unwrap_or(rest.len());
            if length > 0 {
                at += length;
                each(Word::Other(&text[start..at]));
                continue;
            }
        }
        if at > start {
            each(match lists.entry(number(first, at - start)) {
                None => Word::Plain,
                Some(mask) if at - start <= SHORT => Word::Listed(mask),
                Some(_) => Word::Other(&text[start..at]),
            });
        }
        let next = bytes.get(at).copied().unwrap_or(0);
        // no character of a word: the whole of it is left out
        at += if next < 0x80 { 1 } else { text[at..].chars().next().map_or(1, char::len_utf8) };
    }
}

/// The number of a word of ASCII whose first bytes these are: its bytes in lower case, the first lowest.
#[inline]
fn number(first: u64, length: usize) -> u64 {
    /// What makes letters small, and leaves digits alone.
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let held = length.min(SHORT) as u32 * 8;
    let number = (first | LOWER) & ((1u64 << held) - 1);
    if length > SHORT { number | LONGER << held } else { number }
}

/// Longest word, in bytes, that a number holds; of a longer one it holds the beginning, and this
/// byte behind it, which no word has.
const SHORT: usize = 7;
const LONGER: u64 = 0xFF;

/// The list in the forms in which it is looked up.
#[derive(Debug)]
struct Lists {
    languages: Vec<&'static str>,
    /// Every stop word with the languages it belongs to, one bit each.
    all: HashMap<&'static str, u64>,
    /// The words of ASCII, each as the number that its bytes are; zero is a free slot. Of a longer
    /// word the number is no proof. The languages of each stand apart: they are seldom asked for.
    numbers: Vec<u64>,
    masks: Vec<u64>,
}

impl Lists {
    /// Where a number stands, or would.
    #[inline]
    fn slot(&self, number: u64) -> usize {
        let mask = self.numbers.len() - 1;
        let mut at = (hash(number) >> 40) as usize & mask;
        while self.numbers[at] != 0 && self.numbers[at] != number {
            at = (at + 1) & mask;
        }
        at
    }

    /// Whether a word may be listed by its number, which is not zero.
    #[inline]
    fn has(&self, number: u64) -> bool {
        self.numbers[self.slot(number)] == number
    }

    fn entry(&self, number: u64) -> Option<u64> {
        let slot = self.slot(number);
        (self.numbers[slot] == number).then(|| self.masks[slot])
    }
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut languages: Vec<&'static str> = Vec::new();
        let mut all = HashMap::with_capacity(4096);
        for (language, word) in rows(DATA) {
            // The words of a language stand together.
            if languages.last() != Some(&language) {
                languages.push(language);
            }
            let bits = 1u64.checked_shl(languages.len() as u32 - 1).unwrap_or(0);
            *all.entry(word).or_insert(0) |= bits;
        }
        languages.truncate(64);
        let slots = (all.len() * 2).next_power_of_two();
        let (numbers, masks) = (vec![0; slots], vec![0; slots]);
        let mut lists = Lists { languages, all: HashMap::new(), numbers, masks };
        for (word, mask) in &all {
            if word.bytes().all(|b| ALPHANUMERIC[usize::from(b)] == b) {
                let number = number(first_eight(word.as_bytes()), word.len());
                let slot = lists.slot(number);
                (lists.numbers[slot], lists.masks[slot]) = (number, *mask);
            }
        }
        lists.all = all;
        lists
    })
}

/// Every stop word of every language, in the order of the list.
pub fn stop_words() -> impl Iterator<Item = &'static str> {
    rows(DATA).map(|(_, word)| word)
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
