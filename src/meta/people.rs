//! Bylines taken apart into people.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon;

/// Words that make a segment a role and not a name, in lower case.
const ROLES: &str = include_str!("data/byline_roles.txt");
/// Words that say of what kind a role is, in lower case.
const KINDS: &str = include_str!("data/byline_kinds.txt");
/// What stands between other words and a name, in lower case: what follows is the byline.
const AMID: &[&str] = &[
    " posts by ",
    " articles by ",
    " written by ",
    " posted by ",
    "beiträge von ",
    "artikel von ",
    " articles de ",
    " artículos de ",
    " entradas de ",
    " articoli di ",
    " posts de ",
];
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
/// Words between two names.
const AND: &[&str] = &[
    "and", "und", "et", "y", "e", "ed", "en", "och", "og", "i", "oraz", "a", "ve", "и", "і", "та",
    "και", "with", "mit", "avec", "con", "com", "met",
];
/// At most this many people are kept.
const MOST: usize = 40;

/// The people that a byline names, in its order: labels, roles, addresses and handles left out.
pub(super) fn names(byline: &str) -> Vec<String> {
    let text = without_markup(&byline[..byline.floor_char_boundary(2000)]);
    let address =
        |word: &&str| word.contains('@') || word.contains("://") || word.starts_with("www.");
    let text = text.split_whitespace().filter(|w| !address(w)).collect::<Vec<_>>().join(" ");
    let mut found: Vec<String> = Vec::new();
    let marks = |c: char| {
        matches!(c, ',' | ';' | '|' | '&' | '·' | '•' | '/' | '、' | '，' | '؛' | '،' | '\n')
    };
    let mut after_first = false;
    for segment in without_label(after_amid(&text)).split(marks) {
        for name in people(segment) {
            let name = person(name);
            if let Some(name) = name
                && !(after_first && is_role(&name))
                && !found.iter().any(|n| n.eq_ignore_ascii_case(&name))
                && found.len() < MOST
            {
                found.push(name);
            }
            after_first = true;
        }
    }
    found
}

/// Markup that a field holds by mistake, and the references of its addresses.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// A byline without `By`, `Von`, `Autor:` and their like; the longest label that fits is taken off.
fn without_label(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..3 {
        let Some(first) = text.chars().next().and_then(|c| c.to_lowercase().next()) else { break };
        let Some(labels) = LABELS.get(&first) else { break };
        let start = &text[..text.floor_char_boundary(48)];
        let lower = start.to_lowercase();
        let fits = |label: &&Label| {
            lower.strip_prefix(label.text).is_some_and(|rest| {
                if label.colon {
                    return rest.trim_start().starts_with([':', '：']);
                }
                rest.starts_with([' ', ':', '：', '\u{a0}'])
                    // Set without a space between two elements.
                    || label.text.len() > 7 && !rest.is_empty() && glued(text, label.text.len())
            })
        };
        let found = labels.iter().filter(fits).max_by_key(|label| label.text.len());
        // Lower case may be of another length; then the text stays as it is.
        let Some(rest) = found.and_then(|label| text.get(label.text.len()..)) else { break };
        text = rest.trim_start_matches([' ', ':', '：', '\u{a0}', '-', '–']).trim();
    }
    text
}

/// What stands before a name: the words, and whether only with a colon behind them.
struct Label {
    text: &'static str,
    colon: bool,
}

/// The labels of bylines by their first character.
static LABELS: LazyLock<HashMap<char, Vec<Label>>> = LazyLock::new(|| {
    let mut labels: HashMap<char, Vec<Label>> = HashMap::new();
    for label in lexicon::byline_labels() {
        let (text, colon) =
            label.strip_suffix(':').map_or((label, false), |words| (words.trim_end(), true));
        labels.entry(text.chars().next().unwrap_or(' ')).or_default().push(Label { text, colon });
    }
    labels
});

/// The words for roles, what is nobody's name, and the words that say of what kind a role is.
static WORDS: LazyLock<[HashSet<&'static str>; 3]> =
    LazyLock::new(|| [ROLES, NOBODY, KINDS].map(|list| list.lines().collect()));

/// What follows words that lead up to a name.
fn after_amid(text: &str) -> &str {
    let lower = text.to_lowercase();
    let by = |amid: &&str| lower.rfind(*amid).map(|at| at + amid.len());
    let first = lower.split(' ').next().unwrap_or("");
    let found = AMID.iter().filter_map(by).max().or_else(|| {
        let said = ["posted", "published", "written", "created", "submitted", "started", "updated"];
        said.contains(&first).then(|| by(&" by "))?
    });
    // Lower case may be of another length; then the text stays as it is.
    found.filter(|_| lower.len() == text.len()).and_then(|at| text.get(at..)).unwrap_or(text)
}

/// What stands behind a label for a byline (`Von Anna Muster`), where it begins like a name.
pub(super) fn labelled(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = without_label(line);
    let name = rest.len() < line.len()
        && rest.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    name.then_some(rest)
}

/// Whether a word goes on in a capital behind this many bytes.
fn glued(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase)
}

/// The names of a segment that stand between words for "and".
fn people(segment: &str) -> Vec<&str> {
    let segment = segment.trim();
    let mut names = Vec::new();
    let (mut from, mut at) = (0, 0);
    for word in segment.split(' ') {
        let end = at + word.len();
        let before = segment[from..at].trim();
        let rest = segment.get(end..).unwrap_or("").trim();
        if AND.contains(&word) && !before.is_empty() && !rest.is_empty() && capital(rest) {
            names.push(before);
            from = end;
        }
        at = end + 1;
    }
    names.push(segment.get(from..).unwrap_or("").trim());
    names
}

fn capital(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_lowercase())
}

/// One name, or none where the text is an address, a handle, a number or a sentence.
fn person(text: &str) -> Option<String> {
    let text = match text.find(['(', '[', '（']) {
        Some(0) => text.trim_matches(['(', ')', '[', ']', '（', '）']),
        Some(at) => &text[..at],
        None => text,
    };
    let text = without_label(text);
    // "Name - Site", "Name – role".
    let text =
        [" - ", " – ", " — "].iter().find_map(|s| text.split_once(s)).map_or(text, |(n, _)| n);
    // A date or a count ends the name.
    let count =
        |w: &&str| w.starts_with(|c: char| c.is_ascii_digit()) && !w.ends_with(char::is_alphabetic);
    let mut words: Vec<&str> = text.split_whitespace().take_while(|w| !count(w)).collect();
    let dated = text.split_whitespace().nth(words.len()).is_some();
    let whole = words.len();
    while let Some(last) = words.last()
        && (words.len() > 1 && is_after(last) || dated && is_of_date(last, words.len() - 1))
    {
        words.pop();
    }
    // "asked Jan 20": a verb and its date.
    if words.len() < whole && words.iter().all(|word| word.starts_with(char::is_lowercase)) {
        return None;
    }
    // Printed twice: once for the eye, once for a link.
    let half = words.len() / 2;
    if half > 0 && words.len().is_multiple_of(2) && words[..half] == words[half..] {
        words.truncate(half);
    }
    let name = words.join(" ");
    let name = name.strip_suffix(" 기자").unwrap_or(&name);
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

/// Whether a word stands between a name and a date or a button.
fn is_after(word: &str) -> bool {
    let word = word.to_lowercase();
    AFTER.contains(&&*word) || lexicon::is_weekday(&word)
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

/// Small words inside of names.
const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la",
    "le", "los", "las", "al", "el", "bin", "ibn", "ben", "zu", "zum", "zur", "vom", "ter", "ten",
    "af", "av", "y", "e", "und", "and", "d'", "st", "san",
];

/// Whether a text has the looks of a person's name: two to six words in capitals but for the small
/// ones, or a few words or characters of a script without capitals.
pub(super) fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let first = name.chars().next().is_some_and(char::is_alphabetic);
    let caseless = name.chars().all(|c| !c.is_uppercase() && !c.is_lowercase());
    if caseless {
        let length = name.chars().count();
        return first && (length <= 8 || (2..=5).contains(&words.len()) && length <= 40);
    }
    first
        && (2..=6).contains(&words.len())
        && !name.contains([':', '?', '!', '|', '"', '„', '“'])
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                || word.starts_with(['\'', '’'])
                || PARTICLES.contains(word)
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
fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.any(|word| WORDS[0].contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_taken_apart() {
        for (byline, want) in [
            ("By Jane Doe and John Smith", &["Jane Doe", "John Smith"][..]),
            (
                "Von Anna Muster, Peter Beispiel und Eva Probe",
                &["Anna Muster", "Peter Beispiel", "Eva Probe"],
            ),
            ("di Mario Rossi e Luca Bianchi", &["Mario Rossi", "Luca Bianchi"]),
            ("Por María García y Juan Pérez", &["María García", "Juan Pérez"]),
            ("Par Jean-Luc Petit (avec AFP)", &["Jean-Luc Petit"]),
            ("Jane Doe, Senior Political Correspondent", &["Jane Doe"]),
            ("Written by: Jane Doe", &["Jane Doe"]),
            ("Autor: Max von Muster", &["Max von Muster"]),
            ("Jane Doe jane.doe@example.org", &["Jane Doe"]),
            ("<a href='/a'>Jane Doe</a>", &["Jane Doe"]),
            ("https://www.facebook.com/example", &[]),
            ("@example", &[]),
            ("12345", &[]),
            ("", &[]),
            ("dpa", &["dpa"]),
            ("王小明、李大华", &["王小明", "李大华"]),
            ("Jane Doe; Jane Doe", &["Jane Doe"]),
            ("Ben E. King", &["Ben E. King"]),
            ("Jane Doe December 16, 2025", &["Jane Doe"]),
            ("April Roach 3 May 2024", &["April Roach"]),
            ("Jane May 3 May 2024", &["Jane May"]),
            ("Dec 16", &[]),
            ("Veröffentlicht von Anna Muster", &["Anna Muster"]),
            ("责任编辑： 王小明", &["王小明"]),
            ("https://example.org/a, Jane Doe", &["Jane Doe"]),
        ] {
            assert_eq!(names(byline), want, "{byline}");
        }
    }

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
