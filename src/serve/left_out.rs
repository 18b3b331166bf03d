//! One capture: the page as text, every block marked kept or left out, with the reason.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;

use super::layout::Place;
use super::view::View;
use super::{Server, parts};
use crate::pipeline::{Cleaned, Options, RawPage, clean};
use crate::store::warc::WarcPage;
use crate::store::{CaptureRow, StoreError};

/// Blocks that one page shows; a page with more is no article.
const SHOWN: usize = 5_000;

#[derive(Debug, Serialize)]
struct LeftOut {
    capture: CaptureRow,
    outcome: &'static str,
    evidence: Vec<String>,
    blocks: Vec<ShownBlock>,
}

#[derive(Debug, Serialize)]
struct ShownBlock {
    label: &'static str,
    kept: bool,
    score: f32,
    reason: String,
    text: String,
}

pub(super) async fn left_out(
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
            let Some(row) = archive.captures(id, 1)?.into_iter().find(|row| row.id == id) else {
                return Ok(None);
            };
            let page = archive.page(&row)?;
            Ok::<_, StoreError>(Some(taken_apart(row, &page)))
        })
        .await;
    match found {
        Ok(Some(page)) => {
            view.answer(Place::Elsewhere, view.tongue.left_out(), &page, || content(view, &page))
        }
        Ok(None) => view.missing(),
        Err(error) => view.error(&error),
    }
}

fn taken_apart(capture: CaptureRow, page: &WarcPage) -> LeftOut {
    let page = RawPage {
        bytes: &page.body,
        url: Some(&page.url),
        content_type: page.content_type.as_deref(),
        kind: None,
    };
    let Cleaned { verdict, blocks, .. } = clean(&page, &Options::default());
    let shown = blocks.iter().take(SHOWN).map(|(block, text)| ShownBlock {
        label: block.label.name(),
        kept: block.kept,
        score: block.score,
        reason: block.reason.clone().into_owned(),
        text: text.chars().take(4_000).collect(),
    });
    let blocks = shown.collect();
    LeftOut { capture, outcome: verdict.outcome.name(), evidence: verdict.evidence, blocks }
}

fn content(view: View, page: &LeftOut) -> Markup {
    let t = view.tongue;
    html! {
        h1 { (t.left_out()) }
        p.meta {
            (parts::address(&page.capture.url)) " · " (parts::moment(page.capture.at)) " · " (page.outcome)
            @if let Some(ordinal) = page.capture.text { " · " a href={ "/text/" (ordinal) } { (format!("{ordinal:03}")) } }
        }
        @if !page.evidence.is_empty() { ul.small { @for line in &page.evidence { li { (line) } } } }
        p.small { (t.left_out_words()) }
        ol.blocks {
            @for block in &page.blocks {
                li.kept[block.kept] title=(block.reason) {
                    span.why {
                        strong { (block.label) } " · "
                        (if block.kept { t.kept() } else { t.dropped() })
                        " · " (format!("{:.2}", block.score)) " · " (block.reason)
                    }
                    span dir="auto" { (block.text) }
                }
            }
        }
    }
}
