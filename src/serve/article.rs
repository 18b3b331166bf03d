//! One stored text: set to be read, with its proof, its captures and its metadata beside it.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

use super::layout::Place;
use super::view::View;
use super::words::Tongue;
use super::{Server, parts};
use crate::store::{CaptureRow, NearText, StoredText};

/// Characters of a text that a page shows; beyond them the file itself is offered.
const SHOWN: usize = 200_000;

#[derive(Debug, Serialize)]
struct Article {
    #[serde(flatten)]
    text: StoredText,
    /// The canonical text.
    content: String,
    captures: Vec<CaptureRow>,
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
    let found = server
        .library
        .read(move |archive| {
            let text = archive.text(ordinal)?;
            let content = archive.content(&text)?;
            let captures = archive.captures_of_text(ordinal)?;
            let near = archive.near(ordinal)?;
            Ok(Article { text, content, captures, near })
        })
        .await;
    match found {
        Ok(article) if file => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], article.content).into_response()
        }
        Ok(article) => view.answer(Place::Elsewhere, parts::title(&article.text), &article, || {
            page(view.tongue, &article)
        }),
        Err(error) => view.error(&error),
    }
}

fn page(t: Tongue, article: &Article) -> Markup {
    let text = &article.text;
    let lang = parts::field(text, "lang");
    html! {
        div.columns {
            article.text lang=[lang] dir="auto" {
                h1 dir="auto" { (parts::title(text)) }
                (body(t, article))
            }
            div {
                (proof(t, article))
                section.card aria-labelledby="about" {
                    h2 id="about" { (t.metadata()) }
                    (metadata(t, text))
                }
                @if !article.near.is_empty() {
                    section.card aria-labelledby="near" {
                        h2 id="near" { (t.near()) }
                        (near(t, article))
                    }
                }
                section.card aria-labelledby="captures" {
                    h2 id="captures" { (t.captures()) }
                    (captures(t, &article.captures))
                }
            }
        }
    }
}

/// The body's blocks as paragraphs; what looks like a list or a table in the file keeps its lines.
fn body(t: Tongue, article: &Article) -> Markup {
    let content = article.content.as_str();
    let skip = match article.text.title.as_str() {
        "" => 0,
        title if content.starts_with(title) => title.len(),
        _ => 0,
    };
    let content = content.get(skip..).unwrap_or(content);
    let shown = content.get(..content.floor_char_boundary(SHOWN)).unwrap_or(content);
    html! {
        @for block in shown.split("\n\n").map(|block| block.trim_matches('\n')) {
            @if block.is_empty() {}
            @else if block.contains('\t') { (table(block)) }
            @else if block.contains('\n') { pre dir="auto" { (block) } }
            @else if let Some(item) = block.strip_prefix("- ") { ul { li dir="auto" { (item) } } }
            @else { p dir="auto" { (block) } }
        }
        @if shown.len() < content.len() {
            p.small { (t.full_text()) " " a href={ "/text/" (article.text.ordinal) ".txt" } { (article.text.name) } }
        }
    }
}

fn table(rows: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="table" {
            table { tbody {
                @for row in rows.lines() { tr { @for cell in row.split('\t') { td { (cell) } } } }
            } }
        }
    }
}

fn proof(t: Tongue, article: &Article) -> Markup {
    let text = &article.text;
    html! {
        section.card aria-labelledby="proof" {
            h2 id="proof" { (t.proof()) }
            dl {
                dt { (t.file()) } dd { a href={ "/text/" (text.ordinal) ".txt" } { (text.name) } }
                dt { (t.digest()) } dd { code { (text.sha256) } }
                dt { (t.first_seen()) } dd { (parts::moment(text.first_seen)) }
            }
            p.small { (t.proof_words()) }
            code { "sha256sum " (text.name) }
        }
    }
}

fn captures(t: Tongue, rows: &[CaptureRow]) -> Markup {
    html! {
        dl {
            @for row in rows {
                dt { (parts::moment(row.at)) }
                dd {
                    (parts::address(&row.url)) br;
                    code { "warc/" (row.warc) " @ " (row.offset) } br;
                    a href={ "/capture/" (row.id) } { (t.left_out()) }
                    @if let Some(previous) = row.previous {
                        " · " a href={ "/diff/" (previous) "/" (row.text.unwrap_or(previous)) } { (t.difference()) }
                    }
                }
            }
        }
    }
}

fn near(t: Tongue, article: &Article) -> Markup {
    html! {
        dl {
            @for other in &article.near {
                dt { a href={ "/text/" (other.ordinal) } { (format!("{:03}", other.ordinal)) } }
                dd {
                    (other.class) " " (format!("{:.0} %", other.jaccard * 100.0)) " · "
                    a href={ "/diff/" (other.ordinal.min(article.text.ordinal)) "/" (other.ordinal.max(article.text.ordinal)) } { (t.difference()) }
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
                @let values = values(text.metadata.get(key));
                @if !values.is_empty() {
                    dt { (name) }
                    dd {
                        @for (value, from) in &values {
                            div {
                                @if key == "canonical" { (parts::address(value)) } @else { span dir="auto" { (value) } }
                                @if let Some(from) = from { " " span.small { "(" (t.found_in()) " " (from) ")" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The values of a metadata field, each with where it was found.
fn values(field: Option<&Value>) -> Vec<(String, Option<String>)> {
    let one = |value: &Value| {
        let text = value.get("value").unwrap_or(value).as_str()?.to_owned();
        let from = value.get("from").and_then(Value::as_str).map(str::to_owned);
        Some((text, from))
    };
    match field {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}
