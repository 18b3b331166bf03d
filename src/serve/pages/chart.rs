//! The chart of what each day brought: bars drawn as SVG, with the same figures as a table for those
//! who cannot see it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use maud::{Markup, html};

use crate::serve::dates;
use crate::serve::figures::DAYS;
use crate::serve::words::Tongue;
use crate::store::Day;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 150.0;
/// Where the bars stand.
const BASE: f64 = 130.0;
/// Room above the tallest bar.
const TOP: f64 = 16.0;
/// Room for the figure beside the line.
const LEFT: f64 = 4.0;

/// The last thirty days up to `now`.
pub(super) fn days(t: Tongue, days: &[Day], now: DateTime<Utc>) -> Markup {
    let shown: Vec<(NaiveDate, Day)> = (0..DAYS)
        .rev()
        .filter_map(|back| now.checked_sub_days(Days::new(back)))
        .map(|at| {
            let date = at.date_naive();
            let name = date.to_string();
            let day = days.iter().find(|day| day.date == name).cloned();
            (date, day.unwrap_or(Day { date: name, ..Day::default() }))
        })
        .collect();
    let most = shown.iter().map(|(_, day)| total(day)).max().unwrap_or(0);
    let scale = round_up(most.max(4));
    let step = (WIDTH - LEFT) / DAYS as f64;
    let kinds = [
        ("stored", t.stored()),
        ("seen", t.seen_before()),
        ("refused", t.refused()),
        ("failed", t.failed()),
    ];
    let sums = shown.iter().fold([0; 4], |mut sums, (_, day)| {
        for (sum, count) in sums.iter_mut().zip(counts(day)) {
            *sum += count;
        }
        sums
    });
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(t.per_day()) {
            @for part in [1.0, 0.5] {
                @let y = height(scale as f64 * part, scale);
                line.grid x1="0" x2=(WIDTH) y1=(y) y2=(y) {}
                text x="0" y=(y - 3.0) { (scale as f64 * part) }
            }
            @for (index, (date, day)) in shown.iter().enumerate() {
                (bar(t, *date, day, LEFT + index as f64 * step, step, scale))
                @if index % 7 == 1 {
                    @let last = index + 1 == shown.len();
                    text x=(if last { WIDTH } else { LEFT + index as f64 * step }) y=(BASE + 14.0)
                        text-anchor=[last.then_some("end")] { (dates::short(t, *date)) }
                }
            }
            line.base x1="0" x2=(WIDTH) y1=(BASE) y2=(BASE) {}
        }
        ul.legend {
            @for ((class, name), sum) in kinds.into_iter().zip(sums) {
                li { svg viewBox="0 0 1 1" aria-hidden="true" { rect class=(class) width="1" height="1" {} } (name) " " b { (sum) } }
            }
        }
        details {
            summary { (t.figures()) }
            div.scroll tabindex="0" role="region" aria-label=(t.figures()) {
                table {
                    thead { tr {
                        th scope="col" { (t.day()) }
                        @for (_, name) in kinds { th.number scope="col" { (name) } }
                    } }
                    tbody {
                        @for (date, day) in shown.iter().rev().filter(|(_, day)| total(day) > 0) {
                            tr {
                                th scope="row" { (dates::short(t, *date)) }
                                @for count in counts(day) { td.number { (count) } }
                            }
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

/// The next of 4, 10, 20, 40, 100, …: figures that halve evenly.
fn round_up(most: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        for step in [4, 10, 20] {
            let reached = unit.saturating_mul(step);
            if reached >= most {
                return reached;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Where a figure stands.
fn height(count: f64, scale: u64) -> f64 {
    BASE - count / scale as f64 * (BASE - TOP)
}

fn bar(t: Tongue, date: NaiveDate, day: &Day, x: f64, step: f64, scale: u64) -> Markup {
    let mut below = 0;
    let kinds = [
        ("stored", t.stored()),
        ("seen", t.seen_before()),
        ("refused", t.refused()),
        ("failed", t.failed()),
    ];
    html! {
        @for (count, (class, name)) in counts(day).into_iter().zip(kinds) {
            @if count > 0 {
                @let foot = height(below as f64, scale);
                @let top = { below += count; height(below as f64, scale) };
                rect class=(class) x=(format!("{x:.1}")) y=(format!("{top:.1}"))
                    width=(format!("{:.1}", step - 2.0)) height=(format!("{:.1}", foot - top)) {
                    title { (dates::short(t, date)) ": " (count) " " (name) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_and_holds_the_tallest_bar() {
        let scales: Vec<u64> = [0, 4, 5, 11, 21, 41, 101, 300_000].map(round_up).to_vec();
        assert_eq!(scales, [4, 4, 10, 20, 40, 100, 200, 400_000]);
        assert!(round_up(u64::MAX) > 0);
    }

    #[test]
    fn each_day_has_its_bar_and_its_row() {
        let day = Day { date: "1970-01-01".into(), stored: 3, failed: 1, ..Day::default() };
        let chart = days(Tongue::English, &[day], DateTime::default()).into_string();
        assert!(chart.contains("1 Jan: 3 stored") && chart.contains("1 Jan: 1 failed"), "{chart}");
        assert_eq!(chart.matches("<rect class=\"stored\"").count(), 2, "{chart}");
    }
}
