//! Many hosts at once: politeness measured at the server, nothing fetched twice, memory bounded.
//!
//! Small by default; `SPOGLIO_SCALE=full cargo test --release -- many_hosts --nocapture` runs 200
//! hosts with 100 pages each and prints what it measured.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use super::archive::files;
use super::run::article;
use super::server::{Server, reply};

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

/// The most memory that a process ever held, MB; none where the system does not tell, or when it has
/// ended.
fn peak_megabytes(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

/// Hosts that are invented here are servers of their own: an address without a name stands for itself
/// with its port.
#[test]
fn many_hosts_are_asked_at_once_and_each_politely() {
    let Scale { hosts, pages, delay, is_full } = scale();
    let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let servers: Vec<Server> = (0..hosts)
        .map(|_| {
            let (at_once, most) = (at_once.clone(), most.clone());
            Server::start(move |request, wire| {
                most.fetch_max(at_once.fetch_add(1, SeqCst) + 1, SeqCst);
                let done = match request.path.as_str() {
                    "/robots.txt" => reply(wire, 404, "", b""),
                    path => {
                        if !is_full {
                            // Long enough for hosts that are asked at once to be seen at once.
                            std::thread::sleep(Duration::from_millis(25));
                        }
                        let host = &request.headers["host"];
                        let text =
                            article(&format!("{host} {path}"), &format!("{host} told of {path}"));
                        reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
                    }
                };
                at_once.fetch_sub(1, SeqCst);
                done
            })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut list = String::new();
    for page in 0..pages {
        for server in &servers {
            let _ = writeln!(list, "{}", server.url(&format!("/{page}")));
        }
    }
    fs::write(folder.path().join("list.txt"), list).unwrap();
    let allow: Vec<String> =
        servers.iter().map(|server| format!("\"127.0.0.1:{}\"", server.port)).collect();
    let (allow, pause) = (allow.join(", "), delay.as_millis());
    fs::write(
        folder.path().join("config.toml"),
        format!(
            "[fetch]\nallow = [{allow}]\nconcurrency = 64\ndelay_min = \"{pause}ms\"\n\
             delay_max = \"{pause}ms\"\n[[source]]\nname = \"list\"\nlist = \"list.txt\"\n"
        ),
    )
    .unwrap();
    // A process of its own, so that what it holds is not what its servers hold.
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["run", "--log", "json", "--report", "report.json"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = None;
    let status = loop {
        peak = peak_megabytes(child.id()).or(peak);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    let took = begun.elapsed();
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(status.success(), "{status}: {report}");
    assert_eq!(files(&folder.path().join("archive")).len(), hosts * pages, "{report}");
    let mut closest = Duration::MAX;
    for server in &servers {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut times: Vec<Instant> = Vec::new();
        for request in server.requests() {
            times.push(request.at);
            *seen.entry(request.path).or_default() += 1;
        }
        assert_eq!(seen.len(), pages + 2, "pages and the site's own two files: {seen:?}");
        assert!(seen.values().all(|&count| count == 1), "something was fetched twice: {seen:?}");
        times.sort_unstable();
        for pair in times.windows(2) {
            closest = closest.min(pair[1] - pair[0]);
        }
        assert_eq!(server.busiest(), 1, "a host was asked twice at once");
    }
    assert!(closest >= delay, "two requests of one host were {closest:?} apart");
    let most = most.load(SeqCst);
    assert!(most > 1, "hosts wait for each other");
    if is_full {
        println!(
            "{} pages of {hosts} hosts in {:.1} s, {:.0} a second; closest {closest:?} at a pause of {delay:?}; {most} at once; peak {peak:?} MB",
            hosts * pages,
            took.as_secs_f64(),
            (hosts * pages) as f64 / took.as_secs_f64(),
        );
        assert!(peak.is_none_or(|peak| peak < 150), "{peak:?} MB");
    }
}
