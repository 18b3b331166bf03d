//! Lines that say who wrote the page, by the names that are known.

use crate::lexicon::{self, Cue};
use crate::page::Sourced;

/// Bytes of the longest line that says who wrote and when.
const LONGEST: usize = 120;

/// Whether a text is the name of one who wrote the page, with or without brackets; or names, with when or the words
/// before a name or an address for mail beside them, and nothing else: `Text: Anna Holt, 14 May 2024 10.32`. Of papers of
/// East Asia also whoever is called a reporter.
pub(super) fn signs(authors: &[Sourced<String>], text: &str) -> bool {
    if lexicon::reporters::signed(text).is_some() {
        return true;
    }
    if authors.is_empty() || text.len() > LONGEST {
        return false;
    }
    let whole =
        |author: &str| text.len() <= author.len() * 2 && lexicon::key(text) == lexicon::key(author);
    if authors.iter().any(|author| whole(&author.value)) {
        return true;
    }
    says_who(authors, text) || text.contains('\n') && in_lines(authors, text)
}

/// Whether a text is who wrote and, in lines of their own, when it was published and changed.
fn in_lines(authors: &[Sourced<String>], text: &str) -> bool {
    let mut signed = false;
    let said = |line: &str| {
        let signs = signs(authors, line);
        signed |= signs;
        signs || is_dateline(line)
    };
    text.lines().all(said) && signed
}

/// Whether a text is names, with when or the words before a name or an address for mail beside them, and nothing else.
fn says_who(authors: &[Sourced<String>], text: &str) -> bool {
    let names: Vec<String> = authors.iter().flat_map(|author| words(&author.value)).collect();
    let is_name = |word: &String| names.contains(word);
    let (mut rest, mut address) = (Vec::new(), false);
    for part in text.split_whitespace() {
        match part.contains('@') {
            true => address = true,
            false => rest.extend(words(part)),
        }
    }
    // All the names of one who wrote stand in it.
    let named = authors.iter().any(|author| words(&author.value).all(|word| rest.contains(&word)));
    named && {
        let others: Vec<&String> = rest.iter().filter(|word| !is_name(word)).collect();
        let number = |word: &String| word.starts_with(char::is_numeric);
        let dated = others.iter().any(|word| number(word));
        let labelled = |word: &String| {
            lexicon::byline_labels().any(|l| l.trim_end_matches([':', ' ']) == word)
        };
        let plain = |word: &&String| {
            number(word)
                || lexicon::month(word).is_some()
                || lexicon::is_weekday(word)
                || labelled(word)
                // "at", "kl" and "Uhr" are as short as this
                || dated && word.chars().count() <= 3
        };
        (address || dated || !others.is_empty()) && others.iter().all(plain)
    }
}

/// Whether a line is when something was published or changed, and says so.
fn is_dateline(line: &str) -> bool {
    /// Bytes of the longest such line.
    const LONG: usize = 60;
    line.len() <= LONG
        && line.contains(|c: char| c.is_ascii_digit())
        && lexicon::cues(line).has(Cue::Dateline)
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Evidence;

    #[test]
    fn a_line_that_is_names_and_a_date_signs() {
        let author = |name: &str| Sourced::new(name.to_owned(), Evidence::Byline);
        let authors = [author("Anna Holt"), author("한누리")];
        for text in [
            "Anna Holt",
            "(Anna Holt)",
            "22.41 Anna Holt",
            "Teksti: Anna Holt, 27.11.2026 klo 13.05",
            "By Anna Holt",
            "한누리 기자 nuri@garam.example",
            "Anna Holt – 14 May 2024",
            "Anna Holt\n14 May 2024",
            "By Anna Holt\nPublished: 5/14/2024 2:27 AM\nLast Modified: 5/15/2024 4:06 AM",
        ] {
            assert!(signs(&authors, text), "{text}");
        }
        for text in [
            "Anna Holt wins",
            "Anna Holt, who wrote it in 2024, is gone",
            "14 May 2024",
            "Anna, 14",
            "Published: 5/14/2024 2:27 AM\nLast Modified: 5/15/2024 4:06 AM",
            "Anna Holt\nwon the vote of 2024",
        ] {
            assert!(!signs(&authors, text), "{text}");
        }
        assert!(!signs(&[], "Anna Holt"));
        assert!(signs(&[], "河边日报记者 陈小满"));
    }
}
