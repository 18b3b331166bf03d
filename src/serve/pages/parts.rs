//! Pieces that several pages show.

use maud::{Markup, html};

use crate::serve::dates;
use crate::serve::words::Tongue;
use crate::store::{CaptureRow, PassagePiece, StoredText};

/// Characters of a description that a list shows.
const DESCRIPTION: usize = 180;

/// An address: a link only when it leads to the web, so that nothing stored can run.
pub(super) fn address(url: &str) -> Markup {
    let web = url::Url::parse(url)
        .is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host());
    html! {
        @if web { a.address href=(url) rel="noreferrer noopener nofollow" dir="ltr" { (url) } }
        @else { span.address dir="ltr" { (url) } }
    }
}

/// A text's title, or its file name where it has none.
pub(super) fn title(text: &StoredText) -> &str {
    if text.title.is_empty() { &text.name } else { &text.title }
}

/// An ordinal as file names write it.
pub(super) fn number(ordinal: u64) -> String {
    format!("{ordinal:03}")
}

/// One field of a text's metadata as text.
pub(super) fn field<'a>(text: &'a StoredText, name: &str) -> Option<&'a str> {
    let value = text.metadata.get(name)?;
    value.get("value").unwrap_or(value).as_str()
}

/// The language of a text, when it is a tag that a browser understands.
pub(super) fn lang(text: &StoredText) -> Option<&str> {
    let well_formed =
        |tag: &&str| tag.len() >= 2 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    field(text, "lang").filter(well_formed)
}

/// A list of texts under the days on which they were first seen.
pub(super) fn by_day(t: Tongue, texts: &[StoredText]) -> Markup {
    html! {
        @for group in texts.chunk_by(|a, b| a.first_seen.date_naive() == b.first_seen.date_naive()) {
            @if let Some(first) = group.first() {
                h2.day { (dates::day(t, first.first_seen.date_naive())) }
            }
            ul.texts {
                @for text in group {
                    li {
                        a.title href={ "/text/" (text.ordinal) } lang=[lang(text)] dir="auto" { (title(text)) }
                        @if let Some(description) = field(text, "description") {
                            p.lead lang=[lang(text)] dir="auto" { (cut(description, DESCRIPTION)) }
                        }
                        (about(t, text))
                    }
                }
            }
        }
    }
}

/// The first characters of a text, cut at a word.
pub(super) fn cut(text: &str, room: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(room) else { return text.to_owned() };
    let head = text.get(..end).unwrap_or(text);
    let head = head.rsplit_once(' ').map_or(head, |(head, _)| head);
    format!("{}…", head.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// A line on where and when a text came from.
pub(super) fn about(t: Tongue, text: &StoredText) -> Markup {
    html! {
        div.meta {
            @if let Some(site) = field(text, "site_name") { span dir="auto" { (site) } " · " }
            @if let Some(day) = field(text, "published") { (dates::written(t, day.get(..10).unwrap_or(day))) " · " }
            @if let Some(lang) = lang(text) { span.tag { (lang) } " · " }
            (text.words) " " (t.words()) " · "
            span.number title=(text.name) { (number(text.ordinal)) }
        }
    }
}

/// A passage with the words that were looked for marked.
pub(super) fn passage(pieces: &[PassagePiece]) -> Markup {
    html! {
        @for piece in pieces { @if piece.hit { mark { (piece.text) } } @else { (piece.text) } }
    }
}

/// A table of captures under a name, with what spoke for each outcome where it is known.
pub(super) fn captures(t: Tongue, name: &str, rows: &[(CaptureRow, Vec<String>)]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table.stack {
                thead { tr {
                    th scope="col" { (t.capture()) }
                    th scope="col" { (t.outcome()) }
                    th scope="col" { (t.file()) }
                    th scope="col" { (t.address()) }
                } }
                tbody {
                    @for (row, evidence) in rows {
                        tr {
                            td.when { (dates::moment(t, row.at)) }
                            td {
                                a href={ "/capture/" (row.id) } { (outcome(t, row)) }
                                @for line in evidence { div.small lang="en" dir="auto" { (line) } }
                            }
                            td { @if let Some(ordinal) = row.text { a href={ "/text/" (ordinal) } { (number(ordinal)) } } }
                            td { (address(&row.url)) }
                        }
                    }
                }
            }
        }
    }
}

/// What a capture was, with a mark by which a refused one is told from a stored one.
pub(super) fn outcome(t: Tongue, row: &CaptureRow) -> Markup {
    outcome_named(t, &row.outcome, row.text.is_some())
}

/// The same for an outcome by its name.
pub(super) fn outcome_named(t: Tongue, name: &str, stored: bool) -> Markup {
    html! { span.badge.refused[!stored].stored[stored] { (t.term(name)) } }
}

/// What kind of change it was.
pub(super) fn class(t: Tongue, name: &str) -> Markup {
    html! { span.badge.change { (t.term(name)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_become_links_and_all_are_escaped() {
        let link = address("https://example.org/?a=1&b=\"x\"").into_string();
        assert!(link.contains("href=\"https://example.org/?a=1&amp;b=&quot;x&quot;\""), "{link}");
        for hostile in ["javascript:alert(1)", "data:text/html,<script>", "file:///etc/passwd"] {
            let shown = address(hostile).into_string();
            assert!(!shown.contains("<a") && !shown.contains("<script"), "{shown}");
        }
    }

    #[test]
    fn a_cut_ends_with_a_word() {
        assert_eq!(cut("one, two three", 7), "one…");
        assert_eq!(cut("short", 7), "short");
        assert_eq!(cut("東京都庁舎展望室", 3), "東京都…");
    }
}
