//! One capture: the page as text, every block coloured by what it is, with the reason.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;

use super::parts;
use crate::page::LabelGroup;
use crate::pipeline::{Cleaned, Options, RawPage, clean};
use crate::profile::{self, Profiles};
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::View;
use crate::serve::words::Tongue;
use crate::store::warc::WarcPage;
use crate::store::{CaptureRow, StoreError};

/// Blocks that one page shows; a page with more is no article.
const SHOWN: usize = 5_000;

#[derive(Debug, Serialize)]
struct LeftOut {
    capture: CaptureRow,
    outcome: &'static str,
    confidence: f32,
    evidence: Vec<String>,
    notes: Vec<String>,
    blocks: Vec<ShownBlock>,
    /// Whether there are more blocks than these.
    more: bool,
}

#[derive(Debug, Serialize)]
struct ShownBlock {
    label: &'static str,
    #[serde(skip)]
    group: LabelGroup,
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
    let mut options = Options::clone(&server.options);
    let found = server
        .library
        .read(move |archive| {
            let Some(row) = archive.captures(id, 1)?.into_iter().find(|row| row.id == id) else {
                return Ok(None);
            };
            let page = archive.page(&row)?;
            // As it was cleaned then, as far as the site's profile goes.
            if let (Some(version), Some(host)) = (&row.profile, profile::host_of(&page.url))
                && let Some((_, profile)) = archive.profile(&host, version)?
            {
                options.profiles = Profiles::new([profile]);
            }
            Ok::<_, StoreError>(Some(taken_apart(row, &page, &options)))
        })
        .await;
    match found {
        Ok(Some(page)) => view.answer(Place::Elsewhere, view.tongue.left_out(), &page, || {
            content(view.tongue, &page)
        }),
        Ok(None) => view.missing(),
        Err(error) => view.error(&error),
    }
}

fn taken_apart(capture: CaptureRow, page: &WarcPage, options: &Options) -> LeftOut {
    let page = RawPage {
        bytes: &page.body,
        url: Some(&page.url),
        content_type: page.content_type.as_deref(),
        kind: None,
    };
    let Cleaned { verdict, blocks, notes, .. } = clean(&page, options);
    let mut all = blocks.iter();
    let shown = all.by_ref().take(SHOWN).map(|(block, text)| ShownBlock {
        label: block.label.name(),
        group: block.label.group(),
        kept: block.kept,
        score: block.score,
        reason: block.reason.clone().into_owned(),
        text: text.chars().take(4_000).collect(),
    });
    let blocks = shown.collect();
    LeftOut {
        capture,
        outcome: verdict.outcome.name(),
        confidence: verdict.confidence,
        evidence: verdict.evidence,
        notes,
        blocks,
        more: all.next().is_some(),
    }
}

fn content(t: Tongue, page: &LeftOut) -> Markup {
    let kept = page.blocks.iter().filter(|block| block.kept).count();
    html! {
        h1 { (t.left_out()) }
        p.meta { (parts::address(&page.capture.url)) br; (dates::moment(t, page.capture.at))
            @if let Some(ordinal) = page.capture.text { " · " a href={ "/text/" (ordinal) } { (t.text()) " " (parts::number(ordinal)) } }
        }
        div.columns.wide.captured {
            div {
                p.small { (t.left_out_words()) }
                ol.blocks {
                    @for block in &page.blocks {
                        li class={ (block.group.name()) (if block.kept { " kept" } else { "" }) } title=(block.reason) {
                            span.label {
                                (t.term(block.label)) " "
                                span.unseen { (if block.kept { t.kept() } else { t.dropped() }) }
                            }
                            span.body dir="auto" { (block.text) }
                            span.why lang="en" { (format!("{:.2}", block.score)) " · " (block.reason) }
                        }
                    }
                }
                @if page.more { p.small { (t.more_not_shown()) } }
            }
            div.side {
                div.card.key {
                    h2 { (t.verdict()) }
                    p { (parts::outcome_named(t, page.outcome, page.capture.text.is_some())) " " span.small { (t.confidence()) " " (format!("{:.2}", page.confidence)) } }
                    @if !page.evidence.is_empty() {
                        ul.small lang="en" aria-label=(t.evidence()) { @for line in page.evidence.iter().chain(&page.notes) { li dir="auto" { (line) } } }
                    }
                    p.small { b { (kept) } " " (t.kept()) " · " b { (page.blocks.len() - kept) } " " (t.dropped()) " (" (t.blocks()) ")" }
                    ul.legend {
                        @for group in LabelGroup::ALL {
                            @let count = page.blocks.iter().filter(|block| block.group == group).count();
                            @if count > 0 { li class=(group.name()) { (t.group(group.name())) " " b { (count) } } }
                        }
                    }
                    label { input type="checkbox" id="only-kept"; " " (t.only_kept()) }
                    label { input type="checkbox" id="reasons"; " " (t.show_reasons()) }
                    p.small { (t.cleaned_today()) }
                }
            }
        }
    }
}
