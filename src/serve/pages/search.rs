//! Searching the archive.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::parts;
use crate::page::Outcome;
use crate::serve::figures::Figures;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::serve::words::Tongue;
use crate::store::{
    Archive, PassagePiece, SearchBounds, SearchOrder, StoreError, StoredText, marked, passage,
};

const SHOWN: usize = 20;

/// Characters of a query that are read; nobody types more.
const QUERY: usize = 400;

/// Bytes of a text in which its passage is looked for.
const LOOK: usize = 200_000;

/// Sites and languages that the form offers.
const OFFERED: usize = 60;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    site: String,
    language: String,
    from: String,
    to: String,
    kind: String,
    sort: String,
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
    #[serde(skip)]
    heading: Vec<PassagePiece>,
    snippet: Vec<PassagePiece>,
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
    Fields(asked): Fields<Asked>,
) -> Response {
    let query = field(&asked.q).unwrap_or_default();
    let bounds = SearchBounds {
        site: field(&asked.site),
        lang: field(&asked.language),
        from: field(&asked.from),
        to: field(&asked.to),
        outcome: field(&asked.kind),
        source: None,
        order: match asked.sort.as_str() {
            "newest" => SearchOrder::Stored,
            "published" => SearchOrder::Published,
            _ => SearchOrder::Fit,
        },
    };
    for day in [&bounds.from, &bounds.to].into_iter().flatten() {
        if day.parse::<NaiveDate>().is_err() {
            return view.misread(&format!("{day}: write a day as 2026-11-30"));
        }
    }
    let page = asked.page.unwrap_or(0).min(10_000);
    let found = server.library.read(move |archive| look(archive, &query, &bounds, page)).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => return view.error(&error),
    };
    match server.figures_soon().await {
        Ok(figures) => view.answer(Place::Search, view.tongue.search(), &found, || {
            content(view.tongue, &asked, &found, figures.as_deref())
        }),
        Err(error) => view.error(&error),
    }
}

fn look(
    archive: &Archive,
    query: &str,
    bounds: &SearchBounds,
    page: usize,
) -> Result<Found, StoreError> {
    let mut texts = archive.search(query, bounds, page * SHOWN, SHOWN + 1)?;
    let more = texts.len() > SHOWN;
    texts.truncate(SHOWN);
    let mut results = Vec::with_capacity(texts.len());
    for text in texts {
        // A file that is gone is verify's business; the rest of the results still counts.
        let content = archive.beginning(&text, LOOK).unwrap_or_default();
        let body = content.strip_prefix(text.title.as_str()).unwrap_or(&content);
        let snippet = passage(body, query);
        results.push(Hit { heading: marked(parts::title(&text), query), text, snippet });
    }
    Ok(Found { query: query.to_owned(), page, results, more })
}

fn content(t: Tongue, asked: &Asked, found: &Found, figures: Option<&Figures>) -> Markup {
    html! {
        h1 { (t.search()) }
        (form(t, asked, found, figures))
        div id="results" aria-live="polite" {
            @if found.results.is_empty() {
                @if *asked == Asked::default() { (help(t)) } @else {
                    div.empty { p { (t.no_results()) } p.small { (t.no_results_next()) } }
                }
            }
            ul.texts {
                @for hit in &found.results {
                    li {
                        a.title href={ "/text/" (hit.text.ordinal) } lang=[parts::lang(&hit.text)] dir="auto" { (parts::passage(&hit.heading)) }
                        p.lead lang=[parts::lang(&hit.text)] dir="auto" { (parts::passage(&hit.snippet)) }
                        (parts::about(t, &hit.text))
                    }
                }
            }
            @if found.page > 0 || found.more {
                nav.pages aria-label=(t.results()) {
                    @if found.page > 0 { a href=(link(asked, found.page - 1)) { "← " (t.back_results()) } } @else { span {} }
                    @if found.more { a href=(link(asked, found.page + 1)) { (t.further()) " →" } }
                }
            }
        }
    }
}

fn form(t: Tongue, asked: &Asked, found: &Found, figures: Option<&Figures>) -> Markup {
    let kinds = Outcome::ALL.into_iter().filter(|kind| kind.is_storable());
    // What is offered to choose from grows out of the figures; any site can be written without them.
    let sites = figures.map(|figures| &figures.sites[..]).unwrap_or_default();
    let mut sites: Vec<_> = sites.iter().filter(|site| site.texts > 0).collect();
    sites.sort_by_key(|site| std::cmp::Reverse(site.texts));
    let languages = figures.map(|figures| &figures.languages[..]).unwrap_or_default();
    let languages = languages.iter().filter(|lang| !lang.name.is_empty()).take(OFFERED);
    let other =
        !asked.language.is_empty() && !languages.clone().any(|lang| lang.name == asked.language);
    html! {
        form.filters action="/search" role="search" {
            label.wide {
                (t.query_hint())
                input type="search" name="q" value=(found.query) autofocus autocomplete="off" spellcheck="false";
            }
            button { (t.search()) }
            label { (t.site()) input name="site" value=(asked.site) list="sites" autocomplete="off" spellcheck="false"; }
            datalist id="sites" { @for site in sites.iter().take(OFFERED) { option value=(site.host) {} } }
            label {
                (t.language())
                select name="language" {
                    option value="" { (t.any()) }
                    @if other { option value=(asked.language) selected { (asked.language) } }
                    @for lang in languages {
                        option value=(lang.name) selected[asked.language == lang.name] { (lang.name) " (" (lang.count) ")" }
                    }
                }
            }
            label { (t.from()) input type="date" name="from" value=(asked.from); }
            label { (t.to()) input type="date" name="to" value=(asked.to); }
            label {
                (t.outcome())
                select name="kind" {
                    option value="" { (t.any()) }
                    @for kind in kinds {
                        option value=(kind.name()) selected[asked.kind == kind.name()] { (t.term(kind.name())) }
                    }
                }
            }
            label {
                (t.order())
                select name="sort" {
                    option value="" { (t.best_first()) }
                    option value="newest" selected[asked.sort == "newest"] { (t.newest_first()) }
                    option value="published" selected[asked.sort == "published"] { (t.last_published_first()) }
                }
            }
        }
    }
}

fn help(t: Tongue) -> Markup {
    html! {
        dl.help {
            dt { code { "flood valley" } } dd { (t.search_help_all()) }
            dt { code { "\"fire brigade\"" } } dd { (t.search_help_phrase()) }
            dt { code { "\"fire brigade\"~5" } } dd { (t.search_help_near()) }
            dt { code { "flood -exercise" } } dd { (t.search_help_without()) }
            dt { code { "elect*" } } dd { (t.search_help_start()) }
            dt { code { "flood (valley OR river)" } } dd { (t.search_help_or()) }
            dt { code { "title:flood" } } dd { (t.search_help_title()) }
        }
    }
}

impl PartialEq for Asked {
    /// Whether the same is looked for, on whatever page and in whatever order.
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
        ("sort", &asked.sort),
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
