//! What changed: addresses at which another text was found.

use axum::extract::State;
use axum::response::Response;
use chrono::Days;
use maud::html;

use super::layout::Place;
use super::view::View;
use super::{Server, parts};

const DAYS: u64 = 90;
const SHOWN: usize = 200;

pub(super) async fn changes(State(server): State<Server>, view: View) -> Response {
    let t = view.tongue;
    let now = server.now();
    let since = now.checked_sub_days(Days::new(DAYS)).unwrap_or(now);
    match server.library.read(move |archive| archive.changes(since)).await {
        Ok(mut rows) => {
            rows.reverse();
            rows.truncate(SHOWN);
            view.answer(Place::Changes, t.changes(), &rows, || {
            html! {
                h1 { (t.changes()) }
                @if rows.is_empty() { p { (t.none()) } }
                ul.texts {
                    @for row in &rows {
                        @if let (Some(text), Some(previous)) = (row.text, row.previous) {
                            li {
                                a href={ "/diff/" (previous) "/" (text) } { (format!("{previous:03} → {text:03}")) }
                                div.meta {
                                    @if let Some(class) = &row.class { (class) " · " }
                                    (parts::moment(row.at)) " · " (parts::address(&row.url))
                                }
                            }
                        } @else if row.text.is_none() {
                            li {
                                a href={ "/capture/" (row.id) } { (row.outcome) }
                                div.meta {
                                    @if let Some(class) = &row.class { (class) " · " }
                                    (parts::moment(row.at)) " · " (parts::address(&row.url))
                                }
                            }
                        }
                    }
                }
            }
        })
        }
        Err(error) => view.error(&error),
    }
}
