//! One name: what is taken off it, and what is none.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::byline::without_label;
use crate::lexicon;

/// Words that make a segment a role and not a name, in lower case.
const ROLES: &str = include_str!("data/byline_roles.txt");

/// Words that say of what kind a role is, in lower case.
const KINDS: &str = include_str!("data/byline_kinds.txt");

/// What is no one's name, in lower case.
const NOBODY: &str = include_str!("data/byline_nobody.txt");

/// Words between a name and a date or a button; names of months and days come from the lexicon.
const AFTER: &[&str] = &[
    "am",
    "at",
    "il",
    "el",
    "le",
    "on",
    "um",
    "em",
    "den",
    "op",
    "vor",
    "dne",
    "follow",
    "folgen",
    "shares",
    "stand",
    "tags",
    "updated",
    "published",
    "posted",
    "last",
    "e-mail",
    "email",
];

/// The words for roles, what is nobody's name, and the words that say of what kind a role is.
static WORDS: LazyLock<[HashSet<&'static str>; 3]> =
    LazyLock::new(|| [ROLES, NOBODY, KINDS].map(|list| list.lines().collect()));

/// One name, or none where the text is an address, a handle, a number or a sentence.
pub(super) fn person(text: &str) -> Option<String> {
    let text = match text.find(['(', '[', '（']) {
        Some(0) => text.trim_matches(['(', ')', '[', ']', '（', '）']),
        Some(at) => &text[..at],
        None => text,
    };
    let text = without_label(text);
    // "Name - Site", "Name – role".
    let text =
        [" - ", " – ", " — "].iter().find_map(|s| text.split_once(s)).map_or(text, |(n, _)| n);
    // So does a sentence: "Anna Muster. Actualizado".
    let text = text.split_once(". ").map_or(text, |(name, rest)| {
        let last = name.rsplit(' ').next().unwrap_or("");
        let whole = last.chars().count() >= 5 && name.contains(' ') && !rest.is_empty();
        if whole { name } else { text }
    });
    // A date or a count ends the name.
    let count =
        |w: &&str| w.starts_with(|c: char| c.is_ascii_digit()) && !w.ends_with(char::is_alphabetic);
    let mut words: Vec<&str> = text.split_whitespace().take_while(|w| !count(w)).collect();
    let dated = text.split_whitespace().nth(words.len()).is_some();
    let whole = words.len();
    while let Some(last) = words.last()
        && (words.len() > 1 && is_after(last)
            || is_day(&words)
            || dated && is_of_date(last, words.len() - 1))
    {
        words.pop();
    }
    // "asked Jan 20": a verb and its date.
    if words.len() < whole && words.iter().all(|word| word.starts_with(char::is_lowercase)) {
        return None;
    }
    // "Updated March 14"
    if words.len() == 1 && is_of_date(words[0], 1) {
        return None;
    }
    if words.first().is_some_and(|first| whole > 1 && words.len() < 3 && said(first)) {
        return None;
    }
    // Printed twice: once for the eye, once for a link.
    let half = words.len() / 2;
    if half > 0 && words.len().is_multiple_of(2) && words[..half] == words[half..] {
        words.truncate(half);
    }
    let name = words.join(" ");
    let name = name.strip_suffix(" 기자").unwrap_or(&name);
    let name = without_place(without_office(name));
    let name = name.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ':' | '*' | '-' | '–' | '"' | '“' | '”' | '„' | '_' | '>' | '→')
    });
    let lower = name.to_lowercase();
    if WORDS[1].contains(lower.as_str()) {
        return None;
    }
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let length = name.chars().count();
    let words = name.split(' ').count();
    let web = name.contains(".com/") || name.contains("facebook.com") || name.contains(".html");
    (letters >= 2 && digits <= letters && digits <= 4 && length <= 80 && words <= 8 && !web)
        .then(|| name.to_owned())
}

/// What the words for offices end in that papers of East Asia set behind a name.
const OFFICES: [&str; 26] = [
    "主任",
    "主席",
    "主编",
    "主編",
    "会长",
    "律师",
    "总编",
    "总裁",
    "所长",
    "教授",
    "會長",
    "研究员",
    "研究員",
    "专家",
    "院长",
    "院長",
    "评论员",
    "評論員",
    "专栏作者",
    "専門家",
    "교수",
    "논설위원",
    "변호사",
    "연구원",
    "칼럼니스트",
    "평론가",
];

/// A name of a script of East Asia without the office that is set behind it: `林小满 河边大学水利研究院院长`,
/// `김철수 나무 칼럼니스트`.
fn without_office(name: &str) -> &str {
    let Some((first, rest)) = name.split_once(' ') else { return name };
    let is_short = (2..=4).contains(&first.chars().count());
    let wide = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let is_office = OFFICES.iter().any(|office| rest.ends_with(office));
    if is_short && first.chars().all(wide) && is_office { first } else { name }
}

/// A name without the place that its bearer writes from: `Anna Muster in Millbrook`.
fn without_place(name: &str) -> &str {
    const FROM: [&str; 6] = [" aus ", " from ", " in ", " w ", " à ", " в "];
    let place = |word: &str| {
        let (person, place) = name.split_once(word)?;
        let short = place.split(' ').count() <= 3 && place.starts_with(char::is_uppercase);
        (short && is_person(person) && !person.starts_with("The ")).then_some(person)
    };
    FROM.iter().find_map(|word| place(word)).unwrap_or(name)
}

/// Whether a word says what happened on a date.
fn said(word: &str) -> bool {
    matches!(
        &*word.to_lowercase(),
        "created" | "last" | "modified" | "posted" | "published" | "updated"
    )
}

/// Whether a word stands between a name and a date or a button.
fn is_after(word: &str) -> bool {
    AFTER.contains(&&*word.to_lowercase())
}

/// Whether the last word is a weekday that stands alone, behind a word that leads up to a date, or
/// in full or with a dot behind a name that is complete without it: some are people's names.
fn is_day(words: &[&str]) -> bool {
    const SHORT: usize = 4;
    let [before @ .., last] = words else { return false };
    let dotted = last.ends_with('.');
    let day = last.trim_end_matches('.').to_lowercase();
    lexicon::is_weekday(&day)
        && match before.last() {
            None => true,
            Some(word) => {
                is_after(word) || before.len() > 1 && (day.chars().count() > SHORT || dotted)
            }
        }
}

/// Whether a word before a number is the date's and not the name's, with so many words before it:
/// some months are people's names.
fn is_of_date(word: &str, before: usize) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    let named = matches!(&*word, "april" | "august" | "jan" | "june" | "mars" | "may");
    lexicon::is_weekday(&word) || lexicon::month(&word).is_some() && (before != 1 || !named)
}

/// A name in a line of text without what one is, where nothing stands between: `Anna Muster
/// Marketing Director`.
pub(super) fn without_role(name: &str) -> &str {
    let in_list = |list: &HashSet<&str>, word: &str| {
        list.contains(word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    };
    let mut ends = name.match_indices(' ').map(|(at, _)| at).skip(1);
    let role = ends.find(|at| {
        let word = name[at + 1..].split(' ').next().unwrap_or("");
        in_list(&WORDS[0], word) || in_list(&WORDS[2], word)
    });
    match role {
        Some(at) if name[at..].split(' ').any(|word| in_list(&WORDS[0], word)) => &name[..at],
        _ => name,
    }
}

/// The letters of Georgian in everyday use.
const GEORGIAN: std::ops::RangeInclusive<char> = '\u{10d0}'..='\u{10ff}';

/// Whether a text has the looks of a person's name: two to six words in capitals but for the small
/// ones, or a few words or characters of a script without capitals.
pub(in crate::meta) fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let first = name.chars().next().is_some_and(char::is_alphabetic);
    // Georgian has small letters and no capitals in what is read.
    let cased = |c: char| c.is_uppercase() || c.is_lowercase() && !GEORGIAN.contains(&c);
    if !name.contains(cased) {
        let length = name.chars().count();
        return first && (length <= 8 || (2..=5).contains(&words.len()) && length <= 40);
    }
    first
        && (2..=6).contains(&words.len())
        && !name.contains([':', '?', '!', '|', '"', '„', '“'])
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                || word.starts_with(['\'', '’'])
                || lexicon::is_particle(word)
        })
}

/// Whether every word is a role's or an article: `Contributing Writer`, `The Author`.
pub(super) fn is_nothing_but_a_role(name: &str) -> bool {
    const ARTICLES: [&str; 12] =
        ["a", "das", "der", "die", "el", "full", "il", "la", "le", "of", "the", "topic"];
    name.split_whitespace().all(|word| {
        let word = word.to_lowercase();
        WORDS.iter().any(|list| list.contains(&*word)) || ARTICLES.contains(&&*word)
    })
}

/// Whether the segment is what someone is and not what one is called.
pub(super) fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.any(|word| WORDS[0].contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_behind_a_name_is_taken_off() {
        for (line, name) in [
            ("Jane Doe Marketing Director", "Jane Doe"),
            ("Jane Doe Reporter", "Jane Doe"),
            ("Jane Doe Marketing", "Jane Doe Marketing"),
            ("Ana María López", "Ana María López"),
            ("Staff Writer", "Staff Writer"),
            ("Jane", "Jane"),
        ] {
            assert_eq!(without_role(line), name);
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [KINDS, NOBODY, ROLES] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted(), "{lines:?}");
            assert!(
                lines.iter().all(|l| !l.is_empty() && l.trim() == *l && l.to_lowercase() == *l)
            );
        }
    }
}
