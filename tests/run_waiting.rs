//! Pages that a run leaves for a later one, and listings that are the same in name only.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

fn feed_of(items: impl Iterator<Item = usize>) -> String {
    let items: String = items.map(|n| format!("<item><link>/{n}</link></item>")).collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

#[test]
fn pages_left_for_a_later_run_are_asked_for_although_the_feed_names_them_no_more() {
    let polls = AtomicUsize::new(0);
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/feed" => {
            // What is new comes first, and leaves room for what was left.
            let at = polls.fetch_add(1, Ordering::SeqCst);
            let named = if at == 0 { 0..6 } else { 10 * at..10 * at + 1 };
            reply(wire, 200, "", feed_of(named).as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => {
            let page = article(&format!("Bridge {path}"), &format!("pillar {path} is sound"));
            reply(wire, 200, HTML, page.as_bytes())
        }
    });
    let source = format!("[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n", server.url("/feed"));
    // The host is asked for the feed and, in each run, for a few pages.
    let folder = folder_for(&server, &source, "requests_per_host = 5");
    let first = spoglio(&["run"], folder.path());
    assert!(said(&first).0.contains("postponed"), "{:?}", said(&first));
    for _ in 0..4 {
        let again = spoglio(&["run"], folder.path());
        assert!(again.status.success(), "{:?}", said(&again));
    }
    let asked = server.asked();
    for page in 0..6 {
        assert!(asked.contains(&format!("/{page}")), "{page} of {asked:?}");
    }
    assert!(texts(folder.path()).len() >= 6);
}

#[test]
fn what_one_listing_came_with_says_nothing_of_another_under_its_name() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/old" | "/new" if request.headers.contains_key("if-modified-since") => {
            reply(wire, 304, "", b"")
        }
        "/old" | "/new" => {
            let feed = feed_of(if request.path == "/old" { 0..1 } else { 1..2 });
            let dated = "last-modified: Fri, 20 Nov 2026 10:00:00 GMT\r\n";
            reply(wire, 200, dated, feed.as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => {
            let page = article(&format!("Bridge {path}"), &format!("pillar {path} is sound"));
            reply(wire, 200, HTML, page.as_bytes())
        }
    });
    let source = format!("[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n", server.url("/old"));
    let folder = folder_for(&server, &source, "");
    assert!(spoglio(&["run"], folder.path()).status.success());
    let config = folder.path().join("config.toml");
    let moved = fs::read_to_string(&config).unwrap().replace("/old", "/new");
    fs::write(&config, moved).unwrap();
    assert!(spoglio(&["run"], folder.path()).status.success());
    assert_eq!(texts(folder.path()).len(), 2);
}

#[test]
fn the_limit_of_a_folder_counts_new_pages_alone() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    fs::create_dir(&pages).unwrap();
    for n in 0..3 {
        let page = article(&format!("Bridge {n}"), &format!("pillar {n} is sound"));
        fs::write(pages.join(format!("{n}.html")), page).unwrap();
    }
    let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\nlimit = 1\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    for runs in 1..=3 {
        let ran = spoglio(&["run"], folder.path());
        assert!(ran.status.success(), "{:?}", said(&ran));
        assert_eq!(texts(folder.path()).len(), runs, "{:?}", said(&ran));
    }
}

#[test]
fn a_host_has_its_pause_between_two_runs_as_within_one() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path => {
            let page = article(&format!("Bridge {path}"), &format!("pillar {path} is sound"));
            reply(wire, 200, HTML, page.as_bytes())
        }
    });
    let source =
        |path: &str| format!("[[source]]\nname = \"{path}\"\nurls = [\"{}\"]\n", server.url(path));
    let folder = folder_for(&server, &(source("/1") + &source("/2")), "tdmrep = false");
    let config = folder.path().join("config.toml");
    let text = fs::read_to_string(&config).unwrap().replace("\"0s\"", "\"2s\"");
    fs::write(&config, text).unwrap();
    for source in ["/1", "/2"] {
        let ran = spoglio(&["run", source], folder.path());
        assert!(ran.status.success(), "{:?}", said(&ran));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 3, "robots.txt once, and each page");
    for two in requests.windows(2) {
        let between = two[1].at - two[0].at;
        assert!(between.as_millis() >= 1_990, "{between:?} before {}", two[1].path);
    }
}

/// The pause of a run that is killed goes on as well, where it is a long one.
#[test]
fn a_host_has_its_pause_after_a_kill() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nCrawl-delay: 60\n"),
        path => {
            let page = article(&format!("Bridge {path}"), &format!("pillar {path} is sound"));
            reply(wire, 200, HTML, page.as_bytes())
        }
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/1"));
    let folder = folder_for(&server, &source, "tdmrep = false");
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("run")
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    let sources = folder.path().join("archive/sources.json");
    let begun = Instant::now();
    let told = || fs::read_to_string(&sources).is_ok_and(|told| told.contains("\"pauses\": {\n"));
    while !told() && begun.elapsed() < Duration::from_secs(50) {
        std::thread::sleep(Duration::from_millis(100));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let memory: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&sources).unwrap()).unwrap();
    let until = memory["pauses"][format!("127.0.0.1:{}", server.port)].as_str().unwrap();
    let until = chrono::DateTime::parse_from_rfc3339(until).unwrap().to_utc();
    let asked = chrono::Utc::now() - begun.elapsed();
    assert!((58..=62).contains(&(until - asked).num_seconds()), "{until}, asked {asked}");
}

/// A site with an archive of pages, `/old/0` and so on, in a sitemap, and a feed that brings one of news each time.
fn news_and_archive() -> Server {
    let polls = AtomicUsize::new(0);
    Server::start(move |request, wire| match request.path.as_str() {
        "/feed" => {
            let at = polls.fetch_add(1, Ordering::SeqCst);
            let items = format!("<item><link>/news/{at}</link></item>");
            let feed =
                format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
            reply(wire, 200, "", feed.as_bytes())
        }
        "/sitemap.xml" => {
            let pages: String = (0..60)
                .map(|n| {
                    format!("<url><loc>http://{}/old/{n}</loc></url>", request.headers["host"])
                })
                .collect();
            let sitemap = format!(
                "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{pages}</urlset>"
            );
            reply(wire, 200, "", sitemap.as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => {
            let page = article(&format!("Bridge {path}"), &format!("pillar {path} is sound"));
            reply(wire, 200, HTML, page.as_bytes())
        }
    })
}

#[test]
fn news_does_not_wait_for_what_was_left() {
    let server = news_and_archive();
    let source = format!(
        "[[source]]\nname = \"archive\"\nsitemap = \"{}\"\n[[source]]\nname = \"news\"\nfeed = \"{}\"\n",
        server.url("/sitemap.xml"),
        server.url("/feed")
    );
    let folder = folder_for(&server, &source, "requests_per_host = 12");
    let mut had = 0;
    for run in 0..4 {
        let before = server.asked().len();
        let ran = spoglio(&["run"], folder.path());
        let asked = server.asked()[before..].to_vec();
        // In the first run the archive's pages are as new as the feed's.
        assert!(run == 0 || asked.contains(&format!("/news/{run}")), "{run}: {asked:?}");
        let old = asked.iter().filter(|path| path.starts_with("/old/")).count();
        assert!(old > 0, "{run}: the archive's pages have their turn as well: {asked:?}");
        had += old;
        // The archive's pages come in its order, and each once.
        let all: Vec<String> =
            server.asked().into_iter().filter(|path| path.starts_with("/old/")).collect();
        assert_eq!(all, (0..had).map(|n| format!("/old/{n}")).collect::<Vec<_>>());
        // What is left is told in one line.
        let (out, _) = said(&ran);
        let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("postponed ")).collect();
        assert_eq!(lines.len(), 2, "one of the host, one of the summary: {out}");
        assert!(
            lines[0].contains(" of 127.0.0.1:") && lines[0].contains("requests_per_host"),
            "{out}"
        );
    }
}
