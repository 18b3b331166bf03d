//! The front page: what is newest, how the sources are doing, what each day brought.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Days, Utc};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::layout::Place;
use super::view::View;
use super::{Server, chart, parts};
use crate::store::{Day, SourceHealth, StoredText};

const SHOWN: usize = 30;
const DAYS: u64 = 30;

/// A source that was regular and has brought nothing for this many days raises an alarm.
const SILENT_DAYS: i64 = 3;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    before: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Front {
    count: u64,
    latest: Vec<StoredText>,
    sources: Vec<SourceHealth>,
    days: Vec<Day>,
    alarms: Vec<Alarm>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Alarm {
    source: String,
    what: String,
}

pub(super) async fn front(
    State(server): State<Server>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    let now = server.now();
    let found = server
        .library
        .read(move |archive| {
            let since = now.checked_sub_days(Days::new(DAYS)).unwrap_or(now);
            let sources = archive.sources()?;
            Ok(Front {
                count: archive.count()?,
                latest: archive.latest(asked.before, SHOWN)?,
                alarms: alarms(&sources, now),
                sources,
                days: archive.days(since)?,
            })
        })
        .await;
    match found {
        Ok(front) => view.answer(Place::Front, view.tongue.latest_texts(), &front, || {
            content(view, &front, asked.before.is_some(), now)
        }),
        Err(error) => view.error(&error),
    }
}

/// What an operator should look at: sources whose last try failed, and sources fallen silent.
fn alarms(sources: &[SourceHealth], now: DateTime<Utc>) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    for source in sources {
        if source.last_failure > source.last_capture {
            let last = source.last_failure.map_or(String::new(), |at| at.to_rfc3339());
            let what = format!("the last try failed ({last})");
            alarms.push(Alarm { source: source.name.clone(), what });
        } else if let Some(last) = source.last_stored
            && source.last_capture.is_some_and(|seen| seen > last)
            && (now - last).num_days() >= SILENT_DAYS
        {
            let what = format!("nothing new for {} days", (now - last).num_days());
            alarms.push(Alarm { source: source.name.clone(), what });
        }
    }
    alarms
}

fn content(view: View, front: &Front, paged: bool, now: DateTime<Utc>) -> Markup {
    let t = view.tongue;
    html! {
        h1 { (t.latest_texts()) }
        p.meta { (front.count) " " (t.texts()) }
        @if !paged {
            @for alarm in &front.alarms {
                p.card.alarm role="note" { strong { (alarm.source) } ": " (alarm.what) }
            }
        }
        @if front.latest.is_empty() { p { (t.nothing_stored()) } }
        (parts::texts(&front.latest))
        nav.pages aria-label=(t.older()) {
            @if paged { a href="/" { (t.newer()) } } @else { span {} }
            @if front.latest.len() == SHOWN && let Some(last) = front.latest.last() {
                a href={ "/?before=" (last.ordinal) } { (t.older()) }
            }
        }
        @if !paged {
            h2 { (t.per_day()) }
            (chart::days(t, &front.days, now))
            @if !front.sources.is_empty() {
                h2 { (t.sources()) }
                (sources(view, &front.sources))
            }
        }
    }
}

fn sources(view: View, sources: &[SourceHealth]) -> Markup {
    let t = view.tongue;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t.sources()) {
            table {
                thead { tr {
                    th scope="col" { (t.source()) }
                    th.number scope="col" { (t.stored()) }
                    th.number scope="col" { (t.refused()) }
                    th.number scope="col" { (t.failed()) }
                    th scope="col" { (t.last_seen()) }
                } }
                tbody {
                    @for source in sources {
                        tr {
                            td { (source.name) }
                            td.number { (source.stored) }
                            td.number { (source.refused) }
                            td.number { (source.failed) }
                            td { @if let Some(at) = source.last_capture { (parts::moment(at)) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_and_a_silent_source_raise_an_alarm_and_a_quiet_feed_does_not() {
        let at =
            |day: u32| chrono::TimeZone::with_ymd_and_hms(&Utc, 2026, 11, day, 0, 0, 0).single();
        let source = |name: &str, stored, capture, failure| SourceHealth {
            name: name.into(),
            last_stored: stored,
            last_capture: capture,
            last_failure: failure,
            ..SourceHealth::default()
        };
        let sources = [
            source("well", at(20), at(20), at(3)),
            source("down", at(10), at(18), at(20)),
            source("silent", at(10), at(20), None),
        ];
        let now = at(21).unwrap();
        let names: Vec<_> = alarms(&sources, now).into_iter().map(|a| a.source).collect();
        assert_eq!(names, ["down", "silent"]);
    }
}
