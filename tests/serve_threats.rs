//! What a reader opens: each test is one line of the threats that an archive's pages must withstand.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use spoglio::store::{Access, Archive, SearchBounds, repair};

use crate::archive::{article, capture, minute};
use crate::sample;
use crate::serve::{assert_harmless, clock, with_archive};
use crate::server::Server;

/// An answer's status, head and body.
fn ask(address: SocketAddr, path: &str, extra: &str) -> (u16, String, String) {
    crate::serve::ask(address, path, extra)
}

/// Every kind of page over the shared sample, the hostile text among them.
fn every_page() -> Vec<String> {
    let archive = Archive::open(sample::shared(), Access::Read).unwrap();
    let found = archive.search("pier sinking", &SearchBounds::default(), 0, 1).unwrap();
    let pier = found[0].ordinal;
    let capture = archive.captures_of_text(pier).unwrap()[0].id;
    [
        "/",
        "/search",
        "/search?q=pier",
        "/changes",
        "/runs",
        "/run/1",
        "/sites",
        "/diff/0/1",
        "/nothing",
        "/text/0",
        "/capture/1",
        "/feed.atom",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("/text/{pier}"), format!("/capture/{capture}"), format!("/diff/0/{pier}")])
    .collect()
}

#[test]
fn everything_shown_is_text_or_freshly_built_escaped_markup() {
    with_archive(sample::shared(), None, |address| {
        for page in every_page().iter().filter(|page| !page.ends_with(".atom")) {
            let (_, _, body) = ask(address, page, "");
            assert_harmless(page, &body);
        }
    });
}

#[test]
fn a_content_policy_forbids_what_is_not_ours_on_every_answer() {
    with_archive(sample::shared(), None, |address| {
        for page in every_page() {
            let (_, head, _) = ask(address, &page, "");
            let policy = head
                .lines()
                .find_map(|line| line.strip_prefix("content-security-policy: "))
                .unwrap_or_else(|| panic!("{page} has no policy: {head}"));
            for rule in [
                "default-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "script-src 'self'",
                "form-action 'self'",
            ] {
                assert!(policy.contains(rule), "{page}: {policy}");
            }
            for hole in ["unsafe", "data:", "http:", "https:", "*", "blob:"] {
                assert!(!policy.contains(hole), "{page}: {policy}");
            }
            for header in ["x-content-type-options: nosniff", "referrer-policy: no-referrer"] {
                assert!(head.contains(header), "{page}: {head}");
            }
        }
    });
}

#[test]
fn a_javascript_or_data_link_is_not_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for (n, url) in [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("{url} stands in the text, and {url} is its address too. Number {n}.");
        archive.record(&capture(url, minute(n as i64), &body), &article(url, &body)).unwrap();
    }
    drop(archive);
    with_archive(folder.path(), None, |address| {
        for page in [
            "/",
            "/text/0",
            "/text/1",
            "/text/2",
            "/text/3",
            "/capture/1",
            "/capture/2",
            "/search?q=stands",
        ] {
            let (status, _, body) = ask(address, page, "");
            assert_eq!(status, 200, "{page}");
            for part in body.split("href=\"").skip(1) {
                let ours = part.starts_with(['/', '?', '#']) && !part.starts_with("//");
                assert!(ours, "{page}: {}", &part[..part.len().min(60)]);
            }
        }
    });
}

#[test]
fn the_server_listens_on_loopback_unless_told_otherwise_and_then_asks_for_a_token() {
    let help =
        Command::new(env!("CARGO_BIN_EXE_spoglio")).args(["serve", "--help"]).output().unwrap();
    assert!(String::from_utf8(help.stdout).unwrap().contains("[default: 127.0.0.1:8477]"));
    let address = |listen: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(["serve", "--listen", listen, "--archive"])
            .arg(sample::shared())
            .env_remove("SPOGLIO_TOKEN")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        line
    };
    assert!(!address("127.0.0.1:0").contains("token="));
    let open = address("0.0.0.0:0");
    let token = open.split("token=").nth(1).unwrap().split(' ').next().unwrap();
    assert!(token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{open}");
}

#[test]
fn another_host_another_origin_and_another_method_are_refused() {
    with_archive(sample::shared(), None, |address| {
        let raw = |request: String| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(!answer.contains("ul class=\"texts\""), "{answer}");
            answer.split(' ').nth(1).unwrap().to_owned()
        };
        let get = |extra: &str| format!("GET / HTTP/1.1\r\nConnection: close\r\n{extra}\r\n\r\n");
        assert_eq!(raw(get("Host: rebound.example")), "421");
        assert_eq!(raw(get(&format!("Host: 127.0.0.1.rebound.example:{}", address.port()))), "421");
        assert_eq!(raw(get(&format!("Host: {address}\r\nOrigin: https://evil.example"))), "403");
        assert_eq!(raw(get(&format!("Host: {address}\r\nOrigin: null"))), "403");
        let own = format!("Host: {address}\r\nOrigin: http://{address}");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(get(&own).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let request = format!(
                "{method} / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
            assert_eq!(raw(request), "405", "{method}");
        }
    });
}

#[test]
fn no_endpoint_fetches_an_address_that_a_visitor_names() {
    let beacon = Server::pages(Vec::new());
    let there = beacon.url("/reached");
    with_archive(sample::shared(), None, |address| {
        let plain = there.as_str();
        let coded: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        for path in [
            format!("/?url={coded}"),
            format!("/search?q={coded}&site={coded}"),
            format!("/text/{coded}"),
            format!("/capture/{coded}"),
            format!("/site/{coded}"),
            format!("/diff/{coded}/{coded}"),
            format!("/diff?old={coded}&new={coded}"),
            format!("/fetch?url={coded}"),
            format!("/{plain}"),
            format!("/feed.atom?url={coded}"),
            format!("/run/{coded}"),
        ] {
            ask(address, &path, &format!("Referer: {plain}\r\nX-Forwarded-Host: {plain}\r\n"));
        }
        // As a proxy is asked.
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {plain} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    });
    assert_eq!(beacon.asked(), Vec::<String>::new());
}

#[test]
fn an_index_of_a_newer_version_is_told() {
    let folder = tempfile::tempdir().unwrap();
    drop(Archive::open(folder.path(), Access::Write).unwrap());
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute_batch("PRAGMA user_version = 999").unwrap();
    drop(index);
    with_archive(folder.path(), None, |address| {
        for page in ["/", "/search?q=x", "/text/0", "/sites"] {
            let (status, _, body) = ask(address, page, "");
            assert!(status == 503 && body.contains("999"), "{page}: {status} {body}");
        }
        let (status, _, body) = ask(address, "/index.json", "");
        assert!(status == 503 && body.starts_with("{\"detail\""), "{body}");
    });
}

#[test]
fn an_archive_under_repair_answers_with_words_and_is_read_anew_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let body =
        "The lighthouse was painted in the spring, and the harbour office paid for the paint.";
    archive.record(&capture("https://a.test/1", minute(0), body), &article("Paint", body)).unwrap();
    drop(archive);
    with_archive(folder.path(), None, |address| {
        assert!(ask(address, "/text/0", "").2.contains("lighthouse"));
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("index.sqlite{suffix}")));
        }
        let (status, _, body) = ask(address, "/text/0", "");
        assert!(status == 503 && body.contains("<main"), "{status} {body}");
        repair(folder.path()).unwrap();
        let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
        let body = "The second text came after the repair, and whoever reads on must find it.";
        archive
            .record(&capture("https://a.test/2", minute(1), body), &article("After", body))
            .unwrap();
        drop(archive);
        assert_eq!(ask(address, "/text/0", "").0, 200);
        assert!(ask(address, "/text/1", "").2.contains("after the repair"));
        assert!(ask(address, "/search?q=repair", "").2.contains("/text/1"));
    });
}

#[test]
fn a_text_of_a_hundred_megabytes_is_shown_by_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let body = "A long report begins here. It goes on and on.";
    archive.record(&capture("https://a.test/1", minute(0), body), &article("Long", body)).unwrap();
    let name = archive.text(0).unwrap().name;
    drop(archive);
    // Grown on the disk, so that no test has to clean and index such a text.
    let mut file = OpenOptions::new().append(true).open(folder.path().join(&name)).unwrap();
    let megabyte = "And on it went, line after line. é\n\n".repeat(1 << 15);
    let mut grown = std::fs::metadata(folder.path().join(&name)).unwrap().len();
    while grown < 100 << 20 {
        file.write_all(megabyte.as_bytes()).unwrap();
        grown += megabyte.len() as u64;
    }
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute("UPDATE text SET bytes = ?1", [grown as i64]).unwrap();
    drop(index);
    with_archive(folder.path(), None, |address| {
        let (status, _, page) = ask(address, "/text/0", "");
        assert!(status == 200 && page.contains("A long report begins here"), "{status}");
        assert!(
            page.contains(&format!("/text/0.txt\">{name}")) && page.len() < 1 << 20,
            "{}",
            page.len()
        );
        let (status, _, json) = ask(address, "/text/0.json", "");
        assert!(status == 200 && json.contains("\"cut\":true") && json.len() < 1 << 20);
        let (status, _, found) = ask(address, "/search?q=report", "");
        assert!(status == 200 && found.contains("<mark>report</mark>"));
        assert_eq!(ask(address, "/diff/0/0", "").0, 413);
    });
}

#[test]
fn the_archives_own_files_are_not_served() {
    with_archive(sample::shared(), None, |address| {
        for path in [
            "/index.sqlite",
            "/.lock",
            "/warc/",
            "/../Cargo.toml",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/text/../index.sqlite",
            "/text/..%2findex.sqlite",
            "/text/0.txt%00",
            "/text//etc/passwd.txt",
        ] {
            let (status, _, body) = ask(address, path, "");
            assert_eq!(status, 404, "{path}: {body}");
        }
    });
}

#[test]
fn a_clock_far_ahead_and_far_behind_harms_no_page() {
    // The clock is handed in; whoever's is wrong still reads.
    assert!(clock() > chrono::DateTime::UNIX_EPOCH);
    for clock in
        [|| chrono::DateTime::<chrono::Utc>::MIN_UTC, || chrono::DateTime::<chrono::Utc>::MAX_UTC]
    {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let base = sample::serve_archive(&runtime, Path::new(sample::shared()), clock);
        let address: SocketAddr = base.strip_prefix("http://").unwrap().parse().unwrap();
        for page in ["/", "/changes", "/site/www.corrieredelgolfo.example"] {
            assert_eq!(ask(address, page, "").0, 200, "{page}");
        }
    }
}
