//! RSS 0.9 to 2.0, Atom and JSON Feed, through feed-rs.

use std::borrow::Cow;

use feed_rs::model::{Entry, Link};
use feed_rs::parser;
use memchr::memmem;
use thiserror::Error;
use url::Url;

use super::candidate::{Candidate, Page, gather, too_many};

/// How many items of one feed are taken: a thousand times what portals publish.
pub const MOST_ITEMS: usize = 50_000;

/// How far into a feed its root element is looked for, in bytes.
const HEAD: usize = 2000;

/// Bytes that are no feed.
#[derive(Debug, Error)]
#[error("no RSS, Atom or JSON feed ({0}): open the address in a browser to see what it is")]
pub struct NoFeed(String);

/// Reads a feed's bytes as received (content encodings undone); `base` is the address they came
/// from, at which relative links start.
///
/// # Errors
/// [`NoFeed`] when the bytes are no feed.
pub fn read(bytes: &[u8], base: &Url) -> Result<Page, NoFeed> {
    // Some servers put white space or a byte order mark before the XML declaration.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if bytes.is_empty() {
        return Err(NoFeed("nothing in it".to_owned()));
    }
    let (bytes, left_out) = first_items(bytes);
    let feed = parser::Builder::new()
        .base_uri(Some(base.as_str()))
        .build()
        .parse(&*bytes)
        .map_err(|error| NoFeed(error.to_string().replace('\n', " ")))?;
    let named = feed.entries.len();
    let mut page =
        gather(feed.entries.iter().filter_map(|entry| candidate(entry, base)), MOST_ITEMS);
    if left_out > 0 {
        page.notes.push(too_many(MOST_ITEMS, left_out as u64));
    }
    if page.candidates.is_empty() && named > 0 {
        page.notes.push(format!("no item has an address, of {named}"));
    }
    Ok(page)
}

/// A feed of XML up to the most items that are taken, closed behind them, and how many are left out: the parser
/// keeps all that it reads in memory, at many times its length.
fn first_items(bytes: &[u8]) -> (Cow<'_, [u8]>, usize) {
    /// What a feed begins with, what its items do, and what closes it.
    const KINDS: [[&str; 3]; 3] = [
        ["<rss", "<item", "</channel></rss>"],
        ["<feed", "<entry", "</feed>"],
        ["<rdf:RDF", "<item", "</rdf:RDF>"],
    ];
    let head = &bytes[..bytes.len().min(HEAD)];
    let is_such = |kind: &&[&str; 3]| memmem::find(head, kind[0].as_bytes()).is_some();
    let Some([_, item, ends]) = KINDS.iter().find(is_such) else {
        return (Cow::Borrowed(bytes), 0);
    };
    let mut items = memmem::find_iter(bytes, item).skip(MOST_ITEMS);
    match items.next() {
        Some(at) => (Cow::Owned([&bytes[..at], ends.as_bytes()].concat()), 1 + items.count()),
        None => (Cow::Borrowed(bytes), 0),
    }
}

fn candidate(entry: &Entry, base: &Url) -> Option<Candidate> {
    let link = best(&entry.links).map(|link| link.href.as_str());
    // An item without a link often has its address as its guid.
    let mut candidate = link
        .and_then(|href| Candidate::at(href, Some(base)))
        .or_else(|| Candidate::at(&entry.id, None))?;
    candidate.title = entry.title.as_ref().map(|title| title.content.trim().to_owned());
    candidate.published = entry.published.or(entry.updated);
    Some(candidate)
}

/// The link to the page itself, not to a picture, a sound file or the comments.
fn best(links: &[Link]) -> Option<&Link> {
    let to_page = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let html = |link: &&Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    links
        .iter()
        .find(|link| to_page(link) && html(link))
        .or_else(|| links.iter().find(to_page))
        .or_else(|| links.iter().find(|link| link.rel.as_deref() == Some("self")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(feed: &[u8]) -> Vec<String> {
        let base = Url::parse("https://example.org/feeds/all").unwrap();
        let page = read(feed, &base).unwrap();
        page.candidates.iter().map(|candidate| candidate.url.to_string()).collect()
    }

    #[test]
    fn items_beyond_the_most_are_not_read_at_all() {
        let base = Url::parse("https://example.org/feeds/all").unwrap();
        let items = |count: usize| -> String {
            (0..count)
                .map(|n| format!("<item><link>https://example.org/{n}</link></item>"))
                .collect()
        };
        let feed = |count| {
            format!(
                "<rss version=\"2.0\"><channel><title>t</title>{}</channel></rss>",
                items(count)
            )
        };
        let page = read(feed(MOST_ITEMS + 1000).as_bytes(), &base).unwrap();
        assert_eq!(page.candidates.len(), MOST_ITEMS);
        assert!(page.notes[0].ends_with("by 1000"), "{:?}", page.notes);
        assert_eq!(first_items(feed(3).as_bytes()).1, 0);
    }

    #[test]
    fn all_three_families_of_feeds_are_read() {
        let rss = br#"<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
            <item><title>One</title><link>https://example.org/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>
            <item><title>Two</title><guid>https://example.org/2</guid></item>
            <item><title>Three</title><link>javascript:alert(1)</link></item>
            <item><title>Four</title><link>/4</link></item>
            <item><title>Again</title><link>https://example.org/1#comments</link></item>
            </channel></rss>"#;
        let expected = ["https://example.org/1", "https://example.org/2", "https://example.org/4"];
        assert_eq!(addresses(rss), expected);
        let rdf = br#"<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <channel><title>t</title><link>https://example.org/</link></channel>
            <item><title>One</title><link>https://example.org/1</link></item></rdf:RDF>"#;
        assert_eq!(addresses(rdf), ["https://example.org/1"]);
        let atom = br#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>t</title>
            <entry><id>x</id><title>One</title><link rel="enclosure" type="audio/mpeg" href="https://example.org/1.mp3"/>
            <link rel="alternate" type="text/html" href="1"/></entry></feed>"#;
        assert_eq!(addresses(atom), ["https://example.org/feeds/1"]);
        let json = br#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","url":"https://example.org/1","title":"One","content_text":"x"}]}"#;
        assert_eq!(addresses(json), ["https://example.org/1"]);
    }

    #[test]
    fn titles_and_dates_come_along() {
        let rss = br#"<rss version="2.0"><channel><title>t</title><item><title> One &amp; two </title>
            <link>https://example.org/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"#;
        let page = read(rss, &Url::parse("https://example.org/").unwrap()).unwrap();
        assert_eq!(page.candidates[0].title.as_deref(), Some("One & two"));
        let published = page.candidates[0].published.map(|date| date.to_rfc3339());
        assert_eq!(published.as_deref(), Some("2026-11-20T10:00:00+00:00"));
    }

    #[test]
    fn a_byte_order_mark_and_another_charset_are_no_obstacle() {
        let mut rss = b"\xef\xbb\xbf\n".to_vec();
        rss.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>t</title><item><link>https://example.org/1</link></item></channel></rss>");
        assert_eq!(addresses(&rss), ["https://example.org/1"]);
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss version=\"2.0\"><channel><title>caff\xe8</title><item><title>citt\xe0</title><link>https://example.org/1</link></item></channel></rss>";
        let page = read(latin, &Url::parse("https://example.org/").unwrap()).unwrap();
        assert_eq!(page.candidates[0].title.as_deref(), Some("città"));
    }

    #[test]
    fn what_is_no_feed_is_an_error_in_words() {
        let base = Url::parse("https://example.org/").unwrap();
        for bytes in [&b""[..], b"<html><body>hello</body></html>", b"{\"a\":1}", b"\x89PNG\r\n"] {
            let said = read(bytes, &base).unwrap_err().to_string();
            assert!(said.starts_with("no RSS, Atom or JSON feed"), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn entities_that_multiply_are_not_expanded() {
        let mut feed = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\">");
        for level in 1..30 {
            let (now, before) =
                (char::from(b'a' + level % 26), char::from(b'a' + (level - 1) % 26));
            feed.push_str(&format!(
                "<!ENTITY {now}{now} \"&{before}{before};&{before}{before};\">"
            ));
        }
        feed.push_str("<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\"><channel><title>&zz;</title><item><title>&x;&dd;</title><link>https://example.org/1</link></item></channel></rss>");
        let base = Url::parse("https://example.org/").unwrap();
        let started = std::time::Instant::now();
        if let Ok(page) = read(feed.as_bytes(), &base) {
            let titles: String = page.candidates.iter().filter_map(|c| c.title.clone()).collect();
            assert!(!titles.contains("root:"), "an external entity was read");
            assert!(titles.len() < 1000, "an entity was expanded");
        }
        assert!(started.elapsed().as_secs() < 2);
    }
}
