//! Searching the archive.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::layout::Place;
use super::snippet::{Piece, snippet};
use super::view::View;
use super::{Server, parts};
use crate::page::Outcome;
use crate::store::{SearchBounds, StoredText};

const SHOWN: usize = 20;

/// Characters of a query that are read; nobody types more.
const QUERY: usize = 400;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    site: String,
    language: String,
    from: String,
    to: String,
    kind: String,
    page: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Found {
    query: String,
    page: usize,
    results: Vec<Hit>,
    more: bool,
}

#[derive(Debug, Serialize)]
struct Hit {
    #[serde(flatten)]
    text: StoredText,
    snippet: Vec<Piece>,
}

/// A form's field without what nobody sees: control characters and direction marks; `None` when
/// nothing is left.
fn field(text: &str) -> Option<String> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let shown: String = text.chars().filter(|c| !hidden(*c)).take(QUERY).collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

pub(super) async fn search(
    State(server): State<Server>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    let query = field(&asked.q).unwrap_or_default();
    let bounds = SearchBounds {
        site: field(&asked.site),
        lang: field(&asked.language),
        from: field(&asked.from),
        to: field(&asked.to),
        outcome: field(&asked.kind),
    };
    let page = asked.page.unwrap_or(0).min(10_000);
    let words = query.clone();
    let found = server
        .library
        .read(move |archive| {
            let mut texts = archive.search(&words, &bounds, page * SHOWN, SHOWN + 1)?;
            let more = texts.len() > SHOWN;
            texts.truncate(SHOWN);
            let mut results = Vec::with_capacity(texts.len());
            for text in texts {
                // A file that is gone is verify's business; the rest of the results still counts.
                let content = archive.content(&text).unwrap_or_default();
                let body = content.strip_prefix(text.title.as_str()).unwrap_or(&content);
                let snippet = snippet(body, &words);
                results.push(Hit { text, snippet });
            }
            Ok(Found { query: words, page, results, more })
        })
        .await;
    match found {
        Ok(found) => view
            .answer(Place::Search, view.tongue.search(), &found, || content(view, &asked, &found)),
        Err(error) => view.error(&error),
    }
}

fn content(view: View, asked: &Asked, found: &Found) -> Markup {
    let t = view.tongue;
    let kinds = [
        Outcome::Article,
        Outcome::Forum,
        Outcome::LiveBlog,
        Outcome::Product,
        Outcome::Documentation,
    ];
    html! {
        h1 { (t.search()) }
        form.filters action="/search" role="search" {
            label.wide { (t.query_hint()) input type="search" name="q" value=(found.query) autofocus; }
            label { (t.site()) input name="site" value=(asked.site) size="18"; }
            label { (t.language()) input name="language" value=(asked.language) size="4"; }
            label { (t.from()) input type="date" name="from" value=(asked.from); }
            label { (t.to()) input type="date" name="to" value=(asked.to); }
            label {
                (t.outcome())
                select name="kind" {
                    option value="" { (t.any()) }
                    @for kind in kinds {
                        option value=(kind.name()) selected[asked.kind == kind.name()] { (kind.name()) }
                    }
                }
            }
            button { (t.search()) }
        }
        div id="results" aria-live="polite" {
            @if found.results.is_empty() && *asked != Asked::default() { p { (t.no_results()) } }
            ul.texts {
                @for hit in &found.results {
                    li {
                        a href={ "/text/" (hit.text.ordinal) } lang=[parts::field(&hit.text, "lang")] dir="auto" { (parts::title(&hit.text)) }
                        div dir="auto" {
                            @for piece in &hit.snippet {
                                @if piece.hit { mark { (piece.text) } } @else { (piece.text) }
                            }
                        }
                        (parts::about(&hit.text))
                    }
                }
            }
            nav.pages aria-label=(t.results()) {
                @if found.page > 0 { a href=(link(asked, found.page - 1)) { (t.newer()) } } @else { span {} }
                @if found.more { a href=(link(asked, found.page + 1)) { (t.older()) } }
            }
        }
    }
}

impl PartialEq for Asked {
    /// Whether the same is looked for, on whatever page.
    fn eq(&self, other: &Self) -> bool {
        let parts = |a: &Self| {
            [&a.q, &a.site, &a.language, &a.from, &a.to, &a.kind]
                .map(|field| field.trim().to_owned())
        };
        parts(self) == parts(other)
    }
}

fn link(asked: &Asked, page: usize) -> String {
    let start = "/search?";
    let mut query = url::form_urlencoded::Serializer::for_suffix(String::from(start), start.len());
    let fields = [
        ("q", &asked.q),
        ("site", &asked.site),
        ("language", &asked.language),
        ("from", &asked.from),
        ("to", &asked.to),
        ("kind", &asked.kind),
    ];
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    query.append_pair("page", &page.to_string());
    query.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_holds_only_what_is_seen() {
        assert_eq!(field(" flood\u{0} \u{202e}valley "), Some("flood valley".into()));
        assert_eq!(field("\u{200f}\u{0}"), None);
        assert_eq!(field(&"x".repeat(20_000)).map(|q| q.len()), Some(QUERY));
    }

    #[test]
    fn addresses_can_be_shared() {
        let asked = Asked { q: "a&b \"c\"".into(), language: "it".into(), ..Asked::default() };
        assert_eq!(link(&asked, 2), "/search?q=a%26b+%22c%22&language=it&page=2");
    }
}
