use super::super::{Context, Stripped, strip_html, strip_lines};
use crate::html::{Arena, Limits, parse};
use crate::meta;
use crate::page::{Metadata, Outcome};

pub(super) fn judge_at(html: &str, url: Option<&str>) -> crate::page::Verdict {
    let mut arena = Arena::new();
    let document = parse(html, &mut arena, &Limits::default());
    let metadata = meta::from_html(document, url);
    let Stripped { verdict, .. } =
        strip_html(document, &Context { metadata: &metadata, url, site: None, profile: None });
    assert!((0.0..=1.0).contains(&verdict.confidence));
    assert!(!verdict.evidence.is_empty(), "{}: no evidence", verdict.outcome);
    verdict
}

pub(super) fn judge(html: &str) -> Outcome {
    judge_at(html, None).outcome
}

pub(super) fn page(title: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")
}

/// Running text of `n` paragraphs about nothing.
pub(super) fn prose(n: usize) -> String {
    (0..n)
        .map(|i| {
            format!(
                "<p>The council of town {i} met on Tuesday to talk about the bridge, which has been \
                 closed since spring because {i} of its pillars had begun to lean towards the river \
                 bank. Nobody was hurt, the mayor said, and the ferry of town {i} takes everyone \
                 across twice an hour until the works are done.</p>"
            )
        })
        .collect()
}

#[test]
fn challenges_are_named_in_many_languages() {
    let pages = [
        page(
            "Just a moment...",
            "<h2>Checking your browser</h2><p>This may take a few seconds.</p>",
        ),
        page(
            "Access Denied",
            "<h1>Access Denied</h1><p>You don't have permission to access this page.</p>",
        ),
        page("Sicherheitsüberprüfung", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>"),
        page(
            "Verifica",
            "<h1>Verifica di essere umano</h1><p>Traffico insolito dalla tua rete.</p>",
        ),
        page("Accès refusé", "<h1>Accès refusé</h1><p>Vous avez été bloqué.</p>"),
        page("Un momento", "<h1>Verificación de seguridad</h1><p>Confirme que no es un robot.</p>"),
        page(
            "example.com",
            "<script src=\"https://geo.captcha-delivery.com/c.js\"></script><p>Please enable JavaScript and disable any ad blocker</p>",
        ),
    ];
    for page in pages {
        assert_eq!(judge(&page), Outcome::Challenge, "{page}");
    }
}

#[test]
fn error_pages_are_named_whatever_their_status_said() {
    let pages = [
        page(
            "404 Not Found",
            "<h1>Page not found</h1><p>The page you requested does not exist.</p>",
        ),
        page(
            "Portal",
            "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite gibt es leider nicht.</p>",
        ),
        page("Notizie", "<h1>Pagina non trovata</h1><p>La pagina che cerchi non esiste più.</p>"),
        page("Journal", "<h2>Page introuvable</h2><a href=/>Accueil</a>"),
        page("Diario", "<h1>Página no encontrada</h1><p>Lo sentimos.</p>"),
        page("Oops!", "<p>Something went wrong. Please try again later.</p>"),
        page(
            "post.example | 521: Web server is down",
            "<h1>Web server is down</h1><p>What happened?",
        ),
        page("WordPress › Fehler", "<p>Auf deiner Website gab es einen kritischen Fehler.</p>"),
    ];
    for page in pages {
        assert_eq!(judge(&page), Outcome::ErrorPage, "{page}");
    }
}

#[test]
fn consent_walls_are_named() {
    let walls = [
        "<h1>We value your privacy</h1><p>We and our partners store and access information on a \
         device, such as cookies, and process personal data for personalised ads.</p>\
         <button>Accept all</button><button>Reject all</button><button>Manage preferences</button>",
        "<h2>Datenschutz</h2><p>Wir und unsere Partner verwenden Cookies und verarbeiten \
         personenbezogene Daten, um personalisierte Werbung zu zeigen.</p>\
         <button>Alle akzeptieren</button><button>Ablehnen</button>",
        "<h2>Informativa</h2><p>Noi e i nostri partner utilizziamo cookie e dati personali per \
         annunci personalizzati, con il tuo consenso.</p>\
         <button>Accetta e continua</button><button>Rifiuta e abbonati</button>",
    ];
    for wall in walls {
        assert_eq!(judge(&page("Il Giornale", wall)), Outcome::ConsentWall, "{wall}");
    }
}

#[test]
fn stubs_are_named_and_whole_paid_articles_are_not() {
    let paid = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge",
        "datePublished":"2024-05-01","isAccessibleForFree":false}</script>"#;
    let ask =
        "<p>Subscribe to continue reading this article.</p><p>Already a subscriber? Log in</p>";
    let stub = format!("{paid}<h1>The bridge</h1>{}{ask}", prose(1));
    assert_eq!(judge(&page("The bridge", &stub)), Outcome::PaywallStub);
    let whole = format!("{paid}<h1>The bridge</h1>{}{ask}", prose(12));
    assert_eq!(judge(&page("The bridge", &whole)), Outcome::Article);
    let brief = format!("{paid}<h1>The bridge</h1>{}", prose(1));
    assert_eq!(judge(&page("The bridge", &brief)), Outcome::Article);
    let broken = brief.replace("works are done.", "works …");
    assert_eq!(judge(&page("The bridge", &broken)), Outcome::PaywallStub);
    let free = paid.replace("false", "true");
    let short = format!("{free}<h1>The bridge</h1>{}{ask}", prose(1));
    assert_eq!(judge(&page("The bridge", &short)), Outcome::Article);
}

#[test]
fn shells_and_empty_pages_have_no_text() {
    let shell = "<noscript>You need to enable JavaScript to run this app.</noscript>\
                 <div id=root></div><script src=/main.js></script>";
    assert_eq!(judge(&page("App", shell)), Outcome::JavascriptShell);
    let loading = "<div id=app></div><p>Caricamento in corso</p><script>boot()</script>";
    assert_eq!(judge(&page("App", loading)), Outcome::JavascriptShell);
    let unfilled = "<h1>{{page.title}}</h1><p>{{page.text || \"No text\"}}</p><p>{{page.author}}";
    assert_eq!(judge(&page("App", unfilled)), Outcome::JavascriptShell);
    // A forum that prints nothing but its splash; what it would print stands in its head.
    let forum = "<meta name=description content=\"Which of the two mills by the old weir still \
                 grinds, and who may go in on Sundays?\"><section id=splash></section>\
                 <discourse-assets></discourse-assets>";
    let booted = format!("{forum}<script src=/forum.js></script>");
    assert_eq!(judge(&page("The mills", &booted)), Outcome::JavascriptShell);
    assert_eq!(judge(&page("The mills", forum)), Outcome::Empty);
    assert_eq!(judge(&page("", "")), Outcome::Empty);
    assert_eq!(judge(""), Outcome::Empty);
}

#[test]
fn a_few_words_without_a_sentence_are_no_article() {
    let sizes = "<h1>The mills</h1><p>Upper mill: open</p><p>Lower mill: shut</p><p>12 steps</p>";
    assert_eq!(judge(&page("The mills", sizes)), Outcome::Empty);
    let dated = "<meta property=article:published_time content=2031-03-03>";
    assert_eq!(judge(&page("The mills", &format!("{dated}{sizes}"))), Outcome::Article);
    for said in ["The upper mill is open.", "上の水車は開いている。"] {
        let text = format!("{sizes}<p>{said}</p>");
        assert_eq!(judge(&page("The mills", &text)), Outcome::Article, "{said}");
    }
}

#[test]
fn a_front_page_is_a_list() {
    let teasers: String = (0..40)
        .map(|n| format!("<h3><a href=/n/{n}>The council of town {n} votes on its bridge</a></h3>"))
        .collect();
    let verdict = judge_at(&page("The Daily", &teasers), Some("https://daily.example/"));
    assert_eq!(verdict.outcome, Outcome::ListPage);
}

#[test]
fn a_page_without_an_address_is_where_it_says_that_it_is() {
    let at = |path: &str, head: &str, body: &str| {
        let canonical = format!("<link rel=canonical href=https://daily.example{path}>");
        judge(&page("The Daily", &format!("{canonical}{head}{body}")))
    };
    let front = format!(
        "{}<h1>The Daily</h1>{}",
        prose(2),
        teasers(14, "The council votes on its bridge, part", "Nobody was hurt. See").repeat(2)
    );
    let signed = "<meta name=author content='Anna Holt'><meta name=date content=2025-10-07>";
    assert_eq!(at("/", signed, &front), Outcome::ListPage);
    let article = "<meta property=og:type content=article>";
    let text = format!("<h1>The bridge</h1>{}", prose(4));
    assert_eq!(at("/", article, &text), Outcome::Article, "a template's address");
    for (path, outcome) in [
        ("/t/a-bridge/451", Outcome::Forum),
        ("/topic/451-a-bridge/", Outcome::Forum),
        ("/topic/bridges", Outcome::Article),
        ("/t/2025-10-07/doc-451.html", Outcome::Article),
        ("/t/bridge-451", Outcome::Article),
    ] {
        assert_eq!(at(path, "", &text), outcome, "{path}");
    }
}

/// Teasers as portals set them: a linked head, two sentences, a date.
fn teasers(n: usize, head: &str, text: &str) -> String {
    (1..=n)
        .map(|i| {
            format!(
                "<article class=teaser><h3><a href=/n/{i}>{head} {i}</a></h3><p>{text} {i}.</p>\
                 <time datetime=2025-10-{:02}>{i}.10.2025</time></article>",
                i % 28 + 1
            )
        })
        .collect()
}

#[test]
fn section_fronts_and_collections_are_lists_in_any_language() {
    let site = "<meta property=og:type content=website>";
    let pages = [
        (
            "https://blatt.example/politik/",
            teasers(
                14,
                "Der Gemeinderat stimmt über die Brücke ab, Folge",
                "Die alte Brücke ist seit dem Frühling gesperrt. Am Dienstag fällt ein Entscheid zu",
            ),
        ),
        (
            "https://giornale.example/sezione/cronaca",
            teasers(
                12,
                "Il consiglio vota sul ponte chiuso, parte",
                "Il vecchio ponte è chiuso da primavera. Martedì il consiglio deciderà del tratto",
            ),
        ),
        (
            "https://gazeta.example/kategoria/miasto",
            teasers(
                12,
                "Rada miasta głosuje nad mostem, część",
                "Stary most jest zamknięty od wiosny. We wtorek rada zdecyduje o odcinku",
            ),
        ),
        (
            "https://boutique.example/collections/lampes",
            (1..=24)
                .map(|i| {
                    format!(
                        "<li class=product><a href=/p/{i}>Lampe de bureau modèle {i} en laiton</a>\
                         <span class=price>{i},90 €</span></li>"
                    )
                })
                .collect(),
        ),
    ];
    for (url, body) in pages {
        let body = format!("{site}<main><h1>Actualités</h1>{body}</main>");
        let verdict = judge_at(&page("Actualités", &body), Some(url));
        assert_eq!(verdict.outcome, Outcome::ListPage, "{url}: {:?}", verdict.evidence);
    }
}

#[test]
fn items_that_their_system_numbers_are_made_alike() {
    let items: String = (1..=10)
        .map(|i| {
            format!(
                "<article class='post-{i}731 post type-post hentry category-c{i}'><header><h2><a href=/{i}>Vila \
                 de Areia tem uma ponte nova, parte {i}</a></h2></header><p>A ponte velha está fechada \
                 desde a primavera. Na terça-feira o conselho decide sobre o troço {i}.</p>\
                 <footer>3 de maio de 2026</footer></article>"
            )
        })
        .collect();
    let body = format!("<main><h1>Pontes</h1>{items}</main>");
    let verdict = judge_at(&page("Pontes", &body), Some("https://jornal.example/tag/pontes/"));
    assert_eq!(verdict.outcome, Outcome::ListPage, "{:?}", verdict.evidence);
}

#[test]
fn programs_of_forums_are_told_by_their_names() {
    let posts = format!("<h1>Which bees for a lake?</h1>{}", prose(4));
    let at = |url: &str| judge_at(&page("Which bees", &posts), Some(url)).outcome;
    assert_eq!(at("https://bees.example/viewtopic.php?t=1"), Outcome::Forum);
    assert_eq!(at("https://bees.example/view.php?t=1"), Outcome::Article);
}

#[test]
fn an_article_among_teasers_and_a_thread_of_posts_are_no_lists() {
    let related = teasers(20, "The council votes on the ferry again, part", "Nobody was hurt. See");
    let short = format!("<article><h1>The bridge</h1>{}</article>{related}", prose(3));
    let dated = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The bridge",
        "datePublished":"2024-05-01"}}</script>{short}"#
    );
    assert_eq!(judge(&page("The bridge", &dated)), Outcome::Article);
    let url = Some("https://daily.example/news/the-bridge-is-closed-since-spring");
    assert_eq!(judge_at(&page("The bridge", &short), url).outcome, Outcome::Article);
    let posts: String = (0..12)
        .map(|i| {
            let text = prose(1).replace("town 0", &format!("town {i}"));
            format!("<div class=post><h4><a href=/u/{i}>member number {i}</a></h4>{text}</div>")
        })
        .collect();
    let thread = page("Which bridge?", &format!("<h1>Which bridge?</h1>{posts}"));
    let url = Some("https://forum.example.org/t/which-bridge/42");
    assert_eq!(judge_at(&thread, url).outcome, Outcome::Forum);
}

#[test]
fn a_page_to_log_in_at_is_a_stub() {
    let form = "<form><label>Username <input name=u></label><label>Password <input type=password></label>\
                <button>Log in</button></form><p>Forgot your password?</p>";
    let with = |text: &str| judge(&page("The Daily", &format!("<h1>The Daily</h1>{form}{text}")));
    assert_eq!(with("<p>Log in to go on reading.</p>"), Outcome::PaywallStub);
    assert_eq!(with(&prose(2)), Outcome::Article, "the form stands beside an article");
    let dated =
        "<p>7 October 2025, 10:16</p><p>The weir is open again, the mayor said on Monday.</p>";
    assert_eq!(with(dated), Outcome::Article, "a short report");
}

#[test]
fn the_address_and_the_title_tell_a_page_to_log_in_at_from_one_that_has_the_form_beside_its_text() {
    let password = "<form><input name=user><input type=password></form>";
    let mail = "<form><input type=email name=mail></form>";
    let at = |path: &str, body: &str| {
        let url = format!("https://daily.example{path}");
        judge_at(&page("The Daily", body), Some(&url)).outcome
    };
    let terms = format!("{password}{}", prose(4));
    for path in ["/wp-login.php", "/user/register?next=/a", "/ucp.php?mode=register", "/sign-in/"] {
        assert_eq!(at(path, &terms), Outcome::PaywallStub, "{path}");
    }
    for path in ["/2031/voters-register-early", "/registered/", "/login-rules-for-banks.html"] {
        assert_eq!(at(path, &terms), Outcome::Article, "{path}");
    }
    let forgot = format!("<p>Enter your address, and a link will be sent to you.</p>{mail}");
    assert_eq!(at("/forgot-password", &forgot), Outcome::PaywallStub);
    assert_eq!(at("/register", &format!("{}{mail}", prose(4))), Outcome::Article, "a newsletter's");
    let titled = |title: &str, text: &str| judge(&page(title, &format!("{text}{password}")));
    assert_eq!(titled("Create an account", &prose(2)), Outcome::PaywallStub);
    assert_eq!(titled("Two men register a boat", &prose(2)), Outcome::Article);
    assert_eq!(titled("Create an account", &prose(6)), Outcome::Article, "a guide");
}

#[test]
fn a_part_that_is_named_as_paid_makes_a_stub() {
    let data = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge",
        "datePublished":"2024-05-01","hasPart":{"@type":"WebPageElement",
        "isAccessibleForFree":"False","cssSelector":".paywall"}}</script>"#;
    let ask =
        "<p>Subscribe to continue reading this article.</p><p>Already a subscriber? Log in</p>";
    let stub = format!("{data}<h1>The bridge</h1>{}{ask}", prose(1));
    assert_eq!(judge(&page("The bridge", &stub)), Outcome::PaywallStub);
    let whole = format!("{data}<h1>The bridge</h1><div class=paywall>{}</div>{ask}", prose(9));
    assert_eq!(judge(&page("The bridge", &whole)), Outcome::Article);
}

#[test]
fn articles_about_walls_are_articles() {
    let subjects = [
        ("Page not found: how towns lose their archives", "A page could not be found, he said."),
        ("Why cookie banners ask you to accept all", "Cookies and consent are the subject."),
        ("CAPTCHAs and how to verify you are human", "The robot was asked to prove itself."),
        ("What happens when you enable JavaScript", "JavaScript is disabled for many readers."),
        ("Subscribe to continue reading: paywalls today", "Subscribers only, said the sign."),
    ];
    for (title, line) in subjects {
        let body = format!("<h1>{title}</h1><p>{line}</p>{}<p>{line}</p>", prose(10));
        assert_eq!(judge(&page(title, &body)), Outcome::Article, "{title}");
    }
}

#[test]
fn marked_kinds_are_taken_at_their_word() {
    let marked = |kind: &str| {
        let data = format!(r#"<script type="application/ld+json">{{"@type":"{kind}"}}</script>"#);
        judge(&page("A page", &format!("{data}<h1>A page</h1>{}", prose(6))))
    };
    assert_eq!(marked("LiveBlogPosting"), Outcome::LiveBlog);
    assert_eq!(marked("DiscussionForumPosting"), Outcome::Forum);
    assert_eq!(marked("Product"), Outcome::Product);
    assert_eq!(marked("TechArticle"), Outcome::Documentation);
    assert_eq!(marked("NewsArticle"), Outcome::Article);
}

#[test]
fn flattened_pages_are_judged_by_their_words() {
    let metadata = Metadata::default();
    let context = Context { metadata: &metadata, url: None, site: None, profile: None };
    let of = |text: &str| strip_lines(text, &Limits::default(), &context).verdict.outcome;
    assert_eq!(of(""), Outcome::Empty);
    assert_eq!(
        of("404\n\nPage not found\n\nThe page you requested does not exist.\n"),
        Outcome::ErrorPage
    );
    let text = prose(8).replace("<p>", "").replace("</p>", "\n\n");
    assert_eq!(of(&format!("The bridge\n\n{text}")), Outcome::Article);
}
