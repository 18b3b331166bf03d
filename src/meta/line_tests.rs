//! Invented pages that say who wrote them and when in lines around the headline.

use super::tests::{authors, read, read_at, value};

#[test]
fn what_stands_in_elements_of_its_own_is_read_by_itself() {
    let page =
        |line: &str| format!("<h1>Бібліотека знову відкрита</h1><div>{line}</div><p>Текст.</p>");
    let signed = read(&page(
        "<span>Субота, 12 вересня 2026, 14:05</span> <span>Автор: Марія Гнатюк</span> \
         <span>1245 переглядів</span>",
    ));
    assert_eq!(authors(&signed), ["Марія Гнатюк"]);
    assert_eq!(value(&signed.published).unwrap(), "2026-09-12T14:05:00");
    let long = read(&page(
        "<span>کد خبر: ۸۴۵۱۲۳ و شماره‌ای دراز برای بایگانی</span> <span>تاریخ انتشار: ۲۳ مهر ۱۴۰۵ - \
         ۱۰:۳۰</span> <span>خبرنگار: مریم سلیمی</span> <span>گروه خبری: استان‌ها و شهرستان‌ها</span>",
    ));
    assert_eq!(authors(&long), ["مریم سلیمی"]);
    assert_eq!(value(&long.published).unwrap(), "2026-10-15T10:30:00");
    let apart = read(&page(
        "<span>A line that says much about the section it stands in</span> <span>7 May 2024</span> \
         <span>10:16</span> <span>and about the number of those who read it so far</span>",
    ));
    assert_eq!(value(&apart.published).unwrap(), "2024-05-07T10:16:00");
    let nobody = read(&page("<span>Рубрика: Культура</span> <span>1245 переглядів</span>"));
    assert!(nobody.authors.is_empty() && nobody.published.is_none());
}

#[test]
fn where_an_article_is_from_is_no_author() {
    let page = read(
        "<h1>水磨坊重新转动</h1><div><span>来源：云屏日报</span> <span>作者：陈小满</span> \
         <span>字号</span></div><p>云屏县最后一座水磨坊。</p>",
    );
    assert_eq!(authors(&page), ["陈小满"]);
}

#[test]
fn the_day_of_an_address_has_the_time_that_stands_beside_the_headline() {
    let page = "<h1>Brücke</h1><p>7. Oktober 2025, 10:16 Uhr</p><p>Text.</p>";
    let at = |day: &str| {
        let page = read_at(page, Some(&format!("https://blatt.example/2025/10/{day}/bruecke")));
        value(&page.published).unwrap()
    };
    assert_eq!(at("07"), "2025-10-07T10:16:00");
    assert_eq!(at("06"), "2025-10-06");
}

#[test]
fn a_link_to_an_authors_page_signs() {
    let page = |address: &str| {
        format!("<h1>Moara</h1><div>De <a href='{address}'>Radu Petcu</a>, azi</div><p>Text.</p>")
    };
    assert_eq!(authors(&read(&page("https://gazeta.example/author/radu"))), ["Radu Petcu"]);
    assert!(read(&page("https://gazeta.example/tema/radu")).authors.is_empty());
}

#[test]
fn a_replayed_page_names_its_own_address() {
    let replay = "https://web.archive.org/web/20140312081455/";
    let page =
        format!("<link rel=canonical href='{replay}http://gazeta.example/moara/'><h1>Moara</h1>");
    let page = read_at(&page, Some(&format!("{replay}http://gazeta.example/moara/")));
    assert_eq!(value(&page.canonical).unwrap(), "http://gazeta.example/moara/");
    assert!(page.published.is_none());
}

#[test]
fn a_chinese_paper_says_who_reports_from_where() {
    let page = |line: &str| {
        format!("<h1>鹽埔老戲院重新亮燈</h1><div>{line}</div><p>戲院由第三代老闆接手。</p>")
    };
    for line in [
        "<time>2026-09-19 10:22</time> 海線時報／ 記者<a href=/r>許文鈞</a>／鹽埔報導",
        "〔記者許文鈞／鹽埔報導〕",
    ] {
        assert_eq!(authors(&read(&page(line))), ["許文鈞"], "{line}");
    }
    assert!(authors(&read(&page("記者／鹽埔報導"))).is_empty());
}

#[test]
fn a_day_in_a_line_has_the_time_that_an_element_says_of_it() {
    let page = |line: &str| {
        format!(
            "<h2 class=date-header>{line}</h2><h1>Campanas</h1><p>Ayer subí.</p><p>Por <b>Ana</b> en <abbr \
             class=published title='2009-11-17T22:41:00+01:00'>22:41</abbr></p>"
        )
    };
    let of = |line: &str| value(&read(&page(line)).published).unwrap();
    assert_eq!(of("martes, 17 de noviembre de 2009"), "2009-11-17T22:41:00+01:00");
    assert_eq!(of("16 de noviembre de 2009"), "2009-11-16");
}

#[test]
fn a_person_of_rdfa_signs_and_a_desk_of_the_site_does_not() {
    let drupal = read(
        "<h1>Kampen</h1><div><div>Af <span><span lang='' about='/user/12' typeof='schema:Person' \
         property='schema:name'>Henrik Tarp</span></span></div></div><p>Tekst.</p>",
    );
    assert_eq!(authors(&drupal), ["Henrik Tarp"]);
    let desk = read(
        "<meta property=og:site_name content=PS><meta name=author content='Janaína Couto, PS Sul de Minas'>\
         <h1>Ônibus</h1>",
    );
    assert_eq!(authors(&desk), ["Janaína Couto"]);
}

#[test]
fn the_main_heading_of_documentation_is_its_title() {
    let page = |tag: &str| {
        let title = "Rotating keys — tidelock 4.2 documentation";
        read(&format!("<title>{title}</title><{tag}><h1>Rotating keys</h1><p>Text.</p></{tag}>"))
    };
    assert_eq!(value(&page("main").title).unwrap(), "Rotating keys");
    assert_ne!(value(&page("header").title).unwrap(), "Rotating keys");
}

#[test]
fn a_title_stands_without_the_site_that_is_named_behind_it() {
    for (head, want) in [
        (
            "<title>大坝今晨开始放水，沿岸村民前来观看-河边新闻网</title>",
            "大坝今晨开始放水，沿岸村民前来观看",
        ),
        ("<title>中国-东盟博览会在河边市开幕</title>", "中国-东盟博览会在河边市开幕"),
        (
            "<title>Work on the mill begins at last - ValleyPost.com - Upper Valley</title>",
            "Work on the mill begins at last",
        ),
        (
            "<title>Full control on-premise UI Bakery</title><meta property=og:site_name content='UI Bakery'>",
            "Full control on-premise UI Bakery",
        ),
        (
            "<link rel=canonical href=https://valleypost.example/1><title>“It turns out” « the valleypost \
             blog</title><h1>the valleypost blog</h1>",
            "“It turns out”",
        ),
        (
            "<link rel=canonical href=https://bote.example/1><meta property=og:site_name content='Bote am \
             Wehr - Zeitung für das ganze obere Tal und seine Leute'><title>Die Mühle mahlt wieder - Bote am \
             Wehr - Zeitung für das ganze obere Tal und seine Leute</title><h1>Die Mühle mahlt wieder</h1>",
            "Die Mühle mahlt wieder",
        ),
    ] {
        let page = read(head);
        assert_eq!(page.title.as_ref().map(|title| &*title.value), Some(want), "{head}");
    }
}

#[test]
fn a_title_may_hold_the_day_of_publication() {
    let day = |title: &str| {
        let html = format!("<title>{title}</title><h1>The weir is closed</h1><p>It leaks.</p>");
        value(&read(&html).published)
    };
    assert_eq!(day("The weir is closed - 3 May 2024 - Bote").as_deref(), Some("2024-05-03"));
    assert_eq!(day("The weir is closed - Agenda 3 May 2024 - Bote"), None);
}

#[test]
fn a_change_is_what_is_later_than_the_publication() {
    let changed = |json: &str, meta: &str| {
        let html = format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"The weir\",\
             \"datePublished\":\"2024-05-03T10:00:00Z\",\"dateModified\":\"{json}\"}}</script>\
             <meta property={meta} content=2024-05-05T10:00:00Z><h1>The weir</h1><p>It leaks.</p>"
        );
        value(&read(&html).modified).unwrap_or_default()
    };
    let same = "2024-05-03T10:00:00Z";
    assert_eq!(changed(same, "article:modified_time"), "2024-05-05T10:00:00Z");
    assert_eq!(changed(same, "article:modified"), "2024-05-05T10:00:00Z");
    assert_eq!(changed(same, "article:other"), same);
    let later = "2024-05-04T10:00:00Z";
    assert_eq!(changed(later, "article:modified_time"), later);
}

#[test]
fn a_name_stands_on_the_line_below_its_label_or_in_several_links() {
    let page = |byline: &str| {
        let page = read(&format!("<h1>The weir is closed</h1>{byline}<p>It leaks.</p>"));
        authors(&page).join("|")
    };
    assert_eq!(page("<div><span>by</span></div><div>Hilda Benning</div>"), "Hilda Benning");
    assert_eq!(page("<div>by</div><div>the old bridge</div>"), "");
    let link = |name: &str| format!("<a rel=author href=/a>{name}</a>");
    let both = format!("<div>{} {}</div>", link("Hilda Benning"), link("Joan Tackley"));
    assert_eq!(page(&both), "Hilda Benning|Joan Tackley");
    let named = "<meta name=author content=bote.org>";
    assert_eq!(page(named), "bote.org");
    assert_eq!(page(&format!("{named}<div>By Hilda Benning</div>")), "Hilda Benning");
    assert_eq!(page("<meta name=dc.creator content='Benning, Hilda'>"), "Hilda Benning");
}

#[test]
fn an_abbreviation_may_hold_an_instant() {
    let page = "<h1>The weir is closed</h1><div>Hilda Benning, <abbr title='2011-08-25T01:40:40Z'>\
                Wed</abbr></div><p>It leaks.</p>";
    assert_eq!(value(&read(page).published).as_deref(), Some("2011-08-25T01:40:40Z"));
}

#[test]
fn what_stands_beside_the_headline_may_be_an_aside() {
    let page = "<meta name=date content=2022-01-26T14:32:06+02:00><h1>The weir is closed</h1>\
                <aside class=meta><time datetime=2022-01-21>21.01.2022 - 13:30</time></aside><p>x";
    assert_eq!(value(&read(page).published).as_deref(), Some("2022-01-21T13:30:00"));
}

#[test]
fn the_day_of_an_address_has_the_time_that_any_field_gives_of_it() {
    let html = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"The weir\",\
                \"datePublished\":\"2017-11-17T10:41:09Z\"}</script><h1>The weir</h1>\
                <meta itemprop=datePublished content=2017-11-16T14:15+0000><p>It leaks.</p>";
    let page = read_at(html, Some("https://bote.example/news/2017/11/16/weir/"));
    assert_eq!(value(&page.published).as_deref(), Some("2017-11-16T14:15:00Z"));
}

#[test]
fn of_two_articles_in_json_the_one_that_the_page_heads_is_its_own() {
    let article = |headline: &str, name: &str, more: &str| {
        format!(
            "{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\",\"author\":{{\"name\":\"{name}\"}}{more}}}"
        )
    };
    let day = ",\"datePublished\":\"2020-01-01\"";
    let other = article("The mill grinds again", "Zed Young", day);
    let page = |own: &str, head: &str, url: Option<&str>| {
        let json = format!("<script type=application/ld+json>[{other},{own}]</script>");
        let html = format!("{head}{json}<h1>The weir leaks again</h1><p>It does.</p>");
        authors(&read_at(&html, url)).join("|")
    };
    let own = article("The weir leaks again", "Ann Lee", "");
    assert_eq!(page(&own, "", None), "Ann Lee");
    let search = article("Leaking weir: what it means", "Ann Lee", "");
    assert_eq!(page(&search, "", None), "Zed Young");
    assert_eq!(page(&search, "<title>Leaking weir: what it means | Post</title>", None), "Ann Lee");
    // What it is known by under its address comes first.
    let known = article("Search", "Ann Lee", ",\"url\":\"https://e.example/a\"");
    assert_eq!(
        page(&known, "<h1>The mill grinds again</h1>", Some("https://e.example/a")),
        "Ann Lee"
    );
}
