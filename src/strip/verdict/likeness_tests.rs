//! Articles that have something of a wall or a list about them, and walls and lists that have something of an article.

use super::tests::{judge, judge_at, page, prose};
use crate::page::Outcome;

const SIGNED: &str =
    "<p class=author>By Anna Holt</p><time datetime=2031-03-04T10:00:00Z>4 March 2031</time>";
const MARKED: &str = "<meta property=og:type content=article><meta property=article:published_time \
    content=2031-03-04T10:00:00Z>";

/// A report that is signed and dated, of so many paragraphs, with what stands below it.
fn report(headline: &str, paragraphs: usize, below: &str) -> String {
    let text = prose(paragraphs);
    page(headline, &format!("<article><h1>{headline}</h1>{SIGNED}{text}</article>{below}"))
}

#[test]
fn a_headline_that_holds_the_words_of_a_wall_is_no_wall() {
    for headline in [
        "La statua del porto è stata rimossa da piazza Mare",
        "Il corpo del pescatore non è stato trovato",
        "Spiel in Unterau wurde auf Mai verschoben",
        "Le suspect est introuvable depuis mardi",
        "Mi calle no existe, dice una vecina de Moncal",
        "Banned novel has been removed from Harwick library",
        "Unusual activity at the volcano worries scientists",
        "Ponte em manutenção até maio",
    ] {
        assert_eq!(judge(&report(headline, 3, "")), Outcome::Article, "{headline}");
        assert_eq!(judge(&report(headline, 1, "")), Outcome::Article, "{headline}, a brief");
    }
    let gone =
        page("This page has been removed", "<h1>This page has been removed</h1><p>Sorry.</p>");
    assert_eq!(judge(&gone), Outcome::ErrorPage);
}

#[test]
fn programs_beside_a_brief_make_no_shell_and_no_challenge_of_it() {
    for below in [
        "<noscript>Please enable JavaScript to view the comments powered by Disqus.</noscript><script></script>",
        "<p>To view this video please enable JavaScript.</p><div id=root></div>",
        "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script><p>This site is protected by \
         reCAPTCHA.</p>",
        "<p>This video is no longer available.</p>",
        "<div><p>We use cookies and similar technologies to personalise content.</p><button>Accept all</button>\
         <button>Reject all</button></div>",
    ] {
        assert_eq!(judge(&report("A new bridge", 1, below)), Outcome::Article, "{below}");
    }
}

#[test]
fn an_offer_below_a_whole_brief_makes_no_stub_of_it() {
    let brief = |below: &str| {
        let text = format!("<h1>A new bridge</h1>{}", prose(1));
        judge(&format!("<head>{MARKED}<title>A new bridge</title></head>{text}{below}"))
    };
    let offer = "<p>Start your free trial</p><p>Already a subscriber?</p>";
    assert_eq!(brief(offer), Outcome::Article);
    let withheld = "<p>Subscribe to read the full article</p><p>Already a subscriber?</p>";
    assert_eq!(brief(withheld), Outcome::PaywallStub);
    let broken =
        "<p>The works, the council said, will take until the end of the year, and may well be…</p>";
    assert_eq!(brief(&format!("{broken}{offer}")), Outcome::PaywallStub);
}

#[test]
fn news_of_a_papers_wall_are_news() {
    let text = "<p>The Harwick Ledger will ask its readers to subscribe to continue reading from Monday on, the \
                paper said.</p><p>Those who are already subscribed may log in with their account, and the price \
                will be five pounds per month.</p>";
    let news =
        page("Paper asks for money", &format!("{MARKED}<h1>Paper asks for money</h1>{text}"));
    assert_eq!(judge(&news), Outcome::Article);
}

#[test]
fn a_title_that_asks_for_money_makes_a_stub_of_what_offers_it() {
    let offers = "<h1>The bridge</h1><p>Subscribe to unlock this article</p><p>Try unlimited access, only one pound \
                  for four weeks, then more per month.</p><p>Cancel anytime during your trial.</p>";
    assert_eq!(judge(&page("Subscribe to read", offers)), Outcome::PaywallStub);
}

/// Headlines of other articles, each a card.
fn cards(count: usize, beside: &str) -> String {
    let card = |n: usize| {
        format!(
            "<div class=card><h3><a href=/a/{n}>The {n}th bridge is closed until the summer</a></h3>{beside}\
             <p>The council met on the {n}th to talk about the bridge that leans to the river, and the mayor said \
             that the ferry stays.</p></div>"
        )
    };
    (1..=count).map(card).collect()
}

#[test]
fn an_address_that_names_a_page_in_its_query_is_no_front_page() {
    let links: String = (0..25)
        .map(|n| {
            format!(
                "<li><a href=/a/{n}><h3>The {n}th bridge is closed until the summer</h3></a></li>"
            )
        })
        .collect();
    let text = format!("<main><h1>A new bridge</h1>{}</main><ul>{links}</ul>", prose(3));
    let article = format!("<head>{MARKED}<title>A new bridge</title></head>{text}");
    for at in
        ["?p=4312", "index.php?option=com_content&view=article&id=4312", "home.aspx?id=3", "42"]
    {
        let url = format!("https://daily.example/{at}");
        assert_eq!(judge_at(&article, Some(&url)).outcome, Outcome::Article, "{at}");
    }
    // Undated, too, where the text stands unbroken below its headline.
    let url = "https://daily.example/a-new-bridge";
    assert_eq!(judge_at(&page("A new bridge", &text), Some(url)).outcome, Outcome::Article);
}

#[test]
fn days_and_names_on_cards_make_no_article_of_a_list() {
    let signed = "<p class=author>By Tom Hale</p><time datetime=2031-03-04>4 March 2031</time>";
    let called = "<script type=application/ld+json>{\"@type\":\"CollectionPage\",\"name\":\"News\"}</script>";
    for (count, called) in [(12, ""), (12, called), (5, called)] {
        let body = format!("{called}<h1>News</h1>{}", cards(count, signed));
        let found = judge_at(&page("News", &body), Some("https://daily.example/news/"));
        assert_eq!(found.outcome, Outcome::ListPage, "{count} {called}");
    }
}

#[test]
fn gates_of_many_kinds_are_named() {
    for (title, body, outcome) in [
        (
            "Age verification",
            "<p>Are you over 18?</p><button>Yes</button><button>No</button>",
            Outcome::Challenge,
        ),
        (
            "The Daily",
            "<h1>Not available</h1><p>This website is unavailable in most European countries.</p>",
            Outcome::Challenge,
        ),
        (
            "ERROR: The requested URL could not be retrieved",
            "<h1>ERROR</h1><h2>The requested URL could not be retrieved</h2><p>The following error was encountered \
             while trying to retrieve the URL.</p>",
            Outcome::ErrorPage,
        ),
        (
            "Portal",
            "<h1>Artikel nicht mehr abrufbar</h1><p>Der Beitrag ist abgelaufen.</p>",
            Outcome::ErrorPage,
        ),
        ("daily.example", "<p>This domain may be for sale by its owner!</p>", Outcome::ErrorPage),
    ] {
        assert_eq!(judge(&page(title, body)), outcome, "{title}");
    }
}
