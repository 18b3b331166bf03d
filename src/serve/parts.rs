//! Pieces that several pages show.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::words::Tongue;
use crate::store::{CaptureRow, StoredText};

/// A time as people read it, with the exact one for machines.
pub(super) fn moment(at: DateTime<Utc>) -> Markup {
    html! {
        time datetime=(at.to_rfc3339()) { (at.format("%Y-%m-%d %H:%M")) " UTC" }
    }
}

/// An address: a link only when it leads to the web, so that nothing stored can run.
pub(super) fn address(url: &str) -> Markup {
    let web = url::Url::parse(url)
        .is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host());
    html! {
        @if web { a href=(url) rel="noreferrer noopener nofollow" { (url) } }
        @else { (url) }
    }
}

/// A text's title, or its file name where it has none.
pub(super) fn title(text: &StoredText) -> &str {
    if text.title.is_empty() { &text.name } else { &text.title }
}

/// One field of a text's metadata as text.
pub(super) fn field<'a>(text: &'a StoredText, name: &str) -> Option<&'a str> {
    let value = text.metadata.get(name)?;
    value.get("value").unwrap_or(value).as_str()
}

/// A list of texts, with where and when they came from.
pub(super) fn texts(texts: &[StoredText]) -> Markup {
    html! {
        ul.texts {
            @for text in texts {
                li {
                    a href={ "/text/" (text.ordinal) } lang=[field(text, "lang")] { (title(text)) }
                    (about(text))
                }
            }
        }
    }
}

/// A line on where and when a text came from.
pub(super) fn about(text: &StoredText) -> Markup {
    html! {
        div.meta {
            @if let Some(site) = field(text, "site_name") { (site) " · " }
            @if let Some(day) = field(text, "published") { (day.get(..10).unwrap_or(day)) " · " }
            (format!("{:03}", text.ordinal)) " · " (moment(text.first_seen))
        }
    }
}

/// A table of captures.
pub(super) fn captures(tongue: Tongue, rows: &[CaptureRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(tongue.captures()) {
            table {
                thead { tr {
                    th scope="col" { (tongue.capture()) }
                    th scope="col" { (tongue.outcome()) }
                    th scope="col" { (tongue.file()) }
                    th scope="col" { (tongue.address()) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            td { (moment(row.at)) }
                            td { a href={ "/capture/" (row.id) } { (row.outcome) } }
                            td {
                                @if let Some(ordinal) = row.text {
                                    a href={ "/text/" (ordinal) } { (format!("{ordinal:03}")) }
                                }
                            }
                            td { (address(&row.url)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_become_links_and_all_are_escaped() {
        assert!(address("https://example.org/?a=1&b=\"x\"").into_string().starts_with("<a href="));
        for hostile in ["javascript:alert(1)", "data:text/html,<script>", "file:///etc/passwd"] {
            let shown = address(hostile).into_string();
            assert!(!shown.contains("<a") && !shown.contains("<script"), "{shown}");
        }
    }
}
