//! News agencies, as they sign.

use std::sync::{LazyLock, OnceLock};

use super::fold::{fold, folded};
use super::phrases::Phrases;
use super::rows::rows;

pub(super) const DATA: &str = include_str!("data/agencies.tsv");

/// `language ⇥ word`: what announces a source.
pub(super) const SOURCES: &str = include_str!("data/sources.tsv");

/// Longest line, in bytes, that can be an agency's signature alone.
const LONGEST: usize = 120;

/// The agency that a line is signed by, under its own name (`Keystone-SDA`, `dpa`): the line is the
/// agency's name and no more, names it in brackets (`ROME (AP) —`), or follows a word for source
/// (`Quelle: dpa`). A photo credit is no signature.
#[must_use]
pub fn agency(text: &str) -> Option<&'static str> {
    if text.is_ascii() && !may_name(text) {
        return None;
    }
    folded(text, |folded| {
        let line = folded.text();
        let mut found: Option<u8> = None;
        list().each(folded, |index, start, end| {
            let bracketed = line.get(..start).is_some_and(|before| before.ends_with('('))
                && line.get(end..).is_some_and(|after| after.starts_with([')', ' ']));
            let alone = text.len() <= LONGEST && is_only_agencies(line, start);
            if bracketed || alone {
                found = Some(index);
            }
            found.is_none()
        });
        found.and_then(|index| names().get(index as usize).copied())
    })
}

/// Whether a word of a text begins as an agency's name does: hardly any other text is folded.
fn may_name(text: &str) -> bool {
    static STARTS: LazyLock<Box<[bool; 4096]>> = LazyLock::new(|| {
        let mut starts = Box::new([false; 4096]);
        entries().for_each(|(_, phrase)| starts[start(fold(phrase).as_bytes())] = true);
        starts
    });
    let mut words = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    words.any(|word| !word.is_empty() && STARTS[start(word)])
}

/// A number made of the first three letters and digits of a word.
fn start(word: &[u8]) -> usize {
    let letters = word.iter().take_while(|byte| byte.is_ascii_alphanumeric()).take(3);
    letters.fold(0, |number, byte| number * 37 + usize::from(byte.to_ascii_lowercase())) % 4096
}

/// Whether what stands before an agency's name is nothing, a word for source, or a copyright sign,
/// and what follows is short.
fn is_only_agencies(line: &str, start: usize) -> bool {
    let (Some(before), Some(after)) = (line.get(..start), line.get(start..)) else { return false };
    let before = before.trim();
    let announced = before.is_empty() || before == "©" || is_source(before);
    announced && after.split(' ').count() <= if before.is_empty() { 4 } else { 8 } && {
        let mut rest = after;
        while let Some((_, end)) = list().at_start(rest.as_bytes()) {
            rest = rest.get(end..).unwrap_or("").trim_start_matches([' ', ':', ')', '(']);
        }
        rest.is_empty() || !before.is_empty()
    }
}

/// Whether a text is a word that announces a source (`Quelle`, `via`).
#[must_use]
pub fn announces_source(text: &str) -> bool {
    folded(text, |folded| is_source(folded.text()))
}

/// Whether a folded line is a word that announces a source, with or without its colon.
fn is_source(folded: &str) -> bool {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| Phrases::new(rows(SOURCES).map(|(_, phrase)| (phrase, 0)), true))
        .at_start(folded.trim_end_matches([':', ' ']).as_bytes())
        .is_some()
}

/// The names of agencies, and how each signs.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(DATA)
}

fn names() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<_> = entries().map(|(name, _)| name).collect();
        names.dedup();
        names
    })
}

fn list() -> &'static Phrases {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| {
        let indexed = entries().filter_map(|(name, phrase)| {
            let index = names().iter().position(|n| *n == name)?;
            Some((phrase, index as u8))
        });
        Phrases::new(indexed, false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_known_and_mentions_are_not() {
        assert_eq!(agency("(ANSA) - ROMA, 7 OTT"), Some("ANSA"));
        assert_eq!(agency("Keystone-SDA"), Some("Keystone-SDA"));
        assert_eq!(agency("BERLIN (dpa) – Die Regierung"), Some("dpa"));
        assert_eq!(agency("Quelle: dpa/AFP"), Some("dpa"));
        assert_eq!(agency("Fonte: ATS"), Some("ATS"));
        assert_eq!(agency("© Riproduzione riservata"), None);
        assert_eq!(agency("The agency Reuters reported on Monday that talks go on"), None);
        assert_eq!(agency("Foto: Reuters"), None);
        assert_eq!(agency("(ラオス)"), None);
        assert_eq!(agency("【共同】"), Some("Kyodo"));
        assert!(
            entries().filter(|(_, phrase)| phrase.is_ascii()).all(|(_, phrase)| may_name(phrase))
        );
    }

    #[test]
    fn the_list_is_sorted_and_fits_a_byte() {
        let rows: Vec<_> = entries().collect();
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "sorted, no duplicates");
        assert!(names().len() < 256);
    }
}
