//! The front page: what is newest, how the sources are doing, what each day brought.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{chart, parts};
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::serve::words::Tongue;
use crate::store::{Day, SourceHealth, StoredText};

const SHOWN: usize = 30;

/// Sources that the front page shows, those with an alarm first; the page of the runs shows all.
const SOURCES: usize = 10;

/// A source that was regular and has brought nothing for this many days raises an alarm.
const SILENT_DAYS: i64 = 3;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    before: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Front {
    latest: Vec<StoredText>,
    /// Nothing while a large archive is being counted for the first time.
    #[serde(flatten)]
    overview: Option<Overview>,
}

/// What is known of the archive as a whole.
#[derive(Debug, Serialize)]
struct Overview {
    count: u64,
    sources: Vec<SourceHealth>,
    days: Vec<Day>,
    alarms: Vec<Alarm>,
}

/// Why an operator should look at a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Trouble {
    LastTryFailed,
    Silent,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Alarm {
    source: String,
    trouble: Trouble,
    /// When it last failed, or when it last brought something.
    since: DateTime<Utc>,
}

pub(super) async fn front(
    State(server): State<Server>,
    view: View,
    Fields(asked): Fields<Asked>,
) -> Response {
    let now = server.now();
    let figures = match server.figures_soon().await {
        Ok(figures) => figures,
        Err(error) => return view.error(&error),
    };
    match server.library.read(move |archive| archive.latest(asked.before, SHOWN)).await {
        Ok(latest) => {
            let overview = figures.map(|figures| Overview {
                count: figures.texts.max(latest.len() as u64),
                alarms: alarms(&figures.sources, now),
                sources: figures.sources.clone(),
                days: figures.days.clone(),
            });
            let front = Front { latest, overview };
            view.answer(Place::Front, view.tongue.latest_texts(), &front, || {
                content(view.tongue, &front, asked.before.is_some(), now)
            })
        }
        Err(error) => view.error(&error),
    }
}

/// What an operator should look at: sources whose last try failed, and sources fallen silent.
fn alarms(sources: &[SourceHealth], now: DateTime<Utc>) -> Vec<Alarm> {
    let alarm = |source: &SourceHealth| {
        let name = || source.name.clone();
        match (source.last_failure, source.last_stored) {
            (Some(since), _) if source.last_failure > source.last_capture => {
                Some(Alarm { source: name(), trouble: Trouble::LastTryFailed, since })
            }
            (_, Some(since))
                if source.last_capture.is_some_and(|seen| seen > since)
                    && (now - since).num_days() >= SILENT_DAYS =>
            {
                Some(Alarm { source: name(), trouble: Trouble::Silent, since })
            }
            _ => None,
        }
    };
    sources.iter().filter_map(alarm).collect()
}

fn content(t: Tongue, front: &Front, paged: bool, now: DateTime<Utc>) -> Markup {
    html! {
        @if !paged && let Some(overview) = &front.overview && !overview.alarms.is_empty() {
            section.card.alarm aria-labelledby="alarms" {
                h2 id="alarms" { (t.alarms()) }
                ul { @for alarm in &overview.alarms { li { strong { (alarm.source) } ": " (trouble(t, alarm, now)) } } }
            }
        }
        div.columns.wide {
            section aria-labelledby="latest" {
                div.head {
                    h1 id="latest" { (t.latest_texts()) }
                    @if let Some(Overview { count, .. }) = front.overview {
                        p.meta { (count) " " (if count == 1 { t.text() } else { t.texts() }) }
                    }
                }
                @if front.latest.is_empty() && !paged {
                    div.empty {
                        p { (t.nothing_stored()) }
                        p { (t.nothing_stored_next()) }
                        p { code { "spoglio run" } }
                    }
                }
                (parts::by_day(t, &front.latest))
                nav.pages aria-label=(t.older()) {
                    @if paged { a href="/" { "← " (t.newer()) } } @else { span {} }
                    @if front.latest.len() == SHOWN && let Some(last) = front.latest.last() {
                        a href={ "/?before=" (last.ordinal) } { (t.older()) " →" }
                    }
                }
            }
            div.side {
                @match &front.overview {
                    Some(overview) => { (side(t, overview, now)) }
                    None => { section.card { p { (t.being_counted()) } p { a href="/" { (t.load_again()) } } } }
                }
            }
        }
    }
}

fn side(t: Tongue, overview: &Overview, now: DateTime<Utc>) -> Markup {
    html! {
        section.card aria-labelledby="days" {
            h2 id="days" { (t.per_day()) }
            (chart::days(t, &overview.days, now))
        }
        @if !overview.sources.is_empty() {
            section.card aria-labelledby="sources" {
                h2 id="sources" { (t.sources()) }
                (sources(t, overview, now))
            }
        }
    }
}

fn trouble(t: Tongue, alarm: &Alarm, now: DateTime<Utc>) -> Markup {
    html! {
        @match alarm.trouble {
            Trouble::LastTryFailed => { (t.last_try_failed()) }
            Trouble::Silent => { (t.silent_for()) " " ((now - alarm.since).num_days()) " " (t.days()) }
        }
        " (" (dates::moment(t, alarm.since)) ")"
    }
}

fn sources(t: Tongue, overview: &Overview, now: DateTime<Utc>) -> Markup {
    let troubled = |source: &&SourceHealth| overview.alarms.iter().any(|a| a.source == source.name);
    let (ill, well): (Vec<_>, Vec<_>) = overview.sources.iter().partition(troubled);
    let shown: Vec<_> = ill.into_iter().chain(well).take(SOURCES).collect();
    html! {
        (health(t, &shown, &overview.alarms, now))
        @if shown.len() < overview.sources.len() {
            p { a href="/runs#sources" { (t.all_sources()) " (" (overview.sources.len()) ")" } }
        }
    }
}

/// How sources are doing: what each brought, and whether someone should look at it.
fn health(t: Tongue, sources: &[&SourceHealth], alarms: &[Alarm], now: DateTime<Utc>) -> Markup {
    html! {
        ul.sources {
            @for source in sources {
                li {
                    div {
                        strong { (source.name) } " "
                        @match alarms.iter().find(|alarm| alarm.source == source.name) {
                            Some(alarm) => { span.badge.failed { (trouble(t, alarm, now)) } }
                            None => { span.badge.stored { (t.healthy()) } }
                        }
                    }
                    div.small {
                        (source.stored) " " (t.stored()) " · " (source.refused) " " (t.refused())
                        " · " (source.failed) " " (t.failed())
                    }
                    @if let Some(at) = source.last_capture { div.small { (t.last_seen()) ": " (dates::moment(t, at)) } }
                }
            }
        }
    }
}

/// All sources with their health, for the page of the runs.
pub(super) fn all_sources(t: Tongue, sources: &[SourceHealth], now: DateTime<Utc>) -> Markup {
    let all: Vec<_> = sources.iter().collect();
    html! {
        h2 id="sources" { (t.sources()) }
        (health(t, &all, &alarms(sources, now), now))
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
        let found = alarms(&sources, now);
        let troubles: Vec<_> = found.iter().map(|a| (a.source.as_str(), a.trouble)).collect();
        assert_eq!(troubles, [("down", Trouble::LastTryFailed), ("silent", Trouble::Silent)]);
    }
}
