//! The frame around every page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::words::Tongue;

/// The places of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Front,
    Search,
    Changes,
    Runs,
    Sites,
    Elsewhere,
}

/// A whole page around `content`. Everything in it is escaped by construction: maud escapes each
/// spliced value, and nothing here is marked as already escaped.
pub(super) fn page(tongue: Tongue, place: Place, title: &str, content: &Markup) -> Response {
    let current = |here: Place| (here == place).then_some("page");
    let markup = html! {
        (DOCTYPE)
        html lang=(tongue.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · spoglio" }
                link rel="stylesheet" href="/style.css";
                link rel="alternate" type="application/atom+xml" href="/feed.atom" title=(tongue.latest_texts());
                link rel="alternate" type="application/atom+xml" href="/changes.atom" title=(tongue.changes());
                @if place == Place::Search { script src="/search.js" defer {} }
            }
            body {
                a.skip href="#content" { (tongue.skip()) }
                header.top {
                    div {
                        a.brand href="/" { "spoglio" }
                        nav aria-label="spoglio" {
                            a href="/" aria-current=[current(Place::Front)] { (tongue.latest()) }
                            a href="/search" aria-current=[current(Place::Search)] { (tongue.search()) }
                            a href="/changes" aria-current=[current(Place::Changes)] { (tongue.changes()) }
                            a href="/runs" aria-current=[current(Place::Runs)] { (tongue.runs()) }
                            a href="/sites" aria-current=[current(Place::Sites)] { (tongue.sites()) }
                        }
                        @if place != Place::Search {
                            form action="/search" role="search" {
                                input type="search" name="q" aria-label=(tongue.query_hint()) placeholder=(tongue.search());
                            }
                        }
                    }
                }
                main id="content" tabindex="-1" { (content) }
                footer.end {
                    "spoglio " (env!("CARGO_PKG_VERSION")) " · "
                    a href="?lang=en" lang="en" hreflang="en" { "English" } " · "
                    a href="?lang=it" lang="it" hreflang="it" { "Italiano" }
                }
            }
        }
    };
    Html(markup.into_string()).into_response()
}

/// A page that says what went wrong.
pub(super) fn problem(tongue: Tongue, status: StatusCode, words: &str, detail: &str) -> Response {
    let content = html! {
        h1 { (words) }
        @if !detail.is_empty() { p.small { (detail) } }
        p { a href="/" { (tongue.back()) } }
    };
    (status, page(tongue, Place::Elsewhere, words, &content)).into_response()
}
