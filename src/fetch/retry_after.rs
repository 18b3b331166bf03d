//! `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// How long a server asks to wait; none when the value is neither form. A date in the past is no
/// wait.
pub(super) fn read(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too large to hold is a very long time.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX >> 1)));
    }
    let until = http_date(value)?;
    Some((until - now).to_std().unwrap_or(Duration::ZERO))
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
        let seconds = |value: &str| read(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Fri, 20 Nov 2026 10:01:00 GMT"), Some(60));
        assert_eq!(seconds("Friday, 20-Nov-26 10:01:00 GMT"), Some(60));
        assert_eq!(seconds("Fri Nov 20 10:01:00 2026"), Some(60));
        assert_eq!(seconds("Fri, 20 Nov 2026 09:00:00 GMT"), Some(0));
        assert!(seconds("99999999999999999999999").is_some_and(|s| s > 1_000_000_000));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
        assert_eq!(seconds(""), None);
    }
}
