//! The words that announce a date: that of the publication, and that of the last change.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::lexicon;

/// Words that say that the date behind them is the last change's, in lower case.
const CHANGED: &str = include_str!("data/changed.txt");

/// Words that say that the date behind them is the publication's, in lower case.
const PUBLISHED: &str = include_str!("data/published.txt");

/// Finds the first of [`CHANGED`] in a line: in few and short ones, so that building a full table of its
/// steps takes longer than it would save.
static CHANGE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .kind(Some(AhoCorasickKind::NoncontiguousNFA))
        .build(CHANGED.lines())
        .ok()
});

/// A dateline in two: what it says of the publication, and what of the last change. Where the change
/// comes first (`Updated 8 May, published 7 May`), the publication is what its own word announces.
pub(super) fn at_change(line: &str) -> (&str, &str) {
    let lower = line.to_lowercase();
    let cut = CHANGE.as_ref().and_then(|words| words.find(&lower)).map(|found| found.start());
    let Some(at) = cut.filter(|at| lower.len() == line.len() && line.is_char_boundary(*at)) else {
        return (line, "");
    };
    let (before, after) = line.split_at(at);
    let digit = |text: &str| text.contains(char::is_numeric);
    if digit(before) {
        return (before, after);
    }
    let said = PUBLISHED.lines().filter_map(|word| lower[at..].find(word)).min();
    // Lower case may set letters elsewhere, though all of them are as long.
    match said.and_then(|said| after.split_at_checked(said)) {
        Some((change, said)) if digit(change) && digit(said) => (said, change),
        _ => (before, after),
    }
}

/// Whether the words right before a date say that it is the last change's: `Updated on`, `Last updated by Ann Lee on`.
pub(super) fn announces_change(words: &str) -> bool {
    /// Bytes of the longest words behind the one for a change.
    const NEAR: usize = 60;
    let lower = words.to_lowercase();
    let last = CHANGE.as_ref().and_then(|change| change.find_iter(&lower).last());
    let Some(last) = last.filter(|last| lower.len() - last.end() <= NEAR) else { return false };
    let behind = lower[last.end()..].trim_start_matches(char::is_alphabetic).trim();
    let by = behind.starts_with("by ");
    // An editor signs.
    let editor = by && &lower[last.range()] == "edited";
    (by || behind.split(' ').count() <= 1)
        && !editor
        && !PUBLISHED.lines().any(|word| behind.contains(word))
}

/// Whether a line says that the date on it is the page's.
pub(super) fn is_dated(line: &str) -> bool {
    let line = line.trim_start();
    let lower = line[..line.floor_char_boundary(40)].to_lowercase();
    DATED.iter().any(|words| lower.starts_with(words)) || lexicon::says_filed(line)
}

/// What dates are announced with, in lower case.
static DATED: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("data/dated.txt").lines().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_may_be_told_before_the_publication() {
        for (line, published, modified) in [
            ("Aktualizováno 15. 10. 2023, zveřejněno 14. 10. 2023", "14. 10. 2023", "15. 10. 2023"),
            ("Published 7 May 2024, updated 8 May 2024", "7 May 2024", "8 May 2024"),
            ("Published 7 May 2024", "7 May 2024", ""),
            ("Updated 8 May 2024", "", "8 May 2024"),
            ("Update published on 8 May 2024", "", "8 May 2024"),
            // one letter is longer in lower case, another one shorter
            ("Обновлено 8.5.2024 İ опубликовано 7.5.2024 ẞ", "", "8.5.2024"),
        ] {
            let (before, after) = at_change(line);
            let number = |text: &str| text.contains(char::is_numeric);
            assert!(before.contains(published) && number(before) != published.is_empty(), "{line}");
            assert!(after.contains(modified) && number(after) != modified.is_empty(), "{line}");
        }
    }

    #[test]
    fn words_for_changes_are_sorted() {
        for list in [CHANGED, PUBLISHED] {
            let words: Vec<&str> = list.lines().collect();
            assert!(words.is_sorted(), "{words:?}");
            assert!(words.iter().all(|w| !w.is_empty() && w.to_lowercase() == *w));
        }
    }

    #[test]
    fn words_before_a_date_announce_a_change() {
        for (words, change) in [
            ("Updated", true),
            ("This page was last modified on", true),
            ("Dernière mise à jour le", true),
            ("Última actualización:", true),
            ("Last updated by Hilda Benning on", true),
            ("Letzte Änderung:", true),
            ("Edited by Hilda Benning on", false),
            ("The update was released on", false),
            ("Updated often, published", false),
            ("Published", false),
            ("", false),
        ] {
            assert_eq!(announces_change(words), change, "{words}");
        }
    }
}
