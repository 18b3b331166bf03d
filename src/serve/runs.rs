//! The runs, and what each did with every address.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::layout::Place;
use super::view::View;
use super::words::Tongue;
use super::{Server, parts};
use crate::store::{CaptureRow, FailureRow, RunRow, RunSummary};

const SHOWN: usize = 50;
const ITEMS: usize = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Run {
    #[serde(flatten)]
    run: RunRow,
    captures: Vec<CaptureRow>,
    failures: Vec<FailureRow>,
}

pub(super) async fn runs(
    State(server): State<Server>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    match server.library.read(move |archive| archive.runs(asked.before, SHOWN)).await {
        Ok(runs) => {
            view.answer(Place::Runs, view.tongue.runs(), &runs, || list(view.tongue, &runs))
        }
        Err(error) => view.error(&error),
    }
}

pub(super) async fn run(
    State(server): State<Server>,
    view: View,
    Path(name): Path<String>,
) -> Response {
    let Ok(id) = name.strip_suffix(".json").unwrap_or(&name).parse::<i64>() else {
        return view.missing();
    };
    let found = server
        .library
        .read(move |archive| {
            let Some(before) = id.checked_add(1) else { return Ok(None) };
            let run = archive.runs(Some(before), 1)?.into_iter().find(|run| run.id == id);
            let Some(run) = run else { return Ok(None) };
            let (captures, failures) = archive.run_items(id, ITEMS)?;
            Ok(Some(Run { run, captures, failures }))
        })
        .await;
    match found {
        Ok(Some(run)) => {
            view.answer(Place::Runs, view.tongue.runs(), &run, || one(view.tongue, &run))
        }
        Ok(None) => view.missing(),
        Err(error) => view.error(&error),
    }
}

fn sum(counts: &std::collections::BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}

fn list(t: Tongue, runs: &[RunRow]) -> Markup {
    html! {
        h1 { (t.runs()) }
        div.scroll tabindex="0" role="region" aria-label=(t.runs()) {
            table {
                thead { tr {
                    th scope="col" { (t.started()) }
                    th scope="col" { (t.ended()) }
                    th.number scope="col" { (t.stored()) }
                    th.number scope="col" { (t.new_versions()) }
                    th.number scope="col" { (t.seen_before()) }
                    th.number scope="col" { (t.refused()) }
                    th.number scope="col" { (t.failed()) }
                } }
                tbody {
                    @for run in runs {
                        tr {
                            td { a href={ "/run/" (run.id) } { (parts::moment(run.began)) } }
                            td { @match run.ended { Some(at) => { (parts::moment(at)) } None => { (t.running()) } } }
                            td.number { (run.summary.stored) }
                            td.number { (run.summary.new_versions) }
                            td.number { (run.summary.seen_before) }
                            td.number { (sum(&run.summary.refused)) }
                            td.number { (sum(&run.summary.failed)) }
                        }
                    }
                }
            }
        }
        @if runs.len() == SHOWN && let Some(last) = runs.last() {
            nav.pages aria-label=(t.older()) { span {} a href={ "/runs?before=" (last.id) } { (t.older()) } }
        }
    }
}

fn one(t: Tongue, run: &Run) -> Markup {
    html! {
        h1 { (t.runs()) " " (run.run.id) }
        p.meta {
            (run.run.what) " · " (parts::moment(run.run.began)) " – "
            @match run.run.ended { Some(at) => { (parts::moment(at)) } None => { (t.running()) } }
        }
        (summary(t, &run.run.summary))
        @if !run.failures.is_empty() {
            h2 { (t.failed()) }
            div.scroll tabindex="0" role="region" aria-label=(t.failed()) {
                table {
                    thead { tr { th scope="col" { (t.reason()) } th scope="col" { (t.address()) } th scope="col" { (t.source()) } } }
                    tbody {
                        @for failure in &run.failures {
                            tr {
                                td { strong { (failure.reason) } br; span.small { (failure.detail) } }
                                td { (parts::address(&failure.url)) }
                                td { (failure.source.as_deref().unwrap_or("")) }
                            }
                        }
                    }
                }
            }
        }
        h2 { (t.captures()) }
        (parts::captures(t, &run.captures))
    }
}

fn summary(t: Tongue, summary: &RunSummary) -> Markup {
    html! {
        dl.small {
            dt { (t.stored()) } dd { (summary.stored) }
            dt { (t.new_versions()) } dd { (summary.new_versions) }
            dt { (t.seen_before()) } dd { (summary.seen_before) }
            @for (word, counts) in [(t.refused(), &summary.refused), (t.failed(), &summary.failed)] {
                dt { (word) }
                dd { (sum(counts)) @for (what, count) in counts { " · " (what) " " (count) } }
            }
        }
    }
}
