//! Bylines taken apart into people.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What stands before a name in a byline, in lower case; the longest that fits is taken off.
const BEFORE: &str = include_str!("data/byline_prefixes.txt");
/// Words that make a segment a role and not a name, in lower case.
const ROLES: &str = include_str!("data/byline_roles.txt");
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
/// Words between a name and a date or a button.
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
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
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

/// A byline without `By`, `Von`, `Autor:` and their like.
fn without_label(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..3 {
        let Some(first) = text.chars().next().and_then(|c| c.to_lowercase().next()) else { break };
        let Some(labels) = LABELS.get(&first) else { break };
        let start = &text[..text.floor_char_boundary(48)];
        let lower = start.to_lowercase();
        let fits = |label: &&&'static str| {
            lower.strip_prefix(**label).is_some_and(|rest| {
                label.ends_with(':')
                    || rest.starts_with([' ', ':', '\u{a0}'])
                    // Set without a space between two elements.
                    || label.len() > 7 && !rest.is_empty() && glued(text, label.len())
            })
        };
        let found = labels.iter().filter(fits).max_by_key(|label| label.len());
        // Lower case may be of another length; then the text stays as it is.
        let Some(rest) = found.and_then(|label| text.get(label.len()..)) else { break };
        text = rest.trim_start_matches([' ', ':', '\u{a0}', '-', '–']).trim();
    }
    text
}

/// The labels of bylines by their first character.
static LABELS: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut labels: HashMap<char, Vec<&'static str>> = HashMap::new();
    for label in BEFORE.lines() {
        labels.entry(label.chars().next().unwrap_or(' ')).or_default().push(label);
    }
    labels
});

/// The words for roles, and what is nobody's name.
static WORDS: LazyLock<(HashSet<&'static str>, HashSet<&'static str>)> =
    LazyLock::new(|| (ROLES.lines().collect(), NOBODY.lines().collect()));

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
    let mut words: Vec<&str> = text
        .split_whitespace()
        .take_while(|w| {
            !w.starts_with(|c: char| c.is_ascii_digit()) || w.ends_with(char::is_alphabetic)
        })
        .collect();
    while words.len() > 1 && words.last().is_some_and(|w| AFTER.contains(&&*w.to_lowercase())) {
        words.pop();
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
    if WORDS.1.contains(lower.as_str()) {
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

/// Small words inside of names.
const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la",
    "le", "los", "las", "al", "el", "bin", "ibn", "ben", "zu", "zum", "zur", "vom", "ter", "ten",
    "af", "av", "y", "e", "und", "and", "d'", "st", "san",
];

/// Whether a text has the looks of a person's name: two to six words in capitals but for the small
/// ones, or a few characters of a script without capitals.
pub(super) fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let first = name.chars().next().is_some_and(char::is_alphabetic);
    let caseless = name.chars().all(|c| !c.is_uppercase() && !c.is_lowercase());
    if caseless {
        return first && name.chars().count() <= 8;
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

/// Whether the segment is what someone is and not what one is called.
fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.any(|word| WORDS.0.contains(word))
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
        ] {
            assert_eq!(names(byline), want, "{byline}");
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [BEFORE, NOBODY, ROLES] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted(), "{lines:?}");
            assert!(
                lines.iter().all(|l| !l.is_empty() && l.trim() == *l && l.to_lowercase() == *l)
            );
        }
    }
}
