use std::collections::HashSet;

use super::agency::SOURCES;
use super::bylines::{BYLINE_LABELS, BYLINES};
use super::heads::HEAD_LABELS;
use super::lists::{CUES, HEADS, NOTES, SAYINGS};
use super::rows::rows;
use super::saying::Saying;
use super::*;

/// Languages that every list must know.
pub(super) const REQUIRED: [&str; 36] = [
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th",
    "tr", "uk", "vi", "zh",
];

/// Whether a language has a list of stop words: those of Thai are of several characters, of which none tells.
fn has_stop_words(language: &str) -> bool {
    language != "th"
}

fn check_list(name: &str, data: &'static str) {
    let lines: Vec<&str> = data.lines().collect();
    assert!(data.ends_with('\n'), "{name}: one newline at the end");
    for pair in lines.windows(2) {
        let key = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        assert!(key(pair[0]) < key(pair[1]), "{name}: not sorted: {pair:?}");
    }
    let mut seen = HashSet::new();
    let mut languages = HashSet::new();
    for (language, rest) in rows(data) {
        let phrase = rest.rsplit('\t').next().unwrap_or(rest);
        let marks: String = phrase.chars().filter(|c| "^=*".contains(*c)).collect();
        let folded = fold(phrase);
        assert!(!folded.is_empty(), "{name}: {language}: empty when folded: {phrase:?}");
        assert!(seen.insert((language, folded, marks)), "{name}: {language}: twice: {phrase:?}");
        assert!(phrase.trim() == phrase, "{name}: spaces around {phrase:?}");
        languages.insert(language);
    }
    for language in REQUIRED {
        assert!(languages.contains(language), "{name}: no entry for {language}");
    }
}

#[test]
fn lists_are_sorted_without_duplicates_and_know_every_language() {
    for (cue, data) in CUES {
        check_list(cue.name(), data);
    }
    check_list("heads", HEADS);
    check_list("bylines", BYLINES);
    check_list("byline-labels", BYLINE_LABELS);
    let bylines: HashSet<_> = rows(BYLINES).map(|(_, label)| label).collect();
    assert!(rows(BYLINE_LABELS).all(|(_, label)| !bylines.contains(label)), "in both lists");
    check_list("sources", SOURCES);
    let stop: Vec<_> = rows(stop::DATA).collect();
    assert!(stop.windows(2).all(|pair| pair[0] < pair[1]), "stop words sorted, once a language");
    for language in REQUIRED.iter().filter(|language| has_stop_words(language)) {
        assert!(stop.iter().filter(|(l, _)| l == language).count() >= 40, "{language}");
    }
}

#[test]
fn every_language_has_every_kind_of_head() {
    let heads: HashSet<_> = rows(HEADS)
        .filter_map(|(language, rest)| Some((language, rest.split_once('\t')?.0)))
        .collect();
    for language in REQUIRED {
        for label in HEAD_LABELS {
            assert!(heads.contains(&(language, label.name())), "{language}: {label}");
        }
    }
    assert!(heads.iter().all(|(_, label)| HEAD_LABELS.iter().any(|l| l.name() == *label)));
}

/// How many entries each required language has among some rows, in the order of [`REQUIRED`].
fn counted(rows: impl Iterator<Item = &'static str>) -> Vec<usize> {
    let mut counts = vec![0; REQUIRED.len()];
    for language in rows {
        if let Ok(at) = REQUIRED.binary_search(&language) {
            counts[at] += 1;
        }
    }
    counts
}

#[test]
fn notes_are_sorted_and_every_language_can_say_what_became_of_an_article() {
    assert!(NOTES.ends_with('\n'));
    let lines: Vec<&str> = NOTES.lines().collect();
    for pair in lines.windows(2) {
        let key = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        assert!(key(pair[0]) < key(pair[1]), "not sorted, or twice: {pair:?}");
    }
    let mut kinds = HashSet::new();
    for (language, rest) in rows(NOTES) {
        let (kind, phrase) = rest.split_once('\t').unwrap();
        assert!(SAYINGS.iter().any(|(_, name)| *name == kind), "{kind}");
        assert!(phrase.trim() == phrase && !fold(phrase).is_empty(), "{phrase:?}");
        kinds.insert((language, kind));
    }
    for language in REQUIRED {
        // Not every language has a way to say it without a verb.
        for (_, kind) in SAYINGS.iter().filter(|(saying, _)| *saying != Saying::Retraction) {
            assert!(kinds.contains(&(language, *kind)), "{language}: {kind}");
        }
    }
}

#[test]
fn no_language_has_far_fewer_entries_of_a_list_than_the_others() {
    let mut lists: Vec<(String, Vec<usize>)> = Vec::new();
    for (cue, data) in CUES {
        lists.push((cue.name().to_owned(), counted(rows(data).map(|(language, _)| language))));
    }
    for label in HEAD_LABELS {
        let of = rows(HEADS).filter(|(_, rest)| {
            rest.split_once('\t').is_some_and(|(name, _)| name == label.name())
        });
        lists.push((format!("heads of {label}"), counted(of.map(|(language, _)| language))));
    }
    for (name, data) in
        [("bylines", BYLINES), ("byline-labels", BYLINE_LABELS), ("sources", SOURCES)]
    {
        lists.push((name.to_owned(), counted(rows(data).map(|(language, _)| language))));
    }
    let stop = rows(stop::DATA).map(|(language, _)| language);
    lists.push(("stop words".to_owned(), counted(stop)));
    for (name, counts) in lists {
        let mut sorted = counts.clone();
        sorted.sort_unstable();
        let median = sorted[sorted.len() / 2];
        for (language, count) in REQUIRED.iter().zip(&counts) {
            let none = name == "stop words" && !has_stop_words(language);
            let fair = none || *count * 5 >= median * 3;
            assert!(fair, "{name}: {language} has {count}, languages have {median} in the middle");
        }
    }
}

#[test]
fn every_phrase_is_found_by_its_own_lookup() {
    for (cue, data) in CUES {
        for (language, phrase) in rows(data) {
            let text = phrase.trim_start_matches(['^', '=']).trim_end_matches(['*', ' ']);
            assert!(cues(text).has(cue), "{}: {language}: {phrase:?}", cue.name());
        }
    }
    for (language, rest) in rows(HEADS) {
        let (_, phrase) = rest.split_once('\t').unwrap();
        let text = phrase.trim_end_matches(['*', ' ']);
        assert!(section_head(text).is_some(), "{language}: {phrase:?}");
    }
}

#[test]
fn heads_are_known_in_capitals_with_numbers_and_arrows() {
    assert_eq!(section_head("I PIÙ LETTI"), Some(Label::Related));
    assert_eq!(section_head("I PIU LETTI"), Some(Label::Related));
    assert_eq!(section_head("Leggi anche:"), Some(Label::Related));
    assert_eq!(section_head("Meistgelesen »"), Some(Label::Related));
    assert_eq!(section_head("12 Kommentare"), Some(Label::Comment));
    assert_eq!(section_head("Comments (3)"), Some(Label::Comment));
    assert_eq!(section_head("More from Sports"), Some(Label::Related));
    assert_eq!(section_head("Pubblicità"), Some(Label::Advert));
    assert_eq!(section_head("Impressum"), Some(Label::Footer));
    assert_eq!(section_head("Il governo approva la manovra"), None);
    assert_eq!(section_head("More than a hundred people came"), None);
    assert_eq!(section_head(""), None);
    assert_eq!(section_head(&"Comments ".repeat(400)), None);
}

#[test]
fn cues_are_read_off_short_lines() {
    assert!(cues("Leggi anche: La manovra passa alla Camera").has(Cue::Related));
    assert!(cues("Foto: Keystone").has(Cue::Credit));
    assert!(cues("© 2024 Alle Rechte vorbehalten").has(Cue::Copyright));
    assert!(cues("Zuletzt aktualisiert am 3. Mai 2024").has(Cue::Dateline));
    assert!(cues("5 min read").has(Cue::ReadingTime));
    assert!(cues("(ANSA)").has(Cue::Agency));
    assert!(cues("Wir verwenden Cookies").has(Cue::Consent));
    assert!(is_skip_link("Skip to content") && is_skip_link("Salta al contenuto"));
    assert!(is_screen_reader_hint("list of 3 items") && is_screen_reader_hint("End of list"));
    assert!(cues("Correction: an earlier version of this article named").has(Cue::Correction));
    assert!(cues("Il presidente ha parlato ieri davanti alla folla").is_empty());
    assert!(cues("Die Abgeordneten stimmten am Abend mit großer Mehrheit ab").is_empty());
}

#[test]
fn bylines_end_in_names() {
    assert_eq!(byline_prefix("Di Mario Rossi"), Some("Mario Rossi"));
    assert_eq!(byline_prefix("By JANE DOE"), Some("JANE DOE"));
    assert_eq!(byline_prefix("Von: Anna Müller "), Some("Anna Müller"));
    assert_eq!(byline_prefix("— a cura di Anna Bianchi"), Some("Anna Bianchi"));
    assert_eq!(byline_prefix("Di fronte alla chiesa"), None);
    assert_eq!(byline_prefix("By"), None);
    assert_eq!(byline_prefix("By 2030 the city wants"), None);
    assert!(cues("By Jane Doe").has(Cue::Byline) && !cues("by and large").has(Cue::Byline));
}

#[test]
fn of_a_hostile_line_only_the_start_is_read() {
    let hint = "accept all cookies";
    for line in ["(((((".repeat(100_000), "word ".repeat(100_000), "的".repeat(100_000)] {
        assert_eq!(cues(&format!("{line} {hint}")), cues(&line));
        assert!(!cues(hint).is_empty() && cues(&line).is_empty());
        assert_eq!(byline_prefix(&format!("By Jane Doe {line}")), None);
        assert_eq!(agency(&format!("{line} (dpa)")), None);
    }
}
