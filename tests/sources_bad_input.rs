//! Sources that no honest site offers: a clear line for each, and the run goes on with the rest.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chrono::{TimeDelta, Utc};
use spoglio::config;
use spoglio::fetch::Edges;
use spoglio::pipeline::run::{Setting, run};
use spoglio::store::{Access, Archive};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, Wire, reply};

const XML: &str = "content-type: application/xml\r\n";
const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

fn page(wire: &mut dyn Wire, path: &str) -> std::io::Result<()> {
    let text = article(&format!("Story {path}"), &format!("{path} is what it is about"));
    reply(wire, 200, HTML, text.as_bytes())
}

/// A site whose `/source` is `body`; everything else but its own files is an article.
fn site(headers: &'static str, body: Vec<u8>) -> Server {
    Server::start(move |request, wire| match request.path.as_str() {
        "/source" => reply(wire, 200, headers, &body),
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        path => page(wire, path),
    })
}

/// A run over the bad source and a good one beside it: exit code, what was said, the pages asked for.
fn run_beside_a_good_one(
    server: &Server,
    kind: &str,
    more: &str,
) -> (Option<i32>, String, String, Vec<String>) {
    let sources = format!(
        "[[source]]\nname = \"odd\"\n{kind} = \"{}\"\n{more}\n[[source]]\nname = \"good\"\nurls = [\"{}\"]\n",
        server.url("/source"),
        server.url("/good"),
    );
    let folder = folder_for(server, &sources, "");
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert!(!err.contains("panicked"), "{err}");
    let asked: Vec<String> = server.asked().into_iter().filter(|path| path != "/source").collect();
    assert!(asked.contains(&"/good".to_owned()), "the run went on: {asked:?}");
    let good = texts(folder.path());
    assert!(!good.is_empty(), "{out}{err}");
    (ran.status.code(), out, err, asked)
}

#[test]
fn a_feed_of_a_million_items_is_one_line() {
    let mut feed = String::from("<rss version=\"2.0\"><channel><title>t</title>");
    for number in 0..1_000_000 {
        feed.push_str(&format!("<item><link>/{number}</link></item>"));
    }
    feed.push_str("</channel></rss>");
    let server = site(XML, feed.into_bytes());
    let (code, _, err, asked) = run_beside_a_good_one(&server, "feed", "");
    assert_eq!(code, Some(1));
    assert!(err.contains("source odd: ") && err.contains("larger than 20000000 bytes"), "{err}");
    assert_eq!(asked, ["/good"]);
}

#[test]
fn a_feed_with_a_dtd_and_entities_expands_none() {
    let feed = br#"<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
        <rss version="2.0"><channel><title>&b;&x;</title><item><title>&x;</title><link>/1</link></item></channel></rss>"#;
    let server = site(XML, feed.to_vec());
    let (_, out, err, asked) = run_beside_a_good_one(&server, "feed", "");
    assert!(!out.contains("root:") && !err.contains("root:"), "{out}{err}");
    let is_read = asked.contains(&"/1".to_owned());
    assert!(is_read || err.contains("source odd: "), "read, or a line that says why not: {err}");
}

#[test]
fn a_feed_with_a_fault_gives_its_items_and_sources_shows_the_fault() {
    let sound = Arc::new(AtomicBool::new(false));
    let mended = sound.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/feed" => {
            let and = if mended.load(Ordering::SeqCst) { "&amp;" } else { "&" };
            let feed = format!(
                "<rss version=\"2.0\"><channel><title>t</title>\n<item><link>/1</link></item>\n<item><title>Fish {and} chips</title><link>/2?a=1</link></item></channel></rss>"
            );
            reply(wire, 200, XML, feed.as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let feed = server.url("/feed");
    let folder =
        folder_for(&server, &format!("[[source]]\nname = \"odd\"\nfeed = \"{feed}\"\n"), "");
    let ran = spoglio(&["run"], folder.path());
    let (_, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{err}");
    let fault = format!("{feed}, line 3: a `&` that begins no entity");
    assert!(err.contains(&format!("source odd: {fault}")), "{err}");
    assert_eq!(texts(folder.path()).len(), 2);
    let (out, _) = said(&spoglio(&["sources"], folder.path()));
    assert!(out.contains(&format!("  noted    {fault}")), "{out}");
    let (out, _) = said(&spoglio(&["sources", "--json"], folder.path()));
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(all[0]["notes"][0].as_str().unwrap().starts_with(&fault), "{out}");
    sound.store(true, Ordering::SeqCst);
    assert_eq!(said(&spoglio(&["run"], folder.path())).1, "");
    let (out, _) = said(&spoglio(&["sources"], folder.path()));
    assert!(!out.contains("noted"), "{out}");
}

#[test]
fn a_feed_in_three_encodings_at_once_gives_its_pages_or_a_line() {
    // The header says UTF-16, the declaration UTF-8, the title is Latin-1.
    let mut feed =
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>caff"
            .to_vec();
    feed.push(0xe8);
    feed.extend_from_slice(b"</title><item><link>/1</link></item></channel></rss>");
    let server = site("content-type: application/rss+xml; charset=utf-16\r\n", feed);
    let (_, _, err, asked) = run_beside_a_good_one(&server, "feed", "");
    let is_read = asked.contains(&"/1".to_owned());
    assert!(is_read || err.contains("source odd: "), "read, or a line that says why not: {err}");
}

#[test]
fn links_of_other_schemes_are_no_pages() {
    let feed = b"<rss version=\"2.0\"><channel><title>t</title>
        <item><link>javascript:alert(1)</link></item><item><link>data:text/html,x</link></item>
        <item><link>file:///etc/passwd</link></item><item><link>mailto:a@example.org</link></item>
        <item><link>relative/1</link></item><item><link>//127.0.0.1:1/other</link></item></channel></rss>";
    let server = site(XML, feed.to_vec());
    let (code, _, err, asked) = run_beside_a_good_one(&server, "feed", "");
    assert_eq!(code, Some(1), "the address of another port is refused");
    assert!(err.contains("port 1 is not asked"), "{err}");
    assert_eq!(asked.iter().filter(|path| *path != "/good").count(), 1, "{asked:?}");
    assert!(asked.contains(&"/relative/1".to_owned()));
}

#[test]
fn a_hub_page_with_a_hundred_thousand_links_costs_no_more_than_its_limits() {
    let mut hub = String::from("<html><body>");
    for number in 0..100_000 {
        hub.push_str(&format!(
            "<p><a href=/2026/story-{number}-of-the-day>The whole story number {number} of the day</a>"
        ));
    }
    let server = site(HTML, hub.into_bytes());
    let (code, _, err, asked) = run_beside_a_good_one(&server, "hub", "limit = 2");
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("more pages than the 2000 that are taken"), "{err}");
    assert_eq!(asked.len(), 3, "{asked:?}");
}

#[test]
fn a_sitemap_index_that_names_itself_and_a_packed_news_sitemap_are_read_once() {
    use std::io::Write as _;
    let now = Utc::now().to_rfc3339();
    let news = format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>/news/1</loc><news:news><news:publication><news:name>G</news:name><news:language>en</news:language></news:publication><news:publication_date>{now}</news:publication_date><news:title>One</news:title></news:news></url></urlset>"
    );
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(news.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let server = Server::start(move |request, wire| {
        match request.path.as_str() {
        "/source" => reply(
            wire,
            200,
            XML,
            b"<sitemapindex><sitemap><loc>/source</loc></sitemap><sitemap><loc>/source#again</loc></sitemap><sitemap><loc>/news.xml.gz</loc></sitemap></sitemapindex>",
        ),
        "/news.xml.gz" => reply(wire, 200, "content-type: application/gzip\r\n", &packed),
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        path => page(wire, path),
    }
    });
    let (code, _, err, asked) = run_beside_a_good_one(&server, "sitemap", "max_age = \"1d\"");
    assert_eq!(code, Some(0), "{err}");
    assert!(asked.contains(&"/news/1".to_owned()), "{asked:?}");
    assert_eq!(server.asked().iter().filter(|path| *path == "/source").count(), 1);
}

#[test]
fn a_configuration_with_a_wrong_rule_is_one_line_and_nothing_is_tried() {
    let server = Server::pages(Vec::new());
    let url = server.url("/a");
    for (source, words) in [
        (format!("urls = [\"{url}\"]\nevery = \"61 * * * *\"\n"), "cron expression"),
        (
            format!("urls = [\"{url}\"]\n[[source]]\nname = \"a\"\nurls = [\"{url}\"]\n"),
            "two sources are named `a`",
        ),
    ] {
        let folder = folder_for(&server, &format!("[[source]]\nname = \"a\"\n{source}"), "");
        let ran = spoglio(&["run"], folder.path());
        let (_, err) = said(&ran);
        assert_eq!(ran.status.code(), Some(3), "{err}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.contains("config.toml:") && err.contains(words), "{err}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_clock_that_jumps_costs_no_page_and_no_proof() {
    let server = site(XML, Vec::new());
    let urls: Vec<String> =
        (0..12).map(|n| format!("\"{}\"", server.url(&format!("/{n}")))).collect();
    let source = format!("[[source]]\nname = \"a\"\nurls = [{}]\n", urls.join(", "));
    let folder = folder_for(&server, &source, "");
    let config = config::load(&folder.path().join("config.toml")).unwrap();
    // Each look at the clock finds it years before or after the last.
    let looks = AtomicI64::new(0);
    let edges = Edges {
        now: Arc::new(move || {
            let look = looks.fetch_add(1, Ordering::SeqCst);
            Utc::now() + TimeDelta::days([0, 900, -900, 30, -1][look as usize % 5])
        }),
        ..Edges::real()
    };
    let setting = Setting { edges, ..Setting::real() };
    for _ in 0..2 {
        let mut archive = Archive::open(&config.archive, Access::Write).unwrap();
        let (summary, ended) = run(&config, &setting, &mut archive, &mut |_| {});
        ended.unwrap();
        assert_eq!(summary.failures(), 0, "{summary:?}");
    }
    assert_eq!(texts(folder.path()).len(), 12);
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
    // And with the clock set right the next run is as any other.
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(texts(folder.path()).len(), 12);
}

#[test]
fn a_wacz_file_is_a_source_and_gives_the_same_texts() {
    let server = site(XML, Vec::new());
    let urls = format!("[[source]]\nname = \"a\"\nurls = [\"{}\"]\n", server.url("/1"));
    let folder = folder_for(&server, &urls, "");
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(0));
    let stored = texts(folder.path());
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("old.wacz");
    let name = file.to_str().unwrap();
    let exported = spoglio(&["export", "--format", "wacz", "--output", name], folder.path());
    assert_eq!(exported.status.code(), Some(0), "{:?}", said(&exported));
    fs::write(copy.path().join("broken.wacz"), b"PK\x03\x04 nothing more").unwrap();
    fs::write(copy.path().join("config.toml"), "[[source]]\nname = \"old\"\nwarc = \".\"\n")
        .unwrap();
    let ran = spoglio(&["run"], copy.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(1), "{out}{err}");
    assert!(err.contains("broken.wacz: "), "{err}");
    assert_eq!(texts(copy.path()), stored);
}
