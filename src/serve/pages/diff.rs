//! Two texts against each other, word by word.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::parts;
use crate::dedup::{Change, Piece, Span, classify};
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::serve::words::Tongue;
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

/// The two texts that a form names.
#[derive(Debug, Deserialize)]
pub(super) struct Pair {
    old: Option<u64>,
    new: Option<u64>,
}

/// Leads from a form to the address of its comparison.
pub(super) async fn choose(view: View, Fields(pair): Fields<Pair>) -> Response {
    match (pair.old, pair.new) {
        (Some(old), Some(new)) => Redirect::to(&format!("/diff/{old}/{new}")).into_response(),
        _ => view.missing(),
    }
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
        div.sides {
            @for (side, text, count) in [
                (t.old_text(), &diff.old, format!("−{}", diff.change.gone)),
                (t.new_text(), &diff.new, format!("+{}", diff.change.came)),
            ] {
                div.card {
                    div.small { (side) " · " (count) " " (t.words()) }
                    a href={ "/text/" (text.ordinal) } lang=[parts::lang(text)] dir="auto" { (parts::title(text)) }
                    div.small { span.number { (parts::number(text.ordinal)) } " · " (dates::moment(t, text.first_seen)) }
                }
            }
        }
        p.meta {
            @if diff.change.gone + diff.change.came > 0 { (parts::class(t, diff.class)) " " }
            del { (t.removed()) } " " ins { (t.added()) }
        }
        article.text.diff dir="auto" lang=[parts::lang(&diff.new)] {
            @for paragraph in paragraphs(&diff.change.spans) {
                p dir="auto" {
                    @for (piece, words) in &paragraph {
                        @match piece {
                            Piece::Same => { (words) }
                            Piece::Gone => { del { (words) } }
                            Piece::Came => { ins { (words) } }
                        }
                        " "
                    }
                }
            }
        }
        form.compare action="/diff" {
            fieldset {
                legend { (t.compare_any()) }
                label { (t.old_text()) " " input type="number" name="old" min="0" required value=(diff.old.ordinal); }
                label { (t.new_text()) " " input type="number" name="new" min="0" required value=(diff.new.ordinal); }
                button { (t.compare()) }
            }
        }
    }
}

/// The pieces of a change, parted where the texts have line ends.
fn paragraphs(spans: &[Span]) -> Vec<Vec<(Piece, &str)>> {
    let mut paragraphs: Vec<Vec<(Piece, &str)>> = vec![Vec::new()];
    for span in spans {
        for (at, line) in span.text.split('\n').enumerate() {
            if at > 0 && paragraphs.last().is_some_and(|last| !last.is_empty()) {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !line.trim().is_empty()) {
                last.push((span.piece, line.trim()));
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::change;

    #[test]
    fn paragraphs_stay_paragraphs() {
        let found =
            change("Title\n\nOne two.\n\nThree.\n", "Title\n\nOne four.\n\nThree.\n\nFive.\n");
        let paragraphs = paragraphs(&found.spans);
        assert!(paragraphs.len() >= 4, "{paragraphs:?}");
        assert_eq!(paragraphs[0], [(Piece::Same, "Title")]);
        let pieces: Vec<Piece> = paragraphs[1].iter().map(|(piece, _)| *piece).collect();
        assert!(pieces.contains(&Piece::Gone) && pieces.contains(&Piece::Came), "{paragraphs:?}");
    }
}
