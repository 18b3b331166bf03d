//! Words broken at a line's end: whether the hyphen there is the word's own or the line's.

use super::physical::RawLine;
use crate::lexicon::measure::ALPHANUMERIC;
use crate::strip::hashed::table::Table;

/// Line ends with a broken word from which a text has the habit of breaking words.
const HABIT: usize = 3;
/// A text that breaks words has one at the end of each so many lines at least, and not so many times as many
/// compounds within its lines: flatteners break a compound at the hyphen that it has.
const LINES: usize = 40;
const COMPOUNDS: usize = 3;
/// Bytes of a word that is too short to prove anything, and of the longest that is looked up.
const SHORT: usize = 3;
const LONG: usize = 120;

/// What a text tells of its hyphens.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    /// Digests of all words of the text, and of all compounds with a hyphen inside a line.
    words: Table<u64, ()>,
    /// Whether words are broken at line ends again and again.
    habit: bool,
}

impl Hyphens {
    /// Reads the words of a text. Costs nothing where no line ends with a hyphen.
    pub(super) fn of(lines: &[RawLine<'_>]) -> Hyphens {
        let broken = lines.windows(2).filter(|pair| breaks(pair[0].text, pair[1].body())).count();
        if broken == 0 {
            return Hyphens::default();
        }
        let mut words = Table::default();
        let (mut shown, mut compounds) = (0, 0);
        for line in lines {
            shown += usize::from(!line.is_blank());
            if line.text.is_ascii() {
                compounds += ascii_words(line.text, &mut words);
                continue;
            }
            for word in line.text.split(|c: char| !(c.is_alphanumeric() || is_hyphen(c))) {
                // a word that is broken here proves nothing
                if word.len() > SHORT && !word.ends_with(is_hyphen) {
                    words.entry(digest(&[word]));
                    compounds += usize::from(is_compound(word));
                }
            }
        }
        let often = broken * LINES >= shown && broken * COMPOUNDS > compounds;
        Hyphens { words, habit: broken >= HABIT && often }
    }

    /// Whether the hyphen between the end of `before` and the start of `after` was set by the line
    /// alone. The text itself decides: by the word or the compound elsewhere in it, else by its habit.
    pub(super) fn is_line_s(&self, before: &str, after: &str) -> bool {
        if !breaks(before, after) {
            return false;
        }
        let (first, second) = halves(before, after);
        let whole = self.has(&[first, second]);
        let compound = self.has(&[first, "-", second]);
        match (whole, compound) {
            (true, _) => true,
            (false, true) => false,
            // two words of the text are more likely a compound
            (false, false) => {
                let both = self.has(&[first]) && self.has(&[second]);
                self.habit && !both
            }
        }
    }

    fn has(&self, parts: &[&str]) -> bool {
        self.words.get(digest(parts)).is_some()
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}')
}

/// Whether a line ends inside a word that the next one goes on with: letters, a hyphen, and small
/// letters.
pub(super) fn breaks(before: &str, after: &str) -> bool {
    let mut last = before.chars().rev();
    last.next().is_some_and(is_hyphen)
        && last.next().is_some_and(char::is_alphabetic)
        && last.next().is_some_and(char::is_alphabetic)
        && after.chars().next().is_some_and(char::is_lowercase)
}

/// The two halves of a broken word, without the hyphen.
fn halves<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    // Lines may go on for ever without a blank between them.
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONG))..];
    let before = before.trim_end_matches(is_hyphen);
    let first = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let second = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    (first, second)
}

/// Whether a word is two, with a hyphen between them that a line may end behind.
fn is_compound(word: &str) -> bool {
    let mut parts = word.split(is_hyphen);
    parts.next().is_some_and(|first| first.ends_with(char::is_alphabetic))
        && parts.next().is_some_and(|second| second.starts_with(char::is_lowercase))
}

/// Adds the words of a line of ASCII, as they are added of any other; says how many are compounds.
fn ascii_words(line: &str, words: &mut Table<u64, ()>) -> usize {
    let (mut hash, mut length, mut last) = (DIGEST, 0, b' ');
    let (mut compounds, mut compound) = (0, false);
    for byte in line.bytes().chain([b' ']) {
        let folded = if byte == b'-' { byte } else { ALPHANUMERIC[usize::from(byte)] };
        if folded != 0 {
            hash = hashed(hash, u32::from(folded));
            compound |= last == b'-' && length > 1 && byte.is_ascii_lowercase();
            length += 1;
            last = byte;
        } else if length > 0 {
            if length > SHORT && last != b'-' {
                words.entry(hash);
                compounds += usize::from(compound);
            }
            (hash, length, last, compound) = (DIGEST, 0, b' ', false);
        }
    }
    compounds
}

/// What a digest begins with.
const DIGEST: u64 = 0xcbf2_9ce4_8422_2325;

/// A digest after one character more.
fn hashed(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
}

/// A digest of texts set one behind the other, in small letters; all hyphens are one.
fn digest(parts: &[&str]) -> u64 {
    let mut hash = DIGEST;
    for c in parts.iter().flat_map(|part| part.chars()) {
        let c = if is_hyphen(c) { '-' } else { c };
        for c in c.to_lowercase() {
            hash = hashed(hash, u32::from(c));
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    #[test]
    fn the_text_itself_tells_whose_a_hyphen_is() {
        let text = "The harbour and the well-known ferry, the gover-\nnor of the har-\nbour and his well-\nknown brother in the goods-\nvan";
        let hyphens = Hyphens::of(&lines(text));
        assert!(hyphens.is_line_s("of the har-", "bour and his"));
        assert!(!hyphens.is_line_s("his well-", "known brother"));
        // neither stands elsewhere: four lines end so, which is a habit
        assert!(hyphens.is_line_s("the gover-", "nor of"));
        assert!(!hyphens.is_line_s("in 1990-", "the year"));
        assert!(!hyphens.is_line_s("the Franco-", "German lake"));
    }

    #[test]
    fn a_single_hyphen_is_the_words_own() {
        let hyphens = Hyphens::of(&lines("the goods-\nvans took the long way"));
        assert!(!hyphens.is_line_s("the goods-", "vans took"));
    }
}
