//! A list of phrases, looked up at word starts.
//!
//! Phrases are bucketed by the hash of their first bytes, so that a line costs one probe a word
//! whatever the length of the list. (An Aho-Corasick automaton over the same lists walks every
//! byte and still needs the word boundaries checked by hand.)

use std::cmp::Reverse;

use super::fold::{fold, is_mark};
use super::measure::is_unspaced;

/// Where a phrase has to begin, and where its line may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Anywhere, as whole words.
    Words,
    /// Anywhere, and the last word may go on (`abonnier*`).
    Stem,
    /// At the start of the line, as whole words (`^by`).
    Start,
    /// At the start of the line, and the last word may go on (`^foto*`).
    StartStem,
    /// The whole line (`=menu`).
    Whole,
}

#[derive(Clone, Copy, Debug)]
struct Phrase {
    /// Its first eight bytes, zeros behind a shorter one.
    start: u64,
    /// Where its text begins among all, and how many bytes it has.
    at: u32,
    length: u16,
    reach: Reach,
    value: u8,
}

impl Phrase {
    /// Which of its first eight bytes are its own.
    fn mask(self) -> u64 {
        u64::MAX >> (64 - 8 * u32::from(self.length.clamp(1, 8)))
    }
}

/// Phrases with a small number each.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// The folded phrases, one behind the other.
    texts: String,
    phrases: Vec<Phrase>,
    /// `heads[h]..heads[h + 1]` are the phrases whose first bytes hash to `h`.
    heads: Vec<u32>,
    /// One bit for each value of a longer hash that a phrase has: most words of a page begin like no
    /// phrase, and are done with here.
    filter: Vec<u64>,
}

/// Bits of the hash; lists hold some thousand phrases.
const BITS: u32 = 13;
/// Bits of the filter's hash.
const FILTER_BITS: u32 = 16;
/// Bytes of a phrase that are hashed.
const KEY: usize = 4;
/// What stands behind each phrase while a list is folded.
const BEHIND: u8 = b'#';

impl Phrases {
    /// Builds the list from `(phrase, value)`. A phrase is written as people read it; a leading `^`
    /// ties it to the start of the line, a leading `=` to the whole line, a trailing `*` lets its
    /// last word go on. `whole` makes `=` the default.
    pub(super) fn new<'a>(entries: impl Iterator<Item = (&'a str, u8)>, whole: bool) -> Phrases {
        // All are folded at once, with a sign behind each that folding keeps and no phrase has.
        let mut spelled = String::new();
        let mut kinds = Vec::new();
        for (entry, value) in entries {
            let (text, reach) = parse(entry, whole);
            spelled.push_str(text);
            spelled.push(char::from(BEHIND));
            kinds.push((reach, value));
        }
        let texts = fold(&spelled);
        let mut from = 0;
        let spans = memchr::memchr_iter(BEHIND, texts.as_bytes()).map(|end| {
            let span = from..end;
            from = end + 1;
            span
        });
        let listed = spans.zip(kinds).filter_map(|(span, (reach, value))| {
            let text = texts.get(span.clone())?;
            let at = span.start + usize::from(text.starts_with(' '));
            let length = u16::try_from(text.trim_matches(' ').len()).ok()?;
            let phrase = Phrase { start: 0, at: at as u32, length, reach, value };
            let start = eight_at(texts.as_bytes(), at) & phrase.mask();
            (length > 0).then_some(Phrase { start, ..phrase })
        });
        let listed: Vec<Phrase> = listed.collect();

        let mut filter = vec![0u64; (1 << FILTER_BITS) / 64];
        let mut heads = vec![0u32; (1 << BITS) + 1];
        for phrase in &listed {
            let bit = long_hash(phrase.start as u32);
            filter[bit / 64] |= 1 << (bit % 64);
            heads[hash(phrase.start as u32) + 1] += 1;
        }
        let mut sum = 0;
        for head in &mut heads {
            sum += *head;
            *head = sum;
        }
        let mut phrases = listed.clone();
        let mut next = heads.clone();
        for phrase in listed {
            let place = &mut next[hash(phrase.start as u32)];
            phrases[*place as usize] = phrase;
            *place += 1;
        }
        // Longest first, so that the most exact phrase of a bucket is met first.
        for bucket in heads.windows(2) {
            phrases[bucket[0] as usize..bucket[1] as usize].sort_by_key(|p| Reverse(p.length));
        }
        Phrases { texts, phrases, heads, filter }
    }

    /// Calls `found` with the value, start and end of every phrase met in a folded line, until it
    /// returns false.
    pub(super) fn each(&self, folded: &str, mut found: impl FnMut(u8, usize, usize) -> bool) {
        let bytes = folded.as_bytes();
        let mut at = 0;
        let mut word_start = true;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte == b' ' || byte == b'\'' || byte == b'(' || byte == b':' {
                // A bracket can open a phrase as well as precede one.
                if byte == b'(' && !self.probe(folded, at, &mut found) {
                    return;
                }
                word_start = true;
                at += 1;
                continue;
            }
            let (wide, length) = if byte < 0x80 { (false, 1) } else { unspaced_at(folded, at) };
            if (word_start || wide) && !self.probe(folded, at, &mut found) {
                return;
            }
            word_start = wide;
            at += length;
            // nothing begins inside a word
            while !wide && bytes.get(at).is_some_and(|b| INSIDE[usize::from(*b)]) {
                at += 1;
            }
        }
    }

    /// The phrases of the line's very start only.
    pub(super) fn at_start(&self, folded: &str) -> Option<(u8, usize)> {
        let mut best = None;
        self.probe(folded, 0, &mut |value, _, end| {
            best = Some((value, end));
            false
        });
        best
    }

    fn probe(
        &self,
        folded: &str,
        at: usize,
        found: &mut impl FnMut(u8, usize, usize) -> bool,
    ) -> bool {
        let Some(rest) = folded.get(at..) else { return true };
        let bytes = rest.as_bytes();
        let line = eight_at(folded.as_bytes(), at);
        // A phrase shorter than the key is filed under its own bytes followed by zeros.
        for key in keys_of_text(line, bytes) {
            let bit = long_hash(key);
            if key == 0 || self.filter.get(bit / 64).is_none_or(|b| b & 1 << (bit % 64) == 0) {
                continue;
            }
            let key = hash(key);
            let (Some(&from), Some(&to)) = (self.heads.get(key), self.heads.get(key + 1)) else {
                continue;
            };
            for phrase in self.phrases.get(from as usize..to as usize).unwrap_or(&[]) {
                if line & phrase.mask() != phrase.start {
                    continue;
                }
                let length = usize::from(phrase.length);
                let from = phrase.at as usize;
                let text = self.texts.get(from..from + length).unwrap_or("");
                if !bytes.starts_with(text.as_bytes()) {
                    continue;
                }
                let after = rest.get(length..).unwrap_or("");
                let fits = match phrase.reach {
                    Reach::Words => ends_word(after, text),
                    Reach::Stem => true,
                    Reach::Start => at == 0 && ends_word(after, text),
                    Reach::StartStem => at == 0,
                    Reach::Whole => at == 0 && after.is_empty(),
                };
                if fits && !found(phrase.value, at, at + length) {
                    return false;
                }
            }
        }
        true
    }
}

/// An entry of a list without its marks, and what they say.
fn parse(entry: &str, whole: bool) -> (&str, Reach) {
    let (entry, start) = entry.strip_prefix('^').map_or((entry, false), |rest| (rest, true));
    let (entry, exact) = entry.strip_prefix('=').map_or((entry, false), |rest| (rest, true));
    let (entry, stem) = entry.strip_suffix('*').map_or((entry, false), |rest| (rest, true));
    // `leggi anche *` asks for a word's end, `abonnier*` does not.
    let word = stem && entry.ends_with(' ');
    let reach = match (start, exact, stem && !word) {
        (true, _, true) => Reach::StartStem,
        (true, ..) => Reach::Start,
        (false, true, _) => Reach::Whole,
        (false, false, true) if whole => Reach::StartStem,
        (false, false, true) => Reach::Stem,
        (false, false, false) if whole && word => Reach::Start,
        (false, false, false) if whole => Reach::Whole,
        (false, false, false) => Reach::Words,
    };
    (entry, reach)
}

/// The first eight bytes as a number, the first lowest; zeros behind a shorter text.
pub(super) fn first_eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The eight bytes from `at` on as a number, the first lowest; zeros behind a shorter text.
pub(super) fn eight_at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or(&[]);
    match bytes.last_chunk::<8>() {
        // near the end: what stands before is shifted out
        Some(last) if rest.len() < 8 => {
            u64::from_le_bytes(*last).checked_shr(64 - 8 * rest.len() as u32).unwrap_or(0)
        }
        _ => first_eight(rest),
    }
}

/// The keys under which phrases that start like a text may be filed: the full one, and those of
/// phrases of one to three bytes, for which only a line's short words can stand; zero where there is
/// none. `line` are the text's first eight bytes.
#[inline]
fn keys_of_text(line: u64, text: &[u8]) -> [u32; 2] {
    let full = if text.len() >= KEY { line as u32 } else { 0 };
    let word = (line as u32)
        .to_le_bytes()
        .iter()
        .position(|b| ENDS[usize::from(*b)])
        .unwrap_or(KEY)
        .min(text.len());
    // A single unspaced character is three bytes long and needs no boundary after it.
    let short = if word < KEY && word > 0 {
        word
    } else if line as u8 >= 0xE0 && text.len() >= 3 {
        3
    } else {
        0
    };
    [full, line as u32 & (1u32 << (8 * short)).wrapping_sub(1)]
}

/// The bytes that end a word of a folded line.
const ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let mut at = 0;
    while at < 5 {
        ends[b" ':()"[at] as usize] = true;
        at += 1;
    }
    ends
};

/// The bytes of a folded line behind which no phrase begins: ASCII, but for what ends a word.
const INSIDE: [bool; 256] = {
    let mut inside = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        inside[byte] = !matches!(byte as u8, b' ' | b'\'' | b'(' | b':');
        byte += 1;
    }
    inside
};

fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

fn long_hash(key: u32) -> usize {
    (key.wrapping_mul(0x85EB_CA6B) >> (32 - FILTER_BITS)) as usize
}

fn unspaced_at(text: &str, at: usize) -> (bool, usize) {
    let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
    (is_unspaced(c) || is_hangul(c), c.len_utf8())
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

fn ends_word(after: &str, phrase: &str) -> bool {
    let Some(next) = after.chars().next() else { return true };
    let last = phrase.chars().next_back().unwrap_or(' ');
    !(next.is_alphanumeric() || is_mark(next))
        || !(last.is_alphanumeric() || is_mark(last))
        || is_unspaced(last)
        || is_hangul(last)
        || is_unspaced(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_are_the_same_wherever_a_text_ends() {
        let bytes = b"Altre notizie";
        for end in 0..=bytes.len() {
            for at in 0..=end + 1 {
                let rest = bytes[..end].get(at..).unwrap_or(&[]);
                assert_eq!(eight_at(&bytes[..end], at), first_eight(rest), "{at} of {end}");
            }
        }
    }

    fn hits(entries: &[&str], whole: bool, line: &str) -> Vec<u8> {
        let list = entries.iter().enumerate().map(|(i, e)| (*e, i as u8));
        let phrases = Phrases::new(list, whole);
        let mut out = Vec::new();
        phrases.each(&fold(line), |value, _, _| {
            out.push(value);
            true
        });
        out.sort_unstable();
        out
    }

    #[test]
    fn whole_words_stems_starts_and_whole_lines() {
        let list = ["share", "abonnier*", "^by", "=menu", "(ap)", "読む"];
        assert_eq!(hits(&list, false, "Please share it"), [0]);
        assert!(hits(&list, false, "shareholder").is_empty());
        assert_eq!(hits(&list, false, "Jetzt abonnieren"), [1]);
        assert_eq!(hits(&list, false, "By Jane Doe"), [2]);
        assert!(hits(&list, false, "stand by").is_empty());
        assert_eq!(hits(&list, false, "MENU"), [3]);
        assert!(hits(&list, false, "the menu").is_empty());
        assert_eq!(hits(&list, false, "ROME (AP) — words"), [4]);
        assert_eq!(hits(&list, false, "続きを読む"), [5]);
    }

    #[test]
    fn in_a_list_of_heads_the_whole_line_is_the_default() {
        let list = ["leggi anche", "more from *"];
        assert_eq!(hits(&list, true, "Leggi anche"), [0]);
        assert!(hits(&list, true, "Leggi anche questo").is_empty());
        assert_eq!(hits(&list, true, "More from Sports"), [1]);
        assert!(hits(&list, true, "and more from us").is_empty());
    }

    #[test]
    fn short_phrases_are_found_before_any_boundary() {
        assert_eq!(hits(&["di", "的", "o"], false, "di o"), [0, 2]);
        assert_eq!(hits(&["di", "的", "o"], false, "di: x"), [0]);
        assert_eq!(hits(&["的"], false, "我的书的"), [0, 0]);
        assert_eq!(hits(&["©"], false, "© 2020"), [0]);
    }
}
