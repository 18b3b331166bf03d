use std::time::Instant;

use super::*;
use crate::source::feed;
use crate::source::{Candidate, Page};

fn page(xml: &str) -> Page {
    feed::read(xml.as_bytes(), None, &Url::parse("https://example.org/feed").unwrap()).unwrap()
}

fn paths(page: &Page) -> Vec<String> {
    let path = |candidate: &Candidate| candidate.url[url::Position::BeforePath..].to_owned();
    page.candidates.iter().map(path).collect()
}

/// A sound feed of three items around one that is `odd`.
fn around(odd: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>t</title>\n<item><title>One</title><link>/1</link></item>\n<item>{odd}</item>\n<item><title>Three</title><link>/3</link></item>\n</channel></rss>\n"
    )
}

#[test]
fn a_fault_costs_no_item_and_is_named_with_its_line() {
    for (odd, title, fault) in [
        (
            "<title>Fish & chips</title><link>/2</link>",
            "Fish & chips",
            "a `&` that begins no entity",
        ),
        ("<title>T</title><link>/2?a=1&b=2</link>", "T", "a `&` that begins no entity"),
        ("<title>A&nbsp;B</title><link>/2</link>", "A&nbsp;B", "`&nbsp;` is no entity"),
        ("<title>A&#8;B</title><link>/2</link>", "A&#8;B", "`&#8;` is no entity"),
        ("<title>A\u{8}B</title><link>/2</link>", "AB", "the character U+0008"),
        ("<title>Under < 5 %</title><link>/2</link>", "Under < 5 %", "a `<` that begins no tag"),
        ("<title>A</b></title><link>/2</link>", "A", "`</b>` where `</title>` should stand"),
        ("<title>A <b>bold</title><link>/2</link>", "A bold", "`</title>` where `</b>` should"),
        ("<description>a<br>b<p>c</description><title>A</title><link>/2</link>", "A", "`</desc"),
        ("<title>A<link>/2</link>", "A", "`</item>` where `</title>` should stand"),
        ("<title>A</title></p><link>/2</link>", "A", "`</p>` where `</item>` should stand"),
    ] {
        let page = page(&around(odd));
        let second = paths(&page)[1].clone();
        assert!(second == "/2" || second == "/2?a=1&b=2", "{odd}: {:?}", paths(&page));
        assert_eq!(paths(&page).len(), 3, "{odd}");
        assert_eq!(page.candidates[1].title.as_deref(), Some(title), "{odd}");
        let note = page.notes.first().unwrap_or_else(|| panic!("{odd}: no note"));
        let begin = format!("https://example.org/feed, line 4: {fault}");
        assert!(note.starts_with(&begin), "{odd}: {note}");
        assert_eq!(page.notes.len(), 1, "{odd}");
    }
    assert!(page(&around("<title>A &lt; &amp; &#233;</title><link>/2</link>")).notes.is_empty());
}

#[test]
fn a_feed_that_breaks_off_gives_its_items() {
    let whole = around("<title>Two</title><link>/2</link>");
    for (cut, items) in
        [("</channel>", 3), ("<title>Three", 2), ("</link></item>\n<item><title>Th", 1)]
    {
        let page = page(&whole[..whole.find(cut).unwrap()]);
        assert_eq!(paths(&page).len(), items, "{cut}");
        assert!(page.notes[0].contains("it ends before `</rss>`"), "{cut}: {:?}", page.notes);
    }
    let page = page(&whole[..whole.find("/3<").unwrap() - 4]);
    assert_eq!(paths(&page), ["/1", "/2"]);
    assert!(page.notes[0].contains("line 5: tag not closed"), "{:?}", page.notes);
}

#[test]
fn every_cut_of_a_feed_is_read_and_gives_no_other_addresses() {
    let rss = around("<title>A &amp; <![CDATA[<b>]]></title><link>/2</link>");
    let atom = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/1'/></entry><entry><title>B</title><link rel='alternate' href='/2'></link><updated>2026-11-27</updated></entry></feed>";
    for whole in [&*rss, atom] {
        let mut most = 0;
        for end in 0..whole.len() {
            let Ok(mended) = mend(&whole[..end], 9) else { continue };
            let found = paths(&page(&mended.feed));
            assert!(found.iter().all(|path| ["/1", "/2", "/3"].contains(&&**path)), "{end}");
            // What comes later takes away nothing.
            assert!(found.len() >= most, "{end}: {found:?}");
            most = found.len();
        }
        assert!(most >= 2);
    }
}

#[test]
fn what_a_server_prints_before_a_feed_is_no_part_of_it() {
    let sound = around("<title>Two</title><link>/2</link>");
    let page = page(&format!("<br />\n<b>Warning</b>: {{}} in feed.php\n{sound}"));
    assert_eq!(paths(&page).len(), 3);
    assert!(page.notes[0].contains("line 1: `<br>` stands before the feed"), "{:?}", page.notes);
    for no_feed in
        ["<!DOCTYPE html><p>x", "<html><rss><channel><item>", "<urlset><url>", "<p>x</p>"]
    {
        assert!(mend(no_feed, 9).is_err(), "{no_feed}");
    }
    assert_eq!(mend("<!DOCTYPE html><p>x", 9).unwrap_err(), "its root is `html`");
    assert!(mend(&format!("{}<rss>", "<p>".repeat(40_000)), 9).is_err());
}

#[test]
fn dialects_of_their_day_are_read_and_are_no_fault() {
    let netscape = r#"<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
        <channel><title>t</title><link>https://example.org/</link></channel><image><title>logo</title><link>https://example.org/</link></image>
        <item><title>One</title><link>https://example.org/1</link></item><item rdf:about="/2"><title>Two</title></item></rdf:RDF>"#;
    assert_eq!(paths(&page(netscape)), ["/1", "/2"]);
    let atom = r#"<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:base="https://example.org/blog/"><title mode="escaped" type="text/html">t</title>
        <entry><title mode="escaped" type="text/plain">One</title><link rel="alternate" type="text/html" href="1"/><issued>2026-11-20T10:00:00Z</issued>
        <content type="application/xhtml+xml"><div><title>no</title><link href="/no"/></div></content><author><name>Rosa</name><url>/no</url></author></entry></feed>"#;
    let old = page(atom);
    assert_eq!(paths(&old), ["/blog/1"]);
    assert_eq!(old.candidates[0].title.as_deref(), Some("One"));
    assert_eq!(old.candidates[0].published.unwrap().to_rfc3339(), "2026-11-20T10:00:00+00:00");
    let prefixed = r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>One</a:title><a:link href="/1"/></a:entry></a:feed>"#;
    assert_eq!(paths(&page(prefixed)), ["/1"]);
    for root in [
        "rss",
        "rss version=\"0.93\"",
        "rss version=\"2.0.1\"",
        "RSS version=\"2.0\"",
        "rss version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"",
    ] {
        let feed = format!(
            "<{root}><channel><Item><Title>One</Title><Link>/1</Link></Item></channel></{}>",
            &root[..3]
        );
        assert_eq!(paths(&page(&feed)), ["/1"], "{root}");
        assert!(page(&feed).notes.is_empty(), "{root}: {:?}", page(&feed).notes);
    }
    assert!(
        old.notes.is_empty() && page(netscape).notes.is_empty() && page(prefixed).notes.is_empty()
    );
}

#[test]
fn entities_of_a_doctype_are_no_fault_and_a_base_that_is_none_costs_nothing() {
    let feed = "<!DOCTYPE rss PUBLIC \"-//Netscape//DTD RSS 0.91//EN\" \"rss.dtd\"><rss version=\"0.91\"><channel><item><title>A&nbsp;B</title><link>/1</link></item></channel></rss>";
    assert!(page(feed).notes.is_empty());
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://\"><entry xml:base=\"/sub/\"><link href=\"1\"/></entry></feed>";
    assert_eq!(paths(&page(atom)), ["/sub/1"]);
}

/// What a feed of hostile parts is made of: its beginning, and what comes again and again.
const HOSTILE: [[&str; 2]; 11] = [
    ["<rss><channel><item ", "a='' "],
    ["<rss><channel>", "<item>"],
    ["<rss><channel><item>", "<x></y>"],
    ["<rss><channel><item>", "< "],
    ["<rss><channel><item>", "<![CDATA["],
    ["<rss><channel><item><title>", "&"],
    ["<rss><channel><item><title>", "&x;"],
    ["<rss><channel><item>", "<!--"],
    ["<feed><entry>", "<link href='/a'/>"],
    ["<rss><channel><item>", "<x:origLink>http://a.test/</x:origLink>"],
    ["<rss><channel><item>", "<pubDate>1 2 3 / 4 5 6</pubDate>"],
];

#[test]
fn hostile_feeds_take_time_and_room_in_proportion_to_their_length() {
    for [begin, part] in HOSTILE {
        let took = |parts: usize| {
            let feed = begin.to_owned() + &part.repeat(parts);
            let started = Instant::now();
            let mended = mend(&feed, 1_000).unwrap();
            assert!(mended.feed.len() < feed.len() + 20_000, "{begin}{part}");
            let page = feed::read(feed.as_bytes(), None, &"https://e.org/".parse().unwrap());
            assert!(page.unwrap().candidates.len() <= 1, "{begin}{part}");
            started.elapsed().as_secs_f64()
        };
        let (once, eight) = (took(20_000), took(160_000));
        assert!(eight < 0.5 || eight < once * 24.0, "{begin}{part}: {once} s, and {eight} s");
    }
}
