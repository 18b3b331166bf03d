//! What a page says of itself: title, authors, dates, language, rights.

use crate::html::{Document, Tag};
use crate::page::{Blocks, Evidence, Metadata, Sourced};

/// Reads the metadata that stands in the page's markup. `url` is where the page was found.
#[must_use]
pub fn from_html(page: Document<'_>, url: Option<&str>) -> Metadata {
    let _ = url;
    let title = page.ids().find(|id| page.tag(*id) == Tag::TITLE).map(|id| page.subtree_text(id));
    Metadata {
        title: title
            .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|t| !t.is_empty())
            .map(|t| Sourced::new(t, Evidence::TitleElement)),
        ..Metadata::default()
    }
}

/// Completes the metadata with what only the labelled blocks tell: the heading, bylines, datelines,
/// the language of the text.
pub fn complete(metadata: &mut Metadata, blocks: &Blocks, url: Option<&str>) {
    let _ = (metadata, blocks, url);
}
