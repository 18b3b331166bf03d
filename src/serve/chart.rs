//! The chart of what each day brought: bars drawn as SVG, with the same figures as a table for those
//! who cannot see it.

use chrono::{DateTime, Days, Utc};
use maud::{Markup, html};

use super::words::Tongue;
use crate::store::Day;

const DAYS: u64 = 30;
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 130.0;
const BASE: f64 = 112.0;

/// The last thirty days up to `now`.
pub(super) fn days(tongue: Tongue, days: &[Day], now: DateTime<Utc>) -> Markup {
    let shown: Vec<Day> = (0..DAYS)
        .rev()
        .filter_map(|back| now.checked_sub_days(Days::new(back)))
        .map(|at| {
            let date = at.format("%Y-%m-%d").to_string();
            days.iter()
                .find(|day| day.date == date)
                .cloned()
                .unwrap_or(Day { date, ..Day::default() })
        })
        .collect();
    let most = shown.iter().map(total).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / DAYS as f64;
    let kinds = [
        ("stored", tongue.stored()),
        ("seen", tongue.seen_before()),
        ("refused", tongue.refused()),
        ("failed", tongue.failed()),
    ];
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(tongue.per_day()) {
            @for (index, day) in shown.iter().enumerate() {
                (bar(day, index as f64 * step, step, most))
                @if index % 7 == 1 {
                    text x=(index as f64 * step) y=(BASE + 14.0) { (day.date.get(5..).unwrap_or("")) }
                }
            }
        }
        ul.legend.small {
            @for (class, name) in kinds {
                li { svg.chart viewBox="0 0 1 1" aria-hidden="true" { rect class=(class) width="1" height="1" {} } (name) }
            }
        }
        details.small {
            summary { (tongue.per_day()) }
            table {
                thead { tr { th scope="col" {} @for (_, name) in kinds { th.number scope="col" { (name) } } } }
                tbody {
                    @for day in shown.iter().rev().filter(|day| total(day) > 0) {
                        tr {
                            th scope="row" { (day.date) }
                            @for count in counts(day) { td.number { (count) } }
                        }
                    }
                }
            }
        }
    }
}

fn counts(day: &Day) -> [u64; 4] {
    [day.stored, day.seen_before, day.refused, day.failed]
}

fn total(day: &Day) -> u64 {
    counts(day).iter().sum()
}

fn bar(day: &Day, x: f64, step: f64, most: f64) -> Markup {
    let mut top = BASE;
    html! {
        @for (count, class) in counts(day).into_iter().zip(["stored", "seen", "refused", "failed"]) {
            @if count > 0 {
                @let height = count as f64 / most * (BASE - 6.0);
                @let y = { top -= height; top };
                rect class=(class) x=(format!("{x:.1}")) y=(format!("{y:.1}"))
                    width=(format!("{:.1}", step - 3.0)) height=(format!("{height:.1}")) {
                    title { (day.date) ": " (count) }
                }
            }
        }
    }
}
