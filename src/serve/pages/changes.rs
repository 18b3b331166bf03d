//! What changed: addresses at which another text was found, or none any more.

use axum::extract::State;
use axum::response::Response;
use chrono::Days;
use maud::{Markup, html};
use serde::Serialize;

use super::parts;
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::View;
use crate::serve::words::Tongue;
use crate::store::{CaptureRow, StoredText};

const DAYS: u64 = 90;
const SHOWN: usize = 100;

/// A capture that found something else than before.
#[derive(Debug, Serialize)]
struct Changed {
    #[serde(flatten)]
    capture: CaptureRow,
    title: String,
    #[serde(skip)]
    lang: Option<String>,
}

pub(super) async fn changes(State(server): State<Server>, view: View) -> Response {
    let now = server.now();
    let since = now.checked_sub_days(Days::new(DAYS)).unwrap_or(now);
    let found = server
        .library
        .read(move |archive| {
            let rows = archive.last_changes(since, SHOWN)?;
            let mut changed = Vec::with_capacity(rows.len());
            for capture in rows {
                let capture = capture.or_lost();
                let text = capture.text.map(|ordinal| archive.text(ordinal)).transpose()?;
                let title = text.as_ref().map_or("", |text| parts::title(text)).to_owned();
                let lang = |text: &StoredText| parts::lang(text).map(str::to_owned);
                changed.push(Changed { capture, title, lang: text.as_ref().and_then(lang) });
            }
            Ok(changed)
        })
        .await;
    match found {
        Ok(changed) => view.answer(Place::Changes, view.tongue.changes(), &changed, || {
            content(view.tongue, &changed)
        }),
        Err(error) => view.error(&error),
    }
}

fn content(t: Tongue, changed: &[Changed]) -> Markup {
    let day = |row: &Changed| row.capture.at.date_naive();
    html! {
        h1 { (t.changes()) }
        @if changed.is_empty() { div.empty { p { (t.no_changes()) } } }
        @for group in changed.chunk_by(|a, b| day(a) == day(b)) {
            @if let Some(first) = group.first() { h2.day { (dates::day(t, day(first))) } }
            ul.texts {
                @for row in group {
                    li {
                        @match (row.capture.text, row.capture.previous) {
                            (Some(text), Some(previous)) => {
                                a.title href={ "/diff/" (previous) "/" (text) } lang=[row.lang.as_deref()] dir="auto" { (row.title) }
                            }
                            (Some(text), None) => {
                                a.title href={ "/text/" (text) } lang=[row.lang.as_deref()] dir="auto" { (row.title) }
                            }
                            _ => { a.title href={ "/capture/" (row.capture.id) } { (t.term(&row.capture.outcome)) } }
                        }
                        div.meta {
                            @if let Some(class) = &row.capture.class { (parts::class(t, class)) " · " }
                            @if let (Some(text), Some(previous)) = (row.capture.text, row.capture.previous) {
                                (parts::number(previous)) " → " (parts::number(text)) " · "
                            }
                            (dates::moment(t, row.capture.at))
                        }
                        div.meta { (parts::address(row.capture.page_url())) }
                    }
                }
            }
        }
    }
}
