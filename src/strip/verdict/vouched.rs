//! What speaks for an article beside its words.

use super::kinds;
use super::page::Page;
use crate::page::Evidence;

/// Whether a page is dated, and says in its markup that it is an article, names who wrote it, or has the day in its
/// address as well: no wall and no error page does.
pub(super) fn is_dated_article(page: &Page<'_>) -> bool {
    let metadata = page.metadata;
    let Some(published) = &metadata.published else { return false };
    let printed = matches!(published.from, Evidence::Text | Evidence::Url);
    kinds::says_article(metadata)
        || !printed && (!metadata.authors.is_empty() || page.address().is_dated())
}

/// Whether nothing on a page says who wrote it or when, nor that it is an article. The day in an address is that of the
/// page that was asked for.
pub(super) fn is_nobodys(page: &Page<'_>) -> bool {
    let metadata = page.metadata;
    let dated = metadata.published.as_ref().is_some_and(|day| day.from != Evidence::Url);
    !dated && metadata.authors.is_empty() && !kinds::says_article(metadata)
}
