//! Moments as they are typed: dates, times, and spans back from now.

use std::time::SystemTime;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Reads a date (`2026-11-21`, from its beginning in UTC), a time with zone (RFC 3339), or a span back
/// from now (`90m`, `36h`, `7d`, `2w`).
pub(in crate::cli) fn since(typed: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(typed) {
        return Ok(at.to_utc());
    }
    if let Ok(day) = typed.parse::<NaiveDate>() {
        return Ok(day.and_time(chrono::NaiveTime::MIN).and_utc());
    }
    // `Utc::now` would panic before 1970, which is told of once the command line is read.
    let now = DateTime::<Utc>::from(SystemTime::now());
    span(typed).and_then(|span| now.checked_sub_signed(span)).ok_or_else(|| {
        "no date (2026-11-21), time (2026-11-21T08:00:00Z) or span (90m, 36h, 7d, 2w)".to_owned()
    })
}

/// The same, as the day it falls on.
pub(super) fn day(typed: &str) -> Result<NaiveDate, String> {
    since(typed).map(|at| at.date_naive())
}

fn span(typed: &str) -> Option<TimeDelta> {
    let (number, unit) = typed.split_at_checked(typed.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|n| *n >= 0)?;
    match unit {
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_spans_are_read() {
        assert_eq!(since("2026-11-21").unwrap().to_rfc3339(), "2026-11-21T00:00:00+00:00");
        assert_eq!(
            since("2026-11-21T08:00:00+01:00").unwrap().to_rfc3339(),
            "2026-11-21T07:00:00+00:00"
        );
        assert_eq!(day("2026-11-21").unwrap().to_string(), "2026-11-21");
        let week = since("7d").unwrap();
        assert!(Utc::now() - week >= TimeDelta::days(7));
        for wrong in ["", "7", "d", "-7d", "7y", "yesterday", "9999999999999999d", "7€"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
    }
}
