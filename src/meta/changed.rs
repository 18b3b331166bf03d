//! Elements that hold the day of the last change and not that of publication: a class or the words before them
//! say so.

use super::announced::{announces_change, at_change};
use super::head::squash;
use super::seen::{block_around, seen_text};
use crate::html::{Document, NodeId, Tag};

/// How much is read of the words before an element, in nodes and in bytes.
const NODES: u32 = 40;
const BEFORE: usize = 200;
/// Bytes of the longest text of an element that holds a date and says itself what date it is.
const LONG: usize = 80;

/// Whether an element that holds a date says that it is the last change's.
pub(super) fn is_of_change(page: Document<'_>, id: NodeId) -> bool {
    classed(page, id).unwrap_or_else(|| {
        let own = seen_text(page, id, LONG);
        let (published, change) = at_change(&own);
        let begins = published.is_empty() && change.contains(char::is_numeric);
        begins || announces_change(&before(page, id))
    })
}

/// Whether an element's class or its microdata calls it the day of the last change, where they say.
fn classed(page: Document<'_>, id: NodeId) -> Option<bool> {
    let (mut published, mut changed, mut dated) = (false, false, false);
    page.attributes_among(id, &["class", "itemprop", "property"], |_, attribute| {
        for word in attribute.value().to_lowercase().split_ascii_whitespace() {
            let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
            published |= has(&["created", "pubdate", "publish"]);
            let change = has(&["modified", "updated"]);
            changed |= change;
            // Some call every date "updated", as the microformat of entries demands one.
            dated |= !change && has(&["date", "time"]);
        }
    });
    match (published, changed && !dated) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    }
}

/// The words before an element in its line, from the last date on.
fn before(page: Document<'_>, id: NodeId) -> String {
    let Some(block) = block_around(page, id) else { return String::new() };
    let begin = block.0.max(id.0.saturating_sub(NODES));
    let mut texts: Vec<NodeId> = Vec::new();
    let mut length = 0;
    for at in (begin + 1..id.0).rev().map(NodeId) {
        if !page.is_text(at) {
            if page.tag(at) == Tag::BR {
                break;
            }
            continue;
        }
        let within = std::iter::successors(page.parent(at), |up| page.parent(*up));
        let mut within = within.take_while(|up| *up != block);
        if length > BEFORE || within.any(|up| page.tag(up) == Tag::TIME && page.end(up).0 <= id.0) {
            break;
        }
        length += page.raw_text(at).len();
        texts.push(at);
    }
    let texts: Vec<_> = texts.iter().rev().map(|at| page.text(*at)).collect();
    squash(&texts.join(" "))
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, value};

    fn dates(html: &str) -> (String, String) {
        let page = read(&format!("<h1>The weir leaks again</h1>{html}<p>It does.</p>"));
        (value(&page.published).unwrap_or_default(), value(&page.modified).unwrap_or_default())
    }

    const FIRST: &str = "2026-05-01T10:00:00Z";
    const LAST: &str = "2026-05-03T10:00:00Z";

    fn time(class: &str, instant: &str) -> String {
        format!("<time class='{class}' datetime={instant}>{}</time>", &instant[..10])
    }

    #[test]
    fn a_class_says_which_date_it_is() {
        let both = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        let (published, updated) = (time("entry-date published", FIRST), time("updated", LAST));
        assert_eq!(dates(&format!("<div>{published}{updated}</div>")), both(FIRST, LAST));
        assert_eq!(dates(&format!("<div>{updated}{published}</div>")), both(FIRST, LAST));
        assert_eq!(dates(&updated), both(LAST, LAST));
        let either = time("entry-date published updated", FIRST);
        assert_eq!(dates(&either), both(FIRST, ""));
    }

    #[test]
    fn the_words_before_it_say_which_date_it_is() {
        let both = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        let (first, last) = (time("", FIRST), time("", LAST));
        for (line, want) in [
            (format!("<p>Updated {last}"), both(LAST, LAST)),
            (format!("<p>Published {first}, updated {last}"), both(FIRST, LAST)),
            (format!("<p>Updated {last}<br>Published {first}"), both(FIRST, LAST)),
            (format!("<p><span>Zuletzt aktualisiert:</span> {last}"), both(LAST, LAST)),
            (format!("<p>Edited by Hilda Benning {first}"), both(FIRST, "")),
            (format!("<p>{first}</p><p>Updated</p>"), both(FIRST, "")),
        ] {
            assert_eq!(dates(&line), want, "{line}");
        }
    }

    #[test]
    fn the_foot_of_a_page_tells_its_last_change() {
        let text = "<p>The weir leaks again, the council said.</p>".repeat(100);
        let foot = format!("{text}<p>This page was last modified on {}.</p>", time("", LAST));
        // Nothing else is known of its publication.
        let only = (LAST.to_owned(), LAST.to_owned());
        assert_eq!(dates(&foot), only);
        let whole = format!("{text}<footer><p>Last modified: {}</p></footer>", time("", LAST));
        // Of what the foot of the page says no day of publication is made before all blocks are known.
        assert_eq!(dates(&whole), (String::new(), LAST.to_owned()));
        let told = format!("<p>Published 1 May 2026</p>{whole}");
        assert_eq!(dates(&told), ("2026-05-01".to_owned(), LAST.to_owned()));
        let teaser = format!("{text}<aside><p>The mill. Updated {}</p></aside>", time("", LAST));
        assert_eq!(dates(&teaser), (String::new(), String::new()));
    }
}
