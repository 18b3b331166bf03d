//! The sites of the archive, and what was captured of each.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;
use serde::Serialize;

use super::layout::Place;
use super::view::View;
use super::{Server, parts};
use crate::store::CaptureRow;

const SHOWN: usize = 500;

#[derive(Debug, Serialize)]
struct Site {
    host: String,
    captures: Vec<CaptureRow>,
}

pub(super) async fn sites(State(server): State<Server>, view: View) -> Response {
    let t = view.tongue;
    match server.library.read(|archive| archive.sites()).await {
        Ok(sites) => view.answer(Place::Sites, t.sites(), &sites, || {
            html! {
                h1 { (t.sites()) }
                div.scroll tabindex="0" role="region" aria-label=(t.sites()) {
                    table {
                        thead { tr {
                            th scope="col" { (t.site()) }
                            th.number scope="col" { (t.texts()) }
                            th.number scope="col" { (t.address()) }
                        } }
                        tbody {
                            @for site in &sites {
                                tr {
                                    td { a href={ "/site/" (site.host) } { (site.host) } }
                                    td.number { (site.texts) }
                                    td.number { (site.addresses) }
                                }
                            }
                        }
                    }
                }
            }
        }),
        Err(error) => view.error(&error),
    }
}

pub(super) async fn site(
    State(server): State<Server>,
    view: View,
    Path(name): Path<String>,
) -> Response {
    let host = name.strip_suffix(".json").unwrap_or(&name).to_ascii_lowercase();
    let wanted = host.clone();
    match server.library.read(move |archive| archive.captures_of_site(&wanted, SHOWN)).await {
        Ok(captures) if captures.is_empty() => view.missing(),
        Ok(captures) => {
            let site = Site { host, captures };
            view.answer(Place::Sites, &site.host, &site, || {
                html! {
                    h1 { (site.host) }
                    (parts::captures(view.tongue, &site.captures))
                }
            })
        }
        Err(error) => view.error(&error),
    }
}
