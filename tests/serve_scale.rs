//! Reading a large archive: how soon a page comes, how large it is, what the server keeps in memory, and
//! whether it stands while much is read and a run writes at the same time.
//!
//! `SPOGLIO_TEXTS=100000 cargo test --release -- --ignored reading_at_scale --nocapture`; with
//! `SPOGLIO_FOLDER` the archive is made there and found again by the next start.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use spoglio::page::{Evidence, Sourced};
use spoglio::store::{Access, Archive, Capture, Finding};

use crate::archive_scale::{page, vocabulary};
use crate::run;

/// Requests a second under load.
const RATE: u32 = 500;
const READERS: u32 = 16;
const SECONDS: u32 = 20;

/// A generated page with what a list shows of it.
fn dressed(n: usize, words: &[String]) -> (Capture, Finding) {
    let (mut capture, mut finding) = page(n, words);
    let fact = |value: &str| Some(Sourced::new(value.to_owned(), Evidence::Meta));
    finding.metadata.lang = fact(["it", "de", "fr", "en", "es"][n % 5]);
    finding.metadata.site_name = fact(&format!("Site {}", n % 500));
    finding.metadata.description = fact(&finding.text.body()[..150]);
    capture.source = Some(format!("source {}", n % 40));
    (capture, finding)
}

fn grown(folder: &Path, texts: usize) {
    let words = vocabulary();
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let have = archive.count().unwrap() as usize;
    for start in (have..texts).step_by(500) {
        let pages: Vec<_> = (start..(start + 500).min(texts)).map(|n| dressed(n, &words)).collect();
        archive.record_all(&pages).unwrap();
    }
}

struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(archive: &Path) -> Served {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(["serve", "--listen", "127.0.0.1:0", "--archive"])
            .arg(archive)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
        Served { child, address: address.parse().unwrap() }
    }

    fn memory(&self) -> String {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        status
            .lines()
            .filter(|line| line.starts_with("VmHWM") || line.starts_with("RssAnon"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that stays open.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Client(BufReader::new(stream))
    }

    /// The status and the length of an answer.
    fn ask(&mut self, path: &str) -> std::io::Result<(u16, usize)> {
        let host = self.0.get_ref().peer_addr()?;
        // In one piece: the system holds back a second one until the first is confirmed.
        let question = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.0.get_mut().write_all(question.as_bytes())?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if line.starts_with("http/") {
                status = line.split(' ').nth(1).unwrap_or("0").parse().unwrap_or(0);
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((status, length))
    }
}

fn milliseconds(times: &mut [Duration]) -> String {
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    format!("median {:.1} ms, 99 in 100 {:.1} ms, worst {:.1} ms", at(0.5), at(0.99), at(1.0))
}

#[test]
#[ignore = "takes long; prints figures"]
fn reading_at_scale() {
    let texts: usize = std::env::var("SPOGLIO_TEXTS").map_or(100_000, |n| n.parse().unwrap());
    let scratch = tempfile::tempdir().unwrap();
    let folder =
        std::env::var_os("SPOGLIO_FOLDER").map_or(scratch.path().join("archive"), PathBuf::from);
    let began = Instant::now();
    grown(&folder, texts);
    println!("archive of {texts} texts there after {:.0?}", began.elapsed());
    let words = vocabulary();
    let served = Served::start(&folder);
    println!("memory before the first page: {}", served.memory());
    let mut client = Client::new(served.address);
    let common = format!("/search?q={}", words[3]);
    let middling = format!("/search?q={}+{}", words[300], words[301]);
    let rare = format!("/search?q={}", words[50_000]);
    let bounded = format!("/search?q={}&site=site7.test&language=fr", words[40]);
    let newest = format!("/search?q={}&sort=newest", words[3]);
    let paths: Vec<String> = [
        "/",
        "/?before=50000",
        "/text/4711",
        "/capture/4711",
        "/diff/1/2",
        "/changes",
        "/runs",
        "/sites",
        "/site/site7.test",
        "/search?site=site7.test",
        "/feed.atom",
        "/index.json",
        &common,
        &middling,
        &rare,
        &bounded,
        &newest,
    ]
    .map(str::to_owned)
    .to_vec();
    for path in &paths {
        let began = Instant::now();
        let (status, length) = client.ask(path).unwrap();
        let first = began.elapsed();
        assert_eq!(status, 200, "{path}");
        let mut times: Vec<_> = (0..40)
            .map(|_| {
                let began = Instant::now();
                client.ask(path).unwrap();
                began.elapsed()
            })
            .collect();
        println!(
            "{path}: {length} bytes, first {:.1} ms, {}",
            first.as_secs_f64() * 1000.0,
            milliseconds(&mut times)
        );
    }
    println!("memory: {}", served.memory());

    // A run writes while many read.
    let pages = scratch.path().join("pages");
    fs::create_dir(&pages).unwrap();
    for n in 0..400 {
        let page = run::article(&format!("A new pier, part {n}"), &format!("part {n} of many"));
        fs::write(pages.join(format!("{n}.html")), page).unwrap();
    }
    let config = format!("archive = {folder:?}\n[[source]]\nname = \"new\"\nfolder = \"pages\"\n");
    fs::write(scratch.path().join("config.toml"), config).unwrap();
    let mut writer = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("run")
        .current_dir(scratch.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (times, errors) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let began = Instant::now();
    thread::scope(|scope| {
        for reader in 0..READERS {
            let (times, errors, paths) = (&times, &errors, &paths);
            let mut client = Client::new(served.address);
            scope.spawn(move || {
                let count = RATE * SECONDS / READERS;
                for n in 0..count {
                    let due = Duration::from_secs(1) * (n * READERS + reader) / RATE;
                    if let Some(early) = due.checked_sub(began.elapsed()) {
                        thread::sleep(early);
                    }
                    // Mixed reading: mostly texts, the front and searches, now and then the rest.
                    let text = format!(
                        "/text/{}",
                        (n * 7919 + reader * 104_729) as usize % 100_000.min(texts)
                    );
                    let path = match n % 10 {
                        0..4 => &text,
                        4..6 => &paths[0],
                        6 => &paths[12],
                        7 => &paths[14],
                        _ => &paths[(n / 10 + reader) as usize % paths.len()],
                    };
                    let asked = Instant::now();
                    match client.ask(path) {
                        Ok((200, _)) => times.lock().unwrap().push(asked.elapsed()),
                        Ok((status, _)) => errors.lock().unwrap().push(format!("{path}: {status}")),
                        Err(error) => errors.lock().unwrap().push(format!("{path}: {error}")),
                    }
                }
            });
        }
    });
    let took = began.elapsed();
    let mut times = times.into_inner().unwrap();
    let errors = errors.into_inner().unwrap();
    println!(
        "{} answers in {took:.1?}, {:.0} a second; {}",
        times.len(),
        times.len() as f64 / took.as_secs_f64(),
        milliseconds(&mut times)
    );
    println!("memory under load: {}", served.memory());
    let status = writer.wait().unwrap();
    println!("the run beside it ended with {status}");
    assert!(errors.is_empty(), "{} errors: {:?}", errors.len(), &errors[..errors.len().min(5)]);
    assert!(status.success());
}
