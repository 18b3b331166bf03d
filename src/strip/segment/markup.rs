//! Text as markup, where an article is put together out of a page's data.

/// A line of text as it stands in markup, and in an attribute between double quotes.
pub(super) fn escaped(line: &str) -> String {
    line.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
