//! The passage of a text in which a query's words stand, with the words marked: what a list of search
//! results shows below each title.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::dedup::is_unspaced;

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassagePiece {
    /// Its words as they stand in the text.
    pub text: String,
    /// Whether it is a word of the query.
    pub hit: bool,
}

/// Words of a passage.
const WIDTH: usize = 36;

/// Bytes of a text that are looked through.
pub(super) const LOOK: usize = 400_000;

/// The words of a text that the passage is cut from: spaced words, and single characters of scripts
/// that have no spaces.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let alone = is_unspaced(c);
        if c.is_whitespace() || alone {
            if start < at {
                words.push(&text[start..at]);
            }
            start = at + c.len_utf8();
            if alone {
                words.push(&text[at..start]);
            }
        }
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// A word as the search index compares it: lower case, no accents, no punctuation around it.
fn folded(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The densest passage of `text` by the words of `query`; its beginning when none of them is there.
/// Words are compared as the search compares them: letter case and accents do not count, `word*` is a
/// beginning, `-word` is not marked. Only the first 400,000 bytes are looked through.
#[must_use]
pub fn passage(text: &str, query: &str) -> Vec<PassagePiece> {
    let text = &text[..text.floor_char_boundary(LOOK)];
    let words = words(text);
    let hits = hits(&words, query);
    let mut best = (0, 0);
    let mut inside = 0;
    for end in 0..words.len() {
        inside += usize::from(hits[end]);
        if end >= WIDTH {
            inside -= usize::from(hits[end - WIDTH]);
        }
        if inside > best.0 {
            best = (inside, end);
        }
    }
    // A little before the first hit, so that it is read in its sentence.
    let end = best.1.max(WIDTH.min(words.len().saturating_sub(1)));
    let from = (end + 1).saturating_sub(WIDTH);
    let first = (from..=end).find(|at| hits.get(*at) == Some(&true)).unwrap_or(from);
    let from = if best.0 == 0 { 0 } else { first.saturating_sub(6).max(from.saturating_sub(6)) };
    pieces(&words, &hits, from, (from + WIDTH).min(words.len()))
}

/// A short text, a title say, as a whole, with the words of `query` marked.
#[must_use]
pub fn marked(text: &str, query: &str) -> Vec<PassagePiece> {
    let words = words(text);
    pieces(&words, &hits(&words, query), 0, words.len())
}

/// Which words the query asks for.
fn hits(words: &[&str], query: &str) -> Vec<bool> {
    let wanted: Vec<(String, bool)> = query
        .split_whitespace()
        .filter(|word| !word.starts_with('-'))
        .flat_map(|word| {
            self::words(word)
                .into_iter()
                .map(|part| (folded(part), part.ends_with('*')))
                .collect::<Vec<_>>()
        })
        .filter(|(word, _)| !word.is_empty())
        .collect();
    let hit = |word: &&str| {
        let word = folded(word);
        wanted
            .iter()
            .any(|(w, start)| if *start { word.starts_with(w.as_str()) } else { word == *w })
    };
    words.iter().map(hit).collect()
}

/// The words from `from` to `to`, joined as they were, with dots where the text goes on.
fn pieces(words: &[&str], hits: &[bool], from: usize, to: usize) -> Vec<PassagePiece> {
    let mut pieces: Vec<PassagePiece> = Vec::new();
    let mut push = |text: &str, hit: bool| match pieces.last_mut() {
        Some(last) if last.hit == hit => last.text.push_str(text),
        _ => pieces.push(PassagePiece { text: text.to_owned(), hit }),
    };
    if from > 0 {
        push("… ", false);
    }
    for at in from..to {
        if at > from && !(single(words[at]) && single(words[at - 1])) {
            push(" ", false);
        }
        push(words[at], hits[at]);
    }
    if to < words.len() {
        push(" …", false);
    }
    pieces
}

fn single(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(is_unspaced) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, query: &str) -> String {
        passage(text, query)
            .iter()
            .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn words_are_marked_whatever_their_case_and_accents() {
        assert_eq!(shown("La città è chiusa.", "citta"), "La [città] è chiusa.");
        assert_eq!(shown("Flooded valleys", "flood*"), "[Flooded] valleys");
        assert_eq!(shown("東京の天気", "東京"), "[東京]の天気");
        assert_eq!(shown("nothing here", "absent"), "nothing here");
        assert_eq!(shown("", "x"), "");
    }

    #[test]
    fn the_passage_is_where_the_words_are() {
        let text =
            format!("{} the needle and the thread {}", "hay ".repeat(200), "straw ".repeat(200));
        let shown = shown(&text, "needle thread");
        assert!(shown.starts_with("… hay"), "{shown}");
        assert!(shown.contains("[needle] and the [thread]") && shown.ends_with('…'), "{shown}");
    }
}
