//! Many hosts at once: politeness measured at the server, nothing fetched twice, memory bounded.
//!
//! Small by default; `SPOGLIO_SCALE=full cargo test --release -- many_hosts --nocapture` runs 200
//! hosts with 100 pages each and prints what it measured.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use spoglio::config::{Config, Endpoint, Fetch, Source, SourceKind};
use spoglio::fetch::Edges;
use spoglio::pipeline::run::{Setting, run};
use spoglio::store::{Access, Archive};

use super::run::article;
use super::server::{Names, Server, reply};

struct Scale {
    hosts: usize,
    pages: usize,
    delay: Duration,
    is_full: bool,
}

fn scale() -> Scale {
    if std::env::var("SPOGLIO_SCALE").is_ok_and(|value| value == "full") {
        Scale { hosts: 200, pages: 100, delay: Duration::from_millis(50), is_full: true }
    } else {
        Scale { hosts: 12, pages: 6, delay: Duration::from_millis(40), is_full: false }
    }
}

/// The most memory that this process ever held, MB; none where the system does not tell.
fn peak_megabytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

#[test]
fn many_hosts_are_asked_at_once_and_each_politely() {
    let Scale { hosts, pages, delay, is_full } = scale();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path => {
            if !is_full {
                // Long enough for hosts that are asked at once to be seen at once.
                std::thread::sleep(Duration::from_millis(25));
            }
            let host = &request.headers["host"];
            let text = article(&format!("{host} {path}"), &format!("{host} told of {path}"));
            reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
        }
    });
    let names: Vec<String> = (0..hosts).map(|number| format!("site{number:03}.example")).collect();
    let loopback: &[&[&str]] = &[&["127.0.0.1"]];
    let table: Vec<(&str, &[&[&str]])> =
        names.iter().map(|name| (name.as_str(), loopback)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut list = String::new();
    for page in 0..pages {
        for name in &names {
            let _ = writeln!(list, "http://{name}:{}/{page}", server.port);
        }
    }
    let file = folder.path().join("list.txt");
    fs::write(&file, list).unwrap();
    let allow = names.iter().map(|name| Endpoint { host: name.clone(), port: server.port });
    let config = Config {
        archive: folder.path().join("archive"),
        fetch: Fetch {
            allow: allow.collect(),
            concurrency: 64,
            delay_min: delay,
            delay_max: delay,
            ..Fetch::default()
        },
        sources: vec![Source::new("list", SourceKind::List(file))],
        ..Config::default()
    };
    let edges = Edges { resolver: Arc::new(Names::of(&table)), ..Edges::real() };
    let setting = Setting { edges, ..Setting::real() };
    let mut archive = Archive::open(&config.archive, Access::Write).unwrap();
    let begun = Instant::now();
    let (summary, ended) = run(&config, &setting, &mut archive, &mut |_| {});
    let took = begun.elapsed();
    ended.unwrap();
    assert_eq!(summary.stored, (hosts * pages) as u64, "{summary:?}");
    assert_eq!(summary.failures(), 0, "{summary:?}");
    let mut by_host: HashMap<String, Vec<Instant>> = HashMap::new();
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    for request in server.requests() {
        let host = request.headers["host"].clone();
        by_host.entry(host.clone()).or_default().push(request.at);
        *seen.entry((host, request.path)).or_default() += 1;
    }
    assert_eq!(by_host.len(), hosts);
    assert!(seen.values().all(|&count| count == 1), "something was fetched twice");
    let mut closest = Duration::MAX;
    for times in by_host.values_mut() {
        times.sort_unstable();
        for pair in times.windows(2) {
            closest = closest.min(pair[1] - pair[0]);
        }
    }
    assert!(closest >= delay, "two requests of one host were {closest:?} apart");
    assert!(server.busiest() > 1, "hosts wait for each other");
    if is_full {
        let peak = peak_megabytes();
        println!(
            "{} pages of {hosts} hosts in {:.1} s, {:.0} a second; closest {closest:?} at a pause of {delay:?}; {} at once; peak {peak:?} MB",
            hosts * pages,
            took.as_secs_f64(),
            (hosts * pages) as f64 / took.as_secs_f64(),
            server.busiest(),
        );
    }
}
