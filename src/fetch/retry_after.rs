//! `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// How long a server asks to wait; none when the value is neither form, or names no time to come. A date is
/// taken by the server's own clock where its answer shows that (`Date`), or else by ours.
pub(super) fn read(value: &str, date: Option<&str>, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too large to hold is a very long time.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX >> 1))
    } else {
        let now = date.and_then(http_date).unwrap_or(now);
        (http_date(value)? - now).to_std().ok()?
    };
    (!wait.is_zero()).then_some(wait)
}

/// The three forms of a date in HTTP (RFC 9110, 5.6.7).
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(value) {
        return Some(date.to_utc());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(value, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_all_forms_of_dates_are_read() {
        let now = DateTime::parse_from_rfc3339("2026-11-20T10:00:00Z").unwrap().to_utc();
        let seconds = |value: &str| read(value, None, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), None, "no time to come");
        assert_eq!(seconds("Fri, 20 Nov 2026 10:01:00 GMT"), Some(60));
        assert_eq!(seconds("Friday, 20-Nov-26 10:01:00 GMT"), Some(60));
        assert_eq!(seconds("Fri Nov 20 10:01:00 2026"), Some(60));
        assert_eq!(seconds("Fri, 20 Nov 2026 09:00:00 GMT"), None);
        // A server whose clock is an hour behind means a minute by its own.
        let (value, date) = ("Fri, 20 Nov 2026 09:01:00 GMT", "Fri, 20 Nov 2026 09:00:00 GMT");
        assert_eq!(read(value, Some(date), now), Some(Duration::from_secs(60)));
        assert!(seconds("99999999999999999999999").is_some_and(|s| s > 1_000_000_000));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
        assert_eq!(seconds(""), None);
    }
}
