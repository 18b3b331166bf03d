//! The runs, and what each did with every address.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::front::all_sources;
use super::parts;
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::serve::words::Tongue;
use crate::store::{CaptureRow, FailureRow, RunRow, RunSummary};

const SHOWN: usize = 50;
const ITEMS: usize = 500;

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
    /// What spoke for each refusal.
    #[serde(skip)]
    evidence: Vec<Vec<String>>,
}

pub(super) async fn runs(
    State(server): State<Server>,
    view: View,
    Fields(asked): Fields<Asked>,
) -> Response {
    let figures = match server.figures().await {
        Ok(figures) => figures,
        Err(error) => return view.error(&error),
    };
    match server.library.read(move |archive| archive.runs(asked.before, SHOWN)).await {
        Ok(runs) => view.answer(Place::Runs, view.tongue.runs(), &runs, || {
            let t = view.tongue;
            html! {
                (list(t, &runs))
                @if asked.before.is_none() && !figures.sources.is_empty() {
                    (all_sources(t, &figures.sources, server.now()))
                }
            }
        }),
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
            // Where the WARC file does not give it, verify says why; the page does without.
            let refused = |row: &CaptureRow| {
                if row.text.is_some() {
                    Vec::new()
                } else {
                    archive.evidence(row).unwrap_or_default()
                }
            };
            let evidence = captures.iter().map(refused).collect();
            Ok(Some(Run { run, captures, failures, evidence }))
        })
        .await;
    match found {
        Ok(Some(run)) => {
            view.answer(Place::Runs, view.tongue.run(), &run, || one(view.tongue, &run))
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
        @if runs.is_empty() { div.empty { p { (t.no_runs()) } p { code { "spoglio run" } } } } @else {
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
                                td { a href={ "/run/" (run.id) } { (dates::moment(t, run.began)) } }
                                td { (ended(t, run)) }
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
        }
        @if runs.len() == SHOWN && let Some(last) = runs.last() {
            nav.pages aria-label=(t.older()) { span {} a href={ "/runs?before=" (last.id) } { (t.older()) " →" } }
        }
    }
}

fn ended(t: Tongue, run: &RunRow) -> Markup {
    html! { @match run.ended { Some(at) => { (dates::moment(t, at)) } None => { em { (t.running()) } } } }
}

fn one(t: Tongue, run: &Run) -> Markup {
    let (refused, stored): (Vec<_>, Vec<_>) = run
        .captures
        .iter()
        .cloned()
        .zip(run.evidence.iter().cloned())
        .partition(|(row, _)| row.text.is_none());
    html! {
        h1 { (t.run()) " " (run.run.id) }
        p.meta { (run.run.what) " · " (dates::moment(t, run.run.began)) " – " (ended(t, &run.run)) }
        (summary(t, &run.run.summary))
        @if !run.failures.is_empty() {
            h2 { (t.failed()) }
            div.scroll tabindex="0" role="region" aria-label=(t.failed()) {
                table.stack {
                    thead { tr { th scope="col" { (t.reason()) } th scope="col" { (t.address()) } th scope="col" { (t.source()) } } }
                    tbody {
                        @for failure in &run.failures {
                            tr {
                                td { span.badge.failed { (failure.reason) } div.small lang="en" dir="auto" { (failure.detail) } }
                                td { (parts::address(&failure.url)) }
                                td { (failure.source.as_deref().unwrap_or("")) }
                            }
                        }
                    }
                }
            }
        }
        @for (heading, rows) in [(t.refused(), &refused), (t.captures(), &stored)] {
            @if !rows.is_empty() { h2 { (heading) } (parts::captures(t, heading, rows)) }
        }
        @if run.captures.len() == ITEMS || run.failures.len() == ITEMS { p.small { (t.more_not_shown()) } }
    }
}

fn summary(t: Tongue, summary: &RunSummary) -> Markup {
    html! {
        dl.summary {
            @for (word, count) in [
                (t.stored(), summary.stored),
                (t.new_versions(), summary.new_versions),
                (t.seen_before(), summary.seen_before),
            ] { div { dt { (word) } dd { b { (count) } } } }
            @for (word, counts) in [(t.refused(), &summary.refused), (t.failed(), &summary.failed)] {
                div {
                    dt { (word) }
                    dd { b { (sum(counts)) } @for (what, count) in counts { div.small { (t.term(what)) " " (count) } } }
                }
            }
        }
    }
}
