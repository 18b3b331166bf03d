//! What a page may hold: the lines of the threat list that meet the cleaner, one test each. Nesting,
//! open tags, long text nodes, zero bytes and binary data are in `bad_input`.

use std::time::{Duration, Instant};

use spoglio::pipeline::{Cleaned, Options, RawPage, clean};

/// Cleans a page that must not cost more than its length; patient enough for a slow machine.
fn cleaned(bytes: &[u8]) -> Cleaned {
    let begun = Instant::now();
    let page = RawPage { bytes, url: Some("https://example.org/a"), ..RawPage::default() };
    let cleaned = clean(&page, &Options::default());
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let text = cleaned.text.canonical();
    assert!(!text.contains('\0') && !text.contains('\u{fffe}'));
    cleaned
}

const SENTENCE: &str = "The council heard on Tuesday evening what the engineers had found beneath \
    the old bridge, and nobody who listened went home calm.";

fn page(body: &str) -> String {
    let paragraphs = format!("<p>{SENTENCE}</p>").repeat(6);
    format!(
        "<!DOCTYPE html><html lang=en><head><title>A bridge</title></head><body><article><h1>A bridge</h1>{paragraphs}{body}</article></body></html>"
    )
}

#[test]
fn attributes_by_the_hundred_thousand() {
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=x")).collect();
    let cleaned = cleaned(page(&format!("<p{attributes}>{SENTENCE} Last.</p>")).as_bytes());
    assert!(cleaned.text.body().contains("calm. Last."));
}

#[test]
fn a_table_cell_as_wide_as_a_number_can_say() {
    let table = "<table><tr><th colspan=9007199254740991 rowspan=9007199254740991>Wide head</th></tr><tr><td>One cell</td><td colspan=-1>Another cell</td></tr></table>";
    let cleaned = cleaned(page(table).as_bytes());
    assert!(cleaned.text.canonical().len() < 10_000);
}

#[test]
fn lone_surrogates_and_impossible_characters_in_entities() {
    let odd = format!("<p>{SENTENCE} Odd: &#xD800;&#xDFFF;&#x110000;&#0;&#99999999999;&#x80;.</p>");
    let cleaned = cleaned(page(&odd).as_bytes());
    assert!(cleaned.text.body().contains("Odd: "), "{}", cleaned.text.body());
}

#[test]
fn a_charset_that_lies() {
    let utf8 = page(&format!("<p>{SENTENCE} Città, perché, œuvre, Straße.</p>"))
        .replace("<head>", "<head><meta charset=us-ascii>");
    let text = cleaned(utf8.as_bytes()).text.canonical();
    assert!(text.contains("Città, perché, œuvre, Straße"), "{text}");
}

#[test]
fn mixed_charsets_in_one_page() {
    let mut mixed = page("<p>HERE</p>").into_bytes();
    let at = mixed.windows(4).position(|window| window == b"HERE").unwrap();
    let latin = b"Citt\xe0 e perch\xe9, and in another charset citt\xc3\xa0, which is long enough to be kept.";
    mixed.splice(at..at + 4, latin.iter().copied());
    assert!(cleaned(&mixed).text.body().contains("went home calm"));
}

#[test]
fn utf_16_without_a_mark() {
    for big in [false, true] {
        let bytes: Vec<u8> = page("")
            .encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let cleaned = cleaned(&bytes);
        assert!(cleaned.text.body().contains("went home calm"), "{}", cleaned.encoding);
    }
}

#[test]
fn json_ld_nested_ten_thousand_deep() {
    let deep = format!("{}\"x\"{}", "{\"@graph\":[".repeat(10_000), "]}".repeat(10_000));
    let script = format!("<script type=application/ld+json>{deep}</script>");
    assert!(cleaned(page(&script).as_bytes()).text.body().contains("went home calm"));
}

#[test]
fn json_ld_of_fifty_megabytes() {
    let item = "{\"@type\":\"Thing\",\"name\":\"x\"},";
    let items = item.repeat((50 << 20) / item.len());
    let said =
        "{\"@type\":\"NewsArticle\",\"headline\":\"A bridge\",\"author\":{\"name\":\"Ida Probe\"}}";
    let script = format!(
        "<script type=application/ld+json>[{items}null]</script>\
         <script type=application/ld+json>{said}</script>"
    );
    let cleaned = cleaned(page(&script).as_bytes());
    assert!(cleaned.text.body().contains("went home calm"));
    let authors: Vec<_> = cleaned.metadata.authors.iter().map(|author| &*author.value).collect();
    assert_eq!(authors, ["Ida Probe"], "what a script of sane size says is still read");
}

const SATZ: &str = "Der Gemeinderat hörte am Dienstagabend, was die Ingenieure unter der alten \
    Brücke gefunden hatten, und niemand, der zuhörte, ging ruhig nach Hause.";

#[test]
fn pages_in_two_languages_keep_both_and_name_the_one_they_have_more_of() {
    let paragraphs = |german: usize, english: usize| {
        let body = format!(
            "<h2>Deutsch</h2>{}<h2>English</h2>{}",
            (0..german).map(|n| format!("<p>{n}. {SATZ}</p>")).collect::<String>(),
            (0..english).map(|n| format!("<p>{n}. {SENTENCE}</p>")).collect::<String>(),
        );
        format!(
            "<!DOCTYPE html><html lang=fr><head><title>Brücke</title></head><body><article>\
             <h1>Brücke</h1>{body}</article></body></html>"
        )
    };
    for (german, english, most) in [(7, 3, "de"), (3, 7, "en")] {
        let cleaned = cleaned(paragraphs(german, english).as_bytes());
        let text = cleaned.text.body();
        assert_eq!(text.matches("ging ruhig nach Hause").count(), german, "{text}");
        assert_eq!(text.matches("went home calm").count(), english, "{text}");
        let lang = cleaned.metadata.lang.map(|lang| lang.value);
        assert_eq!(lang.as_deref(), Some(most), "the page claims French");
    }
}
