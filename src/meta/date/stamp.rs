//! Points in time as pages give them, and the machine formats they are written in.

use super::numerals::{digits, short};
use super::zone::zone;
use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike};

use crate::lexicon::clock::Half;

/// A date, with time and zone where the page gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::meta) struct Stamp {
    pub date: NaiveDate,
    /// Hour, minute, second.
    pub time: Option<(u8, u8, u8)>,
    /// Minutes east of UTC.
    pub zone: Option<i16>,
}

/// The years a page on the web can have been published in, archives of old papers included.
const YEARS: std::ops::RangeInclusive<i32> = 1600..=2100;

impl Stamp {
    /// A day that exists.
    pub(in crate::meta) fn day(year: i32, month: u32, day: u32) -> Option<Stamp> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        YEARS.contains(&year).then_some(Stamp { date, time: None, zone: None })
    }

    /// The same instant, which is given in UTC, on the clock that shows it as `shown`: none where
    /// `shown` has no time of day, or no clock in the world is that far from UTC.
    pub(in crate::meta) fn on_clock_of(self, shown: &Stamp) -> Option<Stamp> {
        let minutes = |stamp: &Stamp| {
            let (hour, minute, _) = stamp.time?;
            Some(i64::from(hour) * 60 + i64::from(minute))
        };
        let days = (shown.date - self.date).num_days();
        let ahead = days * 24 * 60 + minutes(shown)? - minutes(&self)?;
        let zone = i16::try_from(ahead).ok().filter(|zone| (-720..=840).contains(zone))?;
        let whole = zone % 30 == 0 && zone != 0 && shown.zone.is_none_or(|given| given == zone);
        let second = self.time.map_or(0, |(.., second)| second);
        let (hour, minute, _) = shown.time?;
        whole.then_some(Stamp {
            date: shown.date,
            time: Some((hour, minute, second)),
            zone: Some(zone),
        })
    }

    /// The same instant on the clock of the site, where the page gives midnight in Central Europe as
    /// 22 or 23 o'clock of the day before in UTC: a date without a time that a program has moved.
    pub(in crate::meta) fn at_local_midnight(
        self,
        lang: Option<&str>,
        region: Option<&str>,
    ) -> Stamp {
        const REGIONS: &[&str] = &[
            "at", "be", "ch", "cz", "de", "dk", "es", "eu", "fr", "hr", "hu", "it", "li", "lu",
            "nl", "no", "pl", "se", "si", "sk",
        ];
        const LANGUAGES: &[&str] = &["cs", "da", "de", "hu", "it", "nb", "nl", "no", "pl", "sv"];
        let lang = lang.map(|tag| tag.split('-').next().unwrap_or(tag));
        let here = match region {
            Some(region) => REGIONS.contains(&region),
            None => lang.is_some_and(|lang| LANGUAGES.contains(&lang)),
        };
        match (self.time, self.zone, self.date.succ_opt()) {
            (Some((hour @ (22 | 23), 0, 0)), Some(0), Some(date)) if here => {
                Stamp { date, time: Some((0, 0, 0)), zone: Some((24 - i16::from(hour)) * 60) }
            }
            _ => self,
        }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date;
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
        let Some((hour, minute, second)) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:{second:02}")?;
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                let sign = if zone < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            }
        }
    }
}

/// Reads ISO 8601 in the variants that pages use, RFC 2822, JavaScript's and Java's `toString`,
/// seconds and milliseconds since 1970. Never guesses at the order of day and month.
pub(in crate::meta) fn machine(text: &str) -> Option<Stamp> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    if text.len() < 8 || !text.is_ascii() {
        return None;
    }
    iso(text).or_else(|| since_1970(text)).or_else(|| mail(text))
}

/// Whether a text is a number of as many digits as seconds and milliseconds since 1970 have, and nothing else.
pub(in crate::meta) fn is_count(text: &str) -> bool {
    let text = text.trim();
    matches!(text.len(), 10 | 13) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Reads seconds and milliseconds since 1970, in ten and in thirteen digits.
pub(super) fn since_1970(text: &str) -> Option<Stamp> {
    if !is_count(text) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = if text.len() == 13 { number / 1000 } else { number };
    let utc = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    let stamp = Stamp::day(utc.year(), utc.month(), utc.day())?;
    let time = (utc.hour() as u8, utc.minute() as u8, utc.second() as u8);
    Some(Stamp { time: Some(time), zone: Some(0), ..stamp })
}

fn iso(text: &str) -> Option<Stamp> {
    let (year, rest) = digits(text, 4)?;
    let separator = rest.chars().next()?;
    let (stamp, rest) = if matches!(separator, '-' | '/' | '.') {
        let (month, rest) = short(&rest[1..])?;
        let (day, rest) = short(rest.strip_prefix(separator)?)?;
        (Stamp::day(year as i32, month, day)?, rest)
    } else {
        let (month, rest) = digits(rest, 2)?;
        let (day, rest) = digits(rest, 2)?;
        if rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() != 6 {
            return None;
        }
        (Stamp::day(year as i32, month, day)?, rest)
    };
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric() && c != 'T' && c != 't')
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let rest = rest.trim_start_matches(['T', 't', ' ', ',', '-', '|', '.']);
    Some(with_time(stamp, rest))
}

/// Adds the time of day and zone that `rest` begins with; a rest that is no time adds nothing.
pub(super) fn with_time(stamp: Stamp, rest: &str) -> Stamp {
    let Some((time, rest)) = clock(rest) else { return stamp };
    Stamp { time: Some(time), zone: zone(rest), ..stamp }
}

/// A time of day: `10:16`, `10:16:00.123`, `101600`, `9:05 pm`.
pub(super) fn clock(text: &str) -> Option<((u8, u8, u8), &str)> {
    let (hour, rest) = short(text)?;
    let colon = rest.starts_with(':');
    let (minute, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    if !colon && !rest.starts_with(|c: char| c.is_ascii_digit() || c == 'Z' || c == '+') {
        return None;
    }
    let seconds = rest.strip_prefix(':').unwrap_or(if colon { "" } else { rest });
    let (second, rest) = digits(seconds, 2).unwrap_or((0, rest));
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    };
    let half = Half::at_start(rest);
    let (hour, rest) = half.map_or((hour, rest), |(half, rest)| (half.hour(hour), rest));
    // A leap second is the second before it to everyone who reads this.
    (hour < 24 && minute < 60 && second <= 60)
        .then(|| ((hour as u8, minute as u8, second.min(59) as u8), rest))
}

/// `Tue, 07 Oct 2025 10:16:00 +0200` and `Tue Oct 07 2025 10:16:00 GMT+0200 (…)` and
/// `Tue Oct 07 10:16:00 CEST 2025`.
fn mail(text: &str) -> Option<Stamp> {
    let mut words = text.split([' ', ',']).filter(|w| !w.is_empty()).peekable();
    let first = words.peek()?;
    // "mar, 10 nov 2026": a Tuesday
    let day = text.trim_start().get(first.len()..).is_some_and(|rest| rest.starts_with(','));
    if first.chars().all(|c| c.is_ascii_alphabetic()) && (day || english_month(first).is_none()) {
        words.next();
    }
    let (a, b) = (words.next()?, words.next()?);
    let (month, day) = match english_month(a) {
        Some(month) => (month, b),
        None => (english_month(b)?, a),
    };
    let day: u32 = day.parse().ok()?;
    let rest: Vec<&str> = words.take(6).collect();
    let year = rest.iter().find_map(|w| if w.len() == 4 { w.parse::<i32>().ok() } else { None })?;
    let stamp = Stamp::day(year, month, day)?;
    // "3 April 2026 14.25": as people write it
    if rest.iter().filter_map(|word| word.split_once('.')).any(|(a, b)| {
        matches!(a.len(), 1 | 2) && b.len() == 2 && [a, b].iter().all(|n| n.parse::<u8>().is_ok())
    }) {
        return None;
    }
    let Some(at) = rest.iter().position(|w| w.contains(':')) else { return Some(stamp) };
    let after = rest[at..]
        .iter()
        .filter(|w| w.len() != 4 || w.contains([':', '+', '-']) || w.parse::<i32>().is_err());
    let after: Vec<&str> = after.copied().collect();
    Some(with_time(stamp, &after.join(" ")))
}

/// An English month, whole or in its first three letters at least.
fn english_month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    MONTHS.iter().position(|month| month.starts_with(&word)).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::super::zone::ZONES;
    use super::*;

    fn read(text: &str) -> String {
        machine(text).map_or_else(|| "none".to_owned(), |stamp| stamp.to_string())
    }

    #[test]
    fn machine_formats_are_read() {
        assert!(ZONES.is_sorted());
        for (text, want) in [
            ("2025-10-07", "2025-10-07"),
            ("2025-10-07T10:16:00+02:00", "2025-10-07T10:16:00+02:00"),
            ("2025-10-07T10:16:00.123Z", "2025-10-07T10:16:00Z"),
            ("2025-10-07T10:16+0200", "2025-10-07T10:16:00+02:00"),
            ("2025-10-07 10:16:00", "2025-10-07T10:16:00"),
            ("2025-10-07 10:16:00 UTC", "2025-10-07T10:16:00Z"),
            ("2025-10-07 10:16:00 -0330", "2025-10-07T10:16:00-03:30"),
            ("2025-10-07 9:05 PM", "2025-10-07T21:05:00"),
            ("2025-10-07 9:05 p.m.", "2025-10-07T21:05:00"),
            ("2025/10/7", "2025-10-07"),
            ("20251007", "2025-10-07"),
            ("20251007T101600Z", "2025-10-07T10:16:00Z"),
            ("20251007101600", "2025-10-07T10:16:00"),
            ("1759825000", "2025-10-07T08:16:40Z"),
            ("1759825000000", "2025-10-07T08:16:40Z"),
            ("Tue, 07 Oct 2025 10:16:00 GMT", "2025-10-07T10:16:00Z"),
            ("Tue Oct 07 2025 10:16:00 GMT+0200 (CEST)", "2025-10-07T10:16:00+02:00"),
            ("Tue Oct 07 10:16:00 CEST 2025", "2025-10-07T10:16:00+02:00"),
            ("October 7, 2025", "2025-10-07"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn midnight_moved_by_a_zone_is_moved_back() {
        let moved = machine("2021-11-04T23:00:00Z").unwrap();
        let at = |lang, region| moved.at_local_midnight(lang, region).to_string();
        assert_eq!(at(None, Some("de")), "2021-11-05T00:00:00+01:00");
        assert_eq!(at(Some("it"), None), "2021-11-05T00:00:00+01:00");
        assert_eq!(at(Some("en"), None), "2021-11-04T23:00:00Z");
        assert_eq!(at(Some("de"), Some("us")), "2021-11-04T23:00:00Z");
    }

    #[test]
    fn the_clock_that_shows_an_instant_tells_its_zone() {
        let on = |given: &str, shown: &str| {
            let local = machine(given).unwrap().on_clock_of(&machine(shown).unwrap());
            local.map_or_else(|| "none".to_owned(), |stamp| stamp.to_string())
        };
        let given = "2025-10-08T02:25:54Z";
        assert_eq!(on(given, "2025-10-07 9:25 pm"), "2025-10-07T21:25:54-05:00");
        assert_eq!(on(given, "2025-10-08 04:25"), "2025-10-08T04:25:54+02:00");
        assert_eq!(on(given, "2025-10-08 07:55"), "2025-10-08T07:55:54+05:30");
        assert_eq!(on(given, "2025-10-08 04:31"), "none");
        assert_eq!(on(given, "2025-10-07"), "none");
        assert_eq!(on(given, "2025-10-06 21:25"), "none");
        assert_eq!(on(given, "2025-10-08 02:25"), "none");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "0",
            "31.02.2025",
            "2025-02-31",
            "2025-13-01",
            "0001-01-01",
            "9999-12-31",
            "yesterday",
            "12345678",
            "07/10/2025",
            "2025-10",
            "+2025-10-07",
            "99999999999999999999",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }
}
