//! The parts of a date: numbers, names of months, words and marks.

use super::calendar::{Month, month, thai};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A number and how many digits it has.
    Number(u32, usize),
    Month(Month),
    /// Words of Thai between the parts of a date.
    Between,
    Word,
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) what: What,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Token {
    /// The tenth month has the name in Croatian that Czech and Polish give to the eleventh.
    pub(super) fn in_croatian(&mut self, text: &str) {
        if let What::Month(month) = &mut self.what
            && text[self.from..self.to].starts_with("listopad")
        {
            month.number = 10;
        }
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let run = |test: fn(char) -> bool| {
            at + text[at..].find(|c: char| !test(c)).unwrap_or(text.len() - at)
        };
        let (what, to) = if c.is_ascii_digit() {
            let to = run(|c| c.is_ascii_digit());
            let number = if to - at <= 4 { text[at..to].parse().ok() } else { None };
            (number.map_or(What::Word, |n| What::Number(n, to - at)), to)
        } else if is_letter(c) {
            let to = run(is_letter);
            if let Some((month, length)) = THAI.contains(&c).then(|| thai(&text[at..])).flatten() {
                let to = at + length;
                tokens.push(Token { what: month.map_or(What::Between, What::Month), from: at, to });
                at = to;
                continue;
            }
            match two_words(text, at).or_else(|| month(&text[at..to]).map(|m| (m, to))) {
                Some((month, to)) => (What::Month(month), to),
                None => (What::Word, to),
            }
        } else {
            let to = at + c.len_utf8();
            if c == ' ' {
                at = to;
                continue;
            }
            (What::Mark(c), to)
        };
        tokens.push(Token { what, from: at, to });
        at = to;
    }
    tokens
}

/// The letters that a Thai word begins with.
const THAI: std::ops::RangeInclusive<char> = 'ก'..='ไ';

/// Letters and the signs that vowels are written with in some scripts; the ideographs that name
/// parts of a date stand alone.
fn is_letter(c: char) -> bool {
    let sign = matches!(
        c,
        '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{300}'..='\u{36f}' | '\u{654}'
            | '\u{9bc}'..='\u{9cd}' | '\u{bbe}'..='\u{bcd}' | '\u{c3e}'..='\u{c56}'
            | '\u{d3e}'..='\u{d57}' | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ecd}'
            | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}'
    );
    (c.is_alphabetic() || sign) && !matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// The Levant's months of two words: كانون الثاني.
fn two_words(text: &str, at: usize) -> Option<(Month, usize)> {
    let rest = &text[at..];
    if !rest.starts_with(['ك', 'ت']) {
        return None;
    }
    let mut words = rest.splitn(3, ' ');
    let (first, second) = (words.next()?, words.next()?);
    let second = &second[..second.find(|c: char| !is_letter(c)).unwrap_or(second.len())];
    let to = at + first.len() + 1 + second.len();
    Some((month(&text[at..to])?, to))
}
