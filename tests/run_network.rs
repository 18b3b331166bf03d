//! `spoglio run` and `spoglio get` against servers on loopback.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::run::{article, said, spoglio, texts};
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

/// A site with a feed: two articles, a page that is gone, a consent wall.
fn site() -> Server {
    Server::start(|request, wire| match request.path.as_str() {
        "/feed" => {
            let items: String = ["/bridge", "/harbour", "/gone", "/forbidden"]
                .iter()
                .map(|path| format!("<item><title>t</title><link>{path}</link></item>"))
                .collect();
            let feed =
                format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
            reply(wire, 200, "content-type: application/rss+xml\r\n", feed.as_bytes())
        }
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /forbidden\n"),
        "/bridge" => {
            reply(wire, 200, HTML, article("A bridge", "the pillars are sound").as_bytes())
        }
        "/harbour" => {
            if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"h1\"") {
                return reply(wire, 304, "etag: \"h1\"\r\n", b"");
            }
            let headers = format!("{HTML}etag: \"h1\"\r\n");
            reply(wire, 200, &headers, article("The harbour", "the mud is deep").as_bytes())
        }
        "/old" => reply(wire, 301, "location: /bridge\r\n", b""),
        "/image" => reply(wire, 200, HTML, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        _ => reply(wire, 404, HTML, b"<p>Not here"),
    })
}

pub(crate) fn folder_for(server: &Server, sources: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[fetch]\nallow = [\"127.0.0.1:{port}\"]\ndelay_min = \"0s\"\ndelay_max = \"0s\"\nattempts = 1\n{more}\n{sources}",
        port = server.port
    );
    fs::write(folder.path().join("config.toml"), config).unwrap();
    folder
}

fn feed_of(server: &Server) -> String {
    format!("[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n", server.url("/feed"))
}

fn events(output: &Output) -> Vec<serde_json::Value> {
    said(output).0.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_feed_is_read_its_pages_stored_and_a_second_run_asks_for_nothing_again() {
    let server = site();
    let folder = folder_for(&server, &feed_of(&server), "");
    let first = spoglio(&["run", "--log", "json"], folder.path());
    let events = events(&first);
    assert_eq!(first.status.code(), Some(1), "a 404 among the pages: {events:#?}");
    let summary = &events.last().unwrap()["summary"];
    assert_eq!(summary["stored"], 2, "{events:#?}");
    assert_eq!(summary["failed"], serde_json::json!({ "http-404": 1, "robots": 1 }));
    assert_eq!(texts(folder.path()).len(), 2);
    let asked = server.asked();
    assert!(!asked.contains(&"/forbidden".to_owned()), "{asked:?}");
    let second = spoglio(&["run"], folder.path());
    let (out, _) = said(&second);
    assert!(out.contains("stored       0"), "{out}");
    assert!(out.contains("seen before  2 (2 not asked for again so soon)"), "{out}");
    assert_eq!(server.asked()[asked.len()..], ["/feed", "/gone"]);
}

#[test]
fn a_page_is_asked_for_again_conditionally_when_it_is_due() {
    let server = site();
    let folder = folder_for(&server, &feed_of(&server), "revisit = \"0s\"");
    spoglio(&["run"], folder.path());
    // One request in ten is an audit, which asks without conditions: one of a few runs is enough.
    let conditional = (0..6).any(|_| {
        let before = server.requests().len();
        let (out, _) = said(&spoglio(&["run"], folder.path()));
        assert!(out.contains("seen before  2\n"), "{out}");
        let again = server.requests().split_off(before);
        let bridge = again.iter().find(|request| request.path == "/bridge").unwrap();
        assert!(!bridge.headers.contains_key("if-none-match"));
        let harbour = again.iter().find(|request| request.path == "/harbour").unwrap();
        harbour.headers.get("if-none-match").inspect(|tag| assert_eq!(*tag, "\"h1\"")).is_some()
    });
    assert!(conditional);
}

#[test]
fn a_page_whose_text_changed_becomes_a_new_version() {
    let text = std::sync::Arc::new(std::sync::Mutex::new("the pillars are sound"));
    let shown = text.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/bridge" => {
            let words = *shown.lock().unwrap();
            reply(wire, 200, HTML, article("A bridge", words).as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/bridge"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(0));
    *text.lock().unwrap() = "the pillars are cracked";
    let (out, _) = said(&spoglio(&["run"], folder.path()));
    assert!(out.contains("new version  001_") && out.contains("(was 000)"), "{out}");
    assert_eq!(texts(folder.path()).len(), 2, "the old text stays");
}

#[test]
fn get_prints_the_text_stores_it_and_the_second_time_has_it() {
    let server = site();
    let folder = folder_for(&server, "", "");
    let url = server.url("/bridge").to_string();
    let first = spoglio(&["get", &url], folder.path());
    let (out, err) = said(&first);
    assert_eq!(first.status.code(), Some(0), "{err}");
    assert!(out.starts_with("A bridge\n\nThe council met"), "{out}");
    assert!(
        err.contains("stored as archive/000_") || err.contains("stored as ./archive/000_"),
        "{err}"
    );
    let second = spoglio(&["get", &url], folder.path());
    let (again, err) = said(&second);
    assert_eq!(again, out);
    assert!(err.contains("already have it") && err.contains("000_"), "{err}");
    // A page that the server calls unchanged has its text all the same.
    let harbour = server.url("/harbour").to_string();
    spoglio(&["get", &harbour], folder.path());
    let (out, err) = said(&spoglio(&["get", &harbour], folder.path()));
    assert!(out.starts_with("The harbour"), "{out}{err}");
    assert!(err.contains("already have it"), "{err}");
}

#[test]
fn get_keeps_the_order_and_tells_each_failure() {
    let server = site();
    let folder = folder_for(&server, "", "");
    let url = |path: &str| server.url(path).to_string();
    let got = spoglio(
        &["get", &url("/harbour"), &url("/gone"), &url("/image"), &url("/old"), &url("/harbour#x")],
        folder.path(),
    );
    let (out, err) = said(&got);
    assert_eq!(got.status.code(), Some(1), "{err}");
    let harbour = out.find("The harbour").unwrap();
    assert!(harbour < out.find("A bridge").unwrap(), "{out}");
    assert_eq!(out.matches("The harbour").count(), 1, "{out}");
    assert!(err.contains("/gone: status 404 Not Found"), "{err}");
    assert!(err.lines().any(|line| line.contains("/image: ") && line.contains("PNG")), "{err}");
    assert_eq!(spoglio(&["get", &url("/gone")], folder.path()).status.code(), Some(2));
    for (wrong, why) in [
        ("no address", "write https://"),
        ("ftp://a.example/", "only http"),
        ("mailto:a@b.c", "only"),
        ("https://user:secret@a.example/", "take it out"),
    ] {
        let got = spoglio(&["get", wrong], folder.path());
        assert!(said(&got).1.contains(why), "{wrong}: {}", said(&got).1);
        assert_eq!(got.status.code(), Some(3), "{wrong}");
    }
}

#[test]
fn get_says_with_its_code_that_a_page_was_left_for_later() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/busy" => reply(wire, 429, "retry-after: 3600\r\n", b""),
        "/bridge" => reply(wire, 200, HTML, article("A bridge", "sound").as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder_for(&server, "", "");
    let config = folder.path().join("config.toml");
    // One that is asked again learns that the host wants to rest.
    let again = fs::read_to_string(&config).unwrap().replace("attempts = 1", "attempts = 2");
    fs::write(&config, again).unwrap();
    let url = |path: &str| server.url(path).to_string();
    let busy = spoglio(&["get", &url("/busy")], folder.path());
    assert_eq!(busy.status.code(), Some(2), "{busy:?}");
    let (_, err) = said(&busy);
    assert!(err.contains("/busy") && err.contains("429") && err.contains("again later"), "{err}");
    assert!(!err.contains("later run"), "{err}");
    let both = spoglio(&["get", &url("/bridge"), &url("/busy")], folder.path());
    assert_eq!(both.status.code(), Some(1), "{both:?}");
}

#[test]
fn get_makes_no_archive_of_what_could_not_be_had() {
    let server = site();
    let folder = folder_for(&server, "", "");
    let url = |path: &str| server.url(path).to_string();
    let archive = folder.path().join("archive");
    for (refused, why) in [
        (url("/forbidden"), "robots.txt of 127.0.0.1 forbids it"),
        (url("/gone"), "status 404"),
        ("http://127.0.0.1:9/".to_owned(), "port 9 is not asked"),
        ("http://10.0.0.1/".to_owned(), "not on the public Internet"),
    ] {
        let got = spoglio(&["get", &refused], folder.path());
        assert_eq!(got.status.code(), Some(2), "{refused}");
        assert!(said(&got).1.contains(why), "{refused}: {}", said(&got).1);
        assert!(!archive.exists(), "{refused}");
    }
    // One page that was had is worth it, and an archive that is there stays and keeps what it is told.
    spoglio(&["get", &url("/harbour"), &url("/gone")], folder.path());
    assert_eq!(texts(folder.path()).len(), 1);
    spoglio(&["get", &url("/forbidden")], folder.path());
    let (stats, _) = said(&spoglio(&["stats", "--json"], folder.path()));
    assert!(stats.contains("http-404") && stats.contains("robots"), "{stats}");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
    // So does a folder that somebody made.
    let made = folder.path().join("made");
    fs::create_dir(&made).unwrap();
    fs::write(made.join("notes"), "mine").unwrap();
    spoglio(&["get", "--archive", "made", &url("/gone")], folder.path());
    assert_eq!(fs::read_to_string(made.join("notes")).unwrap(), "mine");
}

#[test]
fn a_list_of_addresses_is_a_source() {
    let server = site();
    let list = format!("# two\n{}\nnonsense\n{}\n", server.url("/bridge"), server.url("/harbour"));
    let folder = folder_for(&server, "[[source]]\nname = \"list\"\nlist = \"list.txt\"\n", "");
    fs::write(folder.path().join("list.txt"), list).unwrap();
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert!(
        err.contains("source list: list.txt, line 3: no http or https address: nonsense"),
        "{err}"
    );
    assert_eq!(texts(folder.path()).len(), 2);
}

#[test]
fn a_limit_holds_for_new_pages() {
    let server = site();
    let source = feed_of(&server) + "limit = 1\n";
    let folder = folder_for(&server, &source, "");
    spoglio(&["run"], folder.path());
    assert_eq!(server.asked(), ["/feed", "/bridge"]);
    spoglio(&["run"], folder.path());
    assert_eq!(server.asked(), ["/feed", "/bridge", "/feed", "/harbour"]);
}

#[test]
fn a_source_that_fails_costs_one_line_and_the_others_go_on() {
    let server = site();
    let sources = format!(
        "{}[[source]]\nname = \"no feed\"\nfeed = \"{}\"\n[[source]]\nname = \"down\"\nfeed = \"{}\"\n[[source]]\nname = \"no list\"\nlist = \"gone.txt\"\n",
        format_args!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/harbour")),
        server.url("/bridge"),
        server.url("/gone"),
    );
    let folder = folder_for(&server, &sources, "");
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(1), "{out}{err}");
    for (source, words) in [
        ("no feed", "no RSS, Atom or JSON feed"),
        ("down", "status 404 Not Found"),
        ("no list", "name a file that may be read"),
    ] {
        let line = err.lines().find(|line| line.contains(&format!("source {source}: ")));
        assert!(line.is_some_and(|line| line.contains(words)), "{source}: {err}");
    }
    assert_eq!(texts(folder.path()).len(), 1);
    assert!(out.contains("sources      3 (http-404 1, no-feed 1, unreadable 1) failed"), "{out}");
}

#[test]
fn two_runs_on_one_archive_wait_or_refuse() {
    let server = Server::start(|request, wire| {
        if request.path == "/slow" {
            std::thread::sleep(std::time::Duration::from_secs(4));
        }
        reply(wire, 404, "", b"")
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/slow"));
    let folder = folder_for(&server, &source, "");
    let start = |folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
        command.arg("run").current_dir(folder).stdout(std::process::Stdio::null());
        command.stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let mut first = start(folder.path());
    while server.asked().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let second = spoglio(&["run"], folder.path());
    let (_, err) = said(&second);
    assert_eq!(second.status.code(), Some(2), "{err}");
    assert!(err.contains("in use by process"), "{err}");
    first.wait().unwrap();
}

#[test]
fn a_wall_or_an_error_page_with_status_200_never_replaces_a_good_text() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let bad: Vec<Vec<u8>> = [
        "talbote/zustimmung",
        "corriere-del-golfo/quote-pesca-abbonati",
        "harwick-courier/connection-check",
        "onda/prima-pagina",
        "marais-libre/page-introuvable",
    ]
    .iter()
    .filter_map(|page| fs::read(pages.join(page).join("page.html")).ok())
    .collect();
    assert!(bad.len() == 5, "the sample pages moved");
    let count = bad.len();
    let turn = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let now = turn.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        _ => match now.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => reply(wire, 200, HTML, article("A bridge", "the pillars are sound").as_bytes()),
            turn => reply(wire, 200, HTML, &bad[(turn - 1) % bad.len()]),
        },
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/bridge"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    spoglio(&["run"], folder.path());
    let stored = texts(folder.path());
    assert_eq!(stored.len(), 1);
    for _ in 0..count {
        let (out, err) = said(&spoglio(&["run"], folder.path()));
        assert!(out.contains("refused      1 ("), "{out}{err}");
    }
    assert_eq!(texts(folder.path()), stored);
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}

#[test]
fn pages_that_failed_or_were_refused_are_not_asked_for_at_every_run() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/list" => {
            let links = "<li><a href='/x'>Read more</a></li>".repeat(40);
            reply(wire, 200, HTML, format!("<html><body><ul>{links}</ul></body></html>").as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    let source = format!(
        "[[source]]\nname = \"two\"\nurls = [\"{}\", \"{}\"]\n",
        server.url("/gone"),
        server.url("/list")
    );
    let folder = folder_for(&server, &source, "");
    for _ in 0..4 {
        spoglio(&["run"], folder.path());
    }
    let count = |path: &str| server.asked().iter().filter(|asked| *asked == path).count();
    assert_eq!(count("/gone"), 2, "once more, then not for an hour");
    assert_eq!(count("/list"), 1, "a refused page has its time too");
    // Who asks for one page by hand is served.
    spoglio(&["get", server.url("/gone").as_ref()], folder.path());
    assert_eq!(count("/gone"), 3);
}

#[test]
fn what_robots_txt_said_outlives_a_run_that_is_killed() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /private\n"),
        "/slow" => {
            std::thread::sleep(std::time::Duration::from_secs(20));
            Ok(())
        }
        path => reply(wire, 200, HTML, article(path, "the pillars are sound").as_bytes()),
    });
    let source = format!(
        "[[source]]\nname = \"some\"\nurls = [\"{}\", \"{}\"]\n",
        server.url("/bridge"),
        server.url("/slow")
    );
    let folder = folder_for(&server, &source, "");
    let mut run = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("run")
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let robots = folder.path().join("archive/robots.json");
    let begun = std::time::Instant::now();
    while !robots.is_file() {
        assert!(begun.elapsed().as_secs() < 18, "robots.json is never written");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(fs::read_to_string(robots).unwrap().contains("/private"));
}
