//! Two texts against each other, word by word.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;

use super::layout::Place;
use super::view::View;
use super::words::Tongue;
use super::{Server, parts};
use crate::dedup::{Change, Piece, classify};
use crate::store::StoredText;

/// Bytes of a text above which no comparison is made for a page.
const LARGEST: u64 = 2 << 20;

#[derive(Debug, Serialize)]
struct Diff {
    old: StoredText,
    new: StoredText,
    class: &'static str,
    #[serde(flatten)]
    change: Change,
}

pub(super) async fn diff(
    State(server): State<Server>,
    view: View,
    Path((old, new)): Path<(String, String)>,
) -> Response {
    let new = new.strip_suffix(".json").unwrap_or(&new);
    let (Ok(old), Ok(new)) = (old.parse::<u64>(), new.parse::<u64>()) else {
        return view.missing();
    };
    let found = server
        .library
        .read(move |archive| {
            let (old, new) = (archive.text(old)?, archive.text(new)?);
            if old.bytes.max(new.bytes) > LARGEST {
                return Ok(None);
            }
            let change = archive.change(old.ordinal, new.ordinal)?;
            Ok(Some(Diff { class: classify(&change).name(), old, new, change }))
        })
        .await;
    match found {
        Ok(Some(diff)) => view.answer(Place::Changes, view.tongue.difference(), &diff, || {
            content(view.tongue, &diff)
        }),
        Ok(None) => view.too_large(),
        Err(error) => view.error(&error),
    }
}

fn content(t: Tongue, diff: &Diff) -> Markup {
    html! {
        h1 { (t.difference()) }
        p.meta {
            a href={ "/text/" (diff.old.ordinal) } { (format!("{:03}", diff.old.ordinal)) } " " (parts::moment(diff.old.first_seen))
            " → "
            a href={ "/text/" (diff.new.ordinal) } { (format!("{:03}", diff.new.ordinal)) } " " (parts::moment(diff.new.first_seen))
            " · " (diff.class) " · +" (diff.change.came) " −" (diff.change.gone)
        }
        article.text.diff dir="auto" lang=[parts::field(&diff.new, "lang")] {
            @for span in &diff.change.spans {
                @match span.piece {
                    Piece::Same => { span { (span.text) } }
                    Piece::Gone => { del aria-label=(t.removed()) { (span.text) } }
                    Piece::Came => { ins aria-label=(t.added()) { (span.text) } }
                }
                " "
            }
        }
    }
}
