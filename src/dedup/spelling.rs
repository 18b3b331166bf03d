//! Whether a change is one of spelling: nobody reads another thing. Names, numbers, days and words that a letter
//! makes another word are facts, and where it cannot be told, it is taken for one.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Deref;

use super::change::{Change, Piece};
use super::near::is_unspaced;
use crate::lexicon::{fold, is_month_name, is_weekday, key, letters};

/// Longest passage, in bytes, that is spelled otherwise.
const LONG: usize = 400;
/// Letters of the shortest word in which two letters changed places.
const SWAPPED: usize = 3;
/// Letters of the longer word, at least, where a letter was doubled or one of two left out; where another letter was
/// forgotten or is one too many; and where one was taken for another. Of words with fewer letters, too many differ
/// in one from another word.
const DOUBLED: usize = 4;
const FORGOTTEN: usize = 7;
const MISTAKEN: usize = 8;

/// Whether each passage that went is spelled nearly as the one that came in its place.
pub(super) fn is_spelling(change: &Change) -> bool {
    let words = LazyCell::new(|| Words::of(change));
    let mut spans = change.spans.iter().peekable();
    while let Some(span) = spans.next() {
        let other = spans.next_if(|next| span.piece == Piece::Gone && next.piece == Piece::Came);
        let (old, new) = match (span.piece, other) {
            (Piece::Same, _) => continue,
            (Piece::Gone, Some(new)) => (span.text.as_str(), new.text.as_str()),
            (Piece::Gone, None) => (span.text.as_str(), ""),
            (Piece::Came, _) => ("", span.text.as_str()),
        };
        if old.len().max(new.len()) > LONG || !same_spelling(&words, old, new) {
            return false;
        }
    }
    !change.is_empty()
}

fn same_spelling(words: &impl Deref<Target = Words>, old: &str, new: &str) -> bool {
    if figures(old) != figures(new) {
        return false;
    }
    if letters(old).eq(letters(new)) {
        return true;
    }
    let worded = |word: &&str| word.contains(char::is_alphanumeric);
    let mut before = old.split_whitespace().filter(worded);
    let mut after = new.split_whitespace().filter(worded);
    loop {
        match (before.next(), after.next()) {
            (None, None) => return true,
            (Some(old), Some(new)) if same_word(words, old, new) => {}
            _ => return false,
        }
    }
}

/// What of a passage are figures: digits, what parts them other than thousands, and the signs that say of what they are.
fn figures(text: &str) -> String {
    let mut figures = String::new();
    if !text.contains(|c: char| c.is_numeric() || is_sign(c)) {
        return figures;
    }
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
    for (at, c) in chars.iter().enumerate() {
        let behind = at > 0 && digit(at - 1);
        if c.is_numeric() || is_sign(*c) {
            figures.push(*c);
        } else if matches!(c, '-' | '−' | '+') && !behind && digit(at + 1) {
            figures.push(if *c == '+' { '+' } else { '-' });
        } else if behind && digit(at + 1) {
            let thousands = (1..=3).all(|next| digit(at + next)) && !digit(at + 4);
            if !thousands {
                figures.push('.');
            }
        }
    }
    figures
}

fn is_sign(c: char) -> bool {
    matches!(c, '%' | '‰' | '°' | '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}' | '￥')
}

/// How two words differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// Two letters that stand beside each other changed places.
    Swapped,
    /// A letter stands there once instead of twice, or twice instead of once.
    Doubled,
    /// There is a letter more, or less, within the word.
    Forgotten,
    /// Another letter stands within the word.
    Mistaken,
}

fn same_word(words: &impl Deref<Target = Words>, old: &str, new: &str) -> bool {
    let (before, after): (Vec<char>, Vec<char>) = (letters(old).collect(), letters(new).collect());
    // Accents make no other word of it.
    if before == after || fold(old) == fold(new) {
        return true;
    }
    let numeric = |word: &[char]| word.iter().any(|c| c.is_numeric());
    let unspaced = |word: &[char]| word.iter().any(|c| is_unspaced(*c));
    if [&before, &after].into_iter().any(|word| numeric(word) || unspaced(word)) {
        return false;
    }
    let Some(slip) = slip(&before, &after) else { return false };
    let length = before.len().max(after.len());
    if slip == Slip::Swapped {
        return length >= SWAPPED;
    }
    let word = |letters: &[char]| letters.iter().collect::<String>();
    let names_a_day = |word: &str| is_weekday(word) || is_month_name(word);
    if [word(&before), word(&after)].iter().any(|word| names_a_day(word)) {
        return false;
    }
    if may_be_name(old) || may_be_name(new) {
        // A name that is spelled so elsewhere, and nowhere any more as it was.
        return matches!(slip, Slip::Doubled | Slip::Forgotten) && words.is_mended(&before, &after);
    }
    match slip {
        Slip::Swapped => true,
        Slip::Doubled => length >= DOUBLED,
        Slip::Forgotten => length >= FORGOTTEN || words.is_mended(&before, &after),
        Slip::Mistaken => length >= MISTAKEN,
    }
}

/// The one slip by which two words differ; `None` where they differ by more, or at their ends, which make other words:
/// `million` and `billion`, `arrest` and `arrests`, `chiuso` and `chiusa`.
fn slip(old: &[char], new: &[char]) -> Option<Slip> {
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let start = old.iter().zip(new).take_while(same).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(same).count();
    let (gone, came) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    match (gone, came) {
        ([a, b], [c, d]) if a == d && b == c => Some(Slip::Swapped),
        ([one], []) | ([], [one]) => {
            let doubled = start > 0 && old.get(start - 1) == Some(one);
            if doubled {
                Some(Slip::Doubled)
            } else {
                (start > 0 && end > 0).then_some(Slip::Forgotten)
            }
        }
        ([_], [_]) if start > 0 && end > 0 => Some(Slip::Mistaken),
        _ => None,
    }
}

/// Whether a word can be a name: it begins with no small letter, as none does in scripts that know no small ones.
fn may_be_name(word: &str) -> bool {
    let parts = word.split(|c: char| !c.is_alphanumeric()).filter_map(|part| part.chars().next());
    parts.into_iter().any(|first| !first.is_lowercase())
}

/// The words of both texts, as letters.
struct Words {
    old: HashSet<String>,
    new: HashSet<String>,
}

impl Words {
    fn of(change: &Change) -> Words {
        let of = |other: Piece| {
            let spans = change.spans.iter().filter(|span| span.piece != other);
            spans.flat_map(|span| span.text.split_whitespace()).map(key).collect()
        };
        Words { old: of(Piece::Came), new: of(Piece::Gone) }
    }

    /// Whether the new form of a word stood in the old text, and the old form is nowhere in the new one.
    fn is_mended(&self, old: &[char], new: &[char]) -> bool {
        let word = |letters: &[char]| letters.iter().collect::<String>();
        self.old.contains(&word(new)) && !self.new.contains(&word(old))
    }
}

#[cfg(test)]
mod tests {
    use super::super::change;
    use super::*;

    const TEXT: &str = "The goverment of Austria sent help to the village on Thursday, said Maria Conti. \
        The village, 2.4 million francs in debt, lies 1.5 kilometres off the border. Iran sent none.\n";

    fn spelled(from: &str, to: &str) -> bool {
        let new = TEXT.replacen(from, to, 1);
        assert_ne!(new, TEXT, "{from}");
        is_spelling(&change(TEXT, &new))
    }

    #[test]
    fn slips_of_the_pen_are_spelling() {
        for (from, to) in [
            ("goverment", "government"),
            ("village", "vilage"),
            ("village", "villgae"),
            ("the", "teh"),
            ("debt, lies", "debt – lies"),
            ("kilometres", "kilometers"),
            ("Conti", "Contì"),
            ("sent help", "sent Help"),
            ("2.4", "2,4"),
        ] {
            assert!(spelled(from, to), "{from}: {to}");
        }
    }

    #[test]
    fn facts_never_are() {
        for (from, to) in [
            ("Iran", "Iraq"),
            ("Austria", "Australia"),
            ("Maria", "Mario"),
            ("Maria", "Marina"),
            ("Conti", "Contti"),
            ("Thursday", "Tuesday"),
            ("million", "billion"),
            ("1.5", "15"),
            ("1.5", "1.6"),
            ("2.4 million francs", "$2.4 million francs"),
            ("village", "villages"),
            ("lies", "dies"),
            ("help", "kelp"),
            ("sent none", "sent some"),
            ("in debt", "not in debt"),
        ] {
            assert!(!spelled(from, to), "{from}: {to}");
        }
        let old = "川の水位は二メートル上昇し、イランの町で十二人が避難した。\n";
        assert!(!is_spelling(&change(old, &old.replace("イラン", "イラク"))));
        assert!(is_spelling(&change(old, &old.replace("し、", "し,"))));
        let currency = |sign| format!("The bridge costs {sign}5 at least, he said.\n");
        assert!(!is_spelling(&change(&currency('$'), &currency('€'))));
    }

    #[test]
    fn a_name_that_is_spelled_so_elsewhere_was_mended() {
        let old = "Anna Rossi spoke. Later Ana Rossi left; the vilage slept.\n";
        assert!(is_spelling(&change(old, &old.replace("Ana", "Anna"))));
        assert!(!is_spelling(&change(
            old,
            &old.replacen("Anna", "Ana", 1).replace("Rossi", "Rosso")
        )));
        // Both forms stand: which is right is a question of fact.
        let both = "Austin spoke. Autin left. Autin wrote.\n";
        assert!(!is_spelling(&change(both, &both.replacen("Autin", "Austin", 1))));
    }
}
