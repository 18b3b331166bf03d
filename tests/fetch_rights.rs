//! Rights seen at fetch time: recorded with every capture, and obeyed where the configuration says so.

use std::fs;
use std::path::Path;

use spoglio::store::warc::{self, RecordType};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

/// A site whose pages reserve their rights in every known way, and one that reserves none.
fn site() -> Server {
    Server::start(|request, wire| {
        let page = article(&request.path, &format!("{} is what it is about", request.path));
        match request.path.as_str() {
            "/robots.txt" => reply(
                wire,
                200,
                "",
                b"License: https://example.org/rsl.xml\nUser-agent: *\nDisallow: /closed\nContent-Usage: /usage train-ai=n\n",
            ),
            "/.well-known/tdmrep.json" => reply(
                wire,
                200,
                "content-type: application/json\r\n",
                br#"[{"location": "/tdm/", "tdm-reservation": 1, "tdm-policy": "https://example.org/policy"}]"#,
            ),
            "/header" => {
                reply(wire, 200, &format!("{HTML}X-Robots-Tag: noarchive\r\n"), page.as_bytes())
            }
            "/tdm-header" => {
                reply(wire, 200, &format!("{HTML}tdm-reservation: 1\r\n"), page.as_bytes())
            }
            "/usage-header" => {
                reply(wire, 200, &format!("{HTML}Content-Usage: train-ai=n\r\n"), page.as_bytes())
            }
            "/over" => {
                let over = "X-Robots-Tag: unavailable_after: 25 Jun 2010 15:00:00 GMT\r\n";
                reply(wire, 200, &format!("{HTML}{over}"), page.as_bytes())
            }
            "/meta" => {
                let meta = "<head><meta name=robots content='noarchive, max-snippet:20'>";
                reply(wire, 200, HTML, page.replace("<head>", meta).as_bytes())
            }
            "/tdm-meta" => {
                let meta = "<head><meta name=tdm-reservation content=1>";
                reply(wire, 200, HTML, page.replace("<head>", meta).as_bytes())
            }
            _ => reply(wire, 200, HTML, page.as_bytes()),
        }
    })
}

const PATHS: [&str; 9] = [
    "/header",
    "/meta",
    "/tdm-header",
    "/tdm-meta",
    "/tdm/file",
    "/usage-header",
    "/usage",
    "/over",
    "/open",
];

fn folder(server: &Server, obey: &str) -> tempfile::TempDir {
    let urls: Vec<String> = PATHS.iter().map(|path| format!("\"{}\"", server.url(path))).collect();
    let source = format!("[[source]]\nname = \"all\"\nurls = [{}]\n", urls.join(", "));
    folder_for(server, &source, &format!("obey = [{obey}]"))
}

/// What was recorded of each page, by path: the entry that closes its records.
fn entries(folder: &Path) -> Vec<(String, serde_json::Value)> {
    let mut entries = Vec::new();
    for file in fs::read_dir(folder.join("archive/warc")).unwrap() {
        for record in warc::open(&file.unwrap().path()).unwrap() {
            let record = record.unwrap().record;
            if record.kind == RecordType::Metadata {
                let entry: serde_json::Value = serde_json::from_slice(&record.block).unwrap();
                let url = url::Url::parse(entry["url"].as_str().unwrap()).unwrap();
                entries.push((url.path().to_owned(), entry));
            }
        }
    }
    entries
}

#[test]
fn rights_are_recorded_with_every_capture_and_forbid_nothing_by_themselves() {
    let server = site();
    let folder = folder(&server, "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(texts(folder.path()).len(), PATHS.len());
    let entries = entries(folder.path());
    for (path, line) in [
        ("/header", "x-robots-tag: noarchive"),
        ("/tdm-header", "tdm-reservation: 1"),
        ("/tdm/file", "tdm-reservation: 1"),
        ("/tdm/file", "tdm-policy: https://example.org/policy"),
        ("/usage-header", "content-usage: train-ai=n"),
        ("/usage", "content-usage: train-ai=n"),
        ("/open", "robots.txt: allowed for spoglio"),
        ("/open", "rsl: https://example.org/rsl.xml"),
    ] {
        let (_, entry) = entries.iter().find(|(at, _)| at == path).unwrap();
        let rights: Vec<&str> =
            entry["rights"].as_array().unwrap().iter().filter_map(|line| line.as_str()).collect();
        assert!(rights.contains(&line), "{path}: {rights:?}");
    }
    for (path, line) in [("/meta", "robots: noarchive"), ("/tdm-meta", "tdm-reservation: 1")] {
        let (_, entry) = entries.iter().find(|(at, _)| at == path).unwrap();
        assert!(entry["metadata"]["rights"].to_string().contains(line), "{path}: {entry}");
    }
    let asked = server.requests();
    let files = asked.iter().filter(|r| r.path == "/.well-known/tdmrep.json").count();
    assert_eq!(files, 1, "once for all pages of a site");
}

#[test]
fn a_policy_says_which_reservations_keep_a_page_from_being_stored() {
    for (obey, refused) in [
        ("\"noarchive\"", vec!["/header", "/meta"]),
        ("\"tdm\"", vec!["/tdm-header", "/tdm-meta", "/tdm/file"]),
        ("\"content-usage\"", vec!["/usage-header", "/usage"]),
        ("\"unavailable-after\"", vec!["/over"]),
        ("\"noarchive\", \"rsl\"", PATHS.to_vec()),
    ] {
        let server = site();
        let folder = folder(&server, obey);
        let ran = spoglio(&["run", "--log", "json", "--report", "run.xml"], folder.path());
        let (out, err) = said(&ran);
        assert_eq!(ran.status.code(), Some(0), "{out}{err}");
        let mut not_stored: Vec<String> = out
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .filter(|event| event["outcome"] == "refused")
            .inspect(|event| {
                assert!(event["reason"].as_str().unwrap().starts_with("reserved-"), "{event}");
                assert!(event["detail"].as_str().unwrap().contains("fetch.obey"), "{event}");
            })
            .map(|event| url::Url::parse(event["url"].as_str().unwrap()).unwrap().path().to_owned())
            .collect();
        not_stored.sort();
        let mut refused = refused;
        refused.sort_unstable();
        assert_eq!(not_stored, refused, "{obey}");
        let stored = PATHS.len() - refused.len();
        assert_eq!(texts(folder.path()).len(), stored, "{obey}");
        if stored > 0 {
            assert_eq!(entries(folder.path()).len(), stored, "no capture of it either");
        }
        let report = fs::read_to_string(folder.path().join("run.xml")).unwrap();
        assert!(report.contains("<skipped message=\"reserved-"), "{report}");
        // It is not fetched again and again to find out the same.
        let before = server.asked().len();
        spoglio(&["run"], folder.path());
        spoglio(&["run"], folder.path());
        assert!(server.asked().len() <= before + refused.len(), "{obey}");
    }
}

#[test]
fn a_word_that_is_no_reservation_is_named_with_those_that_are() {
    let server = site();
    let folder = folder(&server, "\"noarchiv\"");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(3));
    let (_, err) = said(&ran);
    assert!(err.contains("`noarchiv` is no reservation: there are noarchive, noindex"), "{err}");
}

#[test]
fn robots_txt_is_kept_from_run_to_run_for_a_day() {
    let server = site();
    let folder = folder(&server, "");
    let count = || server.requests().iter().filter(|r| r.path == "/robots.txt").count();
    spoglio(&["run"], folder.path());
    assert_eq!(count(), 1);
    let url = server.url("/closed").to_string();
    let (_, err) = said(&spoglio(&["get", &url], folder.path()));
    assert!(err.contains("robots.txt of 127.0.0.1 forbids it"), "{err}");
    assert_eq!(count(), 1, "what the last run read still holds");
    // A day later, as far as the file says, it is asked for again.
    let file = folder.path().join("archive/robots.json");
    let kept = fs::read_to_string(&file).unwrap();
    let mut sites: serde_json::Value = serde_json::from_str(&kept).unwrap();
    for site in sites.as_object_mut().unwrap().values_mut() {
        site["at"] = (chrono::Utc::now() - chrono::TimeDelta::hours(25)).to_rfc3339().into();
    }
    fs::write(&file, sites.to_string()).unwrap();
    spoglio(&["get", &url], folder.path());
    assert_eq!(count(), 2);
}

#[test]
fn an_old_robots_txt_serves_while_the_new_one_cannot_be_had() {
    let down = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_down = down.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" if is_down.load(std::sync::atomic::Ordering::SeqCst) => {
            reply(wire, 500, "", b"")
        }
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /closed\n"),
        path => reply(wire, 200, HTML, article(path, &format!("{path} is it")).as_bytes()),
    });
    let folder = folder_for(&server, "", "");
    let get = |path: &str| said(&spoglio(&["get", server.url(path).as_ref()], folder.path())).1;
    assert!(get("/1").contains("stored as"));
    down.store(true, std::sync::atomic::Ordering::SeqCst);
    let age = |days: i64| {
        let file = folder.path().join("archive/robots.json");
        let kept = fs::read_to_string(&file).unwrap();
        let mut sites: serde_json::Value = serde_json::from_str(&kept).unwrap();
        for site in sites.as_object_mut().unwrap().values_mut() {
            site["at"] = (chrono::Utc::now() - chrono::TimeDelta::days(days)).to_rfc3339().into();
        }
        fs::write(&file, sites.to_string()).unwrap();
    };
    age(3);
    assert!(get("/2").contains("stored as"), "the old copy allows it");
    assert!(get("/closed").contains("forbids it"), "the old copy forbids it");
    age(31);
    assert!(get("/3").contains("cannot be had"), "a copy that old says nothing any more");
}
