//! Captures that other programs wrote: wget's own, and files in the manner of browsertrix and CC-NEWS.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use spoglio::store::{Access, Archive, Progress, verify};

use crate::run::article;
use crate::server::Server;

fn spoglio(arguments: &[&str], archive: &Path) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Imports a file twice and holds the archive against what it must hold.
fn imported(path: &Path, archive: &Path, texts: usize) {
    let (code, out, err) = spoglio(&["import", path.to_str().unwrap()], archive);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains(&format!("stored        {texts}\n")), "{out}{err}");
    let (_, again, _) = spoglio(&["import", path.to_str().unwrap()], archive);
    assert!(!again.contains("stored "), "{again}");
    assert!(verify(archive, None, &Progress::default()).unwrap().is_sound());
}

#[test]
fn what_wget_wrote_is_taken_over() {
    if Command::new("wget").arg("--version").output().is_err() {
        println!("skipped: no wget here");
        return;
    }
    let server = Server::start(|request, wire| {
        let (status, kind, body) = match request.path.as_str() {
            "/" => ("200 OK", "text/html", "<p><a href=/1.html>1</a> <a href=/2.html>2</a> <a href=/3.png>3</a> <a href=/4.html>4</a>".to_owned()),
            "/1.html" => ("200 OK", "text/html; charset=utf-8", article("Brücke gesperrt", "one")),
            "/2.html" => ("200 OK", "text/html; charset=utf-8", article("Bridge closed", "two")),
            "/3.png" => ("200 OK", "image/png", "no picture".to_owned()),
            _ => ("404 Not Found", "text/html", article("Not found", "nothing")),
        };
        if request.path == "/1.html" {
            // In chunks, as many servers answer.
            write!(
                wire,
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
            )?;
            for chunk in body.as_bytes().chunks(700) {
                write!(wire, "{:x}\r\n", chunk.len())?;
                wire.write_all(chunk)?;
                wire.write_all(b"\r\n")?;
            }
            wire.write_all(b"0\r\n\r\n")
        } else {
            write!(
                wire,
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        }
    });
    let root = tempfile::tempdir().unwrap();
    let output = Command::new("wget")
        .args([
            "-q",
            "-r",
            "-l",
            "1",
            "--no-proxy",
            "-e",
            "robots=off",
            "--tries=1",
            "--timeout=20",
        ])
        .args(["--warc-file=crawl", "--warc-cdx", "--delete-after"])
        .arg(format!("http://127.0.0.1:{}/", server.port))
        .current_dir(root.path())
        .output()
        .unwrap();
    let warc = root.path().join("crawl.warc.gz");
    assert!(warc.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    let archive = root.path().join("archive");
    imported(&warc, &archive, 2);
    let reading = Archive::open(&archive, Access::Read).unwrap();
    let url = format!("http://127.0.0.1:{}/1.html", server.port);
    let row = reading.captures_of_url(&url).unwrap().remove(0);
    assert_eq!(reading.raw(&row).unwrap(), article("Brücke gesperrt", "one").as_bytes());
    assert_eq!(reading.text(row.text.unwrap()).unwrap().title, "Brücke gesperrt");
    assert!(row.foreign_id.is_some_and(|id| id.starts_with("<urn:uuid:")));
    // `clean` reads the same file.
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["clean", "--format", "jsonl"])
        .arg(&warc)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        lines.lines().filter(|line| line.contains("\"outcome\":\"article\"")).count(),
        2,
        "{lines}"
    );
}

/// A record in the form that a program writes it: version, type and further fields.
fn record(version: &str, kind: &str, fields: &[(&str, String)], block: &str) -> Vec<u8> {
    let fields: String =
        fields.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "WARC/{version}\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

/// What a browser crawler writes: a WACZ with WARC/1.1 files, each with `warcinfo`, the page as a
/// `response`, its pictures, screenshots and text as `resource` records under `urn:`, and an index.
#[test]
fn what_browsertrix_lays_out_is_taken_over() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("crawl.wacz");
    let date = ("WARC-Date", "2025-03-01T12:00:00.123Z".to_owned());
    let page = |n: usize| {
        let body = article(&format!("Bridge {n} closed"), &format!("number {n}"));
        let target = ("WARC-Target-URI", format!("https://a.test/{n}"));
        let id = ("WARC-Record-ID", format!("<urn:uuid:{n}>"));
        let response = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nx-orig-content-encoding: br\r\n\r\n{body}"
        );
        [
            record(
                "1.1",
                "response",
                &[
                    target.clone(),
                    date.clone(),
                    id,
                    ("WARC-Page-ID", "p1".to_owned()),
                    ("Content-Type", "application/http; msgtype=response".to_owned()),
                ],
                &response,
            ),
            record(
                "1.1",
                "request",
                &[
                    target.clone(),
                    date.clone(),
                    ("Content-Type", "application/http; msgtype=request".to_owned()),
                ],
                "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
            ),
            record(
                "1.1",
                "resource",
                &[
                    ("WARC-Target-URI", format!("urn:text:https://a.test/{n}")),
                    date.clone(),
                    ("Content-Type", "text/plain".to_owned()),
                ],
                "Bridge closed",
            ),
            record(
                "1.1",
                "resource",
                &[
                    ("WARC-Target-URI", format!("urn:thumbnail:https://a.test/{n}")),
                    date.clone(),
                    ("Content-Type", "image/jpeg".to_owned()),
                ],
                "no picture",
            ),
        ]
    };
    let info = record(
        "1.1",
        "warcinfo",
        &[date.clone(), ("Content-Type", "application/warc-fields".to_owned())],
        "software: Browsertrix-Crawler 1.6.0\r\n",
    );
    let warc = |numbers: std::ops::Range<usize>| -> Vec<u8> {
        let pages = numbers.flat_map(page);
        std::iter::once(info.clone()).chain(pages).flat_map(|bytes| gzip(&bytes)).collect()
    };
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [
        ("archive/rec-2f3a-20250301120000123-0.warc.gz", warc(0..2)),
        ("archive/rec-2f3a-20250301120000456-1.warc.gz", warc(2..3)),
        ("indexes/index.cdx.gz", gzip(b"")),
        ("pages/pages.jsonl", b"{\"format\":\"json-pages-1.0\"}\n".to_vec()),
        ("logs/crawl.log", b"{}".to_vec()),
        ("datapackage.json", b"{\"profile\":\"data-package\",\"wacz_version\":\"1.1.1\"}".to_vec()),
    ] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
    imported(&path, &root.path().join("archive"), 3);
}

/// What the news crawl of Common Crawl writes: WARC/1.0, gzip members, `warcinfo` first, then a
/// `request` before each `response`, whose head says what was undone.
#[test]
fn what_cc_news_lays_out_is_taken_over() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("CC-NEWS-20250301120000-00042.warc.gz");
    let date = ("WARC-Date", "2025-03-01T12:00:00Z".to_owned());
    let mut bytes = gzip(&record(
        "1.0",
        "warcinfo",
        &[
            date.clone(),
            ("WARC-Filename", "CC-NEWS-20250301120000-00042.warc.gz".to_owned()),
            ("Content-Type", "application/warc-fields".to_owned()),
        ],
        "robots: classic\r\nformat: WARC File Format 1.0\r\n",
    ));
    for n in 0..3 {
        let target = ("WARC-Target-URI", format!("https://news{n}.test/2025/03/{n}"));
        let body = article(&format!("Bridge {n} closed"), &format!("number {n}"));
        let response = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Crawler-Content-Encoding: gzip\r\nX-Crawler-Content-Length: 999\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let of = ("WARC-Record-ID", format!("<urn:uuid:{n}>"));
        bytes.extend(gzip(&record(
            "1.0",
            "request",
            &[
                date.clone(),
                target.clone(),
                ("Content-Type", "application/http; msgtype=request".to_owned()),
            ],
            "GET / HTTP/1.1\r\nHost: news.test\r\n\r\n",
        )));
        bytes.extend(gzip(&record(
            "1.0",
            "response",
            &[
                of,
                date.clone(),
                target,
                ("WARC-IP-Address", "192.0.2.1".to_owned()),
                ("Content-Type", "application/http; msgtype=response".to_owned()),
            ],
            &response,
        )));
    }
    fs::write(&path, bytes).unwrap();
    imported(&path, &root.path().join("archive"), 3);
}
