//! One stored text: set to be read, with its proof, its captures and its metadata beside it.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;

use super::parts;
use super::versions::{self, Version};
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::View;
use crate::serve::words::Tongue;
use crate::store::{CaptureRow, NearText, StoredText};

/// Bytes of a text that a page shows; beyond them the file itself is offered.
const SHOWN: usize = 200_000;

/// Captures that a page lists.
const CAPTURES: usize = 50;

#[derive(Debug, Serialize)]
struct Article {
    #[serde(flatten)]
    text: StoredText,
    /// The canonical text, or its beginning.
    content: String,
    /// Whether `content` is only the beginning.
    cut: bool,
    captures: Vec<CaptureRow>,
    versions: Vec<Version>,
    near: Vec<NearText>,
}

/// The page of a text, and with `.json` or `.txt` at the end its data and its file.
pub(super) async fn article(
    State(server): State<Server>,
    view: View,
    Path(name): Path<String>,
) -> Response {
    let (stem, file) = match name.strip_suffix(".txt") {
        Some(stem) => (stem, true),
        None => (name.strip_suffix(".json").unwrap_or(&name), false),
    };
    let Ok(ordinal) = stem.parse::<u64>() else { return view.missing() };
    if file {
        let found =
            server.library.read(move |archive| archive.content(&archive.text(ordinal)?)).await;
        return match found {
            Ok(content) => {
                ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], content).into_response()
            }
            Err(error) => view.error(&error),
        };
    }
    let found = server
        .library
        .read(move |archive| {
            let text = archive.text(ordinal)?;
            let content = archive.beginning(&text, SHOWN)?;
            let captures = archive.captures_of_text(ordinal)?;
            let versions = versions::of(archive, &captures)?;
            let near = archive.near(ordinal)?;
            let cut = (content.len() as u64) < text.bytes;
            Ok(Article { text, content, cut, captures, versions, near })
        })
        .await;
    match found {
        Ok(article) => view.answer(Place::Elsewhere, parts::title(&article.text), &article, || {
            page(view.tongue, &article)
        }),
        Err(error) => view.error(&error),
    }
}

fn page(t: Tongue, article: &Article) -> Markup {
    let text = &article.text;
    html! {
        div.columns {
            article.text lang=[parts::lang(text)] dir="auto" {
                (head(t, text))
                (body(t, article))
            }
            div.side {
                (proof(t, article))
                @if article.versions.len() > 1 {
                    section.card aria-labelledby="versions" {
                        h2 id="versions" { (t.versions()) }
                        (versions::list(t, &article.versions, text.ordinal))
                    }
                }
                @if !article.near.is_empty() {
                    section.card aria-labelledby="near" {
                        h2 id="near" { (t.near()) }
                        (near(t, article))
                    }
                }
                section.card aria-labelledby="about" {
                    h2 id="about" { (t.metadata()) }
                    (metadata(t, text))
                }
                section.card aria-labelledby="captures" {
                    h2 id="captures" { (t.captures()) }
                    (captures(t, &article.captures))
                }
            }
        }
    }
}

fn head(t: Tongue, text: &StoredText) -> Markup {
    let authors: Vec<&str> = text.values("authors").into_iter().map(|(name, _)| name).collect();
    html! {
        header {
            @if let Some(site) = parts::field(text, "site_name") {
                p.kicker dir="auto" {
                    (site)
                    @if let Some(section) = parts::field(text, "section") { " · " (section) }
                }
            }
            h1 dir="auto" { (parts::title(text)) }
            p.byline lang=(t.tag()) {
                @if !authors.is_empty() { span { (t.by()) " " bdi { (authors.join(", ")) } } }
                @if let Some(day) = parts::field(text, "published") { span { (dates::written(t, day)) } }
                span { (text.words) " " (t.words()) }
            }
        }
    }
}

/// The body's blocks as paragraphs; items that follow one another are one list, and what looks like a
/// table or has lines of its own keeps them.
fn body(t: Tongue, article: &Article) -> Markup {
    let content = article.content.as_str();
    let skip = match article.text.title.as_str() {
        "" => 0,
        title if content.starts_with(title) => title.len(),
        _ => 0,
    };
    let shown = content.get(skip..).unwrap_or(content);
    let blocks: Vec<&str> = shown
        .split("\n\n")
        .map(|block| block.trim_matches('\n'))
        .filter(|block| !block.is_empty())
        .collect();
    let item = |block: &str| block.starts_with("- ");
    html! {
        @for group in blocks.chunk_by(|a, b| item(a) && item(b)) {
            @if group.first().is_some_and(|first| item(first)) {
                ul { @for block in group { li dir="auto" { (block.strip_prefix("- ").unwrap_or(block)) } } }
            } @else {
                @for block in group {
                    @if block.contains('\t') { (table(t, block)) }
                    @else if block.contains('\n') { pre dir="auto" { (block) } }
                    @else { p dir="auto" { (block) } }
                }
            }
        }
        @if article.cut {
            p.card lang=(t.tag()) { (t.full_text()) " " a href={ "/text/" (article.text.ordinal) ".txt" } { (article.text.name) } }
        }
    }
}

fn table(t: Tongue, rows: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t.term("table")) {
            table { tbody {
                @for row in rows.lines() { tr { @for cell in row.split('\t') { td dir="auto" { (cell) } } } }
            } }
        }
    }
}

fn proof(t: Tongue, article: &Article) -> Markup {
    let text = &article.text;
    let brought = article.captures.iter().find(|row| row.new).or(article.captures.first());
    html! {
        section.card.proof aria-labelledby="proof" {
            h2 id="proof" { (t.proof()) }
            dl {
                dt { (t.file()) } dd { a href={ "/text/" (text.ordinal) ".txt" } { (text.name) } }
                dt { (t.digest()) } dd { code { (text.sha256) } }
                @if let Some(row) = brought { dt { (t.address()) } dd { (parts::address(&row.url)) } }
                dt { (t.first_seen()) } dd { (dates::moment(t, text.first_seen)) }
                @if let Some(row) = brought { dt { (t.record()) } dd { code { "warc/" (row.warc) } " @ " (row.offset) } }
            }
            @if let Some(row) = brought { p.do { a href={ "/capture/" (row.id) } { (t.left_out()) } } }
            p.small { (t.proof_words()) }
            pre { code { "sha256sum " (text.name) } }
        }
    }
}

fn captures(t: Tongue, rows: &[CaptureRow]) -> Markup {
    html! {
        ul.plain {
            @for row in rows.iter().take(CAPTURES) {
                li {
                    div { (dates::moment(t, row.at)) " " (parts::outcome(t, row)) }
                    (parts::address(&row.url))
                    div.small {
                        a href={ "/capture/" (row.id) } { (t.left_out()) }
                        @if let (Some(previous), Some(now)) = (row.previous, row.text) {
                            " · " a href={ "/diff/" (previous) "/" (now) } { (t.difference()) }
                        }
                    }
                }
            }
        }
        @if rows.len() > CAPTURES { p.small { (t.more_not_shown()) } }
    }
}

fn near(t: Tongue, article: &Article) -> Markup {
    let own = article.text.ordinal;
    html! {
        ul.plain {
            @for other in &article.near {
                li {
                    a href={ "/text/" (other.ordinal) } { (parts::number(other.ordinal)) } " "
                    span.badge { (t.term(&other.class)) } " "
                    (format!("{:.0} %", other.jaccard * 100.0)) " · "
                    a href={ "/diff/" (other.ordinal.min(own)) "/" (other.ordinal.max(own)) } { (t.difference()) }
                }
            }
        }
    }
}

fn metadata(t: Tongue, text: &StoredText) -> Markup {
    let names = [
        ("authors", t.authors()),
        ("published", t.published()),
        ("modified", t.modified()),
        ("lang", t.language()),
        ("site_name", t.site()),
        ("canonical", t.canonical()),
        ("section", t.section()),
        ("description", t.description()),
        ("tags", t.tags()),
        ("agency", t.agency()),
        ("access", t.access()),
        ("rights", t.rights()),
    ];
    html! {
        dl {
            @for (key, name) in names {
                @let values = text.values(key);
                @if !values.is_empty() {
                    dt { (name) }
                    dd {
                        @for (value, from) in &values {
                            div {
                                @match key {
                                    "canonical" => { (parts::address(value)) }
                                    "published" | "modified" => { (dates::written(t, value)) }
                                    _ => { span dir="auto" { (value) } }
                                }
                                @if let Some(from) = from { " " span.from title={ (t.found_in()) " " (from) } { (from) } }
                            }
                        }
                    }
                }
            }
            @let entries = text.entries();
            @if !entries.is_empty() {
                dt { (t.entries()) }
                dd { @for (at, begins) in entries { div { (at) " " span dir="auto" { (begins) } } } }
            }
        }
    }
}
