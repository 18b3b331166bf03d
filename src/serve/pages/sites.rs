//! The sites of the archive, what was captured of each, and whether a site drifts.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::Days;
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeSet;

use super::furniture::{self, Learned};
use super::parts;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::View;
use crate::serve::words::Tongue;
use crate::store::{CaptureRow, Period, SiteRow};

/// Captures that a site's page lists.
const SHOWN: usize = 200;

/// Sites that a page lists.
const SITES: usize = 1_000;

/// Days that are held against as many before them.
const SPAN: u64 = 30;

#[derive(Debug, Serialize)]
struct Site {
    host: String,
    last_30_days: Period,
    the_30_before: Period,
    furniture: Option<Learned>,
    captures: Vec<CaptureRow>,
    #[serde(skip)]
    evidence: Vec<Vec<String>>,
}

pub(super) async fn sites(State(server): State<Server>, view: View) -> Response {
    let t = view.tongue;
    match server.figures().await {
        Ok(figures) => {
            view.answer(Place::Sites, t.sites(), &figures.sites, || list(t, &figures.sites))
        }
        Err(error) => view.error(&error),
    }
}

fn list(t: Tongue, sites: &[SiteRow]) -> Markup {
    html! {
        h1 { (t.sites()) }
        @if sites.is_empty() { div.empty { p { (t.no_sites()) } } } @else {
            div.scroll tabindex="0" role="region" aria-label=(t.sites()) {
                table.narrow {
                    thead { tr {
                        th scope="col" { (t.site()) }
                        th.number scope="col" { (t.texts()) }
                        th.number scope="col" { (t.addresses()) }
                    } }
                    tbody {
                        @for site in sites.iter().take(SITES) {
                            tr {
                                td { a href={ "/site/" (site.host) } { (site.host) } }
                                td.number { (site.texts) }
                                td.number { (site.addresses) }
                            }
                        }
                    }
                }
            }
            @if sites.len() > SITES { p.small { (t.more_not_shown()) } }
        }
    }
}

pub(super) async fn site(
    State(server): State<Server>,
    view: View,
    Path(name): Path<String>,
) -> Response {
    let host = name.strip_suffix(".json").unwrap_or(&name).to_ascii_lowercase();
    let now = server.now();
    let before = |days| now.checked_sub_days(Days::new(days)).unwrap_or(now);
    let (middle, start) = (before(SPAN), before(2 * SPAN));
    let after = now.checked_add_days(Days::new(1)).unwrap_or(now);
    let found = server
        .library
        .read(move |archive| {
            let captures = archive.captures_of_site(&host, SHOWN)?;
            // Where the WARC file does not give it, verify says why; the page does without.
            let refused = |row: &CaptureRow| {
                if row.text.is_some() {
                    Vec::new()
                } else {
                    archive.evidence(row).unwrap_or_default()
                }
            };
            Ok(Site {
                evidence: captures.iter().map(refused).collect(),
                last_30_days: archive.period(&host, middle, after)?,
                the_30_before: archive.period(&host, start, middle)?,
                furniture: furniture::read(archive, &host)?,
                host,
                captures,
            })
        })
        .await;
    match found {
        Ok(site) if site.captures.is_empty() => view.missing(),
        Ok(site) => view.answer(Place::Sites, &site.host, &site, || page(view.tongue, &site)),
        Err(error) => view.error(&error),
    }
}

fn page(t: Tongue, site: &Site) -> Markup {
    let rows: Vec<_> = site.captures.iter().cloned().zip(site.evidence.iter().cloned()).collect();
    html! {
        h1 { (site.host) }
        p.do { a href={ "/search?site=" (site.host) } { (t.search()) ": " (site.host) } }
        (drift(t, site))
        (furniture::section(t, site.furniture.as_ref()))
        h2 { (t.captures()) }
        (parts::captures(t, t.captures(), &rows))
        @if rows.len() == SHOWN { p.small { (t.more_not_shown()) } }
    }
}

fn drift(t: Tongue, site: &Site) -> Markup {
    let (now, before) = (&site.last_30_days, &site.the_30_before);
    let names = |of: fn(&Period) -> &std::collections::BTreeMap<String, u64>| -> BTreeSet<String> {
        of(now).keys().chain(of(before).keys()).cloned().collect()
    };
    let count = |of: &std::collections::BTreeMap<String, u64>, name: &str| {
        of.get(name).copied().unwrap_or(0)
    };
    html! {
        h2 { (t.month_drift()) }
        div.scroll tabindex="0" role="region" aria-label=(t.month_drift()) {
            table.narrow {
                thead { tr {
                    td {}
                    th.number scope="col" { (t.before_30()) }
                    th.number scope="col" { (t.last_30()) }
                } }
                tbody {
                    @for (name, old, new) in [
                        (t.captures(), before.captures, now.captures),
                        (t.stored(), before.stored, now.stored),
                        (t.seen_before(), before.seen_before, now.seen_before),
                    ] { tr { th scope="row" { (name) } td.number { (old) } td.number { (new) } } }
                    tr {
                        th scope="row" { (t.average_words()) }
                        @for period in [before, now] {
                            td.number { @if period.stored + period.seen_before > 0 { (format!("{:.0}", period.words)) } @else { "–" } }
                        }
                    }
                    tr {
                        th scope="row" { (t.confidence()) }
                        @for period in [before, now] {
                            td.number { @if period.captures > 0 { (format!("{:.2}", period.confidence)) } @else { "–" } }
                        }
                    }
                    @for name in names(|period| &period.outcomes) {
                        tr {
                            th scope="row" { (t.outcome()) ": " (t.term(&name)) }
                            td.number { (share(count(&before.outcomes, &name), before.captures)) }
                            td.number { (share(count(&now.outcomes, &name), now.captures)) }
                        }
                    }
                    @for name in names(|period| &period.failures) {
                        tr {
                            th scope="row" { (t.failed()) ": " (name) }
                            td.number { (count(&before.failures, &name)) }
                            td.number { (count(&now.failures, &name)) }
                        }
                    }
                }
            }
        }
    }
}

/// A count with its share of all.
fn share(count: u64, all: u64) -> String {
    if all == 0 {
        return "0".to_owned();
    }
    format!("{count} ({:.0} %)", count as f64 * 100.0 / all as f64)
}
