//! Calendars beside the Gregorian: the years of the Buddhist era that Thailand counts, and the Persian year.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use super::stamp::Stamp;
use crate::lexicon;

/// How years and months are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    /// As nearly everywhere.
    Gregorian,
    /// The same months, and years from 543 before.
    Buddhist,
    /// The solar year of Iran and Afghanistan, which begins at the equinox.
    Persian,
}

/// A month by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) calendar: Calendar,
    /// 1 to 12.
    pub(super) number: u32,
}

/// The names, in the order of the list.
static MONTHS: LazyLock<Vec<(&str, Month)>> = LazyLock::new(|| {
    let mut months = Vec::new();
    for line in lexicon::CALENDARS.lines() {
        let mut fields = line.split('\t');
        let calendar = match fields.next() {
            Some("thai") => Calendar::Buddhist,
            Some("persian") => Calendar::Persian,
            _ => Calendar::Gregorian,
        };
        let Some(number) = fields.next().and_then(|number| number.parse().ok()) else { continue };
        months.extend(fields.map(|name| (name, Month { calendar, number })));
    }
    months
});

static NAMED: LazyLock<HashMap<&str, Month>> = LazyLock::new(|| MONTHS.iter().copied().collect());

/// The month that a word in lower case names.
pub(super) fn month(word: &str) -> Option<Month> {
    if let Some(number) = lexicon::month(word) {
        return Some(Month { calendar: Calendar::Gregorian, number });
    }
    // The names here are all of scripts behind the Hebrew.
    if word.chars().next()? < '\u{600}' {
        return None;
    }
    let name = word.strip_suffix("ماه").filter(|name| !name.is_empty()).unwrap_or(word);
    NAMED.get(name).copied()
}

/// What a Thai text, which has no spaces between words, begins with: a month's name, in full or short, and how
/// long it is; or a word that stands between the parts of a date.
pub(super) fn thai(text: &str) -> Option<(Option<Month>, usize)> {
    const BETWEEN: [&str; 6] = ["พ.ศ.", "ค.ศ.", "พุทธศักราช", "คริสต์ศักราช", "เดือน", "ปี"];
    if let Some(word) = BETWEEN.iter().find(|word| text.starts_with(**word)) {
        return Some((None, word.len()));
    }
    MONTHS
        .iter()
        .find(|(name, month)| month.calendar == Calendar::Buddhist && text.starts_with(name))
        .map(|(name, month)| (Some(*month), name.len()))
}

impl Calendar {
    /// The calendar of a page's numbers.
    pub(super) fn of(lang: Option<&str>, region: Option<&str>) -> Calendar {
        let lang = lang.map_or("", |tag| tag.split(['-', '_']).next().unwrap_or(tag));
        match (lang, region) {
            ("th", _) | (_, Some("th")) => Calendar::Buddhist,
            ("fa" | "prs" | "ps", _) | (_, Some("ir" | "af")) => Calendar::Persian,
            _ => Calendar::Gregorian,
        }
    }

    /// A day that exists, with the year as it is written, in so many digits.
    pub(super) fn day(self, year: u32, digits: usize, month: u32, day: u32) -> Option<Stamp> {
        let written = i32::try_from(year).ok()?;
        match (self, digits) {
            (Calendar::Gregorian, 4) => Stamp::day(written, month, day),
            // Two digits are of 1970 to 2069.
            (Calendar::Gregorian, 2) => {
                Stamp::day(written + if year < 70 { 2000 } else { 1900 }, month, day)
            }
            // Until 1940 the Thai year began in April: what is that old is not read.
            (Calendar::Buddhist, 4) if year >= 2484 => Stamp::day(written - 543, month, day),
            (Calendar::Buddhist, 4) => Stamp::day(written, month, day),
            // 2540 to 2599 of that era, or 2000 to 2039: nothing on the web is older.
            (Calendar::Buddhist, 2) => {
                Stamp::day(written + if year < 40 { 2000 } else { 1957 }, month, day)
            }
            (Calendar::Persian, 4) => persian(year, month, day),
            (Calendar::Persian, 2) => {
                persian(year + if year < 70 { 1400 } else { 1300 }, month, day)
            }
            _ => None,
        }
    }

    /// The same for a date of numbers alone, on a page of this calendar, where a Gregorian year may stand too.
    pub(super) fn day_in_numbers(
        self,
        year: u32,
        digits: usize,
        month: u32,
        day: u32,
    ) -> Option<Stamp> {
        match self {
            Calendar::Persian if year >= 1600 => Calendar::Gregorian.day(year, digits, month, day),
            // Which of three short numbers is the year is not known: it often comes first.
            Calendar::Persian if digits == 2 => None,
            _ => self.day(year, digits, month, day),
        }
    }
}

/// The years for which the reckoning below is the one that is used.
const PERSIAN_YEARS: std::ops::RangeInclusive<u32> = 1300..=1500;

/// A day of the Persian year. Eight years of 33 have a day more, those whose remainder makes
/// (25 × year + 11) mod 33 less than 8: for the years here that is the calendar as it is kept, by the equinox in
/// Tehran (so in Unicode's ICU, and in Reingold and Dershowitz, "Calendrical Calculations").
fn persian(year: u32, month: u32, day: u32) -> Option<Stamp> {
    /// The day before the first of the year 1, counted from the first of January of the year 1 on.
    const EPOCH: u32 = 226_894;
    let leap = (25 * year + 11) % 33 < 8;
    let days = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(leap),
        _ => return None,
    };
    if !PERSIAN_YEARS.contains(&year) || !(1..=days).contains(&day) {
        return None;
    }
    let before = (month - 1) * 30 + (month - 1).min(6);
    let number = EPOCH + 365 * (year - 1) + (8 * year + 21) / 33 + before + day;
    let date = NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)?;
    Stamp::day(date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(calendar: Calendar, year: u32, month: u32, day: u32) -> String {
        let digits = year.to_string().len();
        let stamp = calendar.day(year, digits, month, day);
        stamp.map_or_else(|| "none".to_owned(), |stamp| stamp.to_string())
    }

    #[test]
    fn persian_days_are_those_of_the_almanacs() {
        for (year, month, at, want) in [
            (1403, 12, 14, "2025-03-04"),
            (1404, 1, 1, "2025-03-21"),
            (1403, 12, 30, "2025-03-20"),
            (1404, 12, 30, "none"),
            (1399, 12, 30, "2021-03-20"),
            (1400, 1, 1, "2021-03-21"),
            (1357, 11, 22, "1979-02-11"),
            (1379, 1, 1, "2000-03-20"),
            (1375, 12, 30, "1997-03-20"),
            (1408, 12, 30, "2030-03-20"),
            (1404, 6, 31, "2025-09-22"),
            (1404, 7, 31, "none"),
            (1404, 7, 30, "2025-10-22"),
            (1404, 13, 1, "none"),
            (1404, 0, 1, "none"),
            (1404, 1, 0, "none"),
            (1201, 1, 1, "none"),
            (4, 1, 1, "none"),
        ] {
            assert_eq!(day(Calendar::Persian, year, month, at), want, "{year}/{month}/{at}");
        }
        assert_eq!(Calendar::Persian.day(3, 2, 12, 14).unwrap().to_string(), "2025-03-04");
        assert_eq!(Calendar::Persian.day_in_numbers(3, 2, 12, 14), None);
    }

    #[test]
    fn each_persian_day_follows_the_one_before() {
        let mut last = NaiveDate::from_ymd_opt(1921, 3, 20).unwrap();
        for year in 1300..=1478 {
            for month in 1..=12 {
                for at in 1..=31 {
                    let Some(stamp) = persian(year, month, at) else { continue };
                    assert_eq!(Some(stamp.date), last.succ_opt(), "{year}/{month}/{at}");
                    last = stamp.date;
                }
            }
        }
        assert_eq!(last, NaiveDate::from_ymd_opt(2100, 3, 20).unwrap());
    }

    #[test]
    fn thai_years_are_of_the_buddhist_era_where_they_can_be() {
        assert_eq!(day(Calendar::Buddhist, 2568, 3, 5), "2025-03-05");
        assert_eq!(day(Calendar::Buddhist, 68, 3, 5), "2025-03-05");
        assert_eq!(day(Calendar::Buddhist, 25, 3, 5), "2025-03-05");
        assert_eq!(day(Calendar::Buddhist, 2025, 3, 5), "2025-03-05");
        assert_eq!(day(Calendar::Buddhist, 2567, 2, 29), "2024-02-29");
        assert_eq!(day(Calendar::Buddhist, 2568, 2, 29), "none");
        assert_eq!(day(Calendar::Buddhist, 2400, 1, 1), "none");
        assert_eq!(day(Calendar::Gregorian, 2568, 3, 5), "none");
    }

    #[test]
    fn every_calendar_has_its_months_and_no_name_is_two() {
        let mut seen = HashMap::new();
        for line in lexicon::CALENDARS.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let number: u32 = fields[1].parse().unwrap();
            assert!((1..=12).contains(&number), "{line}");
            for name in &fields[2..] {
                assert_eq!(name.to_lowercase(), **name);
                assert!(name.chars().next().unwrap() >= '\u{600}', "{name}");
                assert_eq!(seen.insert(*name, ()), None, "{name} twice");
                if let Some(known) = lexicon::month(name) {
                    assert_eq!((fields[0], known), ("gregorian", number), "{name}");
                }
            }
        }
        for calendar in [Calendar::Gregorian, Calendar::Buddhist, Calendar::Persian] {
            let has = |number| NAMED.values().any(|month| *month == Month { calendar, number });
            assert!((1..=12).all(has), "{calendar:?}");
        }
    }
}
