//! When a page was captured that others captured: as its record says, or else the same time whenever it is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use spoglio::pipeline::import::{Imported, Item};
use spoglio::store::{Access, Archive};

use crate::archive_import;
use crate::archive_revisits::{SAME, digest, page};

fn record(kind: &str, date: &str, url: &str, more: &str, block: &str) -> String {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{url}>\r\n{date}\
         WARC-Target-URI: {url}\r\n{more}Content-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn response(date: &str, n: usize, headers: &str) -> String {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n");
    record("response", date, &format!("https://a.test/{n}"), "", &format!("{head}{}", page(n)))
}

/// A file that was last changed in the year 2001.
fn file(path: &Path, text: &str) -> PathBuf {
    fs::write(path, text).unwrap();
    let changed = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(path).unwrap().set_modified(changed).unwrap();
    path.to_owned()
}

fn imported(archive: &Path, paths: &[PathBuf]) -> Vec<Item> {
    archive_import::imported(archive, paths, &archive_import::wanted())
}

fn times(archive: &Path) -> Vec<(String, String)> {
    let archive = Archive::open(archive, Access::Read).unwrap();
    let rows = archive.captures(0, 100).unwrap();
    rows.into_iter().map(|row| (row.url, row.at.format("%Y-%m-%d %H:%M:%S").to_string())).collect()
}

#[test]
fn dates_of_every_granularity_are_taken_as_they_are() {
    let root = tempfile::tempdir().unwrap();
    let dates = [
        ("2026", "2026-01-01 00:00:00"),
        ("2026-05", "2026-05-01 00:00:00"),
        ("2026-05-03", "2026-05-03 00:00:00"),
        ("2026-05-03T10:30Z", "2026-05-03 10:30:00"),
        ("2026-05-03T10:30:07.25+02:00", "2026-05-03 08:30:07"),
        ("20260503103007", "2026-05-03 10:30:07"),
    ];
    let mut records = String::new();
    for (n, (date, _)) in dates.iter().enumerate() {
        records.push_str(&response(&format!("WARC-Date: {date}\r\n"), n, ""));
    }
    let digest = digest(0);
    let refers = format!(
        "{}: {}\r\nWARC-Refers-To-Target-URI: https://a.test/0\r\nWARC-Payload-Digest: {digest}\r\n",
        SAME.0, SAME.1
    );
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let url = "https://a.test/0";
    records.push_str(&record("revisit", "WARC-Date: 2026-06-01\r\n", url, &refers, head));
    let from = file(&root.path().join("a.warc"), &records);
    let archive = root.path().join("archive");
    let items = imported(&archive, std::slice::from_ref(&from));
    assert!(items.iter().all(|item| item.note.is_none()), "{items:?}");
    let mut found = times(&archive);
    assert_eq!(found.pop().unwrap().1, "2026-06-01 00:00:00");
    let found: Vec<&str> = found.iter().map(|(_, at)| at.as_str()).collect();
    assert_eq!(found, dates.map(|(_, meant)| meant));
    let again = imported(&archive, &[from]);
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
}

#[test]
fn a_record_without_a_date_has_the_same_time_whenever_it_is_read() {
    let root = tempfile::tempdir().unwrap();
    let from = root.path().join("from");
    fs::create_dir(&from).unwrap();
    let info = "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: 2020-02-03T04:05:06Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    let answered = "Date: Sun, 03 May 2026 10:30:07 GMT\r\n";
    file(&from.join("a.warc"), &response("", 1, ""));
    file(
        &from.join("b.warc"),
        &[info, &response("", 2, answered), &response("WARC-Date: today\r\n", 3, "")].concat(),
    );
    let saved = format!(
        "Snapshot-Content-Location: https://a.test/4\r\nDate: today\r\n\
         Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{}\r\n--b--\r\n",
        page(4)
    );
    file(&from.join("c.mhtml"), &saved);
    let archive = root.path().join("archive");
    let items = imported(&archive, std::slice::from_ref(&from));
    let expected = [
        ("https://a.test/1", "2001-09-09 01:46:40", "when its file was last changed"),
        ("https://a.test/2", "2026-05-03 10:30:07", "the `Date` of the server's answer"),
        ("https://a.test/3", "2020-02-03 04:05:06", "the date of the file's warcinfo record"),
        ("https://a.test/4", "2001-09-09 01:46:40", "when its file was last changed"),
    ];
    assert_eq!(
        times(&archive),
        expected.map(|(url, at, _)| (url.to_owned(), at.to_owned())),
        "{items:?}"
    );
    for (item, (url, _, whose)) in items.iter().zip(expected) {
        let note = item.note.as_deref().unwrap_or("");
        assert!(note.starts_with(url) && note.ends_with(whose), "{item:?}");
    }
    let again = imported(&archive, std::slice::from_ref(&from));
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
    // So it is in a run over them, which tells of it as well.
    fs::write(root.path().join("config.toml"), "[[source]]\nname = \"one\"\nwarc = \"from\"\n")
        .unwrap();
    let output = crate::run::spoglio(&["run"], root.path());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("does not say when it was captured"), "{told}");
    assert_eq!(times(&archive).len(), 4, "no sighting more: {told}");
}
