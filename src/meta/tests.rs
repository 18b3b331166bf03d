//! Invented pages, and what they say of themselves.

use crate::html::{Arena, Limits, parse};
use crate::page::{Access, Evidence, Metadata};

pub(super) fn read_at(html: &str, url: Option<&str>) -> Metadata {
    let mut arena = Arena::new();
    super::from_html(parse(html, &mut arena, &Limits::default()), url)
}

pub(super) fn read(html: &str) -> Metadata {
    read_at(html, None)
}

pub(super) fn authors(metadata: &Metadata) -> Vec<&str> {
    metadata.authors.iter().map(|a| &*a.value).collect()
}

fn title(metadata: &Metadata) -> (&str, Evidence) {
    metadata.title.as_ref().map_or(("", Evidence::Text), |t| (&*t.value, t.from))
}

pub(super) fn value<T: Clone>(found: &Option<crate::page::Sourced<T>>) -> Option<T> {
    found.as_ref().map(|f| f.value.clone())
}

const ARTICLE: &str = r##"<!doctype html><html lang="it-IT"><head>
<title>Nuovo ponte sul Tresa: lavori da marzo | La Voce del Lago</title>
<meta property="og:site_name" content="La Voce del Lago">
<meta property="og:type" content="Article">
<meta property="og:title" content="Nuovo ponte sul Tresa: lavori da marzo - La Voce del Lago">
<meta name="robots" content="max-image-preview:large, NOARCHIVE">
<meta name="tdm-reservation" content="1">
<link rel="canonical" href="https://voce.example/2025/10/07/ponte">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
 {"@type":"WebSite","@id":"#s","name":"La Voce del Lago"},
 {"@type":["NewsArticle"],"headline":"Nuovo ponte sul Tresa: lavori da marzo",
  "author":[{"@id":"#mr"},{"@type":"Person","name":"Di Anna Bianchi"}],
  "datePublished":"2025-10-07T10:16:00+02:00","dateModified":"2025-10-08T07:00:00Z",
  "articleSection":"Cronaca","keywords":["ponti","Tresa"],"isAccessibleForFree":"False",
  "image":{"@type":"ImageObject","url":"https://voce.example/p.jpg","caption":"Il ponte &amp; il lago"},
  "publisher":{"@type":"Organization","name":"Lago Editore"},"license":"https://cc.example/by"},
 {"@type":"Person","@id":"#mr","name":"Mario Rossi"}]}</script></head>
<body><h1>Nuovo ponte sul Tresa: <em>lavori</em> da marzo</h1><p>Testo.</p></body></html>"##;

#[test]
fn an_article_says_all_of_itself() {
    let page = read(ARTICLE);
    assert_eq!(title(&page), ("Nuovo ponte sul Tresa: lavori da marzo", Evidence::Heading));
    assert_eq!(authors(&page), ["Mario Rossi", "Anna Bianchi"]);
    assert_eq!(value(&page.published).unwrap(), "2025-10-07T10:16:00+02:00");
    assert_eq!(value(&page.modified).unwrap(), "2025-10-08T07:00:00Z");
    assert_eq!(value(&page.lang).unwrap(), "it");
    assert_eq!(value(&page.site_name).unwrap(), "La Voce del Lago");
    assert_eq!(value(&page.canonical).unwrap(), "https://voce.example/2025/10/07/ponte");
    assert_eq!(value(&page.section).unwrap(), "Cronaca");
    assert_eq!(page.tags.len(), 2);
    assert_eq!(value(&page.access), Some(Access::Paid));
    assert_eq!(value(&page.image).unwrap().caption.unwrap(), "Il ponte & il lago");
    assert_eq!(page.kinds, ["WebSite", "NewsArticle", "Person"]);
    assert_eq!(page.og_type.as_deref(), Some("article"));
    let rights: Vec<&str> = page.rights.iter().map(|r| &*r.value).collect();
    assert_eq!(
        rights,
        ["robots: noarchive", "tdm-reservation: 1", "licence: https://cc.example/by"]
    );
}

#[test]
fn a_page_that_says_nothing_is_left_at_that() {
    assert_eq!(read("<p>Niente."), Metadata::default());
    assert_eq!(read(""), Metadata::default());
}

#[test]
fn a_heading_that_only_names_the_site_is_no_title() {
    let page = read("<title>Zwei Brücken gesperrt » Seeblick</title><h1>Seeblick</h1>");
    assert_eq!(title(&page).0, "Zwei Brücken gesperrt");
    let page =
        read("<title>Reading tide tables — Tides</title><h1>Reading tide tables<a>¶</a></h1>");
    assert_eq!(title(&page).0, "Reading tide tables");
    let page = read(
        "<meta property=og:title content='Zwei Brücken gesperrt'><title>x</title><h1>Seeblick</h1>",
    );
    assert_eq!(title(&page).0, "Zwei Brücken gesperrt");
}

#[test]
fn a_kicker_in_the_heading_is_told_from_the_headline() {
    let page = read(
        "<meta property=og:title content='Zwei Brücken gesperrt'>
         <h1><span>Verkehr</span><span>Zwei Brücken gesperrt</span></h1>",
    );
    assert_eq!(title(&page), ("Zwei Brücken gesperrt", Evidence::Heading));
}

#[test]
fn without_json_the_body_tells() {
    let page = read(
        "<html lang=de><h1>Zwei Brücken gesperrt</h1>
         <div class='article-byline'>Von Eva Probe und Max Muster</div>
         <time datetime='2025-10-07T09:00'>gestern</time>
         <aside><a rel=author>Werbung</a><time datetime='2001-01-01'></time></aside>",
    );
    assert_eq!(authors(&page), ["Eva Probe", "Max Muster"]);
    assert_eq!(value(&page.published).unwrap(), "2025-10-07T09:00:00");
    let page = read_at("<h1>Ponte</h1><p>x", Some("https://voce.example/2025/10/07/ponte"));
    let found = page.published.unwrap();
    assert_eq!((&*found.value, found.from), ("2025-10-07", Evidence::Url));
}

#[test]
fn a_date_that_does_not_exist_is_none() {
    for date in ["31.02.2025", "2025-02-31", "0000-00-00", "soon", ""] {
        let page = read(&format!("<meta property=article:published_time content='{date}'>"));
        assert_eq!(page.published, None, "{date}");
    }
}

#[test]
fn what_was_cut_in_the_middle_of_a_name_names_nobody() {
    let page = |json: &str| read(&format!("<script type=application/ld+json>{json}"));
    let cut = page(
        "{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"Anna Bianchi\"},\"headline\":\"A title and hal",
    );
    assert_eq!(
        title(&cut),
        ("A title and hal", Evidence::JsonLd),
        "a title is worth having in part"
    );
    assert_eq!(authors(&cut), ["Anna Bianchi"]);
    for author in [
        "\"Anna Bian",
        "{\"@type\":\"Person\",\"name\":\"Anna Bian",
        "[{\"name\":\"Mario Rossi\"},{\"name\":\"Anna Bian",
        "[\"Mario Rossi\",\"Anna Bian",
    ] {
        let json =
            format!("{{\"@type\":\"NewsArticle\",\"headline\":\"A title\",\"author\":{author}");
        let found = page(&json);
        let whole: &[&str] = if author.contains("Mario") { &["Mario Rossi"] } else { &[] };
        assert_eq!(authors(&found), whole, "{author}");
        // What the page says elsewhere stands in.
        let page = read(&format!(
            "<meta name=author content='Eva Probe'><script type=application/ld+json>{json}"
        ));
        let stated = if whole.is_empty() { &["Eva Probe"] } else { whole };
        assert_eq!(authors(&page), stated, "{author}");
    }
    let dated =
        page("{\"@type\":\"NewsArticle\",\"headline\":\"A title\",\"datePublished\":\"2025-03-1");
    assert_eq!(dated.published, None, "half a date is another date");
    let site = page("{\"@type\":\"WebSite\",\"name\":\"La Voce del La");
    assert_eq!(site.site_name, None);
}

#[test]
fn dates_of_other_calendars_beside_the_headline() {
    for (lang, date) in [
        ("th", "5 มี.ค. 2568 10:30 น."),
        ("fa", "۱۵ اسفند ۱۴۰۳ - ۱۰:۳۰"),
        ("zh", "二零二五年三月五日 10:30"),
        ("hi", "५ मार्च २०२५, १०:३०"),
    ] {
        let page = read(&format!(
            "<html lang={lang}><title>Headline of it</title><h1>Headline of it</h1><div>{date}</div><p>Text."
        ));
        assert_eq!(value(&page.published).as_deref(), Some("2025-03-05T10:30:00"), "{date}");
    }
}

#[test]
fn monstrous_json_ld_costs_nothing_but_itself() {
    let deep = "{\"a\":".repeat(10_000);
    let page = read(&format!(
        "<script type=application/ld+json>{deep}</script>
         <script type=application/ld+json>{{\"@type\":\"Article\",\"headline\":\"Kept\"</script>"
    ));
    assert_eq!(title(&page), ("Kept", Evidence::JsonLd));
    let big = "[\"x\"],".repeat(2_000_000);
    let page =
        read(&format!("<title>Kept</title><script type=application/ld+json>[{big}</script>"));
    assert_eq!(title(&page).0, "Kept");
}

#[test]
fn a_title_of_100_kilobytes_is_cut() {
    let page = read(&format!("<title>{}</title>", "word ".repeat(20_000)));
    assert!(title(&page).0.len() <= 1000);
}

#[test]
fn right_to_left_pages_are_read() {
    let about = read(
        "<html dir=rtl lang=ar><head><title>إعادة فتح الجسر القديم | جريدة المدينة</title>\
        <meta property=og:site_name content='جريدة المدينة'></head><body><article>\
        <h1>إعادة فتح الجسر القديم</h1><p class=byline>بقلم ليلى حداد</p>\
        <p class=date>٧ أكتوبر ٢٠٢٥</p></article></body></html>",
    );
    assert_eq!(about.title.unwrap().value, "إعادة فتح الجسر القديم");
    assert_eq!(about.published.unwrap().value, "2025-10-07");
    assert_eq!(about.authors[0].value, "ليلى حداد");
    let about = read(
        "<html dir=rtl lang=he><body><h1>הגשר הישן נפתח</h1>\
        <p class=byline>מאת: דנה כהן</p><time>7 באוקטובר 2025</time></body></html>",
    );
    assert_eq!(about.published.unwrap().value, "2025-10-07");
    assert_eq!(about.authors[0].value, "דנה כהן");
}

#[test]
fn a_field_for_authors_may_hold_anything() {
    let names_in = |value: &str| {
        let page = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The bridge",
            "datePublished":"2025-10-07","author":{value}}}</script><h1>The bridge</h1>"#
        );
        read(&page).authors.into_iter().map(|author| author.value).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(names_in(r#""https://example.org/people/jane""#), none);
    assert_eq!(names_in(r#""<a href='/jane'>Jane Doe</a>""#), ["Jane Doe"]);
    assert_eq!(names_in(r#"["Jane Doe", {"name": ["Max Muster", "Eva Probe"]}]"#).len(), 3);
    assert_eq!(names_in(r#"{"@type":"Person","name":"By Jane Doe, Senior Editor"}"#), ["Jane Doe"]);
    assert_eq!(names_in("null"), none);
    assert_eq!(names_in("[[[[\"Jane Doe\"]]]]").len(), 0);
    assert_eq!(names_in(&format!("\"{}\"", "Jane ".repeat(20_000))), none);
}

#[test]
fn the_day_is_the_sites_where_the_page_shows_it() {
    let given = |shown: &str| {
        read(&format!(
            r#"<meta property=article:published_time content=2025-10-08T02:25:54Z>
            <h1>The bridge</h1><p>{shown}</p><p>The old bridge is closed.</p>"#
        ))
        .published
        .unwrap()
        .value
    };
    assert_eq!(given("October 7, 2025 at 9:25 p.m."), "2025-10-07T21:25:54-05:00");
    // Without a time of day nothing is known of the site's clock.
    assert_eq!(given("Somewhere"), "2025-10-08T02:25:54Z");
    assert_eq!(given("October 7, 2025 at 9:44 p.m."), "2025-10-08T02:25:54Z");
}

#[test]
fn a_day_of_the_last_build_gives_way_to_the_day_that_is_shown() {
    let page = |modified: &str| {
        read(&format!(
            r#"<script type="application/ld+json">{{"@type":"BlogPosting","headline":"The bridge",
            "datePublished":"2025-06-24","dateModified":"{modified}"}}</script>
            <h1>The bridge</h1><p>March 3, 2024</p><p>The old bridge is closed.</p>"#
        ))
        .published
        .unwrap()
        .value
    };
    assert_eq!(page("2025-06-24"), "2024-03-03");
    assert_eq!(page("2025-06-30"), "2025-06-24");
}

#[test]
fn a_members_date_is_not_the_threads() {
    let page = "<h1>Which bridge?</h1><dl><dt>jane</dt><dd>Joined: 4 July 2012, 16:09</dd></dl>\
        <p>by jane » 11 Sep 2024, 18:36</p><p>Which bridge is the oldest?</p>";
    assert_eq!(read(page).published.unwrap().value, "2024-09-11T18:36:00");
}

#[test]
fn a_date_below_the_text_is_the_pages_where_words_announce_it() {
    let text = "<p>La passerelle reste fermée jusqu'au printemps, dit la mairie.</p>".repeat(40);
    let page = |line: &str| {
        read(&format!("<html lang=fr><body><h1>La passerelle</h1>{text}<p>{line}</p>")).published
    };
    for line in
        ["Mis en ligne le 7 octobre 2025", "Geplaatst: 7 oktober 2025", "掲載日 2025年10月7日"]
    {
        assert_eq!(page(line).map(|date| date.value).as_deref(), Some("2025-10-07"), "{line}");
    }
    assert_eq!(page("La prochaine réunion est le 7 octobre 2025"), None);
}

#[test]
fn an_address_knows_the_day_before_a_move() {
    let moved =
        r#"<meta property="article:published_time" content="2019-06-17T18:28:00+02:00"><h1>A</h1>"#;
    let read = |url| value(&read_at(moved, Some(url)).published).unwrap();
    assert_eq!(read("https://blog.example/home/2017/7/12/unter-uns"), "2017-07-12");
    // Some weeks apart the address may be a draft's, and one that is later says nothing.
    assert_eq!(read("https://blog.example/2019/06/01/a"), "2019-06-17T18:28:00+02:00");
    assert_eq!(read("https://blog.example/2021/06/01/a"), "2019-06-17T18:28:00+02:00");
}

#[test]
fn a_page_without_a_date_may_have_one_in_its_data() {
    let page = |before: &str| {
        let script = r#"<script>s = {"publishedAt":"2022-01-31T15:58:43+01:00"}</script>"#;
        value(&read(&format!("<h1>Athleten fit</h1>{before}<p>Text.</p>{script}")).published)
    };
    assert_eq!(page("").unwrap(), "2022-01-31T15:58:43+01:00");
    assert_eq!(page("<p>3. Februar 2022</p>").unwrap(), "2022-02-03");
}

#[test]
fn a_byline_is_told_from_what_stands_beside_the_name() {
    let page = |byline: &str| {
        format!(
            "<title>The weir is open</title><h1>The weir is open</h1>{byline}<p>It is open.</p>"
        )
    };
    for (byline, wanted) in [
        // the name has an element of its own, and so has what its bearer is
        (
            "<div class=byline><b class=byline-heading>Analysis</b><span class=byline-name>Ann Holt\
             </span><span class=byline-title>Corvo, Moncal</span></div>",
            &["Ann Holt"][..],
        ),
        // elements that end between two words keep them apart
        (
            "<div class=author-card><h4><a href=/h>Ann Holt</a></h4>Writer, The Courier</div>",
            &["Ann Holt"],
        ),
        (
            "<p class=byline>by <a href=/h>Ann Holt</a><span>22 Dec 2016</span><span>65</span></p>",
            &["Ann Holt"],
        ),
        // cards of things have names, too
        ("<div class=hmedia><p class=fn><a href=/v>Feet And Malaria</a></p></div>", &[]),
        ("<div id=authorization><a href=/in>My Courier Sign In</a></div>", &[]),
        // nothing says that this is a byline
        ("<p>Ann Holt | Courier.example</p>", &[]),
        ("<cite>By Ann Holt | The Courier</cite>", &["Ann Holt"]),
    ] {
        let html = page(byline);
        let named = format!("<meta property=og:site_name content='The Courier'>{html}");
        assert_eq!(authors(&read(&named)), wanted, "{byline}");
    }
}

#[test]
fn what_bars_set_apart_behind_a_headline_is_the_sites() {
    for (element, wanted) in [
        ("学生看两会：关注点大不同_教育频道_中国海风网", "学生看两会：关注点大不同"),
        ("Microbes can split a species | Science | News", "Microbes can split a species"),
        ("The weir is open today The weir is open today", "The weir is open today"),
        ("Talks, talks, talks", "Talks, talks, talks"),
        ("Bora Bora", "Bora Bora"),
    ] {
        let html = format!("<title>{element}</title><p>It is open.</p>");
        assert_eq!(title(&read(&html)).0, wanted, "{element}");
    }
    let kicker = "<title>CORVO: The weir is open to boats again | Water | Courier.example</title>\
                  <h1>Courier</h1><h1>The weir is open to boats again</h1>";
    assert_eq!(title(&read(kicker)).0, "The weir is open to boats again");
}

#[test]
fn a_value_where_the_content_should_be_is_read() {
    let html = "<title>Weir</title><meta itemprop=datePublished value='2013-07-18 20:09:00.0'>";
    assert_eq!(value(&read(html).published).as_deref(), Some("2013-07-18T20:09:00"));
}

#[test]
fn lines_around_the_date_name_who_wrote_it() {
    let page = |lines: &str| {
        format!(
            "<meta property=og:type content=article><title>The weir is open</title>\
             <h1>The weir is open</h1>{lines}<p>It is open, after years of climate change and \
             more water than ever before.</p>"
        )
    };
    for (lines, wanted) in [
        // parts of one line, set apart by bars
        (
            "<p>14. Mai 2024 | 3 Min. | Von Anna Muster und Jörg von der Heide</p>",
            &["Anna Muster", "Jörg von der Heide"][..],
        ),
        ("<p>martedì 14 mag 2024 | 08.15 | di Giulia Ferrante, inviata</p>", &["Giulia Ferrante"]),
        ("<p>Texto: María García. Actualizado: martes, 14 mayo 2024 10:32</p>", &["María García"]),
        ("<p>来源：海风日报 作者：王小明 2024-05-14 10:32</p>", &["王小明"]),
        ("<p>김철수 기자 kim@example.org</p><p>입력 2024.05.14 10:32</p>", &["김철수"]),
        // names alone, above the date
        ("<p>Anna Kowalska, Jan Nowak</p><p>14.05.2024 10:32</p>", &["Anna Kowalska", "Jan Nowak"]),
        ("<p>דנה כהן</p><p>14.05.24, 10:32</p>", &["דנה כהן"]),
        ("<p>山田 太郎</p><p>2024年5月14日 10時32分</p>", &["山田 太郎"]),
        // a topic, a button and a sentence are no names
        ("<p>Climate Change</p><p>14 May 2024</p>", &[]),
        ("<p>TEXT SIZE</p><p>14 May 2024</p>", &[]),
        ("<p>Nobody was hurt, the mayor said</p><p>14 May 2024</p>", &[]),
    ] {
        assert_eq!(authors(&read(&page(lines))), wanted, "{lines}");
    }
    let hub = page("<p>Anna Kowalska</p><p>14.05.2024</p>").replace("og:type", "og:kind");
    assert!(read(&hub).authors.is_empty(), "the page does not say that it is an article");
}
