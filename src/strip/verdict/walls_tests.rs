//! Pages that challenge services, and papers that take consent or money, send in place of an article.

use super::tests::{judge, judge_at, page, prose};
use crate::page::Outcome;

#[test]
fn pages_of_challenge_services_are_named_though_they_say_hardly_anything() {
    let bare = |body: &str| judge(&page("", body));
    for body in [
        "<script>var dd={'host':'geo.captcha-delivery.com'}</script>",
        "<script>window._cf_chl_opt={cZone:'daily.example'}</script>",
        "<iframe id=main-iframe src='/_Incapsula_Resource?SWUDNSAI=31'>Request unsuccessful.</iframe>",
        "<script>xhr.open('POST', '/_sec/verify?provider=interstitial')</script>",
        "<div id=sec-if-cpt-container></div><script src=/_sec/cp_challenge/sec.js></script><p>Powered by Akamai",
        "<script>window.gokuProps={}</script><noscript>Verify that you're not a robot.</noscript>",
        "<script src=https://a.captcha.awswaf.com/captcha.js></script><noscript>Verify that you're not a \
         robot.</noscript>",
        "<script>var sucuri_cloudproxy_js='';</script>",
    ] {
        assert_eq!(bare(body), Outcome::Challenge, "{body}");
    }
    let form = "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script><h1>The bridge</h1>";
    assert_eq!(bare(&format!("{form}{}", prose(3))), Outcome::Article, "it guards a form");
    let shell = "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script><div id=root></div>";
    assert_eq!(bare(shell), Outcome::JavascriptShell);
    let blocked =
        "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><p>Request blocked.";
    assert_eq!(bare(blocked), Outcome::ErrorPage);
}

/// Walls that ask to accept cookies or to pay, as papers print them.
const CHOICES: [&str; 8] = [
    "<h2>Accetta i cookie oppure abbonati</h2><p>Puoi accettare i cookie di profilazione e continuare a leggere con \
     la pubblicità, oppure sottoscrivere un abbonamento.</p><button>Accetta e continua</button><button>Abbonati a \
     0,99 € al mese</button>",
    "<h2>Lesen Sie mit Werbung oder im PUR-Abo</h2><p>Mit Werbung und Tracking: Ihre Zustimmung ist jederzeit \
     widerrufbar.</p><button>Akzeptieren und weiter</button><p>Ohne Werbetracking für 4,99 € pro Monat.</p>\
     <button>PUR-Abo abschließen</button><p>Bereits PUR-Abonnent? Hier anmelden</p>",
    "<p>En cliquant sur « Accepter et continuer », vous consentez à ce que nos partenaires utilisent des cookies.</p>\
     <button>Accepter et continuer</button><p>Ou abonnez-vous pour refuser tout traceur.</p><button>S'abonner pour \
     2,99 € par mois</button>",
    "<p>You can read The Echo for free by accepting cookies for personalised advertising, or pay £3 per month to \
     reject them.</p><button>Accept and continue</button><button>Pay to reject</button><p>Already subscribed?</p>",
    "<p>Puede aceptar las cookies y seguir navegando gratis, o suscribirse para rechazarlas.</p><button>Aceptar y \
     continuar</button><button>Rechazar y suscribirse por 1 € al mes</button>",
    "<p>Para ler gratuitamente aceite os cookies de publicidade, ou assine para navegar sem anúncios.</p>\
     <button>Aceitar e continuar</button><button>Assinar por 1 € por mês</button><p>Já é assinante?</p>",
    "<p>Ga je akkoord met cookies, dan lees je gratis verder met gepersonaliseerde advertenties. Of neem een \
     abonnement.</p><button>Akkoord en doorgaan</button><button>Abonneren voor €2 per maand</button>",
    "<p>Zaakceptuj pliki cookie i czytaj za darmo z reklamami albo wykup subskrypcję i czytaj bez śledzenia.</p>\
     <button>Akceptuję i przechodzę do serwisu</button><button>Wykup subskrypcję</button>",
];

const ARTICLE: &str = "<meta property=og:type content=article><meta property=article:published_time \
    content=2026-03-04T10:00:00Z>";

#[test]
fn walls_that_let_readers_choose_to_pay_are_named_also_below_a_headline() {
    for wall in CHOICES {
        assert_eq!(judge(&page("The Daily", wall)), Outcome::ConsentWall, "{wall}");
        let headed = format!("{ARTICLE}<h1>The bridge stays closed</h1>{wall}");
        assert_eq!(judge(&page("The bridge", &headed)), Outcome::ConsentWall, "{wall}");
    }
}

#[test]
fn an_article_behind_such_a_banner_is_an_article() {
    for banner in CHOICES {
        for paragraphs in [1, 2, 6] {
            let text = prose(paragraphs);
            let above =
                format!("{ARTICLE}<div>{banner}</div><article><h1>The bridge</h1>{text}</article>");
            let below =
                format!("{ARTICLE}<article><h1>The bridge</h1>{text}</article><div>{banner}</div>");
            for html in [above, below] {
                let outcome = judge(&page("The bridge", &html));
                assert!(
                    outcome == Outcome::Article
                        || paragraphs == 1 && outcome == Outcome::PaywallStub,
                    "{outcome}: {html}"
                );
            }
        }
    }
}

#[test]
fn tickers_are_told_by_the_hours_of_their_entries() {
    let entries = |hours: &[&str], open: &str, close: &str| -> String {
        let entry = |(n, hour): (usize, &&str)| {
            format!(
                "{open}{hour}{close}The council of town {n} met to talk about bridge {n}, which has been closed since \
                 spring because {n} of its pillars lean towards the river.</p>"
            )
        };
        hours.iter().enumerate().map(entry).collect()
    };
    let hours = ["15:40", "15:12", "14:55", "14:20", "13:05"];
    let above = entries(&hours, "<div><span>", "</span></div><p>");
    let within = entries(&hours, "<p><b>Ore ", "</b> - ");
    for text in [above, within] {
        let html = |title: &str| page(title, &format!("{ARTICLE}<h1>{title}</h1>{text}"));
        assert_eq!(judge(&html("Liveticker: Hasenburg gegen Moordorf")), Outcome::LiveBlog);
        assert_eq!(judge(&html("Alluvione, la diretta")), Outcome::LiveBlog);
        assert_eq!(judge(&html("What happened on Tuesday")), Outcome::Article, "not called so");
    }
    let list = "<ul><li>08:10 – The first crack is seen.<li>08:45 – The bridge is closed.<li>09:30 – The mayor \
        comes.<li>10:15 – The ferry is called.</ul>";
    let html = page("The bridge", &format!("{ARTICLE}<h1>The bridge</h1>{}{list}", prose(3)));
    assert_eq!(judge(&html), Outcome::Article, "what happened when, in an article");
}

#[test]
fn a_day_that_a_chapter_speaks_of_makes_no_article_of_it() {
    let chapter = format!("<h1>The pump</h1><p>Released 4 March 2026.</p>{}", prose(3));
    let at = |head: &str, path: &str| {
        let html = page("The pump", &format!("{head}{chapter}"));
        judge_at(&html, Some(&format!("https://pump.example{path}"))).outcome
    };
    assert_eq!(at("", "/docs/pump"), Outcome::Documentation);
    assert_eq!(at(ARTICLE, "/docs/pump"), Outcome::Article);
    assert_eq!(at("", "/docs/blog/pump"), Outcome::Article);
}

#[test]
fn a_front_page_that_calls_itself_an_article_is_none() {
    let card = |n: usize| {
        format!(
            "<article class=card><h2><a href=/2026/{n}>The council of town {n} votes on bridge {n}</a></h2><p>It has \
             been closed since spring because {n} of its pillars lean towards the river.</p></article>"
        )
    };
    let front = |cards: usize, head: &str| {
        let cards: String = (0..cards).map(card).collect();
        page("The Daily", &format!("{head}{ARTICLE}{cards}"))
    };
    let at_home = |html: &str| judge_at(html, Some("https://daily.example/")).outcome;
    assert_eq!(at_home(&front(20, "")), Outcome::ListPage);
    assert_eq!(at_home(&front(5, "")), Outcome::ListPage, "of a small site");
    let canonical = "<link rel=canonical href=https://daily.example/>";
    assert_eq!(judge(&front(20, canonical)), Outcome::ListPage);
    let text = format!(
        "{canonical}{ARTICLE}<h1>The bridge</h1>{}{}",
        prose(6),
        (0..5).map(card).collect::<String>()
    );
    assert_eq!(judge(&page("The bridge", &text)), Outcome::Article, "a template's address");
}

#[test]
fn what_keeps_the_rest_of_an_article_back_is_seen_and_alone_decides_nothing() {
    let verdict = |beside: &str| {
        let verdict = judge_at(
            &page("The bridge", &format!("<article>{}{beside}</article>", prose(6))),
            None,
        );
        assert_eq!(verdict.outcome, Outcome::Article, "{beside}");
        verdict.kept_back
    };
    for wall in [
        "<section class=paywall><p class=article__status>Il vous reste 68.14% de cet article à lire.</p></section>",
        "<div class=paywall-wrapper><p>Weiter mit F+</p><p>Zugang zu allen F+ Artikeln</p></div>",
        "<div class=gate><p>Dieser Artikel ist nur für Abonnenten. <a href=/abo>Jetzt testen</a></p></div>",
        "<p>The bridge over the river, which was to be opened again this summer, will stay closed for…</p>",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}</script>",
    ] {
        assert!(verdict(wall), "{wall}");
    }
    for none in
        ["", "<p>The council meets again in June.</p>", "<aside><a href=/login>Log in</a></aside>"]
    {
        assert!(!verdict(none), "{none}");
    }
}
