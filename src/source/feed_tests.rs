use super::*;

fn addresses(feed: &[u8]) -> Vec<String> {
    let base = Url::parse("https://example.org/feeds/all").unwrap();
    let page = read(feed, None, &base).unwrap();
    page.candidates.iter().map(|candidate| candidate.url.to_string()).collect()
}

#[test]
fn items_beyond_the_most_are_not_read_at_all() {
    let base = Url::parse("https://example.org/feeds/all").unwrap();
    let items = |count: usize| -> String {
        (0..count).map(|n| format!("<item><link>https://example.org/{n}</link></item>")).collect()
    };
    let feed = |count| {
        format!("<rss version=\"2.0\"><channel><title>t</title>{}</channel></rss>", items(count))
    };
    let page = read(feed(MOST_ITEMS + 1000).as_bytes(), None, &base).unwrap();
    assert_eq!(page.candidates.len(), MOST_ITEMS);
    assert!(page.notes[0].ends_with("by 1000"), "{:?}", page.notes);
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
    let page = read(rss, None, &Url::parse("https://example.org/").unwrap()).unwrap();
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
    let page = read(latin, None, &Url::parse("https://example.org/").unwrap()).unwrap();
    assert_eq!(page.candidates[0].title.as_deref(), Some("città"));
}

#[test]
fn what_is_no_feed_is_an_error_in_words() {
    let base = Url::parse("https://example.org/").unwrap();
    for bytes in [&b""[..], b"<html><body>hello</body></html>", b"{\"a\":1}", b"\x89PNG\r\n"] {
        let said = read(bytes, None, &base).unwrap_err().to_string();
        assert!(said.starts_with("no RSS, Atom or JSON feed"), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }
}

#[test]
fn entities_that_multiply_are_not_expanded() {
    let mut feed = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\">");
    for level in 1..30 {
        let (now, before) = (char::from(b'a' + level % 26), char::from(b'a' + (level - 1) % 26));
        feed.push_str(&format!("<!ENTITY {now}{now} \"&{before}{before};&{before}{before};\">"));
    }
    feed.push_str("<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\"><channel><title>&zz;</title><item><title>&x;&dd;</title><link>https://example.org/1</link></item></channel></rss>");
    let base = Url::parse("https://example.org/").unwrap();
    let started = std::time::Instant::now();
    if let Ok(page) = read(feed.as_bytes(), None, &base) {
        let titles: String = page.candidates.iter().filter_map(|c| c.title.clone()).collect();
        assert!(!titles.contains("root:"), "an external entity was read");
        assert!(titles.len() < 1000, "an entity was expanded");
    }
    assert!(started.elapsed().as_secs() < 2);
}

#[test]
fn the_character_set_is_told_by_a_mark_or_http_or_the_declaration() {
    let base = Url::parse("https://example.org/").unwrap();
    let title = |declaration: &str, title: &[u8], content_type: Option<&str>| {
        let mut feed = declaration.as_bytes().to_vec();
        feed.extend_from_slice(b"<rss version=\"2.0\"><channel><item><title>");
        feed.extend_from_slice(title);
        feed.extend_from_slice(b"</title><link>/1</link></item></channel></rss>");
        let page = read(&feed, content_type, &base).unwrap();
        assert!(page.notes.is_empty(), "{:?}", page.notes);
        page.candidates[0].title.clone().unwrap()
    };
    let bare = "<?xml version=\"1.0\"?>";
    let latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    let http = Some("application/rss+xml; charset=windows-1251");
    assert_eq!(title(bare, b"\xcd\xee\xe2\xee\xf1\xf2\xe8", http), "Новости");
    assert_eq!(title("", b"\xcd\xee\xe2\xee\xf1\xf2\xe8", http), "Новости");
    assert_eq!(title(latin, b"citt\xe0", Some("text/xml")), "città");
    assert_eq!(title(latin, b"\xcd\xee\xe2\xee\xf1\xf2\xe8", http), "Новости");
    assert_eq!(title("\u{feff}", "città".as_bytes(), http), "città");
    // Apache says ISO-8859-1 of everything: the bytes know better.
    let apache = Some("text/xml; charset=ISO-8859-1");
    assert_eq!(title(bare, "Città è più".as_bytes(), apache), "Città è più");
    let wide: Vec<u8> = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><rss version=\"2.0\"><channel><item><title>città</title><link>/1</link></item></channel></rss>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let page = read(&wide, http, &base).unwrap();
    assert_eq!(page.candidates[0].title.as_deref(), Some("città"));
    let json = "\u{feff}\n{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"url\":\"/1\",\"title\":\"città\"}]}";
    assert_eq!(read(json.as_bytes(), None, &base).unwrap().candidates.len(), 1);
}

#[test]
fn dates_are_read_as_feeds_write_them() {
    for (date, read_as) in [
        ("Fri, 27 Nov 2026 10:00:00 GMT", "2026-11-27T10:00:00+00:00"),
        ("Ven, 27 Nov 2026 10:00:00 +0100", "2026-11-27T09:00:00+00:00"),
        ("27 Nov 26 10:00 EST", "2026-11-27T15:00:00+00:00"),
        ("2026-11-27T10:00:00.000+01:00", "2026-11-27T09:00:00+00:00"),
        ("2026-11-27", "2026-11-27T00:00:00+00:00"),
        ("2026-11-27 10:00:00", "2026-11-27T10:00:00+00:00"),
        ("Fri, 27 Nov 2026 10:00:00 CET", "2026-11-27T09:00:00+00:00"),
        ("2026-11-27 10:00 UTC", "2026-11-27T10:00:00+00:00"),
        ("27 novembre 2026 10:00", "2026-11-27T10:00:00+00:00"),
    ] {
        let rss = format!(
            "<rss version=\"2.0\"><channel><item><link>https://example.org/1</link><pubDate>\n{date} </pubDate></item></channel></rss>"
        );
        let page =
            read(rss.as_bytes(), None, &Url::parse("https://example.org/").unwrap()).unwrap();
        let published = page.candidates[0].published.map(|at| at.to_rfc3339());
        assert_eq!(published.as_deref(), Some(read_as), "{date}");
    }
}

#[test]
fn the_address_of_an_item_is_where_its_page_is_whatever_element_says_so() {
    let base = Url::parse("https://feeds.example.net/all").unwrap();
    let of = |root: &str, item: &str| {
        let feed = match root {
            "rss" => format!("<rss version=\"2.0\"><channel><item>{item}</item></channel></rss>"),
            _ => {
                format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>{item}</entry></feed>")
            }
        };
        let page = read(feed.as_bytes(), None, &base).unwrap();
        let found: Vec<String> = page.candidates.iter().map(|c| c.url.to_string()).collect();
        found.join(" ")
    };
    let through = "https://feeds.example.net/~r/all/1";
    let itself = "https://example.org/a?b=1&c=2";
    let written = "https://example.org/a?b=1&amp;c=2";
    for item in [
        format!(
            "<link>{through}</link><title>T</title><feedburner:origLink>{written}</feedburner:origLink>"
        ),
        format!("<pheedo:origLink>{written}</pheedo:origLink><link>{through}</link>"),
        format!("<link>{written}</link><feedburner:origLink>none</feedburner:origLink>"),
        format!("<atom:link rel=\"alternate\" href=\"{written}\"/><title>T</title>"),
        format!(
            "<atom:link rel=\"self\" href=\"{through}\"/><a10:link href=\"{written}\"></a10:link><guid>{through}</guid>"
        ),
        format!("<atom:link href=\"{through}\"/><link>{written}</link>"),
        format!("<link href=\"{written}\"/>"),
        format!("<link/><guid isPermaLink=\"true\">{written}</guid>"),
        format!("<link>https://example.org/</link><guid>{written}</guid>"),
        format!("<link>{written}</link><guid>https://example.org/?p=7</guid>"),
        format!("<guid isPermaLink=\"false\">tag:example.org,2026:1</guid><link>{written}</link>"),
        format!(
            "<link>{written}</link><media:content url=\"/p.jpg\"><media:title>P</media:title><link>{through}</link></media:content><enclosure url=\"/s.mp3\" type=\"audio/mpeg\"/>"
        ),
    ] {
        assert_eq!(of("rss", &item), itself, "{item}");
    }
    for guid in ["https://example.org/", "https://other.example/7", "7"] {
        let item = format!("<link>https://example.org</link><guid>{guid}</guid>");
        assert_eq!(of("rss", &item), "", "the front page is no article: {guid}");
    }
    assert_eq!(of("rss", "<guid isPermaLink=\"false\">tag:example.org,2026:1</guid>"), "");
    assert_eq!(of("rss", &format!("<atom:link rel=\"self\" href=\"{through}\"/>")), "");
    for item in [
        format!(
            "<link rel=\"alternate\" type=\"text/html\" href=\"{through}\"/><feedburner:origLink>{written}</feedburner:origLink>"
        ),
        format!("<link rel=\"self\" href=\"{through}\"/><link href=\"{written}\"/>"),
        "<link xml:base=\"https://example.org/\" href=\"a?b=1&amp;c=2\"/>".to_owned(),
    ] {
        assert_eq!(of("atom", &item), itself, "{item}");
    }
}

#[test]
fn a_feed_in_a_packed_file_is_read_and_one_that_is_cut_or_a_bomb_as_far_as_it_goes() {
    use std::io::Write as _;
    let packed = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let base = Url::parse("https://example.org/feed.xml.gz").unwrap();
    let read = |bytes: &[u8]| read(bytes, Some("application/x-gzip"), &base);
    let items: String = (0..2_000u32)
        .map(|n| format!("<item><link>/{}</link></item>", n.wrapping_mul(2_654_435_761)))
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
    let whole = packed(&feed);
    let page = read(&whole).unwrap();
    assert_eq!((page.candidates.len(), page.notes.len()), (2_000, 0));
    let page = read(&whole[..whole.len() / 2]).unwrap();
    assert!((500..1_999).contains(&page.candidates.len()), "{}", page.candidates.len());
    assert!(page.notes.iter().any(|note| note.contains("cut short")), "{:?}", page.notes);
    let small = "<rss version=\"2.0\"><channel><item><link>/1</link></item></channel></rss>";
    let bomb = read(&packed(&(small.to_owned() + &" ".repeat(5 << 20)))).unwrap();
    assert_eq!(bomb.candidates.len(), 1);
    assert!(bomb.notes[0].contains("as a decompression bomb does"), "{:?}", bomb.notes);
    assert!(read(&whole[..9]).is_err());
}

/// A feed of RSS with these items.
fn rss(items: &str) -> Vec<u8> {
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>").into_bytes()
}

#[test]
fn an_address_is_what_is_meant_by_it() {
    let items = "<item><link>https://example.org/a?x=1&amp;amp;id=2</link></item>
        <item><link><![CDATA[https://example.org/b?x=1&amp;id=2]]></link></item>
        <item><link>example.org/c</link></item>
        <item><link>www.example.net/c?d</link></item>
        <item><title>t</title><guid isPermaLink=\"true\">/d</guid></item>";
    let expected = [
        "https://example.org/a?x=1&id=2",
        "https://example.org/b?x=1&id=2",
        "https://example.org/c",
        "https://www.example.net/c?d",
        "https://example.org/d",
    ];
    assert_eq!(addresses(&rss(items)), expected);
}

#[test]
fn an_address_that_only_counts_is_the_one_behind_it() {
    let alerts = br#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:google.com,2013:alerts/1</id>
        <link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://example.net/story-a&amp;ct=ga"/></entry></feed>"#;
    assert_eq!(addresses(alerts), ["https://example.net/story-a"]);
    let bing = "<item><link>http://www.bing.com/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fexample.net%2fstory-b&amp;c=1</link></item>
        <item><link>https://example.org/url?url=none</link></item>";
    assert_eq!(
        addresses(&rss(bing)),
        ["https://example.net/story-b", "https://example.org/url?url=none"]
    );
}

#[test]
fn items_without_a_page_are_told_and_not_asked_for() {
    let base = Url::parse("https://example.org/feeds/all").unwrap();
    let items =
        "<item><link>https://example.org/e1.mp3</link></item><item><link>/r.PDF?v=2</link></item>
        <item><link>https://example.org/a</link></item>
        <item><link>https://example.org/</link><guid isPermaLink=\"false\">abc</guid></item>";
    let page = read(&rss(items), None, &base).unwrap();
    let urls: Vec<&str> = page.candidates.iter().map(|candidate| candidate.url.path()).collect();
    assert_eq!(urls, ["/a"]);
    let told = "items that link to sound, films, pictures or documents and to no page: 2, left out";
    assert_eq!(page.notes, [told]);
    let fronts = "<item><link>https://example.org/</link><guid>abc</guid></item>";
    let page = read(&rss(fronts), None, &base).unwrap();
    assert!(page.candidates.is_empty());
    assert_eq!(page.notes, ["no item has an address of its own, of 1"]);
}
