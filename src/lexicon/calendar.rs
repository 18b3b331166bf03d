//! The names of months and weekdays.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::rows::rows;

/// `language ⇥ month ⇥ names`: in full first, then as they are inflected and abbreviated.
pub(super) const MONTHS: &str = include_str!("data/months.tsv");

/// `calendar ⇥ month ⇥ names`, of scripts that the months above are not of: in the Thai calendar, in the Persian
/// one, and in the Gregorian one.
pub const CALENDARS: &str = include_str!("data/calendars.tsv");

/// `language ⇥ name`.
pub(super) const WEEKDAYS: &str = include_str!("data/weekdays.tsv");

static MONTH_OF: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let named = MONTHS.lines().flat_map(|line| {
        let mut fields = line.split('\t').skip(1);
        let month: Option<u32> = fields.next().and_then(|number| number.parse().ok());
        fields.filter_map(move |name| Some((name, month?)))
    });
    named.collect()
});

static WEEKDAY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(WEEKDAYS).map(|(_, name)| name).collect());

static OTHER: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| CALENDARS.lines().flat_map(|line| line.split('\t').skip(2)).collect());

/// Whether a word names a month in a script that [`month`] does not read.
#[must_use]
pub fn is_other_month(word: &str) -> bool {
    OTHER.contains(word)
}

/// The month that a word in lower case names, 1 to 12, in any of the languages, also where it is
/// abbreviated (`oct`, `dez`). Some abbreviations are other words elsewhere (`led`, `set`), so that
/// only a word that stands in a date should be asked for.
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    MONTH_OF.get(word).copied()
}

/// Whether a word in lower case is the name of a month and hardly ever another word: one that is
/// not abbreviated.
#[must_use]
pub fn is_month_name(word: &str) -> bool {
    let whole = word.chars().nth(3).is_some() || matches!(word, "may" | "mai" | "maj");
    whole && month(word).is_some()
}

/// Whether a word in lower case is the name of a day of the week.
#[must_use]
pub fn is_weekday(word: &str) -> bool {
    WEEKDAY.contains(word)
}

/// Whether a word in lower case can be a name of a month or a day at all: nearly every other word
/// begins, ends or is as long as none of them. Costs a few instructions.
#[must_use]
pub fn may_name_a_day(word: &str) -> bool {
    static SHAPES: LazyLock<Box<[bool; 4096]>> = LazyLock::new(|| {
        let mut shapes = Box::new([false; 4096]);
        let names = MONTH_OF.keys().chain(WEEKDAY.iter());
        names.for_each(|name| shapes[shape(name)] = true);
        shapes
    });
    SHAPES[shape(word)]
}

/// A number made of a word's length and of its first and last bytes.
fn shape(word: &str) -> usize {
    let bytes = word.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let number = byte(0) * 31 + byte(1) * 7 + byte(bytes.len().saturating_sub(1)) * 61;
    (number + bytes.len() * 1021) % 4096
}

#[cfg(test)]
mod tests {
    use super::super::tests::REQUIRED;
    use super::*;

    #[test]
    fn every_language_has_twelve_months_and_seven_days() {
        for language in REQUIRED {
            let months =
                |n: u32| MONTHS.lines().any(|line| line.starts_with(&format!("{language}\t{n}\t")));
            // Chinese, Japanese, Korean and Vietnamese count their months, Persian and Thai ones
            // stand among the other calendars, and October in Croatian is November in Czech.
            let elsewhere = matches!(language, "ja" | "ko" | "zh" | "vi" | "fa" | "th");
            let kept = |n: &u32| (language, *n) != ("hr", 10);
            assert!(elsewhere || (1..=12).filter(kept).all(months), "{language}");
            // Vietnamese days are of two words each, of which none is a day's alone.
            let days = rows(WEEKDAYS).filter(|(l, _)| *l == language).count();
            assert!(language == "vi" || days >= 7, "{language}: {days} weekdays");
        }
        let days: Vec<&str> = WEEKDAYS.lines().collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "sorted, once each");
    }

    #[test]
    fn no_name_is_two_months() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for line in MONTHS.lines() {
            let mut fields = line.split('\t').skip(1);
            let number = fields.next().unwrap();
            for name in fields {
                assert_eq!(name.to_lowercase(), name);
                assert_eq!(*seen.entry(name).or_insert(number), number, "{name}");
            }
        }
    }

    #[test]
    fn names_of_months_are_told_from_other_words() {
        assert_eq!(month("října"), Some(10));
        assert_eq!(month("dez"), Some(12));
        assert!(is_month_name("may") && is_month_name("października"));
        assert!(!is_month_name("led") && !is_month_name("ago") && !is_month_name("bridge"));
        assert!(is_weekday("giovedì") && !is_weekday("ieri"));
        assert!(MONTH_OF.keys().chain(WEEKDAY.iter()).all(|name| may_name_a_day(name)));
    }
}
