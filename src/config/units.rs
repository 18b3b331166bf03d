//! Durations and sizes as people write them.

use std::time::Duration;

/// Reads `500ms`, `10s`, `2m`, `6h` or `7d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || {
        format!(
            "`{text}` is no duration: write it like \"500ms\", \"10s\", \"2m\", \"6h\" or \"7d\""
        )
    };
    let (number, unit) = split(text).ok_or_else(wrong)?;
    let millis = match unit {
        "ms" => 1.0,
        "s" => 1_000.0,
        "m" | "min" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => return Err(wrong()),
    };
    let total = number * millis;
    if total > 366.0 * 86_400_000.0 {
        return Err(format!("`{text}` is longer than a year"));
    }
    Ok(Duration::from_millis(total as u64))
}

/// Reads `64KB`, `20MB`, `1GB` or a bare number of bytes; a kilobyte has 1,000 bytes, a `KiB` 1,024.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size: write it like \"500KB\", \"20MB\" or \"1GB\"");
    let (number, unit) = split(text).ok_or_else(wrong)?;
    let bytes = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(wrong()),
    };
    let total = number * bytes;
    if total > 1e12 { Err(format!("`{text}` is more than 1,000 GB")) } else { Ok(total as u64) }
}

/// Reads hours of the day, `23:00-06:30`, as minutes since midnight.
pub(super) fn hours(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("`{text}` are no hours: write them like \"23:00-06:00\"");
    let minutes = |time: &str| {
        let (hour, minute) = time.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let hours = minutes(from).zip(minutes(to)).ok_or_else(wrong)?;
    if hours.0 == hours.1 { Err(format!("`{text}` would be the whole day")) } else { Ok(hours) }
}

fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_read_as_written() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5 s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("7d"), Ok(Duration::from_secs(7 * 86_400)));
        assert!(duration("10").is_err(), "a duration without a unit is ambiguous");
        assert!(duration("soon").is_err());
        assert!(duration("99999d").is_err());
        assert_eq!(hours("23:00-06:30"), Ok((1380, 390)));
        assert!(
            hours("25:00-06:00").is_err() && hours("6-7").is_err() && hours("6:00-6:00").is_err()
        );
        assert_eq!(size("20MB"), Ok(20_000_000));
        assert_eq!(size("1 KiB"), Ok(1024));
        assert_eq!(size("12"), Ok(12));
        assert!(size("20 parsecs").is_err());
    }
}
