//! The frame around every page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::view::View;
use super::words::Tongue;

/// The places of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Front,
    Search,
    Changes,
    Runs,
    Sites,
    /// A page of one thing that the navigation does not name.
    Elsewhere,
    /// A page that says what went wrong: it has no data of its own.
    Nowhere,
}

/// A whole page around `content`. Everything in it is escaped by construction: maud escapes each
/// spliced value, and nothing here is marked as already escaped.
pub(super) fn page(view: &View, place: Place, title: &str, content: &Markup) -> Response {
    let t = view.tongue;
    let current = |here: Place| (here == place).then_some("page");
    let markup = html! {
        (DOCTYPE)
        html lang=(t.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) " · spoglio" }
                link rel="stylesheet" href="/style.css";
                link rel="alternate" type="application/atom+xml" href="/feed.atom" title=(t.latest_texts());
                link rel="alternate" type="application/atom+xml" href="/changes.atom" title=(t.changes());
                @if place == Place::Search { script src="/search.js" defer {} }
            }
            body {
                a.skip href="#content" { (t.skip()) }
                header.top {
                    div {
                        a.brand href="/" { "spoglio" }
                        nav aria-label="spoglio" {
                            a href="/" aria-current=[current(Place::Front)] { (t.latest()) }
                            a href="/search" aria-current=[current(Place::Search)] { (t.search()) }
                            a href="/changes" aria-current=[current(Place::Changes)] { (t.changes()) }
                            a href="/runs" aria-current=[current(Place::Runs)] { (t.runs()) }
                            a href="/sites" aria-current=[current(Place::Sites)] { (t.sites()) }
                        }
                        @if place != Place::Search {
                            form action="/search" role="search" {
                                input type="search" name="q" aria-label=(t.query_hint()) placeholder=(t.search());
                            }
                        }
                    }
                }
                main id="content" tabindex="-1" { (content) }
                footer.end {
                    span { "spoglio " (env!("CARGO_PKG_VERSION")) }
                    @if place != Place::Nowhere {
                        span { (t.page_as()) " " a href=(view.as_json()) { "JSON" } }
                    }
                    span {
                        (t.feed()) ": " a href="/feed.atom" { (t.latest_texts()) } ", "
                        a href="/changes.atom" { (t.changes()) }
                    }
                    span {
                        a href=(view.in_language(Tongue::English)) lang="en" hreflang="en" { "English" } " · "
                        a href=(view.in_language(Tongue::Italian)) lang="it" hreflang="it" { "Italiano" }
                    }
                }
            }
        }
    };
    Html(markup.into_string()).into_response()
}

/// A page that says what went wrong.
pub(super) fn problem(view: &View, status: StatusCode, words: &str, detail: &str) -> Response {
    let content = html! {
        div.empty {
            h1 { (words) }
            @if status == StatusCode::SERVICE_UNAVAILABLE { p { (view.tongue.unreadable_next()) } }
            @if !detail.is_empty() { p.small { (detail) } }
            p { a href="/" { (view.tongue.back()) } }
        }
    };
    (status, page(view, Place::Nowhere, words, &content)).into_response()
}
