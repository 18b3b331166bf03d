//! Pages asked for again: answers of status 304, corrections after some time.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use spoglio::config::{self, Config};
use spoglio::fetch::Edges;
use spoglio::pipeline::run::{Memory, Setting, Summary, next_correction, run};
use spoglio::store::warc::RecordType;
use spoglio::store::{Access, Archive};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

/// Runs in this process, with a clock that stands `minutes` after now and chance that never audits.
pub(crate) fn run_at(folder: &Path, minutes: &Arc<AtomicI64>) -> (Summary, Config) {
    run_with(folder, minutes, 0.99)
}

/// The same, with chance that audits always when it is below a tenth.
pub(crate) fn run_with(folder: &Path, minutes: &Arc<AtomicI64>, chance: f64) -> (Summary, Config) {
    let config = config::load(&folder.join("config.toml")).unwrap();
    let later = minutes.clone();
    let edges = Edges {
        now: Arc::new(move || Utc::now() + TimeDelta::minutes(later.load(Ordering::SeqCst))),
        chance: Arc::new(move || chance),
        ..Edges::real()
    };
    let setting = Setting { edges, ..Setting::real() };
    let mut archive = Archive::open(&config.archive, Access::Write).unwrap();
    let (summary, ended) = run(&config, &setting, &mut archive, &mut |_| {});
    ended.unwrap();
    (summary, config)
}

/// A server with one page, `/a`, that never changes and has a tag.
fn unchanged_page() -> Server {
    Server::start(|request, wire| match request.path.as_str() {
        "/a" if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") => {
            reply(wire, 304, "etag: \"v1\"\r\n", b"")
        }
        "/a" => {
            let page = article("A bridge", "the pillars are sound");
            reply(wire, 200, &format!("{HTML}etag: \"v1\"\r\n"), page.as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    })
}

#[test]
fn an_answer_of_304_is_a_sighting_and_a_revisit() {
    let server = unchanged_page();
    let url = server.url("/a").to_string();
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{url}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"1h\"");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    for hours in 1..=2 {
        minutes.store(hours * 61, Ordering::SeqCst);
        let (summary, _) = run_at(folder.path(), &minutes);
        assert_eq!((summary.seen_before, summary.not_asked_again), (1, 0), "{summary:?}");
    }
    let look = |when: &str| {
        let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
        let captures = archive.captures_of_url(&url).unwrap();
        let seen: Vec<_> = captures.iter().map(|c| (c.status, c.text, c.new)).collect();
        let expected = [(Some(200), Some(0), true), (Some(304), Some(0), false)];
        assert_eq!(seen, [expected[0], expected[1], expected[1]], "{when}");
        for capture in &captures[1..] {
            let record = archive.record_of(capture).unwrap();
            assert_eq!(record.kind, RecordType::Revisit);
            assert_eq!(
                record.field("WARC-Profile"),
                Some("http://netpreserve.org/warc/1.1/revisit/server-not-modified")
            );
            assert_eq!(record.field("WARC-Refers-To"), Some(captures[0].record.as_str()));
            assert_eq!(archive.raw(capture).unwrap(), archive.raw(&captures[0]).unwrap());
        }
        // What the server's answer did not repeat is known still.
        assert_eq!(archive.known(&url).unwrap().unwrap().etag.as_deref(), Some("\"v1\""));
    };
    look("as it was written");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
    fs::remove_file(folder.path().join("archive/index.sqlite")).unwrap();
    let mended = spoglio(&["verify", "--repair"], folder.path());
    assert_eq!(mended.status.code(), Some(0), "{:?}", said(&mended));
    look("made anew from the WARC files");
}

#[test]
fn a_correction_is_found_although_no_source_names_the_article_any_more() {
    let text = Arc::new(Mutex::new("the pillars are sound"));
    let (shown, polls) = (text.clone(), AtomicUsize::new(0));
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/feed" => {
            let item = match polls.fetch_add(1, Ordering::SeqCst) {
                0 => "<item><link>/bridge</link></item>",
                _ => "<item><link>/gone</link></item>",
            };
            let feed =
                format!("<rss version=\"2.0\"><channel><title>t</title>{item}</channel></rss>");
            reply(wire, 200, "", feed.as_bytes())
        }
        "/bridge" => {
            let words = *shown.lock().unwrap();
            reply(wire, 200, HTML, article("A bridge", words).as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    let source = format!(
        "[watch]\ncorrections = [\"1h\", \"24h\"]\n[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n",
        server.url("/feed")
    );
    let folder = folder_for(&server, &source, "");
    let count = || server.asked().iter().filter(|path| *path == "/bridge").count();
    let minutes = Arc::new(AtomicI64::new(0));
    let (_, config) = run_at(folder.path(), &minutes);
    assert_eq!(count(), 1);
    minutes.store(30, Ordering::SeqCst);
    run_at(folder.path(), &minutes);
    assert_eq!(count(), 1, "half an hour later it is not due");
    let next = || {
        let archive = Archive::open(&config.archive, Access::Read).unwrap();
        let names = ["gazette".to_owned()].into();
        let (memory, _) = Memory::load(&config.archive);
        let now = Utc::now() + TimeDelta::minutes(minutes.load(Ordering::SeqCst));
        let next = next_correction(&archive, &memory, &config.watch.corrections, &names, now);
        next.unwrap().map(|at: DateTime<Utc>| (at - Utc::now()).num_minutes())
    };
    assert!((58..=60).contains(&next().unwrap()), "{:?}", next());
    *text.lock().unwrap() = "the pillars are cracked";
    minutes.store(65, Ordering::SeqCst);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!((count(), summary.new_version), (2, 1), "{summary:?}");
    run_at(folder.path(), &minutes);
    assert_eq!(count(), 2, "once for each age");
    minutes.store(30 * 60, Ordering::SeqCst);
    run_at(folder.path(), &minutes);
    assert_eq!(count(), 3);
    assert_eq!(next(), None, "its last age is reached");
    assert_eq!(texts(folder.path()).len(), 2);
}

#[test]
fn a_source_that_is_gone_from_the_configuration_is_not_followed() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path => reply(wire, 200, HTML, article(path, &format!("{path} is it")).as_bytes()),
    });
    let source = |name: &str, path: &str| {
        format!("[[source]]\nname = \"{name}\"\nurls = [\"{}\"]\n", server.url(path))
    };
    let folder = folder_for(&server, &source("first", "/1"), "");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    let file = folder.path().join("config.toml");
    let config = fs::read_to_string(&file).unwrap();
    let (head, _) = config.split_once("[[source]]").unwrap();
    fs::write(&file, format!("{head}{}", source("second", "/2"))).unwrap();
    minutes.store(90, Ordering::SeqCst);
    run_at(folder.path(), &minutes);
    assert_eq!(server.asked(), ["/1", "/2"]);
}

#[test]
fn a_run_at_a_false_date_silences_nothing() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/a" => reply(wire, 200, HTML, article("A bridge", "the pillars are sound").as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let (page, gone) = (server.url("/a"), server.url("/gone"));
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{page}\", \"{gone}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"1h\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let asked = |path: &str| server.asked().iter().filter(|asked| *asked == path).count();
    let years = 40 * 366 * 24 * 60;
    for (after, times) in [
        (years, (1, 1)),
        // What fails a second time is left alone for an hour.
        (years + 30, (1, 2)),
        // The clock is put right.
        (0, (2, 3)),
        (10, (2, 4)),
        (20, (2, 4)),
        (65, (3, 4)),
    ] {
        minutes.store(after, Ordering::SeqCst);
        run_at(folder.path(), &minutes);
        assert_eq!((asked("/a"), asked("/gone")), times, "after {after} minutes");
        let (out, err) = said(&spoglio(&["sources", "--json"], folder.path()));
        let sources: serde_json::Value = serde_json::from_str(&out).unwrap();
        let next: DateTime<Utc> = serde_json::from_value(sources[0]["next"].clone()).unwrap();
        assert!(next - Utc::now() < TimeDelta::days(2), "{out}{err}");
    }
    // Articles are asked for again at their ages by the right clock.
    let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
    let seen = archive.articles_between(DateTime::UNIX_EPOCH, Utc::now() + TimeDelta::hours(2));
    let seen = seen.unwrap();
    assert!(seen.len() == 1 && seen[0].last - Utc::now() < TimeDelta::hours(2), "{seen:?}");
}

#[test]
fn a_host_that_asked_to_be_left_alone_is_left_alone_by_later_runs_too() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/a" => reply(wire, 429, "retry-after: 3600\r\n", b""),
        _ => reply(wire, 404, "", b""),
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/a"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    for (after, asked) in [(0, 1), (20, 1), (50, 1), (70, 2)] {
        minutes.store(after, Ordering::SeqCst);
        let (summary, _) = run_at(folder.path(), &minutes);
        assert_eq!(server.asked().len(), asked, "after {after} minutes: {summary:?}");
        let rests = summary.postponed.get("host-resting").copied();
        assert_eq!(rests, (after == 20 || after == 50).then_some(1), "{summary:?}");
    }
    // Nor does a clock that was wrong let it rest for years.
    minutes.store(40 * 366 * 24 * 60, Ordering::SeqCst);
    run_at(folder.path(), &minutes);
    minutes.store(80, Ordering::SeqCst);
    run_at(folder.path(), &minutes);
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn an_article_that_is_gone_is_lost_in_its_history_and_its_text_stays() {
    let status = Arc::new(AtomicUsize::new(200));
    let now = status.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/a" => {
            // What stands in its place looks like an article.
            let status = now.load(Ordering::SeqCst) as u16;
            let text = if status == 200 { "the pillars are sound" } else { "see what else is new" };
            reply(wire, status, HTML, article("A bridge", text).as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    let (page, never) = (server.url("/a"), server.url("/never"));
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{page}\", \"{never}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let mut counts = Vec::new();
    for (at, answer) in [200, 410, 404, 206, 200].into_iter().enumerate() {
        status.store(answer, Ordering::SeqCst);
        minutes.store(at as i64, Ordering::SeqCst);
        let (summary, _) = run_at(folder.path(), &minutes);
        let refused = summary.refused.get("gone").copied().unwrap_or(0);
        counts.push((refused, summary.failed.values().sum::<u64>()));
    }
    // It is lost once; what was never there, and what is still gone, could not be had.
    assert_eq!(counts, [(0, 1), (1, 1), (0, 2), (0, 2), (0, 1)]);
    let (out, _) = said(&spoglio(&["history", page.as_str()], folder.path()));
    let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("20")).collect();
    assert_eq!(lines.len(), 3, "{out}");
    for (line, what) in lines.iter().zip(["new ", "page-lost", "seen again"]) {
        assert!(line.contains(what), "{what}: {out}");
    }
    assert_eq!(texts(folder.path()).len(), 1);
    let (out, err) = said(&spoglio(&["reclean", "--all", "--apply"], folder.path()));
    assert!(out.contains("0 with a text where none was"), "{out}{err}");
    assert!(spoglio(&["verify"], folder.path()).status.success());
}

#[test]
fn a_page_whose_record_is_lost_is_asked_for_without_a_condition() {
    let server = unchanged_page();
    let url = server.url("/a").to_string();
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{url}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    let warc = folder.path().join("archive/warc");
    let first = fs::read_dir(&warc).unwrap().next().unwrap().unwrap().path();
    // Lost, and damaged where it stands.
    for damage in ["lost", "damaged"] {
        if damage == "lost" {
            fs::remove_file(&first).unwrap();
        } else {
            let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
            let row = archive.captures_of_url(&url).unwrap().remove(1);
            let file = warc.join(&row.warc);
            let mut bytes = fs::read(&file).unwrap();
            bytes[(row.offset + row.length / 2) as usize] ^= 0xff;
            fs::write(file, bytes).unwrap();
        }
        run_at(folder.path(), &minutes);
        run_at(folder.path(), &minutes);
    }
    let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
    let rows = archive.captures_of_url(&url).unwrap();
    let statuses: Vec<_> = rows.iter().filter_map(|row| row.status).collect();
    assert_eq!(statuses, [200, 200, 304, 200, 304]);
    let whole = &rows[3];
    let revisit = archive.record_of(&rows[4]).unwrap();
    assert_eq!(revisit.field("WARC-Refers-To"), Some(whole.record.as_str()));
    assert!(!archive.raw(whole).unwrap().is_empty());
}

/// A page whose text changes with each look, under validators that `etag` makes of the look; a
/// conditional request is answered with 304.
fn lying(etag: impl Fn(usize) -> String + Send + Sync + 'static) -> (Server, Arc<AtomicUsize>) {
    let version = Arc::new(AtomicUsize::new(0));
    let now = version.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/a" => {
            let version = now.load(Ordering::SeqCst);
            let headers = format!("{HTML}etag: {}\r\n", etag(version));
            if request.headers.contains_key("if-none-match") {
                return reply(wire, 304, &headers, b"");
            }
            let page = article("A bridge", &format!("version {version} of the tale"));
            reply(wire, 200, &headers, page.as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    (server, version)
}

#[test]
fn a_host_that_called_a_changed_page_unchanged_is_not_asked_conditionally_again() {
    let (server, version) = lying(|_| "\"constant\"".to_owned());
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/a"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let conditional = || {
        let requests = server.requests();
        let last = requests.iter().rfind(|request| request.path == "/a").unwrap().clone();
        last.headers.contains_key("if-none-match")
    };
    run_at(folder.path(), &minutes);
    version.store(1, Ordering::SeqCst);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!((summary.new_version, conditional()), (0, true), "it is believed at first");
    let (summary, _) = run_with(folder.path(), &minutes, 0.05);
    assert_eq!((summary.new_version, conditional()), (1, false), "an audit finds the change");
    version.store(2, Ordering::SeqCst);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!((summary.new_version, conditional()), (1, false), "and it is not believed again");
}

#[test]
fn a_page_that_went_back_to_an_earlier_text_shows_a_lie_as_well() {
    let stuck = Arc::new(AtomicUsize::new(0));
    let kept = stuck.clone();
    let (server, version) = lying(move |version| {
        format!("\"v{}\"", if kept.load(Ordering::SeqCst) == 1 { 1 } else { version })
    });
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/a"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    let mut found = Vec::new();
    // The first text, another, and the first again under the other's validator; then audited, then not.
    for (text, lies, draw) in [(0, 0, 0.5), (1, 0, 0.5), (0, 1, 0.05), (0, 1, 0.5)] {
        version.store(text, Ordering::SeqCst);
        stuck.store(lies, Ordering::SeqCst);
        let (summary, _) = run_with(folder.path(), &minutes, draw);
        let requests = server.requests();
        let last = requests.iter().rfind(|request| request.path == "/a").unwrap();
        found.push((summary.new_version, last.headers.contains_key("if-none-match")));
    }
    assert_eq!(found, [(0, false), (1, false), (0, false), (0, false)]);
    let (out, _) = said(&spoglio(&["history", server.url("/a").as_str()], folder.path()));
    assert!(out.contains("001 → 000"), "{out}");
}

#[test]
fn an_answer_of_304_that_names_another_version_is_not_believed() {
    let (server, version) = lying(|version| format!("W/\"v{version}\""));
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{}\"]\n", server.url("/a"));
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!((summary.new_version, server.asked().len()), (0, 2), "the same version is believed");
    version.store(1, Ordering::SeqCst);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!((summary.new_version, server.asked().len()), (1, 4));
}
