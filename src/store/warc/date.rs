//! When a record was made: the dates of WARC files.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::WarcRecord;

impl WarcRecord {
    /// When what the record holds was captured (`WARC-Date`); nothing where it gives no date that can be read.
    #[must_use]
    pub fn date(&self) -> Option<DateTime<Utc>> {
        read(self.field("WARC-Date")?)
    }
}

/// Reads a date of any granularity that WARC 1.1 allows (W3CDTF: from a year to a fraction of a second), of which
/// what is left out is taken for its beginning, and the fourteen digits that older tools write. A time that names
/// no zone is in UTC, as the standard asks.
pub(super) fn read(date: &str) -> Option<DateTime<Utc>> {
    let date = date.trim();
    if let Ok(whole) = DateTime::parse_from_rfc3339(date) {
        return Some(whole.to_utc());
    }
    if date.len() == 14 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let read = NaiveDateTime::parse_from_str(date, "%Y%m%d%H%M%S");
        return read.ok().map(|date| date.and_utc());
    }
    let (day, rest, time) = match date.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, "", time),
        None if date.len() == 4 => (date, "-01-01", "00:00Z"),
        None if date.len() == 7 => (date, "-01", "00:00Z"),
        None => (date, "", "00:00Z"),
    };
    let (clock, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let whole = DateTime::parse_from_rfc3339(&format!("{day}{rest}T{clock}{seconds}{zone}"));
    whole.ok().map(|whole| whole.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_granularity_of_the_standard_is_read() {
        for (date, meant) in [
            ("2026", "2026-01-01T00:00:00Z"),
            ("2026-05", "2026-05-01T00:00:00Z"),
            ("2026-05-03", "2026-05-03T00:00:00Z"),
            ("2026-05-03T10:30Z", "2026-05-03T10:30:00Z"),
            ("2026-05-03T10:30+02:00", "2026-05-03T08:30:00Z"),
            ("2026-05-03T10:30:07Z", "2026-05-03T10:30:07Z"),
            ("2026-05-03T10:30:07-05:00", "2026-05-03T15:30:07Z"),
            ("2026-05-03T10:30:07.123456789Z", "2026-05-03T10:30:07.123456789Z"),
            ("2026-05-03T10:30:07", "2026-05-03T10:30:07Z"),
            ("2026-05-03t10:30z", "2026-05-03T10:30:00Z"),
            (" 2026-05-03T10:30:07Z ", "2026-05-03T10:30:07Z"),
            ("20260503103007", "2026-05-03T10:30:07Z"),
        ] {
            let meant = DateTime::parse_from_rfc3339(meant).unwrap().to_utc();
            assert_eq!(read(date), Some(meant), "{date}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for date in [
            "",
            "T",
            "yesterday",
            "0000000",
            "2026-13",
            "2026-05-32",
            "2026-5-3",
            "2026T10:30Z",
            "2026-05-03T25:00Z",
            "2026-05-03T10Z",
            "20261303103007",
            "2026050310300",
            "Ｔ２０２６",
        ] {
            assert_eq!(read(date), None, "{date}");
        }
    }
}
