//! Dates as people read them, with the exact time for machines.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use maud::{Markup, html};

use super::words::Tongue;

const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ITALIAN: [&str; 12] =
    ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"];

fn month(t: Tongue, date: NaiveDate) -> &'static str {
    let names = match t {
        Tongue::English => ENGLISH,
        Tongue::Italian => ITALIAN,
    };
    names.get(date.month0() as usize).copied().unwrap_or("")
}

/// A day: `26 Nov 2026`.
pub(super) fn day(t: Tongue, date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(t, date), date.year())
}

/// A day without its year, for the foot of a chart: `26 Nov`.
pub(super) fn short(t: Tongue, date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(t, date))
}

/// A moment in UTC: `26 Nov 2026, 18:21 UTC`.
pub(super) fn moment(t: Tongue, at: DateTime<Utc>) -> Markup {
    html! {
        time datetime=(at.to_rfc3339()) { (day(t, at.date_naive())) ", " (at.format("%H:%M")) " UTC" }
    }
}

/// A date as a page wrote it, its clock time as the page gave it; what is no date stays as it is.
pub(super) fn written(t: Tongue, value: &str) -> Markup {
    let date = value.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
    let clock = value.get(11..16).filter(|clock| {
        value.get(10..11) == Some("T") && clock.bytes().all(|b| b.is_ascii_digit() || b == b':')
    });
    html! {
        @if let Some(date) = date {
            time datetime=(value) title=(value) {
                (day(t, date)) @if let Some(clock) = clock { ", " (clock) }
            }
        } @else { (value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_by_people_and_machines() {
        let shown = |value| written(Tongue::Italian, value).into_string();
        assert!(shown("2026-11-14T07:00:00+01:00").contains(">14 nov 2026, 07:00</time>"));
        assert!(shown("2026-11-14").contains(">14 nov 2026</time>"));
        assert_eq!(shown("<yesterday>"), "&lt;yesterday&gt;");
        assert!(moment(Tongue::English, DateTime::default()).into_string().contains("1 Jan 1970"));
    }
}
