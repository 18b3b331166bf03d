//! Pages that scripts make: rendered by a Chromium, under the same guard, robots.txt and politeness.
//! Skipped, with a line that says so, where there is no Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use spoglio::fetch::find_browser;
use spoglio::store::warc::{RecordType, WarcReader, WarcRecord};
use spoglio::store::{Access, Archive};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";
const SCRIPT: &str = "content-type: text/javascript\r\n";

fn has_browser() -> bool {
    let found = find_browser().is_some();
    if !found {
        println!("skipped: no Chromium here");
    }
    found
}

/// An application shell whose script loads the article and puts it into the page.
fn shell(more: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>A bridge</title><script>{more}</script></head>\
         <body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>\
         <script src=/app.js></script></body></html>"
    )
}

const APP: &str = "fetch('/story.json').then(a => a.json()).then(story => {\
    document.getElementById('root').innerHTML = story.html;\
    const i = new Image(); i.src = '/pixel.png'; document.body.appendChild(i);\
});";

fn story() -> Vec<u8> {
    let page = article("A bridge", "the pillars are sound");
    let body = page.split_once("<body>").unwrap().1.split_once("</body>").unwrap().0;
    serde_json::json!({ "html": body }).to_string().into_bytes()
}

fn source(server: &Server, path: &str) -> String {
    format!("[[source]]\nname = \"app\"\nrender = true\nurls = [\"{}\"]\n", server.url(path))
}

#[test]
fn a_page_that_its_scripts_make_is_stored_as_they_made_it() {
    if !has_browser() {
        return;
    }
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/a" => reply(wire, 200, HTML, shell("").as_bytes()),
        "/app.js" => reply(wire, 200, SCRIPT, APP.as_bytes()),
        "/story.json" => reply(wire, 200, "content-type: application/json\r\n", &story()),
        _ => reply(wire, 404, "", b""),
    });
    // Without a browser it is a shell, and named so.
    let plain = source(&server, "/a").replace("render = true\n", "");
    let folder = folder_for(&server, &plain, "");
    let (out, err) = said(&spoglio(&["run"], folder.path()));
    assert!(out.contains("refused      1 ("), "{out}{err}");
    let folder = folder_for(&server, &source(&server, "/a"), "");
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    let names = texts(folder.path());
    assert_eq!(names.len(), 1, "{out}{err}");
    let text = fs::read_to_string(folder.path().join("archive").join(&names[0])).unwrap();
    assert!(text.starts_with("A bridge\n\nThe council met"), "{text}");
    // What was cleaned is what the browser had, and says so; the server's answer is kept beside it.
    let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
    let captures = archive.captures_of_url(server.url("/a").as_str()).unwrap();
    let record = archive.record_of(&captures[0]).unwrap();
    assert_eq!(record.kind, RecordType::Resource);
    assert!(String::from_utf8_lossy(&record.block).contains("the pillars are sound"));
    let file = fs::File::open(archive.folder().join("warc").join(&captures[0].warc)).unwrap();
    let records: Vec<_> = WarcReader::new(file).map(|item| item.unwrap().record).collect();
    let id = record.field("WARC-Concurrent-To").unwrap();
    let answer = records.iter().find(|r| r.field("WARC-Record-ID") == Some(id)).unwrap();
    assert_eq!(answer.kind, RecordType::Response);
    assert_eq!(answer.target(), record.target());
    assert!(answer.block.ends_with(shell("").as_bytes()), "as received");
    let asked = |r: &&WarcRecord| r.field("WARC-Concurrent-To") == Some(id);
    let request = records.iter().filter(asked).find(|r| r.kind == RecordType::Request).unwrap();
    assert!(request.block.starts_with(b"GET /a HTTP/1.1"), "{request:?}");
    let entry = records.iter().find(|r| r.kind == RecordType::Metadata).unwrap();
    assert!(String::from_utf8_lossy(&entry.block).contains(id), "{entry:?}");
    assert!(!server.asked().contains(&"/pixel.png".to_owned()), "pictures are not fetched");
    for request in server.requests() {
        assert!(request.headers["user-agent"].starts_with("spoglio/"), "{request:?}");
    }
    assert_eq!(server.busiest(), 1, "one request at a time");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}

#[test]
fn a_script_reaches_nothing_that_the_guard_or_robots_txt_forbids() {
    if !has_browser() {
        return;
    }
    let inside = Server::pages(vec![("/secret", 200, HTML, b"<p>secret".to_vec())]);
    let secret = inside.url("/secret");
    let localhost = format!("http://localhost:{}/secret", inside.port);
    let socket = format!("ws://127.0.0.1:{}/secret", inside.port);
    let attack = format!(
        "const show = t => document.title += t;\
         for (const u of ['{secret}', '{localhost}', '/closed', 'file:///etc/passwd']) {{\
           fetch(u).then(a => a.text()).then(show).catch(() => 0);\
           fetch(u, {{ mode: 'no-cors' }}).catch(() => 0);\
           fetch(u, {{ method: 'POST', body: 'x', mode: 'no-cors' }}).catch(() => 0);\
           const f = document.createElement('iframe'); f.src = u; document.documentElement.appendChild(f);\
           const s = document.createElement('script'); s.src = u; document.documentElement.appendChild(s);\
           new Image().src = u; try {{ window.open(u); navigator.sendBeacon(u, 'x'); }} catch (e) {{}}\
         }}\
         try {{ new WebSocket('{socket}'); new EventSource('{secret}'); }} catch (e) {{}}\
         try {{ new Worker(URL.createObjectURL(new Blob([\"fetch('{secret}')\"]))); }} catch (e) {{}}\
         alert('a dialogue holds nothing up');"
    );
    let page = article("A bridge", "the pillars are sound")
        .replace("</head>", &format!("<script>{attack}</script></head>"));
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /closed\n"),
        "/a" => reply(wire, 200, HTML, page.as_bytes()),
        "/closed" => reply(wire, 200, HTML, b"closed"),
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder_for(&server, &source(&server, "/a"), "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert!(inside.requests().is_empty(), "{:?}", inside.requests());
    assert!(!server.asked().contains(&"/closed".to_owned()), "{:?}", server.asked());
    assert_eq!(server.asked().iter().filter(|path| *path == "/a").count(), 1);
    let names = texts(folder.path());
    let text = fs::read_to_string(folder.path().join("archive").join(&names[0])).unwrap();
    assert!(!text.contains("secret") && !text.contains("root:"), "{text}");
}

/// A server of one page, which goes on asking for more.
fn restless(page: &str) -> Server {
    let loader = "let n = 0; setInterval(() => fetch('/tick' + n++).catch(() => 0), 20);";
    let page = page.replace("</head>", &format!("<script>{loader}</script></head>"));
    Server::start(move |request, wire| match request.path.as_str() {
        "/a" => reply(wire, 200, HTML, page.as_bytes()),
        path if path.starts_with("/tick") => reply(wire, 200, "", b"tock"),
        _ => reply(wire, 404, "", b""),
    })
}

/// A run in a folder, with a temporary directory of its own.
fn run_in(folder: &Path, temporary: &Path) -> Command {
    let mut run = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    run.arg("run").current_dir(folder).env("TMPDIR", temporary);
    run
}

#[test]
fn a_page_that_never_rests_is_taken_as_far_as_it_came() {
    if !has_browser() {
        return;
    }
    let server = restless(&article("A bridge", "the pillars are sound"));
    let folder = folder_for(&server, &source(&server, "/a"), "");
    let temporary = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), temporary.path()).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    let left: Vec<_> = fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "the browser left something behind: {left:?}");
    let ticks = server.asked().iter().filter(|path| path.starts_with("/tick")).count();
    assert!(ticks <= 60, "no more requests than a page may make: {ticks}");
    assert_eq!(texts(folder.path()).len(), 1);
}

/// What stands in a folder, once it has had ten seconds to become empty.
fn left_in(folder: &Path) -> Vec<PathBuf> {
    let begun = Instant::now();
    loop {
        let left: Vec<_> = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
        if left.is_empty() || begun.elapsed() > Duration::from_secs(10) {
            return left;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_run_that_is_ended_while_it_renders_leaves_no_browser_behind() {
    if !has_browser() {
        return;
    }
    for signal in ["-TERM", "-HUP", "-KILL"] {
        let server = restless(&shell(""));
        let folder = folder_for(&server, &source(&server, "/a"), "");
        let temporary = tempfile::tempdir().unwrap();
        let mut run = run_in(folder.path(), temporary.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while !server.asked().iter().any(|path| path.starts_with("/tick")) {
            assert!(begun.elapsed() < Duration::from_secs(60), "never rendered");
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1, "the browser's profile");
        let id = run.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let status = run.wait().unwrap();
        assert_eq!(status.code().is_some(), signal != "-KILL", "{signal}: {status}");
        let left = left_in(temporary.path());
        assert!(left.is_empty(), "{signal}: the browser left something behind: {left:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_browser_that_will_not_end_is_ended_with_all_it_started() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::pages(vec![("/a", 200, HTML, shell("").into_bytes())]);
    let folder = folder_for(&server, &source(&server, "/a"), "browser = \"./stubborn\"");
    // It says who it is, then that it will not; what it started writes into the profile for a minute.
    let stubborn = r#"#!/bin/sh
trap '' HUP INT TERM PIPE
for argument; do case $argument in --user-data-dir=*) profile=${argument#*=};; esac; done
(for n in $(seq 6000); do mkdir -p "$profile/Default"; : > "$profile/Default/$n"; sleep 0.01; done) &
printf '{"id":1,"result":{"product":"Stubborn/1"}}\0' >&4
sleep 1
printf '{"id":2,"error":{"message":"no"}}\0' >&4
sleep 60
"#;
    let program = folder.path().join("stubborn");
    fs::write(&program, stubborn).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), temporary.path()).output().unwrap();
    let (_, err) = said(&ran);
    assert!(err.contains("the browser failed"), "{err}");
    thread::sleep(Duration::from_millis(500));
    let left: Vec<_> = fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn without_a_browser_a_line_says_what_to_install() {
    let server = Server::pages(vec![("/a", 200, HTML, shell("").into_bytes())]);
    let folder = folder_for(&server, &source(&server, "/a"), "");
    let without = |arguments: &[&str], folder: &Path| {
        Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(arguments)
            .current_dir(folder)
            .env("PATH", folder)
            .env_remove("SPOGLIO_BROWSER")
            .output()
            .unwrap()
    };
    let ran = without(&["run"], folder.path());
    let (_, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(2), "{err}");
    assert!(
        err.contains("needs Chromium, and none was found") && err.contains("fetch.browser"),
        "{err}"
    );
    let (out, _) = said(&without(&["doctor", "--offline"], folder.path()));
    assert!(out.contains("BAD  browser"), "{out}");
    // One that is no browser is told apart from none.
    let named = folder_for(&server, &source(&server, "/a"), "browser = \"/bin/true\"");
    let ran = spoglio(&["run"], named.path());
    let (_, err) = said(&ran);
    assert!(err.contains("the browser failed: /bin/true: "), "{err}");
}
