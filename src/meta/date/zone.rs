//! Zones of time, as pages write them behind an hour.

use super::numerals::{digits, short};

/// Zones that pages name by letters, in minutes east of UTC: those that mean one thing, and
/// [`AMBIGUOUS`] ones as most pages mean them.
pub(super) const ZONES: &[(&str, i16)] = &[
    ("aedt", 660),
    ("aest", 600),
    ("akst", -540),
    ("bst", 60),
    ("cdt", -300),
    ("cest", 120),
    ("cet", 60),
    ("edt", -240),
    ("eest", 180),
    ("eet", 120),
    ("est", -300),
    ("gmt", 0),
    ("hkt", 480),
    ("ist", 330),
    ("jst", 540),
    ("kst", 540),
    ("mdt", -360),
    ("mesz", 120),
    ("mez", 60),
    ("msk", 180),
    ("mst", -420),
    ("nzdt", 780),
    ("nzst", 720),
    ("pdt", -420),
    ("pst", -480),
    ("sgt", 480),
    ("ut", 0),
    ("utc", 0),
    ("wat", 60),
    ("z", 0),
];

/// Zones whose letters mean another one in some countries: letters, countries and languages.
const AMBIGUOUS: [(&str, &[&str], &[&str]); 2] =
    [("bst", &["bd"], &["bn"]), ("ist", &["ie", "il"], &["en-ie", "ga", "he"])];

/// Whether a page of a country, or in a language, means another zone by letters in its text than [`zone`] reads.
pub(super) fn is_other_zone(text: &str, lang: Option<&str>, region: Option<&str>) -> bool {
    let of =
        |tag: &str| lang.is_some_and(|lang| lang == tag || lang.split('-').next() == Some(tag));
    let words = || text.split(|c: char| !c.is_ascii_alphabetic());
    AMBIGUOUS.iter().any(|(letters, regions, languages)| {
        (region.is_some_and(|region| regions.contains(&region))
            || languages.iter().any(|tag| of(tag)))
            && words().any(|word| word.eq_ignore_ascii_case(letters))
    })
}

/// The zone that a text begins with: `Z`, `+02:00`, `+0200`, `+02`, `GMT+0200`, `CEST`.
pub(super) fn zone(text: &str) -> Option<i16> {
    let text = text.trim_start_matches([' ', '(']);
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(letters);
    let base = if name.is_empty() {
        None
    } else {
        let name = name.to_ascii_lowercase();
        let found = ZONES.binary_search_by_key(&&*name, |(name, _)| name).ok()?;
        Some(ZONES[found].1)
    };
    offset(rest).or(base)
}

fn offset(text: &str) -> Option<i16> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, rest) = short(&text[1..])?;
    let minutes = digits(rest.strip_prefix(':').unwrap_or(rest), 2).map_or(0, |(m, _)| m);
    (hours <= 14 && minutes < 60).then(|| sign * (hours * 60 + minutes) as i16)
}
