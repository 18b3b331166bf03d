//! Feeds that say that nothing changed, hosts that ask to be left alone, and the rhythm of sources.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use spoglio::pipeline::run::Memory;
use spoglio::source::schedule;

use super::run::{article, said, spoglio, texts};
use super::run_again::{run_at, run_with};
use super::run_network::folder_for;
use super::server::{Request, Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

fn feed_of(pages: impl Iterator<Item = usize>) -> String {
    let items: String = pages.map(|page| format!("<item><link>/{page}</link></item>")).collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

fn page(path: &str, version: usize) -> String {
    article(&format!("Bridge {path}"), &format!("pillar {path} was measured {version} times"))
}

fn source(server: &Server) -> String {
    format!(
        "[watch]\ncorrections = []\n[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n",
        server.url("/feed")
    )
}

fn is_conditional(request: &Request) -> bool {
    request.headers.contains_key("if-none-match")
}

/// The last request for a path.
fn last(server: &Server, path: &str) -> Request {
    server.requests().into_iter().rfind(|request| request.path == path).unwrap()
}

#[test]
fn pages_that_are_due_are_asked_for_although_their_feed_did_not_change() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/feed" if is_conditional(request) => reply(wire, 304, "etag: \"f\"\r\n", b""),
        "/feed" => reply(wire, 200, "etag: \"f\"\r\n", feed_of(0..2).as_bytes()),
        "/0" | "/1" => reply(wire, 200, HTML, page(&request.path, 1).as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder_for(&server, &source(&server), "revisit = \"1h\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let mut seen = Vec::new();
    for after in [0, 20, 61, 80, 130] {
        minutes.store(after, Ordering::SeqCst);
        run_at(folder.path(), &minutes);
        let pages = server.asked().iter().filter(|path| *path == "/0").count();
        seen.push((is_conditional(&last(&server, "/feed")), pages));
    }
    assert_eq!(seen, [(false, 1), (true, 1), (false, 2), (true, 2), (false, 3)]);
}

#[test]
fn a_dead_link_in_a_feed_does_not_keep_it_from_being_asked_conditionally() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/feed" if is_conditional(request) => reply(wire, 304, "etag: \"f\"\r\n", b""),
        "/feed" => reply(wire, 200, "etag: \"f\"\r\n", feed_of(0..2).as_bytes()),
        "/0" => reply(wire, 200, HTML, page(&request.path, 1).as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder_for(&server, &source(&server), "revisit = \"12h\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let mut seen = Vec::new();
    // It fails twice, and is then left alone for an hour; asked for again, it is for two.
    for after in [0, 1, 2, 3, 62, 63, 64, 182] {
        minutes.store(after, Ordering::SeqCst);
        run_at(folder.path(), &minutes);
        let dead = server.asked().iter().filter(|path| *path == "/1").count();
        seen.push((is_conditional(&last(&server, "/feed")), dead));
    }
    let (full, conditional) = (false, true);
    assert_eq!(
        seen,
        [
            (full, 1),
            (full, 2),
            (full, 2),
            (conditional, 2),
            (full, 3),
            (full, 3),
            (conditional, 3),
            (full, 3 + 1),
        ]
    );
}

/// A feed that names another page with each version and answers each conditional request with 304; `etag` makes
/// its validator of the version.
fn lying(etag: impl Fn(usize) -> String + Send + Sync + 'static) -> (Server, Arc<AtomicUsize>) {
    let version = Arc::new(AtomicUsize::new(0));
    let now = version.clone();
    let server = Server::start(move |request, wire| {
        let version = now.load(Ordering::SeqCst);
        match request.path.as_str() {
            "/robots.txt" => reply(wire, 404, "", b""),
            "/feed" if is_conditional(request) => reply(wire, 304, "", b""),
            "/feed" => {
                let feed = feed_of(version..version + 3);
                reply(wire, 200, &format!("etag: {}\r\n", etag(version)), feed.as_bytes())
            }
            path => reply(wire, 200, HTML, page(path, 1).as_bytes()),
        }
    });
    (server, version)
}

#[test]
fn a_feed_that_changed_and_was_called_unchanged_is_not_asked_conditionally_again() {
    for etag in [(|_| "\"constant\"".to_owned()) as fn(usize) -> String, |n| format!("\"v{n}\"")] {
        let (server, version) = lying(etag);
        let folder = folder_for(&server, &source(&server), "");
        let minutes = Arc::new(AtomicI64::new(0));
        let mut found = Vec::new();
        // Believed at first; an audit where nothing changed shows nothing; one that finds a change does.
        for (names, chance) in [(0, 0.5), (0, 0.05), (1, 0.5), (1, 0.05), (2, 0.5)] {
            version.store(names, Ordering::SeqCst);
            run_with(folder.path(), &minutes, chance);
            found.push((texts(folder.path()).len(), is_conditional(&last(&server, "/feed"))));
        }
        assert_eq!(found[0], (3, false));
        assert_eq!(found[1].0, 3);
        assert_eq!(found[2], (3, true), "it is believed at first");
        assert_eq!(found[3].0, 4, "the audit finds the change");
        assert_eq!(found[4], (5, false), "and it is not believed again");
    }
}

#[test]
fn a_feed_that_changes_while_it_is_audited_is_no_lie() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/feed" => {
            // The second request is the first of an audit, the third finds the change.
            let version = usize::from(count.fetch_add(1, Ordering::SeqCst) >= 2);
            let tag = format!("\"v{version}\"");
            let headers = format!("etag: {tag}\r\n");
            if request.headers.get("if-none-match").is_some_and(|sent| *sent == tag) {
                return reply(wire, 304, &headers, b"");
            }
            reply(wire, 200, &headers, feed_of(version..version + 2).as_bytes())
        }
        path => reply(wire, 200, HTML, page(path, 1).as_bytes()),
    });
    let folder = folder_for(&server, &source(&server), "");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    run_with(folder.path(), &minutes, 0.05);
    assert_eq!(texts(folder.path()).len(), 3);
    run_at(folder.path(), &minutes);
    assert!(is_conditional(&last(&server, "/feed")));
}

#[test]
fn a_source_whose_pages_fail_is_asked_no_more_often_for_it() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path if path.starts_with("/feed") => reply(wire, 200, "", feed_of(0..4).as_bytes()),
        _ => reply(wire, 403, "", b""),
    });
    // So is one of which a pattern keeps nearly nothing.
    let all = source(&server)
        + &format!(
            "[[source]]\nname = \"one\"\nfeed = \"{}\"\ninclude = [\"*/none\"]\n",
            server.url("/feed?again")
        );
    let folder = folder_for(&server, &all, "");
    let minutes = Arc::new(AtomicI64::new(0));
    for after in 0..6 {
        minutes.store(after * 24 * 60, Ordering::SeqCst);
        run_at(folder.path(), &minutes);
        let (memory, _) = Memory::load(&folder.path().join("archive"));
        for (name, source) in &memory.sources {
            assert!(source.own_interval() >= schedule::DEFAULT, "{name}: {source:?}");
        }
    }
    let (shown, _) = said(&spoglio(&["sources"], folder.path()));
    assert!(shown.contains("last time 4 pages, known of them 4"), "{shown}");
}

#[test]
fn a_short_rest_that_a_host_asked_for_is_kept_by_the_next_run() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/a" => reply(wire, 429, "retry-after: 4\r\n", b""),
        path => reply(wire, 200, HTML, page(path, 1).as_bytes()),
    });
    let urls =
        |path: &str| format!("[[source]]\nname = \"{path}\"\nurls = [\"{}\"]\n", server.url(path));
    let folder = folder_for(&server, &(urls("/a") + &urls("/b")), "");
    spoglio(&["run", "/a"], folder.path());
    let refused = last(&server, "/a").at;
    spoglio(&["run", "/b"], folder.path());
    let after = last(&server, "/b").at - refused;
    assert!(after > Duration::from_millis(3_800), "asked again after {after:?}");
    // It answers again: the third run need not wait.
    let begun = Instant::now();
    spoglio(&["run", "/b"], folder.path());
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn what_a_host_asked_for_outlives_a_run_that_is_killed() {
    let busy = Server::start(|request, wire| match request.path.as_str() {
        "/a" => reply(wire, 503, "retry-after: 3600\r\n", b""),
        _ => reply(wire, 404, "", b""),
    });
    let slow = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => {
            std::thread::sleep(Duration::from_secs(30));
            Ok(())
        }
    });
    let sources = format!(
        "[[source]]\nname = \"both\"\nurls = [\"{}\", \"{}\"]\n",
        busy.url("/a"),
        slow.url("/b")
    );
    let ports = format!("allow = [\"127.0.0.1:{}\", \"127.0.0.1:{}\"]", busy.port, slow.port);
    let folder = folder_for(&busy, &sources, "first_byte_timeout = \"60s\"");
    let file = folder.path().join("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let first = format!("allow = [\"127.0.0.1:{}\"]", busy.port);
    std::fs::write(&file, config.replace(&first, &ports)).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("run")
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let archive = folder.path().join("archive");
    while Memory::load(&archive).0.rests.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "never written down");
        std::thread::sleep(Duration::from_millis(50));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let minutes = Arc::new(AtomicI64::new(1));
    let config = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, config.replace(&format!(", \"{}\"", slow.url("/b")), "")).unwrap();
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!(summary.postponed.get("host-resting"), Some(&1), "{summary:?}");
    assert_eq!(busy.asked(), ["/a"]);
}

#[test]
fn a_feed_of_which_all_is_new_again_is_told_and_asked_again_soon() {
    let polls = AtomicUsize::new(0);
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/feed" => {
            let first = polls.fetch_add(1, Ordering::SeqCst) * 10;
            reply(wire, 200, "", feed_of(first..first + 6).as_bytes())
        }
        path => reply(wire, 200, HTML, page(path, 1).as_bytes()),
    });
    let folder = folder_for(&server, &source(&server), "");
    let interval = || {
        let (memory, _) = Memory::load(&folder.path().join("archive"));
        memory.sources["gazette"].own_interval()
    };
    let (first, told) = said(&spoglio(&["run"], folder.path()));
    assert!(!told.contains("may have been missed"), "{first}{told}");
    assert_eq!(interval(), schedule::DEFAULT / 2);
    let (_, told) = said(&spoglio(&["run"], folder.path()));
    let words = "all of the 6 items are new since it was last read: some may have been missed";
    assert!(told.contains(words), "{told}");
    assert_eq!(interval(), schedule::SHORTEST);
    let (shown, _) = said(&spoglio(&["sources"], folder.path()));
    assert!(shown.contains(words), "{shown}");
}
