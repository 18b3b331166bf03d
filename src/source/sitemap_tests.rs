use std::io::Write as _;

use super::*;

fn base() -> Url {
    Url::parse("https://example.org/sitemap.xml").unwrap()
}

fn pages(sitemap: &[u8]) -> Vec<String> {
    match read(sitemap, &base()).unwrap() {
        Sitemap::Pages(page) => page.candidates.iter().map(|c| c.url.to_string()).collect(),
        Sitemap::Index(children) => panic!("an index: {children:?}"),
    }
}

const NEWS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>https://example.org/old?a=1&amp;b=2</loc><news:news><news:publication><news:name>Example</news:name><news:language>it</news:language></news:publication>
    <news:publication_date>2026-11-19T08:00:00+01:00</news:publication_date><news:title>Acqua &amp; fango</news:title></news:news>
    <image:image><image:loc>https://example.org/picture.jpg</image:loc><image:title>A picture</image:title></image:image></url>
  <url><loc><![CDATA[ https://example.org/new ]]></loc><lastmod>2026-11-20</lastmod></url>
  <url><loc>javascript:alert(1)</loc></url>
  <url><loc>/undated</loc></url>
</urlset>"#;

#[test]
fn pages_come_newest_first_with_title_and_date() {
    let expected = [
        "https://example.org/new",
        "https://example.org/old?a=1&b=2",
        "https://example.org/undated",
    ];
    assert_eq!(pages(NEWS.as_bytes()), expected);
    let Ok(Sitemap::Pages(page)) = read(NEWS.as_bytes(), &base()) else { panic!() };
    assert_eq!(page.candidates[1].title.as_deref(), Some("Acqua & fango"));
    let date = page.candidates[1].published.map(|date| date.to_rfc3339());
    assert_eq!(date.as_deref(), Some("2026-11-19T07:00:00+00:00"));
}

#[test]
fn a_packed_sitemap_and_a_list_of_lines_are_sitemaps_too() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(NEWS.as_bytes()).unwrap();
    assert_eq!(pages(&encoder.finish().unwrap()).len(), 3);
    let lines = b"\xef\xbb\xbfhttps://example.org/1\r\nhttps://example.org/2\n\n";
    assert_eq!(pages(lines), ["https://example.org/1", "https://example.org/2"]);
}

#[test]
fn a_feed_is_a_sitemap_too() {
    let rss = b"<rss version=\"2.0\"><channel><item><link>/1</link></item></channel></rss>";
    assert_eq!(pages(rss), ["https://example.org/1"]);
    let json = br#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/2"}]}"#;
    assert_eq!(pages(json), ["https://example.org/2"]);
    let said = feed::read(NEWS.as_bytes(), None, &base()).unwrap_err().to_string();
    assert!(said.ends_with("it is a sitemap: write sitemap instead of feed"), "{said}");
}

#[test]
fn an_index_names_sitemaps_the_latest_changed_first() {
    let index = br#"<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>https://example.org/2019.xml</loc><lastmod>2019-12-31T23:59+00:00</lastmod></sitemap>
        <sitemap><loc>https://example.org/2026.xml.gz</loc><lastmod>2026-11-20T10:00:00Z</lastmod></sitemap></sitemapindex>"#;
    let Ok(Sitemap::Index(children)) = read(index, &base()) else { panic!() };
    let paths: Vec<&str> = children.iter().map(|child| child.url.path()).collect();
    assert_eq!(paths, ["/2026.xml.gz", "/2019.xml"]);
}

#[test]
fn pictures_of_a_page_are_none_whatever_their_prefix() {
    let picture = "https://example.org/p.jpg";
    for image in [
        format!("<ns2:image><ns2:loc>{picture}</ns2:loc></ns2:image>"),
        format!(
            "<image xmlns=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>{picture}</loc></image>"
        ),
    ] {
        let sitemap =
            format!("<urlset><url><loc>https://example.org/a</loc>{image}</url></urlset>");
        assert_eq!(pages(sitemap.as_bytes()), ["https://example.org/a"], "{image}");
    }
}

#[test]
fn a_sitemap_may_be_empty() {
    assert!(pages(br#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>"#).is_empty());
}

#[test]
fn what_is_no_sitemap_is_an_error_in_words() {
    for bytes in [&b""[..], b"<html><body>x</body></html>", b"hello", b"\x1f\x8b\x08\0broken", b"<"]
    {
        let said = read(bytes, &base()).unwrap_err().to_string();
        assert!(!said.is_empty() && !said.contains('\n'), "{said:?}");
    }
}

#[test]
fn xml_that_breaks_off_is_read_as_far_as_it_goes() {
    let cut = &NEWS[..NEWS.find("<url><loc>/undated").unwrap() + 12];
    assert_eq!(pages(cut.as_bytes()).len(), 2);
    let damaged = NEWS.replace("</lastmod></url>", "</lastmod></url><x <<<");
    assert!(!pages(damaged.as_bytes()).is_empty());
}

#[test]
fn entities_of_a_dtd_are_neither_read_nor_expanded() {
    let hostile =
        br#"<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">
        <!ENTITY a "hahahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <urlset><url><loc>https://example.org/&x;&b;1</loc></url></urlset>"#;
    assert_eq!(pages(hostile), ["https://example.org/1"]);
}

#[test]
fn a_sitemap_beyond_the_protocols_limits_is_cut() {
    let mut big = String::from("<urlset>");
    for number in 0..60_000 {
        big.push_str(&format!("<url><loc>https://example.org/{number}</loc></url>"));
    }
    big.push_str("</urlset>");
    assert_eq!(pages(big.as_bytes()).len(), MOST_ENTRIES);
    let long = format!(
        "<urlset><url><loc>https://example.org/{}</loc></url></urlset>",
        "a".repeat(99_999)
    );
    assert!(pages(long.as_bytes()).is_empty());
}

#[test]
fn a_packed_sitemap_that_is_cut_or_too_long_is_read_as_far_as_it_goes() {
    let mut big = String::from("<urlset>");
    for number in 0..2_000 {
        let name = number.to_string().repeat(40);
        big.push_str(&format!("<url><loc>https://example.org/{name}</loc></url>"));
    }
    let packed = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let whole = packed(&big);
    let Ok(Sitemap::Pages(page)) = read(&whole[..whole.len() / 2], &base()) else { panic!() };
    assert!((500..1_999).contains(&page.candidates.len()), "{}", page.candidates.len());
    assert!(page.notes[0].starts_with("gzip data cut short"), "{:?}", page.notes);
    let most = big.len() as u64 / 2;
    let Ok(Sitemap::Pages(page)) = read_within(&whole, &base(), most) else { panic!() };
    assert!((600..1_300).contains(&page.candidates.len()), "{}", page.candidates.len());
    let said = format!("longer than the {most} bytes of the standard");
    assert!(page.notes[0].starts_with(&said), "{:?}", page.notes);
}
