//! The passage of a text in which a query's words stand, with the words marked: what a list of search
//! results shows below each title.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use super::query::{Phrase, Query};
use super::token::Tokens;

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassagePiece {
    /// Its words as they stand in the text.
    pub text: String,
    /// Whether it is a word of the query.
    pub hit: bool,
}

/// How much a passage shows: a character that is a word by itself counts one, a word of letters two.
const WIDTH: usize = 72;

/// How much of it stands before the first word that was looked for.
const BEFORE: usize = 12;

/// Bytes of a passage, where a text has no words or very long ones.
const LONGEST: usize = 2_000;

/// Bytes of a text that are looked through.
pub(in crate::store) const LOOK: usize = 400_000;

/// The densest passage of `text` by the words of `query`; its beginning when none of them is there.
/// Words are compared as the search compares them: letter case and accents do not count, `word*` is a
/// beginning, `-word` is not marked, and of a phrase nothing is marked that is not the whole of it. Only the first
/// 400,000 bytes are looked through.
#[must_use]
pub fn passage(text: &str, query: &str) -> Vec<PassagePiece> {
    let text = text.get(..text.floor_char_boundary(LOOK)).unwrap_or(text);
    let tokens = Tokens::of(text);
    let hits = hits(&tokens, &Query::of(query));
    let from = start(&tokens, text, &hits);
    let mut to = from;
    let mut width = 0;
    while to < tokens.len() && width < WIDTH {
        width += weight(&tokens, to);
        to += 1;
    }
    let mut shown = Shown::default();
    let begin = match from {
        0 => 0,
        _ => {
            shown.push("… ", false);
            opened(text, tokens.place(from - 1, text).end..tokens.place(from, text).start)
        }
    };
    let is_whole = to >= tokens.len();
    let end = if is_whole { text.len() } else { closed(text, tokens.place(to - 1, text).end) };
    let cut = text.floor_char_boundary(end.min(begin + LONGEST));
    shown.words(text, begin..cut, &tokens, from..to, &hits);
    if !is_whole || cut < end {
        shown.push(" …", false);
    }
    shown.pieces
}

/// A short text, a title say, as a whole, with the words of `query` marked.
#[must_use]
pub fn marked(text: &str, query: &str) -> Vec<PassagePiece> {
    let tokens = Tokens::of(text);
    let hits = hits(&tokens, &Query::of(query));
    let mut shown = Shown::default();
    shown.words(text, 0..text.len(), &tokens, 0..tokens.len(), &hits);
    shown.pieces
}

/// Which words the query asks for.
fn hits(tokens: &Tokens, query: &Query) -> Vec<bool> {
    let mut by_first: HashMap<&str, Vec<&Phrase>> = HashMap::new();
    let mut beginnings = Vec::new();
    let phrases = query.phrases();
    for phrase in phrases {
        match phrase.first() {
            Some(first) => by_first.entry(first).or_default().push(phrase),
            None => beginnings.push(phrase),
        }
    }
    let mut hits = vec![false; tokens.len()];
    for at in 0..tokens.len() {
        let there = by_first.get(tokens.word(at)).into_iter().flatten().chain(&beginnings);
        let longest = there.filter(|phrase| phrase.stands_at(tokens, at)).map(|p| p.len()).max();
        if let Some(stretch) = hits.get_mut(at..at + longest.unwrap_or(0)) {
            stretch.fill(true);
        }
    }
    hits
}

fn weight(tokens: &Tokens, at: usize) -> usize {
    if tokens.is_alone(at) { 1 } else { 2 }
}

/// The word with which the densest passage begins: a little before its first hit, so that this is read in its
/// sentence.
fn start(tokens: &Tokens, text: &str, hits: &[bool]) -> usize {
    let (mut from, mut width, mut inside) = (0, 0, 0);
    let mut best = (0, 0);
    for (end, hit) in hits.iter().enumerate() {
        width += weight(tokens, end);
        inside += usize::from(*hit);
        while width > WIDTH - BEFORE && from < end {
            width -= weight(tokens, from);
            inside -= usize::from(hits[from]);
            from += 1;
        }
        if inside > best.0 {
            best = (inside, from);
        }
    }
    let first = hits.iter().skip(best.1).position(|hit| *hit).map_or(0, |n| best.1 + n);
    let (mut from, mut width) = (first, 0);
    while from > 0 && width < BEFORE {
        from -= 1;
        width += weight(tokens, from);
    }
    // Not within what is written as one word.
    let is_within = |at: usize| {
        let gap = tokens.place(at - 1, text).end..tokens.place(at, text).start;
        !tokens.is_alone(at) && !text.get(gap).unwrap_or(" ").contains(char::is_whitespace)
    };
    let mut back = 0;
    while from > 0 && back < BEFORE && is_within(from) {
        from -= 1;
        back += 1;
    }
    from
}

/// Where the signs begin that belong to the word behind a gap.
fn opened(text: &str, gap: Range<usize>) -> usize {
    let signs = text.get(gap.clone()).unwrap_or_default();
    let own = signs.rsplit(char::is_whitespace).next().unwrap_or_default();
    gap.end - own.len()
}

/// Where the signs end that belong to the word that ends at `end`.
fn closed(text: &str, end: usize) -> usize {
    let behind = text.get(end..).unwrap_or_default();
    let other = |c: char| c.is_whitespace() || c.is_alphanumeric();
    end + behind.find(other).unwrap_or(behind.len())
}

/// What is shown of a text, with each run of white space as one space.
#[derive(Default)]
struct Shown {
    pieces: Vec<PassagePiece>,
}

impl Shown {
    fn words(
        &mut self,
        text: &str,
        range: Range<usize>,
        tokens: &Tokens,
        words: Range<usize>,
        hits: &[bool],
    ) {
        let mut at = range.start;
        let mut was_hit = false;
        let mut show = |to: usize, hit: bool| {
            let to = to.clamp(at, range.end.max(at));
            let stretch = text.get(at..to).unwrap_or_default();
            at = to;
            self.push(stretch, hit);
        };
        for word in words {
            let place = tokens.place(word, text);
            let hit = hits.get(word) == Some(&true);
            // What is between two words that were looked for is between them.
            show(place.start, hit && was_hit);
            show(place.end, hit);
            was_hit = hit;
        }
        show(range.end, false);
        if let Some(last) = self.pieces.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        self.pieces.retain(|piece| !piece.text.is_empty());
    }

    fn push(&mut self, text: &str, hit: bool) {
        let mut blank = self.pieces.last().is_none_or(|last| last.text.ends_with(' '));
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            if !c.is_whitespace() {
                shown.push(c);
            } else if !blank {
                shown.push(' ');
            }
            blank = c.is_whitespace();
        }
        match self.pieces.last_mut() {
            _ if shown.is_empty() => {}
            Some(last) if last.hit == hit => last.text.push_str(&shown),
            _ => self.pieces.push(PassagePiece { text: shown, hit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bracketed(pieces: &[PassagePiece]) -> String {
        let one = |piece: &PassagePiece| match piece.hit {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        pieces.iter().map(one).collect()
    }

    fn shown(text: &str, query: &str) -> String {
        bracketed(&passage(text, query))
    }

    #[test]
    fn words_are_marked_whatever_their_case_and_accents() {
        for (text, query, wanted) in [
            ("La città è\nchiusa.", "citta", "La [città] è chiusa."),
            ("Flooded valleys", "flood*", "[Flooded] valleys"),
            ("東京の天気は京都", "東京", "[東京]の天気は京都"),
            ("정부가 수정 부분", "정부", "[정부]가 수정 부분"),
            ("L’été, «l'été»", "ETE", "L’[été], «l'[été]»"),
            ("Die Straße am Fluß", "strasse fluss", "Die [Straße] am [Fluß]"),
            ("קָרָאתִי ספר", "קראתי", "[קָרָאתִי] ספר"),
            (
                "fire in the brigade, fire brigade",
                "\"fire brigade\"",
                "fire in the brigade, [fire brigade]",
            ),
            ("one two three", "two -three (one OR x)", "[one two] three"),
            ("nothing here", "absent", "nothing here"),
            ("", "x", ""),
            (" … ", "x", "…"),
        ] {
            assert_eq!(shown(text, query), wanted, "{query}");
            assert_eq!(bracketed(&marked(text, query)), wanted, "{query}");
        }
    }

    #[test]
    fn the_passage_is_where_the_words_are() {
        let text =
            format!("{} “the needle” and the thread, {}", "hay ".repeat(200), "straw ".repeat(200));
        let said = shown(&text, "needle thread");
        assert!(said.starts_with("… hay") && said.ends_with("straw …"), "{said}");
        assert!(said.contains("“the [needle]” and the [thread], straw"), "{said}");
        assert!(shown(&text, "absent").starts_with("hay hay"));
        let chinese = format!("{}東京{}", "山".repeat(300), "川".repeat(300));
        let said = shown(&chinese, "東京");
        assert!(said.contains("山[東京]川"), "{said}");
        assert!((60..90).contains(&said.chars().count()), "{said}");
    }

    #[test]
    fn what_has_no_end_is_cut() {
        for text in ["x".repeat(50_000), "–".repeat(50_000), "x’".repeat(50_000)] {
            assert!(shown(&text, "x").len() < 3_000);
        }
    }
}
