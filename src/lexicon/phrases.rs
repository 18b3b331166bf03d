//! A list of phrases, looked up at word starts.
//!
//! Phrases are bucketed by the hash of their first bytes, so that a line costs one probe a word
//! whatever the length of the list, and hardly any word goes further than to a small filter. (An
//! Aho-Corasick automaton over the same lists walks every byte and still needs the word boundaries
//! checked by hand.)

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use super::filter::{Filter, Openings, hash};
use super::fold::{fold_into, is_folded, is_mark};
use super::line::{Line, is_hangul};
use super::measure::{eight_at, is_unspaced, table_of};
use super::stored::Reader;

/// Where a phrase has to begin, and where its line may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reach {
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

impl Reach {
    /// All of them, each at the place of its number.
    const ALL: [Reach; 5] =
        [Reach::Words, Reach::Stem, Reach::Start, Reach::StartStem, Reach::Whole];
}

/// One phrase among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Its first eight bytes, zeros behind a shorter one.
    pub(super) start: u64,
    /// Where its text begins among all, and how many bytes it has.
    pub(super) at: u32,
    pub(super) length: u16,
    pub(super) reach: Reach,
    pub(super) value: u8,
}

impl Phrase {
    /// Under what it is filed: its first eight bytes, the first four of a shorter phrase, or all of
    /// one that is shorter still.
    fn key(self) -> u64 {
        let key = self.start;
        if key >> 56 == 0 { u64::from(key as u32) } else { key }
    }
}

/// Phrases with a small number each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phrases {
    /// The folded phrases, one behind the other.
    pub(super) texts: Cow<'static, str>,
    pub(super) phrases: Vec<Phrase>,
    /// `heads[h]..heads[h + 1]` are the phrases whose key hashes to `h`.
    pub(super) heads: Vec<u32>,
    /// How phrases open: most words of a page open like none, and are done with here. First of all
    /// phrases, then of those that can stand behind the start of a line.
    pub(super) openings: [Openings; 2],
    /// Two bits, in one number, for each key that a phrase has: it tells more, and costs more to ask.
    pub(super) at_start: Filter,
    /// The same of the phrases that can stand behind the start of a line.
    pub(super) behind: Filter,
}

/// Heads for each number of a filter.
const HEADS_A_FILTER: usize = 8;

impl Phrases {
    /// Builds the list from `(phrase, value)`. A phrase is written as people read it; a leading `^`
    /// ties it to the start of the line, a leading `=` to the whole line, a trailing `*` lets its
    /// last word go on. `whole` makes `=` the default.
    pub(super) fn new<'a>(entries: impl Iterator<Item = (&'a str, u8)>, whole: bool) -> Phrases {
        let mut texts = String::new();
        let mut line = Line::default();
        let mut listed = Vec::new();
        // languages share some of their phrases
        let mut seen = HashSet::new();
        for (entry, value) in entries {
            let (text, reach) = parse(entry, whole);
            let at = texts.len();
            if is_folded(text) {
                texts.push_str(text);
            } else {
                fold_into(text, &mut line);
                texts.push_str(line.text());
            }
            let length = u16::try_from(texts.len() - at).unwrap_or(0);
            if length == 0 || !seen.insert((texts[at..].to_owned(), reach, value)) {
                texts.truncate(at);
                continue;
            }
            let start = eight_at(texts.as_bytes(), at);
            listed.push(Phrase { start, at: at as u32, length, reach, value });
        }

        let size = listed.len().next_power_of_two().max(HEADS_A_FILTER * 2);
        let filter = || Filter::of_numbers(size / HEADS_A_FILTER);
        let mut list = Phrases {
            texts: Cow::Owned(texts),
            phrases: listed.clone(),
            heads: vec![0u32; size + 1],
            openings: [Openings::with_room_for(size), Openings::with_room_for(size)],
            at_start: filter(),
            behind: filter(),
        };
        for phrase in &listed {
            let whole_start = phrase.length >= 8;
            list.at_start.add(phrase.key());
            list.openings[0].add(phrase.start, whole_start);
            if matches!(phrase.reach, Reach::Words | Reach::Stem) {
                list.openings[1].add(phrase.start, whole_start);
                list.behind.add(phrase.key());
            }
            let head = list.head(phrase.key());
            list.heads[head + 1] += 1;
        }
        let mut sum = 0;
        for head in &mut list.heads {
            sum += *head;
            *head = sum;
        }
        let mut next = list.heads.clone();
        for phrase in listed {
            let place = &mut next[list.head(phrase.key())];
            list.phrases[*place as usize] = phrase;
            *place += 1;
        }
        // Longest first, so that the most exact phrase of a bucket is met first.
        for bucket in list.heads.windows(2) {
            list.phrases[bucket[0] as usize..bucket[1] as usize].sort_by_key(|p| Reverse(p.length));
        }
        list
    }

    /// The list that the build script has written ([`super::stored`]).
    pub(super) fn of_parts(texts: &'static str, numbers: &'static [u8]) -> Phrases {
        let mut stored = Reader::new(numbers);
        let starts = stored.numbers();
        let phrases = starts.zip(stored.numbers()).map(|(start, rest)| {
            let [c, d, e, f, a, b, reach, value] = rest.to_le_bytes();
            let (at, length) = (u32::from_le_bytes([c, d, e, f]), u16::from_le_bytes([a, b]));
            let reach = Reach::ALL.get(usize::from(reach)).copied().unwrap_or(Reach::Whole);
            Phrase { start, at, length, reach, value }
        });
        Phrases {
            texts: Cow::Borrowed(texts),
            phrases: phrases.collect(),
            heads: stored.numbers().map(|head| head as u32).collect(),
            openings: [(); 2].map(|()| Openings(stored.numbers().collect())),
            at_start: Filter(stored.numbers().collect()),
            behind: Filter(stored.numbers().collect()),
        }
    }

    /// The bucket of a key.
    fn head(&self, key: u64) -> usize {
        (hash(key) >> (64 - (self.heads.len() - 1).trailing_zeros())) as usize
    }

    /// Calls `found` with the value, start and end of every phrase met in a folded line, until it
    /// returns false.
    pub(super) fn each(&self, line: &Line, mut found: impl FnMut(u8, usize, usize) -> bool) {
        for at in line.starts() {
            let at = *at as usize;
            if !self.probe(line.bytes(), at, line.eight_at(at), &mut found) {
                return;
            }
        }
    }

    /// The phrases of the line's very start only.
    pub(super) fn at_start(&self, line: &[u8]) -> Option<(u8, usize)> {
        let mut best = None;
        self.probe(line, 0, eight_at(line, 0), &mut |value, _, end| {
            best = Some((value, end));
            false
        });
        best
    }

    /// Whether to go on behind the phrases that begin at a place, where these eight bytes stand.
    #[inline]
    fn probe(
        &self,
        line: &[u8],
        at: usize,
        start: u64,
        found: &mut impl FnMut(u8, usize, usize) -> bool,
    ) -> bool {
        let openings = &self.openings[usize::from(at > 0)];
        if !openings.may_have(start) {
            return true;
        }
        let keys = keys_of_text(start);
        // one branch for all of them, which is hardly ever taken
        let filter = if at == 0 { &self.at_start } else { &self.behind };
        let may = keys.map(|key| filter.may_have(key));
        !(may[0] | may[1] | may[2]) || self.compare(line, at, start, found)
    }

    fn compare(
        &self,
        line: &[u8],
        at: usize,
        start: u64,
        found: &mut impl FnMut(u8, usize, usize) -> bool,
    ) -> bool {
        let rest = line.get(at..).unwrap_or(&[]);
        for key in keys_of_text(start) {
            if key == 0 || !self.at_start.may_have(key) {
                continue;
            }
            let head = self.head(key);
            let (Some(&from), Some(&to)) = (self.heads.get(head), self.heads.get(head + 1)) else {
                continue;
            };
            for phrase in self.phrases.get(from as usize..to as usize).unwrap_or(&[]) {
                // under each key only its own, so that none is met twice
                if phrase.key() != key {
                    continue;
                }
                let length = usize::from(phrase.length);
                let from = phrase.at as usize;
                let text = self.texts.get(from..from + length).unwrap_or("");
                if !rest.starts_with(text.as_bytes()) {
                    continue;
                }
                let after = rest.get(length..).unwrap_or(&[]);
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
    // most have none
    if !matches!(entry.as_bytes(), [b'^' | b'=', ..] | [.., b'*' | b' ']) {
        return (entry, if whole { Reach::Whole } else { Reach::Words });
    }
    let (entry, start) = entry.strip_prefix('^').map_or((entry, false), |rest| (rest, true));
    let (entry, exact) = entry.strip_prefix('=').map_or((entry, false), |rest| (rest, true));
    let (entry, stem) = entry.strip_suffix('*').map_or((entry, false), |rest| (rest, true));
    // `leggi anche *` asks for a word's end, `abonnier*` does not.
    let words = entry.trim_end_matches(' ');
    let word = stem && words.len() < entry.len();
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
    (words, reach)
}

/// The keys under which phrases may be filed that start as a text does, of which these are the first
/// eight bytes: the eight, the first four, and a word of one to three bytes; zero where there is none.
#[inline]
fn keys_of_text(start: u64) -> [u64; 3] {
    let bytes = start.to_le_bytes();
    let ends = |at: usize| u32::from(ENDS[usize::from(bytes[at])]) << at;
    let word = (ends(0) | ends(1) | ends(2) | ends(3) | 1 << 4).trailing_zeros();
    // A single unspaced character is three bytes long and needs no boundary after it.
    let short = if word < 4 { word } else { 3 * u32::from(bytes[0] >= 0xE0) };
    let eight = if bytes[7] == 0 { 0 } else { start };
    let four = if bytes[3] == 0 { 0 } else { start & 0xFFFF_FFFF };
    [eight, four, start & ((1 << (8 * short)) - 1)]
}

/// The bytes that end a word of a folded line, and what stands behind the line.
const ENDS: [bool; 256] = table_of(b" ':()\0");

fn ends_word(after: &[u8], phrase: &str) -> bool {
    let next = after.get(..4).unwrap_or(after).utf8_chunks().next();
    let after = next.map_or("", |chunk| chunk.valid());
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
    use super::super::fold::fold_into;
    use super::*;

    fn hits(entries: &[&str], whole: bool, line: &str) -> Vec<u8> {
        let list = entries.iter().enumerate().map(|(i, e)| (*e, i as u8));
        let phrases = Phrases::new(list, whole);
        let mut out = Vec::new();
        let mut folded = Line::default();
        fold_into(line, &mut folded);
        phrases.each(&folded, |value, _, _| {
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
