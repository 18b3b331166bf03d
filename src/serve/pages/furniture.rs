//! What a site repeats across its pages, on the site's page: as it is known, and what became of it
//! since a month before.

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Serialize;

use crate::profile::Furniture;
use crate::serve::dates;
use crate::serve::words::Tongue;
use crate::store::{Archive, StoreError};

/// Texts that one page lists.
const SHOWN: usize = 200;

/// What is known of a site's furniture.
#[derive(Debug, Serialize)]
pub(super) struct Learned {
    version: String,
    learned: DateTime<Utc>,
    pages: u32,
    texts: Vec<Line>,
    since: Option<Since>,
}

/// What an earlier version did not know, and what it knew that is there no more.
#[derive(Debug, Serialize)]
struct Since {
    version: String,
    learned: DateTime<Utc>,
    came: Vec<Line>,
    went: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    text: String,
    pages: u32,
    kept: u32,
    place: u8,
    label: &'static str,
}

fn line(f: &Furniture) -> Line {
    Line {
        text: f.text.clone(),
        pages: f.pages,
        kept: f.kept,
        place: f.place,
        label: f.label.name(),
    }
}

/// What the archive learned of a site; nothing where it learned nothing, or where that is damaged,
/// which `spoglio site` says.
pub(super) fn read(archive: &Archive, host: &str) -> Result<Option<Learned>, StoreError> {
    let (row, profile) = match archive.profile(host, "") {
        Ok(Some(found)) => found,
        Ok(None) | Err(StoreError::Unsound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let since = archive.profile_before(&row)?.map(|(row, earlier)| Since {
        came: profile.new_since(&earlier).into_iter().map(line).collect(),
        went: earlier.new_since(&profile).into_iter().map(line).collect(),
        version: row.version,
        learned: row.learned,
    });
    Ok(Some(Learned {
        version: row.version,
        learned: row.learned,
        pages: profile.pages(),
        texts: profile.furniture().iter().map(line).collect(),
        since,
    }))
}

/// The part of the site's page.
pub(super) fn section(t: Tongue, learned: Option<&Learned>) -> Markup {
    html! {
        h2 { (t.furniture()) }
        @match learned {
            None => p { (t.nothing_learned()) },
            Some(learned) => {
                p.small {
                    (t.learned_from()) " " b { (learned.pages) } " · "
                    (dates::moment(t, learned.learned)) " · "
                    (t.profile_version()) " " code { (learned.version) }
                }
                @if learned.texts.is_empty() { p { (t.nothing_repeats()) } } @else {
                    (table(t, t.furniture(), &learned.texts))
                }
                @if let Some(since) = &learned.since {
                    h3 { (t.furniture_since()) " " (dates::moment(t, since.learned)) }
                    p.small { (t.profile_version()) " " code { (since.version) } }
                    @if since.came.is_empty() && since.went.is_empty() { p { (t.no_drift()) } }
                    @if !since.came.is_empty() { h4 { (t.added()) } (table(t, t.added(), &since.came)) }
                    @if !since.went.is_empty() { h4 { (t.removed()) } (table(t, t.removed(), &since.went)) }
                }
            }
        }
    }
}

fn table(t: Tongue, name: &str, lines: &[Line]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table {
                thead { tr {
                    th.number scope="col" { (t.on_pages()) }
                    th scope="col" { (t.taken_for()) }
                    th scope="col" { (t.text()) }
                } }
                tbody {
                    @for line in lines.iter().take(SHOWN) {
                        tr {
                            td.number { (line.pages) }
                            td { (t.term(line.label)) }
                            td dir="auto" { (line.text) }
                        }
                    }
                }
            }
        }
        @if lines.len() > SHOWN { p.small { (t.more_not_shown()) } }
    }
}
