//! Bylines taken apart into people.

/// What stands before a name in a byline, in lower case; the longest that fits is taken off.
const BEFORE: &str = include_str!("data/byline_prefixes.txt");
/// Words that make a segment a role and not a name, in lower case.
const ROLES: &str = include_str!("data/byline_roles.txt");
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
    for segment in without_label(&text).split(marks) {
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
        let lower = text.to_lowercase();
        let found = BEFORE
            .lines()
            .filter(|label| {
                lower.strip_prefix(label).is_some_and(|rest| {
                    label.ends_with(':') || rest.starts_with([' ', ':', '\u{a0}'])
                })
            })
            .max_by_key(|label| label.len());
        // Lower case may be of another length; then the text stays as it is.
        let Some(rest) = found.and_then(|label| text.get(label.len()..)) else { break };
        text = rest.trim_start_matches([' ', ':', '\u{a0}', '-', '–']).trim();
    }
    text
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
    let name = text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ':' | '*' | '-' | '–' | '"' | '“' | '”' | '„' | '_' | '>')
    });
    // The full stop of an abbreviated name at the end ("Martin Luther King Jr.") is its own.
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let length = name.chars().count();
    let words = name.split(' ').count();
    let web = name.contains(".com/") || name.contains("facebook.com") || name.contains(".html");
    (letters >= 2 && digits <= letters && digits <= 4 && length <= 80 && words <= 8 && !web)
        .then(|| name.to_owned())
}

/// Whether the segment is what someone is and not what one is called.
fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.any(|word| ROLES.lines().any(|role| role == word))
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
        for list in [BEFORE, ROLES] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted(), "{lines:?}");
            assert!(
                lines.iter().all(|l| !l.is_empty() && l.trim() == *l && l.to_lowercase() == *l)
            );
        }
    }
}
