//! The archive in a browser: what is shown, and that nothing that was captured can act.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use spoglio::page::{Entry, Outcome};
use spoglio::pipeline::Options;
use spoglio::serve::{Settings, serve};
use spoglio::store::{Access, Archive};

use crate::archive::{article, capture, finding, minute};

const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>";

pub(crate) fn clock() -> DateTime<Utc> {
    minute(60 * 24)
}

/// An archive with an article in two versions, a hostile text and a refused page.
fn sample(folder: &Path) {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive.begin_run(minute(0), "run").unwrap();
    let body = "The ferry to the island leaves at nine, the harbour office said on Monday.\n\nTickets are sold on board, and bicycles travel free of charge until the end of the season.";
    let url = "https://news.example/ferry";
    archive.record(&capture(url, minute(1), "<p>a"), &article("Ferry", body)).unwrap();
    let later = body.replace("nine", "ten");
    archive.record(&capture(url, minute(2), "<p>b"), &article("Ferry", &later)).unwrap();
    let page = format!("<h1>{HOSTILE}</h1><p onclick=alert(1)>javascript:alert(1)");
    let url = "https://evil.example/\"><script>alert(1)</script>";
    let mut hostile = article(HOSTILE, HOSTILE);
    hostile.metadata.entries = [("17:55", HOSTILE), ("9:15", "The weir is open.")]
        .map(|(at, begins)| Entry { at: at.to_owned(), begins: begins.to_owned() })
        .to_vec();
    archive.record(&capture(url, minute(3), &page), &hostile).unwrap();
    let wall = finding(Outcome::ConsentWall, "", "");
    archive.record(&capture("https://news.example/wall", minute(4), "<p>c"), &wall).unwrap();
    archive.end_run(minute(5)).unwrap();
}

/// Serves a fresh sample while `look` looks.
fn with_server(token: Option<&str>, look: impl FnOnce(SocketAddr)) {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    with_archive(folder.path(), token, look);
}

/// Serves an archive while `look` looks.
pub(crate) fn with_archive(archive: &Path, token: Option<&str>, look: impl FnOnce(SocketAddr)) {
    with_options(archive, token, Options::default(), look);
}

fn with_options(
    archive: &Path,
    token: Option<&str>,
    options: Options,
    look: impl FnOnce(SocketAddr),
) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let settings = Settings {
        archive: archive.to_owned(),
        hosts: Vec::new(),
        token: token.map(str::to_owned),
        options,
        clock,
    };
    runtime.spawn(serve(listener, settings, std::future::pending()));
    look(address);
    runtime.shutdown_timeout(Duration::from_secs(2));
}

pub(crate) fn ask(address: SocketAddr, path: &str, extra: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{extra}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), body.to_owned())
}

#[test]
fn every_page_is_there_as_a_page_and_as_json() {
    with_server(None, |address| {
        let pages = [
            ("/", "/index.json", "Ferry"),
            ("/text/0", "/text/0.json", "harbour office"),
            ("/search?q=harbour", "/search.json?q=harbour", "harbour"),
            ("/diff/0/1", "/diff/0/1.json", "nine"),
            ("/changes", "/changes.json", "news.example"),
            ("/capture/1", "/capture/1.json", "news.example/ferry"),
            ("/runs", "/runs.json", "run"),
            ("/run/1", "/run/1.json", "news.example/wall"),
            ("/sites", "/sites.json", "news.example"),
            ("/site/news.example", "/site/news.example.json", "news.example/wall"),
        ];
        for (page, json, held) in pages {
            let (status, head, body) = ask(address, page, "");
            assert_eq!(status, 200, "{page}: {body}");
            assert!(head.contains("text/html") && body.contains(held), "{page}: {body}");
            let (status, head, body) = ask(address, json, "");
            assert_eq!(status, 200, "{json}: {body}");
            assert!(head.contains("application/json"), "{json}: {head}");
            let value: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert!(value.to_string().contains(held), "{json}: {body}");
            let accept = "Accept: application/json\r\n";
            assert_eq!(ask(address, page, accept).2, body, "{page} by Accept");
        }
        for feed in ["/feed.atom", "/changes.atom"] {
            let (status, _, body) = ask(address, feed, "");
            assert_eq!(status, 200);
            assert!(!feed_rs::parser::parse(body.as_bytes()).unwrap().entries.is_empty());
        }
        let (status, head, body) = ask(address, "/text/0.txt", "");
        assert!(status == 200 && head.contains("text/plain") && body.starts_with("Ferry\n\n"));
    });
}

/// Reads the page as a browser does: no script but our own, no handler, no frame, no image, and no
/// link that leads anywhere but to the web or to us.
pub(crate) fn assert_harmless(page: &str, body: &str) {
    let parsed = scraper::Html::parse_document(body);
    for node in parsed.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        let name = element.name();
        assert!(
            !["img", "iframe", "object", "embed", "style", "base"].contains(&name),
            "{page}: {name}"
        );
        assert!(name != "script" || element.attr("src") == Some("/search.js"), "{page}: a script");
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on") && attribute != "style", "{page}: {attribute}");
            if ["href", "src", "action"].contains(&attribute) {
                let ours = value.starts_with(['/', '?', '#']);
                assert!(ours || value.starts_with("https://"), "{page}: {attribute}={value}");
            }
        }
    }
}

#[test]
fn a_hostile_page_is_only_text() {
    with_server(None, |address| {
        let pages =
            ["/", "/text/2", "/capture/3", "/run/1", "/sites", "/search?q=alert", "/diff/1/2"];
        for page in pages {
            let (status, head, body) = ask(address, page, "");
            assert_eq!(status, 200, "{page}");
            assert_harmless(page, &body);
            assert!(head.contains("content-security-policy: default-src 'none'"), "{page}: {head}");
            assert!(!head.contains("unsafe-inline"), "{page}: {head}");
        }
    });
}

#[test]
fn a_live_blogs_entries_stand_among_the_metadata_as_text() {
    with_server(None, |address| {
        let (status, _, body) = ask(address, "/text/2", "");
        assert_eq!(status, 200);
        assert!(body.contains("9:15 <span dir=\"auto\">The weir is open.</span>"), "{body}");
        assert_harmless("/text/2", &body);
        let (_, _, other) = ask(address, "/text/0", "");
        assert!(!other.contains("Entries"), "{other}");
    });
}

#[test]
fn what_is_asked_wrongly_gets_a_word_and_no_harm() {
    with_server(None, |address| {
        let long = format!("/search?q={}", "x+".repeat(5_000));
        let one_word = format!("/search?q={}", "harbour".repeat(1_500));
        let cases = [
            ("/nothing", 404),
            ("/text/99", 404),
            ("/text/..%2f..%2fetc%2fpasswd", 404),
            ("/text/18446744073709551616", 404),
            ("/capture/-1", 404),
            ("/capture/9223372036854775807", 404),
            ("/run/9223372036854775807", 404),
            ("/diff/0/x", 404),
            ("/site/%00", 404),
            ("/search?q=%00%22AND(", 200),
            ("/search?q=%E2%80%AEharbour", 200),
            ("/search?q=%22unclosed&site='%3B--", 200),
            ("/search?q=a&from=x", 400),
            ("/search?q=NEAR(a+b)+OR+NOT+title:x*%5E", 200),
            ("/search?page=18446744073709551615", 200),
            ("/diff?old=0&new=99", 303),
            ("/diff?old=0", 404),
            ("/diff/0/99", 404),
            (long.as_str(), 200),
            (one_word.as_str(), 200),
        ];
        for (path, wanted) in cases {
            let (status, _, body) = ask(address, path, "");
            assert_eq!(status, wanted, "{path}: {body}");
        }
        // Direction marks are not part of what is looked for.
        assert!(ask(address, "/search?q=%E2%80%AEharbour", "").2.contains("<mark>harbour</mark>"));
    });
}

#[test]
fn search_is_bounded_by_site_and_day() {
    with_server(None, |address| {
        let hits = |query: &str| {
            let (_, _, body) = ask(address, &format!("/search.json?{query}"), "");
            let value: serde_json::Value = serde_json::from_str(&body).unwrap();
            value["results"].as_array().unwrap().len()
        };
        assert_eq!(hits("q=ferry"), 2);
        assert_eq!(hits("q=ferry&site=news.example"), 2);
        assert_eq!(hits("q=ferry&site=evil.example"), 0);
        assert_eq!(hits("site=news.example"), 2);
        assert_eq!(hits("q=ferry&from=2999-01-01"), 0);
        assert_eq!(hits("q=ferry&kind=forum"), 0);
        assert_eq!(hits("q="), 0);
    });
}

#[test]
fn the_interface_speaks_italian_to_who_asks_for_it() {
    with_server(None, |address| {
        assert!(
            ask(address, "/", "Accept-Language: it-CH, en;q=0.5\r\n").2.contains("Ultimi testi")
        );
        let (_, head, body) = ask(address, "/?lang=it", "");
        assert!(body.contains("Ultimi testi") && head.contains("set-cookie: lang=it"));
        assert!(ask(address, "/", "Cookie: lang=it\r\n").2.contains("<html lang=\"it\">"));
    });
}

#[test]
fn a_stranger_gets_nothing() {
    with_server(Some("s3cret"), |address| {
        assert_eq!(ask(address, "/", "").0, 401);
        assert_eq!(ask(address, "/text/0.json", "").0, 401);
        assert_eq!(ask(address, "/", "Authorization: Bearer s3cret\r\n").0, 200);
        assert_eq!(ask(address, "/?token=s3cret", "").0, 303);
    });
    with_server(None, |address| {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
        assert!(!answer.contains("Ferry"));
    });
}

#[test]
fn an_archive_that_cannot_be_read_is_told_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    with_archive(folder.path(), None, |address| {
        assert_eq!(ask(address, "/", "").0, 503);
        sample(folder.path());
        assert_eq!(ask(address, "/", "").0, 200);
    });
}

#[test]
fn what_was_left_out_follows_the_rules_for_sites() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let body = "The ferry to the island leaves at nine, the harbour office said on Monday, and \
                bicycles travel free of charge until the end of the season.";
    let page = format!(
        "<!doctype html><html lang=en><head><title>Ferry</title></head><body><article><h1>Ferry</h1>\
         <p>{body}</p><p class=offer>Whoever books before the weekend pays less for the ferry to the \
         island and may take a friend along without any charge.</p></article></body></html>"
    );
    let found = article("Ferry", body);
    archive.record(&capture("https://news.example/ferry", minute(1), &page), &found).unwrap();
    drop(archive);
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "[site.\"news.example\"]\nremove = [\".offer\"]\n").unwrap();
    let sites = spoglio::config::load(&config).unwrap().sites;
    let ruled = "which the site rule for news.example removes";
    with_archive(folder.path(), None, |address| {
        assert!(!ask(address, "/capture/1", "").2.contains(ruled));
    });
    with_options(folder.path(), None, Options { sites, ..Options::default() }, |address| {
        let (_, _, body) = ask(address, "/capture/1", "");
        assert!(body.contains(ruled), "{body}");
    });
}
