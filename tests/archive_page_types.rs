//! What is a page in a WARC file, whatever media type and encoding its server named.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use spoglio::pipeline::reclean::{Progress, Recleaned, Recleaning, reclean};
use spoglio::pipeline::run::Stop;
use spoglio::pipeline::{Options, RawPage, clean};
use spoglio::profile::Marks;
use spoglio::store::{Access, Archive, Capture, Finding};

use crate::archive::{capture, files, minute};
use crate::archive_import::page;

const ODD: [&str; 6] = [
    "text/html, text/html; charset=utf-8",
    "\"text/html\"",
    "html",
    "application/xml",
    "application/x-page",
    "application/json",
];

fn url(n: usize) -> String {
    format!("https://a.test/{n}")
}

/// An archive of pages that were served under odd media types, as fetching stores them.
fn odd(folder: &Path) {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    for (n, media_type) in ODD.iter().enumerate() {
        let (at, body) = (minute(n as i64), page(n));
        let seen = |at| {
            let captured = capture(&url(n), at, &body);
            let head = String::from_utf8(captured.response.clone()).unwrap();
            let response = head.replace("text/html", media_type).into_bytes();
            Capture { response, content_type: Some((*media_type).to_owned()), ..captured }
        };
        let raw = RawPage {
            bytes: body.as_bytes(),
            url: Some(&url(n)),
            content_type: Some(media_type),
            kind: None,
        };
        let cleaned = clean(&raw, &Options::default());
        let found = Finding {
            verdict: cleaned.verdict,
            metadata: cleaned.metadata,
            text: cleaned.text,
            cleaner: "test".to_owned(),
            profile: None,
            marks: Marks::default(),
        };
        archive.record(&seen(at), &found).unwrap();
        // Once more, a day later: a revisit.
        archive.record(&seen(at + chrono::TimeDelta::days(1)), &found).unwrap();
    }
}

fn spoglio(arguments: &[&str], archive: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .current_dir(archive.parent().unwrap())
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(told).unwrap())
}

/// The bytes of an archive's texts, and how often each of its addresses was captured with a text.
fn holds(folder: &Path) -> (std::collections::BTreeSet<Vec<u8>>, Vec<usize>) {
    let archive = Archive::open(folder, Access::Read).unwrap();
    let captures = (0..ODD.len()).map(|n| {
        let rows = archive.captures_of_url(&url(n)).unwrap();
        rows.iter().filter(|row| row.text.is_some()).count()
    });
    (files(folder).into_iter().map(|(_, bytes)| bytes).collect(), captures.collect())
}

#[test]
fn what_was_captured_as_a_page_is_one_ever_after() {
    let root = tempfile::tempdir().unwrap();
    let first = root.path().join("first");
    odd(&first);
    let expected = holds(&first);
    assert_eq!(expected.1, [2; ODD.len()]);

    let archive = Archive::open(&first, Access::Read).unwrap();
    let wanted = Recleaning {
        options: Options::default(),
        cleaner: "second".to_owned(),
        all: true,
        near: spoglio::page::Near::Link,
        threads: 2,
        stop: Stop::never(),
    };
    let mut failed = Vec::new();
    let counts = reclean(&archive, &wanted, &Progress::default(), |_, found| {
        if let Recleaned::Failed { why } = found {
            failed.push(why.clone());
        }
    })
    .unwrap();
    assert_eq!((counts.same, counts.passed, failed), (ODD.len() as u64, ODD.len() as u64, vec![]));
    drop(archive);

    let second = root.path().join("second");
    let (code, told) = spoglio(&["import", "first"], &second);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(holds(&second), expected, "{told}");

    let third = root.path().join("third");
    let (code, told) = spoglio(&["export", "-o", "all.wacz"], &first);
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = spoglio(&["import", "all.wacz"], &third);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(holds(&third), expected, "{told}");
}

/// A record of somebody else's, in a file of its own.
fn foreign(path: &Path, head: &str, body: &[u8]) {
    let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat();
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-05-04T10:00:00Z\r\nWARC-Target-URI: {}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        url(9),
        block.len()
    )
    .into_bytes();
    record.write_all(&block).unwrap();
    record.write_all(b"\r\n\r\n").unwrap();
    std::fs::write(path, record).unwrap();
}

#[test]
fn a_page_that_cannot_be_decoded_is_told_and_one_that_is_not_encoded_is_taken() {
    let root = tempfile::tempdir().unwrap();
    let (warc, archive) = (root.path().join("a.warc"), root.path().join("archive"));
    let damaged = [&b"\x1f\x8b\x08\x00\xff\xff"[..], &[0x99; 40]].concat();
    foreign(&warc, "Content-Type: text/html\r\nContent-Encoding: br", &damaged);
    for arguments in [&["import", "a.warc"][..], &["clean", "a.warc"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
        command.args(arguments).current_dir(root.path());
        if arguments[0] == "import" {
            command.arg("--archive").arg(&archive);
        }
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        let why = "a.warc: https://a.test/9: its body cannot be decoded: br data";
        assert!(told.contains(why), "{arguments:?}: {told}");
        assert_ne!(output.status.code(), Some(0), "{told}");
    }
    foreign(&warc, "Content-Type: text/html\r\nContent-Encoding: br", page(9).as_bytes());
    let (code, told) = spoglio(&["import", "a.warc"], &archive);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("https://a.test/9: declared br, but is not"), "{told}");
    assert!(told.contains("stored        1\n"), "{told}");
}
