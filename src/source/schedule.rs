//! When a source is asked again.

use std::time::Duration;

use chrono::{DateTime, Days, Local, TimeDelta, Timelike as _, Utc};
use croner::parser::CronParser;

use crate::config::Rhythm;

/// How often a source on its own rhythm is asked at first. These four are Media Cloud's numbers.
pub const DEFAULT: Duration = Duration::from_secs(6 * 3600);
/// The shortest interval of such a source.
pub const SHORTEST: Duration = Duration::from_secs(600);
/// The longest one.
pub const LONGEST: Duration = Duration::from_secs(86_400);
/// How many failures in a row lengthen the interval to its longest.
const FAILURES: u32 = 10;

/// The interval after a poll that named `named` pages of which `known` were known: half of the last
/// one when under a third were known, half as much again when over two thirds were. A poll that
/// named nothing counts as all known.
#[must_use]
pub fn own_interval(last: Duration, named: u64, known: u64) -> Duration {
    let next = if named > 0 && known * 3 < named {
        last / 2
    } else if named == 0 || known * 3 > named * 2 {
        last * 3 / 2
    } else {
        last
    };
    next.clamp(SHORTEST, LONGEST)
}

/// When a source is due that was asked at `last`; `failures` in a row make it wait longer, unless
/// cron says when.
#[must_use]
pub fn due(rhythm: &Rhythm, own: Duration, last: DateTime<Utc>, failures: u32) -> DateTime<Utc> {
    let interval = match rhythm {
        Rhythm::Own => own,
        Rhythm::Every(interval) => *interval,
        Rhythm::Cron(expression) => {
            return by_cron(expression, &last.with_timezone(&Local))
                .map_or(last + TimeDelta::days(1), |next| next.to_utc());
        }
    };
    let interval = match failures {
        0 => interval,
        count if count >= FAILURES => interval.max(LONGEST),
        count => (interval * 2u32.pow(count.min(6))).min(interval.max(LONGEST)),
    };
    last + TimeDelta::from_std(interval).unwrap_or(TimeDelta::days(1))
}

/// The next time after `last` that a cron expression names, by the clock on the wall where `last` is. Where that is
/// put forward, what has one time of the day in the hour that is left out comes right after it; where it is put back,
/// that comes once, and what comes at several hours goes on in the hour that comes twice.
fn by_cron<Z: chrono::TimeZone>(expression: &str, last: &DateTime<Z>) -> Option<DateTime<Z>> {
    let cron = CronParser::new().parse(expression).ok()?;
    cron.find_next_occurrence(last, false).ok()
}

/// The end of the quiet hours, when `now` lies in them. Hours are minutes since midnight.
#[must_use]
pub fn quiet_until<Z: chrono::TimeZone>(
    quiet: Option<(u16, u16)>,
    now: &DateTime<Z>,
) -> Option<DateTime<Z>> {
    let (from, to) = quiet?;
    let minute = u16::try_from(now.hour() * 60 + now.minute()).unwrap_or(0);
    let inside =
        if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to };
    if !inside {
        return None;
    }
    let days = u64::from(to <= minute);
    let end = now.naive_local().date().checked_add_days(Days::new(days))?.and_hms_opt(
        u32::from(to / 60),
        u32::from(to % 60),
        0,
    )?;
    // Clocks that are put back have an hour twice, and clocks that are put forward leave one out.
    let ends = now.timezone().from_local_datetime(&end);
    let next = [ends.clone().earliest(), ends.latest()].into_iter().flatten().find(|end| end > now);
    let left = (i64::from(to) - i64::from(minute)).rem_euclid(24 * 60);
    next.or_else(|| now.clone().checked_add_signed(TimeDelta::minutes(left)))
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, TimeZone};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_busy_source_is_asked_sooner_and_a_quiet_one_later() {
        let hours = |n: u64| Duration::from_secs(n * 3600);
        assert_eq!(own_interval(hours(6), 30, 5), hours(3));
        assert_eq!(own_interval(hours(6), 30, 15), hours(6));
        assert_eq!(own_interval(hours(6), 30, 25), hours(9));
        assert_eq!(own_interval(hours(6), 0, 0), hours(9));
        assert_eq!(own_interval(SHORTEST, 30, 0), SHORTEST);
        assert_eq!(own_interval(LONGEST, 30, 30), LONGEST);
    }

    #[test]
    fn failures_lengthen_the_wait_up_to_a_day() {
        let last = at("2026-11-20T10:00:00Z");
        let every = Rhythm::Every(Duration::from_secs(1800));
        let minutes = |failures| (due(&every, DEFAULT, last, failures) - last).num_minutes();
        assert_eq!([minutes(0), minutes(1), minutes(3), minutes(100)], [30, 60, 240, 1440]);
        let rare = Rhythm::Every(Duration::from_secs(7 * 86_400));
        assert_eq!((due(&rare, DEFAULT, last, 50) - last).num_days(), 7);
        assert_eq!((due(&Rhythm::Own, DEFAULT, last, 0) - last).num_hours(), 6);
    }

    #[test]
    fn cron_says_when() {
        let last = at("2026-11-20T10:07:00Z");
        let next = due(&Rhythm::Cron("*/15 * * * *".to_owned()), DEFAULT, last, 3);
        assert_eq!(next, at("2026-11-20T10:15:00Z"));
    }

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let until = |now: &str, quiet| {
            quiet_until(quiet, &at(now)).map(|end| end.format("%d %H:%M:%S").to_string())
        };
        let night = Some((23 * 60, 6 * 60));
        assert_eq!(until("2026-11-20T23:30:15Z", night).as_deref(), Some("21 06:00:00"));
        assert_eq!(until("2026-11-20T05:59:59Z", night).as_deref(), Some("20 06:00:00"));
        assert_eq!(until("2026-11-20T06:00:00Z", night), None);
        assert_eq!(until("2026-11-20T12:00:00Z", night), None);
        let noon = Some((12 * 60, 13 * 60));
        assert_eq!(until("2026-11-20T12:10:00Z", noon).as_deref(), Some("20 13:00:00"));
        assert_eq!(until("2026-11-20T12:10:00Z", None), None);
    }

    /// A place whose clocks are put forward from 2 to 3 on 29 March 2026 and back from 3 to 2 on 25 October.
    #[derive(Clone, Copy, Debug)]
    struct Place;

    impl TimeZone for Place {
        type Offset = FixedOffset;

        fn from_offset(_: &FixedOffset) -> Place {
            Place
        }

        fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<FixedOffset> {
            self.offset_from_local_datetime(&local.and_hms_opt(12, 0, 0).unwrap())
        }

        fn offset_from_local_datetime(
            &self,
            local: &NaiveDateTime,
        ) -> MappedLocalTime<FixedOffset> {
            let fits = |hours: i32| {
                let offset = FixedOffset::east_opt(hours * 3600).unwrap();
                let utc = *local - TimeDelta::hours(hours.into());
                (self.offset_from_utc_datetime(&utc) == offset).then_some(offset)
            };
            match (fits(2), fits(1)) {
                (Some(summer), Some(winter)) => MappedLocalTime::Ambiguous(summer, winter),
                (Some(one), None) | (None, Some(one)) => MappedLocalTime::Single(one),
                (None, None) => MappedLocalTime::None,
            }
        }

        fn offset_from_utc_date(&self, utc: &NaiveDate) -> FixedOffset {
            self.offset_from_utc_datetime(&utc.and_hms_opt(12, 0, 0).unwrap())
        }

        fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
            let utc = utc.and_utc();
            let is_summer = (at("2026-03-29T01:00:00Z")..at("2026-10-25T01:00:00Z")).contains(&utc);
            FixedOffset::east_opt(if is_summer { 7200 } else { 3600 }).unwrap()
        }
    }

    #[test]
    fn quiet_hours_end_by_the_clock_on_the_wall_when_it_is_put_forward_or_back() {
        let until = |now: &str, quiet| {
            let end = quiet_until(quiet, &at(now).with_timezone(&Place))?;
            Some(end.to_utc().format("%d %H:%M").to_string())
        };
        let night = Some((23 * 60, 6 * 60));
        assert_eq!(until("2026-03-28T22:30:00Z", night).as_deref(), Some("29 04:00"));
        assert_eq!(until("2026-10-24T21:30:00Z", night).as_deref(), Some("25 05:00"));
        // An end in the hour that is left out, and one in the hour that comes twice.
        let early = Some((60, 150));
        assert_eq!(until("2026-03-29T00:30:00Z", early).as_deref(), Some("29 01:30"));
        assert_eq!(until("2026-10-25T00:10:00Z", early).as_deref(), Some("25 00:30"));
        assert_eq!(until("2026-10-25T00:40:00Z", early), None);
        assert_eq!(until("2026-10-25T01:10:00Z", early).as_deref(), Some("25 01:30"));
    }

    #[test]
    fn cron_goes_by_the_clock_on_the_wall_when_it_is_put_forward_or_back() {
        let next = |expression: &str, last: &str, times: usize| -> Vec<String> {
            let mut at = at(last).with_timezone(&Place);
            let mut found = Vec::new();
            for _ in 0..times {
                at = by_cron(expression, &at).unwrap();
                found.push(at.to_utc().format("%d %H:%M").to_string());
            }
            found
        };
        // Daily at half past two: in the hour that is left out, and in the one that comes twice.
        assert_eq!(
            next("30 2 * * *", "2026-03-27T12:00:00Z", 3),
            ["28 01:30", "29 01:00", "30 00:30"]
        );
        assert_eq!(
            next("30 2 * * *", "2026-10-23T12:00:00Z", 3),
            ["24 00:30", "25 00:30", "26 01:30"]
        );
        // At six in the morning, whatever the night was like.
        assert_eq!(next("0 6 * * *", "2026-03-28T12:00:00Z", 2), ["29 04:00", "30 04:00"]);
        assert_eq!(next("0 6 * * *", "2026-10-24T12:00:00Z", 2), ["25 05:00", "26 05:00"]);
        // Every half hour goes on every half hour.
        assert_eq!(
            next("*/30 * * * *", "2026-03-29T00:15:00Z", 4),
            ["29 00:30", "29 01:00", "29 01:30", "29 02:00"]
        );
        assert_eq!(
            next("*/30 * * * *", "2026-10-25T00:15:00Z", 4),
            ["25 00:30", "25 01:00", "25 01:30", "25 02:00"]
        );
        assert_eq!(
            next("15 1,2,3 * * *", "2026-10-24T22:00:00Z", 5),
            ["24 23:15", "25 00:15", "25 01:15", "25 02:15", "26 00:15"]
        );
    }

    #[test]
    fn quiet_hours_hold_for_as_long_as_the_clock_on_the_wall_shows_them() {
        let is_quiet =
            |now: &str, quiet| quiet_until(quiet, &at(now).with_timezone(&Place)).is_some();
        // From two to three: not at all when that hour is left out, and twice as long when it comes twice.
        let short = Some((120, 180));
        for minute in 0..180 {
            let spring = at("2026-03-29T00:00:00Z") + TimeDelta::minutes(minute);
            assert!(!is_quiet(&spring.to_rfc3339(), short), "{spring}");
            let autumn = at("2026-10-24T23:00:00Z") + TimeDelta::minutes(minute);
            assert_eq!(is_quiet(&autumn.to_rfc3339(), short), minute >= 60, "{autumn}");
        }
        // What is waited for at the beginning of the first of the two hours is over when it is said to be, or
        // another wait follows: it is never longer than the hours are.
        let end = quiet_until(short, &at("2026-10-25T00:00:00Z").with_timezone(&Place)).unwrap();
        assert_eq!(end.to_utc(), at("2026-10-25T02:00:00Z"));
    }
}
