use super::*;

fn base() -> Url {
    Url::parse("https://www.example.org/").unwrap()
}

fn links(page: &str, wanted: &[&str]) -> Vec<String> {
    let wanted: Vec<String> = wanted.iter().map(|&pattern| pattern.to_owned()).collect();
    read(page, &base(), &wanted)
        .candidates
        .iter()
        .map(|candidate| candidate.url.as_str().replace("https://www.example.org", ""))
        .collect()
}

const FRONT: &str = r#"<html><body>
<nav><a href="/">Home</a><a href="/politica/">Politica</a><a href="/2026/11/20/notizie-del-giorno-in-breve-12345.html">Le notizie del giorno in breve</a></nav>
<main>
  <article><a href="/2026/11/20/alluvione-a-valle-cento-sfollati"><img src="a.jpg"></a>
    <h2><a href="/2026/11/20/alluvione-a-valle-cento-sfollati#top">Alluvione a valle, cento sfollati nella notte</a></h2></article>
  <div class="teaser"><h3><a href="/cronaca/1234567/">Ponte chiuso da oggi al traffico pesante</a></h3></div>
  <div><a href="https://cultura.example.org/mostra-di-primavera-apre-a-torino.html">La mostra di primavera apre a Torino</a></div>
  <a href="/tag/alluvione-a-valle-cento-sfollati">alluvione</a>
  <a href="https://other.example/2026/11/20/una-storia-molto-lunga-altrove">Una storia molto lunga altrove</a>
  <a href="/foto/alluvione-a-valle-cento-sfollati.jpg">La foto della alluvione di ieri notte</a>
  <a href="javascript:void(0)">Apri tutte le notizie della giornata di oggi</a>
</main>
<footer><a href="/informativa-sulla-privacy-del-sito.html">Informativa sulla privacy del nostro sito</a></footer>
</body></html>"#;

#[test]
fn article_links_are_told_from_menu_links() {
    assert_eq!(
        links(FRONT, &[]),
        [
            "/2026/11/20/alluvione-a-valle-cento-sfollati",
            "/cronaca/1234567/",
            "https://cultura.example.org/mostra-di-primavera-apre-a-torino.html",
        ]
    );
}

#[test]
fn a_headline_is_the_title_and_not_its_picture() {
    let page = read(FRONT, &base(), &[]);
    let title = page.candidates[0].title.as_deref();
    assert_eq!(title, Some("Alluvione a valle, cento sfollati nella notte"));
}

#[test]
fn a_pattern_decides_alone() {
    assert_eq!(links(FRONT, &["*/cronaca/*"]), ["/cronaca/1234567/"]);
    let elsewhere = links(FRONT, &["https://other.example/*"]);
    assert_eq!(elsewhere, ["https://other.example/2026/11/20/una-storia-molto-lunga-altrove"]);
}

#[test]
fn relative_links_start_at_the_base_element() {
    let page = "<base href='/it/'><h2><a href='una-storia-davvero-molto-lunga'>Una storia davvero molto lunga</a></h2>";
    assert_eq!(links(page, &[]), ["/it/una-storia-davvero-molto-lunga"]);
}

#[test]
fn a_page_of_tens_of_thousands_of_links_ends() {
    let mut page = String::from("<body>");
    for number in 0..30_000 {
        page.push_str(&format!(
            "<p><a href='/n/{number}-one-two-three-four'>Six words make a headline {number}</a>"
        ));
    }
    let begun = std::time::Instant::now();
    let page = read(&page, &base(), &[]);
    assert_eq!(page.candidates.len(), MOST_LINKS);
    assert_eq!(page.notes.len(), 1);
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

const BUDGET: &str = "Government agrees on new budget after long night of talks";

/// A page of a portal with these contents.
fn portal(contents: &str) -> String {
    format!("<body><nav><a href='/news'>News</a></nav><main>{contents}</main></body>")
}

/// A card with a headline and a teaser.
fn card(href: &str, headline: &str) -> String {
    format!(
        "<div class=card><h3><a href='{href}'>{headline}</a></h3><p>What came of it, in a sentence or two.</p></div>"
    )
}

#[test]
fn a_page_may_have_any_ending_and_what_is_no_page_has_its_own() {
    for path in [
        "/news/national/new-budget/article69012345.ece",
        "/india/new-budget/articleshow/115812345.cms",
        "/news/view.asp?idx=123456",
        "/news/artView.do?id=22",
        "/news/art-1.jsp",
        "/article.cfm?id=12345",
        "/2026/11/30/leaders-meet-at-the-u.n",
        "/politik/kommunalwahl-in-st.gallen",
    ] {
        assert_eq!(links(&portal(&card(path, BUDGET)), &[]), [path], "{path}");
    }
    for path in ["/foto/bridge.jpg", "/2026/report.pdf", "/podcast/1234567.mp3", "/feed/all.xml"] {
        assert!(links(&portal(&card(path, BUDGET)), &[]).is_empty(), "{path}");
    }
}

#[test]
fn a_headline_may_stand_in_a_label_or_beside_the_link() {
    let overlay = |href: &str| {
        format!(
            "<div><a class=overlay href='{href}' aria-label='{BUDGET}'></a><div>{BUDGET}</div></div>"
        )
    };
    let picture = format!(
        "<article><a href='/a/budget'><img src=x alt='dpa'></a><div><h2>{BUDGET}</h2></div></article>"
    );
    let alt = format!("<p><a href='/2026/budget.html'><img src=x alt='{BUDGET}'></a></p>");
    let page = portal(&[overlay("/articles/c0m7xyz9q"), picture, alt].concat());
    assert_eq!(links(&page, &[]), ["/articles/c0m7xyz9q", "/a/budget", "/2026/budget.html"]);
    for candidate in read(&page, &base(), &[]).candidates {
        assert_eq!(candidate.title.as_deref(), Some(BUDGET));
    }
    // A headline that leads elsewhere is not that of the picture beside it.
    let author = format!(
        "<article><a href='/people/rosa'><img src=x></a><h2><a href='/politics/budget'>{BUDGET}</a></h2></article>"
    );
    assert_eq!(links(&portal(&author), &[]), ["/politics/budget"]);
}

#[test]
fn a_short_headline_has_a_teaser_and_the_head_of_a_section_has_none() {
    let stories = [
        card("/wetter/sturm-kommt", "Der Sturm kommt"),
        card("/sport/sieg", "Bern gewinnt wieder"),
    ];
    let section = "<section><h2><a href='/sport/alle'>Mehr vom Sport</a></h2><ul><li><a href='/a'>Ein Spiel</a></ul></section>";
    let page = portal(&[stories.concat(), section.to_owned()].concat());
    assert_eq!(links(&page, &[]), ["/wetter/sturm-kommt", "/sport/sieg"]);
}

#[test]
fn a_headline_is_long_in_any_script() {
    for (path, headline) in [
        ("/politics/2412345", "รัฐบาลเห็นชอบงบประมาณใหม่หลังการเจรจายาวนาน"),
        ("/article/012/0000123", "정부 예산안 합의"),
        ("/articles/ASTB1234.html", "政府、来年度予算案を閣議決定"),
    ] {
        let page = portal(&format!("<div><a href='{path}'>{headline}</a></div>"));
        assert_eq!(links(&page, &[]), [path], "{headline}");
    }
    let menu = portal("<div><a href='/n/1234567'>การเมือง</a><a href='/n/2345678'>정치</a></div>");
    assert!(links(&menu, &[]).is_empty());
}

#[test]
fn a_menu_and_a_foot_are_known_by_their_class() {
    let story = card("/2026/11/council-agrees-on-bridge.html", BUDGET);
    let service =
        "<li><a href='/our-house-and-its-long-history'>Our house and its long history</a></li>";
    let page = format!(
        "<body><div class='header'><ul class='top menu'>{service}</ul></div><div>{story}</div><div id=Footer><ul>{service}</ul></div></body>"
    );
    assert_eq!(links(&page, &[]), ["/2026/11/council-agrees-on-bridge.html"]);
    // What holds the whole page is no menu.
    let page = format!("<body><div class=nav>{}</div></body>", story.repeat(2));
    assert_eq!(links(&page, &[]), ["/2026/11/council-agrees-on-bridge.html"]);
}

#[test]
fn pages_on_the_site_itself_are_no_articles_unless_they_have_a_date_or_a_number() {
    let link =
        |href: &str| format!("<p><a href='{href}'>What you may want to know of it here</a></p>");
    for path in [
        "/privacy-policy-and-cookie-settings",
        "/terms-and-conditions-of-use",
        "/newsletter/sign-up-for-our-morning-briefing",
        "/abo/angebote-fuer-studenten-und-schueler",
        "/hilfe/haeufige-fragen-zum-digital-abo",
        "/authors/jane-mary-van-doe",
        "/profile/anna-lena-von-berg",
        "/informativa-sulla-privacy-del-sito.html",
    ] {
        assert!(links(&portal(&link(path)), &[]).is_empty(), "{path}");
    }
    for path in [
        "/2026/11/privacy-policy-of-the-railway-questioned",
        "/help/what-the-neighbours-did-in-the-flood-1234567",
        "/news/how-privacy-came-to-the-valley",
    ] {
        assert_eq!(links(&portal(&link(path)), &[]), [path]);
    }
}

#[test]
fn links_to_one_page_are_one_whatever_their_query_says_of_their_place() {
    let path = "/2026/new-bridge-opens-in-the-north.html";
    let ways =
        ["?ref=home_top", "", "?comments=1", "?print=1"].map(|query| format!("{path}{query}"));
    let page = portal(&ways.each_ref().map(|way| card(way, BUDGET)).concat());
    assert_eq!(links(&page, &[]), [path]);
    // A program makes many pages under one name.
    let program = ["/the-one-view-of-all.php?id=7", "/the-one-view-of-all.php?id=8"];
    assert_eq!(links(&portal(&program.map(|way| card(way, BUDGET)).concat()), &[]), program);
}

#[test]
fn the_lists_in_a_pages_data_count() {
    let list = r#"<script type="application/ld+json">{"@graph":[{"@type":["CollectionPage"],"mainEntity":{"@type":"ItemList","itemListElement":[
        {"@type":"ListItem","position":1,"url":"https://www.example.org/2026/new-bridge-opens-in-the-north"},
        {"@type":"ListItem","item":{"@type":"NewsArticle","@id":"/2026/ferries-stay-in-the-harbour","name":"Ferries stay"}},
        {"@type":"ListItem","name":"Sport","item":"/sport/"},
        "https://other.example/2026/a-story-that-stands-elsewhere"]}},
        {"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"/2026/this-is-no-story-at-all"}]}]}</script>"#;
    let page = portal(&format!(
        "<p>News</p>{list}<script type='application/ld+json'>{{\"ItemList</script>"
    ));
    let expected = ["/2026/new-bridge-opens-in-the-north", "/2026/ferries-stay-in-the-harbour"];
    assert_eq!(links(&page, &[]), expected);
    assert_eq!(read(&page, &base(), &[]).candidates[1].title.as_deref(), Some("Ferries stay"));
}

#[test]
fn a_column_beside_the_page_may_hold_stories() {
    let column = |contents: &str| portal(&format!("<aside>{contents}</aside>"));
    let story = card("/2026/11/30/new-bridge-opens-in-the-north/", BUDGET);
    assert_eq!(links(&column(&story), &[]), ["/2026/11/30/new-bridge-opens-in-the-north/"]);
    assert!(links(&column("<p><a href='/e/summer'>Win a week by the sea now</a>"), &[]).is_empty());
}
