//! Records that stand for a page captured earlier, taken over with what they stand for.

use std::fs;
use std::path::{Path, PathBuf};

use spoglio::pipeline::Options;
use spoglio::pipeline::import::{Imported, Item};
use spoglio::store::warc::{payload_digest, sha1_digest};
use spoglio::store::{Access, Archive, Capture, verify};

use crate::archive::{article, capture, minute};
use crate::archive_import;

pub(crate) fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><body><article><h1>Flood number {n}</h1>\
         <p>The river rose by {n} metres on Monday night and cut the road to the village of Aro, the canton announced.</p>\
         <p>Twelve people were brought to safety by the fire brigade, said the mayor in the morning, and nobody was hurt.</p>\
         <p>The road will stay closed until day {n}, and the school opens again as soon as the water has fallen.</p>\
         </article></body></html>"
    )
}

pub(crate) fn record(
    kind: &str,
    id: &str,
    url: &str,
    day: usize,
    more: &[(&str, &str)],
    block: &str,
) -> String {
    let more: String = more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\n\
         WARC-Date: 2024-05-{day:02}T10:00:00Z\r\nWARC-Target-URI: {url}\r\n{more}\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
pub(crate) const SAME: (&str, &str) =
    ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest");

pub(crate) fn response(id: &str, url: &str, day: usize, n: usize) -> String {
    record("response", id, url, day, &[], &format!("{HEAD}{}", page(n)))
}

pub(crate) fn digest(n: usize) -> String {
    payload_digest(&sha1_digest(&[page(n).as_bytes()]))
}

fn imported(archive: &Path, paths: &[PathBuf]) -> Vec<Item> {
    archive_import::imported(archive, paths, &archive_import::wanted())
}

/// Address, day and text of every capture.
fn sightings(archive: &Path) -> Vec<(String, String, Option<String>)> {
    let found = verify(archive, None, &spoglio::store::Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
    let archive = Archive::open(archive, Access::Read).unwrap();
    let mut rows: Vec<_> = archive
        .captures(0, 1000)
        .unwrap()
        .into_iter()
        .map(|row| {
            let text = row.text.map(|ordinal| archive.text(ordinal).unwrap().sha256);
            (row.url, row.at.to_rfc3339(), text)
        })
        .collect();
    rows.sort();
    rows
}

fn failures(items: &[Item]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| match &item.imported {
            Imported::Failed { why } => Some(why.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_page_that_came_again_is_seen_again_whatever_its_writer_says_of_it() {
    let url = "https://a.test/1";
    let digest = digest(1);
    let by_id = [SAME, ("WARC-Refers-To", "<urn:uuid:page>"), ("WARC-Payload-Digest", &*digest)];
    let by_address = [
        SAME,
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", "2024-05-01T10:00:00Z"),
        ("WARC-Payload-Digest", &*digest),
    ];
    // The digest of a body sent in chunks, as some writers make it, is not the body's.
    let other = [SAME, ("WARC-Refers-To", "<urn:uuid:page>"), ("WARC-Payload-Digest", "sha1:AAAA")];
    let revisits = [
        record("revisit", "again", url, 2, &by_id, HEAD),
        record("revisit", "elsewhere", "https://b.test/copy", 3, &by_address, HEAD),
        record("revisit", "chunked", url, 4, &other, HEAD),
        record("revisit", "bare", url, 5, &by_id, ""),
    ];
    for order in ["before", "after", "later"] {
        let root = tempfile::tempdir().unwrap();
        let (archive, from) = (root.path().join("archive"), root.path().join("from"));
        fs::create_dir(&from).unwrap();
        let (first, second) = if order == "before" { ("b", "a") } else { ("a", "b") };
        let (first, second) =
            (from.join(format!("{first}.warc")), from.join(format!("{second}.warc")));
        fs::write(&first, response("page", url, 1, 1)).unwrap();
        fs::write(&second, revisits.concat()).unwrap();
        let mut items = if order == "later" {
            let mut items = imported(&archive, std::slice::from_ref(&first));
            items.extend(imported(&archive, std::slice::from_ref(&second)));
            items
        } else {
            imported(&archive, std::slice::from_ref(&from))
        };
        assert!(matches!(items.remove(0).imported, Imported::Stored { .. }), "{order}");
        let seen = |item: &Item| matches!(item.imported, Imported::SeenBefore { .. });
        assert!(items.len() == 4 && items.iter().all(seen), "{order}: {items:?}");
        let rows = sightings(&archive);
        let places: Vec<_> = rows.iter().map(|(url, at, _)| (url.as_str(), &at[8..10])).collect();
        assert_eq!(
            places,
            [(url, "01"), (url, "02"), (url, "04"), (url, "05"), ("https://b.test/copy", "03")]
        );
        assert!(rows.iter().all(|row| row.2 == rows[0].2 && row.2.is_some()), "{order}: {rows:?}");
        let again = imported(&archive, &[from]);
        assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
        assert_eq!(sightings(&archive), rows, "{order}");
    }
}

#[test]
fn what_stands_for_a_page_that_is_not_there_is_told_and_what_stands_for_none_is_not() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("a.warc"));
    let digest = digest(2);
    let lost = [SAME, ("WARC-Refers-To", "<urn:uuid:lost>"), ("WARC-Payload-Digest", &*digest)];
    // Names a page of another address, and a digest that is not that page's.
    let lie = [SAME, ("WARC-Refers-To", "<urn:uuid:page>"), ("WARC-Payload-Digest", &*digest)];
    let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
    let moved = "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /x\r\n\r\n";
    let records = [
        response("page", "https://a.test/1", 1, 1),
        record("revisit", "r1", "https://a.test/2", 2, &lost, HEAD),
        record("revisit", "r2", "https://evil.test/", 2, &lie, HEAD),
        record("revisit", "r3", "https://a.test/logo.png", 2, &lost, image),
        record("revisit", "r4", "https://a.test/3", 2, &lost, moved),
        record("revisit", "r5", "https://a.test/4", 2, &lost, ""),
        record("revisit", "r6", "https://a.test/robots.txt", 2, &lost, HEAD),
    ];
    fs::write(&from, records.concat()).unwrap();
    let items = imported(&archive, &[from]);
    assert_eq!(items.len(), 3, "{items:?}");
    let told = failures(&items);
    assert!(
        told.len() == 2 && told[0].starts_with("https://a.test/2: refers to a page"),
        "{told:?}"
    );
    assert!(told[1].starts_with("https://evil.test/: refers to a page"), "{told:?}");
    assert_eq!(sightings(&archive).len(), 1);
}

#[test]
fn an_archive_of_ours_that_is_taken_over_brings_every_sighting() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    let mut archive = Archive::open(&one, Access::Write).unwrap();
    // The texts are those that cleaning gives, since taking over cleans.
    let text = |n: usize| {
        let options = Options::default();
        let html = page(n);
        let raw = spoglio::pipeline::RawPage { bytes: html.as_bytes(), ..Default::default() };
        let text = spoglio::pipeline::clean(&raw, &options).text;
        article(text.title(), text.body())
    };
    let seen = |url: &str, at: i64, n: usize| (capture(url, minute(at), &page(n)), text(n));
    let (a, b) = ("https://a.test/1", "https://b.test/1");
    archive.record_all(&[seen(a, 0, 1), seen(b, 1, 1), seen(a, 2, 1), seen(a, 3, 2)]).unwrap();
    let answer = |at| Capture {
        response: b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec(),
        ..capture(a, minute(at), "")
    };
    let told = archive.record_unchanged(&[answer(4), answer(5)]).unwrap();
    assert!(told.iter().all(Option::is_some));
    archive.record_all(&[seen(a, 6, 1), seen(a, 7, 2)]).unwrap();
    archive.record_unchanged(&[answer(8)]).unwrap();
    drop(archive);
    let items = imported(&two, &[one.join("warc")]);
    assert!(failures(&items).is_empty(), "{items:?}");
    assert_eq!(sightings(&two), sightings(&one));
    assert_eq!(sightings(&two).len(), 9);
    let again = imported(&two, &[one.join("warc")]);
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
    // Where the address has had another text since, an old answer of 304 says nothing of that one.
    let newer = root.path().join("newer.warc");
    fs::write(&newer, response("newer", a, 30, 9).replace("2024-05-30", "2027-05-30")).unwrap();
    let three = root.path().join("three");
    imported(&three, &[newer]);
    let items = imported(&three, &[one.join("warc")]);
    let told = failures(&items);
    let is_outdated = |why: &&str| why.contains("another text of the address by now");
    assert!(told.len() == 3 && told.iter().all(is_outdated), "{told:?}");
}

#[test]
fn a_run_over_warc_files_takes_revisits_once() {
    let root = tempfile::tempdir().unwrap();
    let (one, from) = (root.path().join("one"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    let (a, b) = ("https://a.test/1", "https://b.test/copy");
    let digest = digest(1);
    let refers = [SAME, ("WARC-Refers-To", "<urn:uuid:page>"), ("WARC-Payload-Digest", &*digest)];
    let not_modified = [
        ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified"),
        ("WARC-Refers-To", "<urn:uuid:page>"),
        ("WARC-Payload-Digest", &*digest),
    ];
    // Its page comes in a later file.
    fs::write(from.join("1.warc"), record("revisit", "r1", b, 3, &refers, HEAD)).unwrap();
    let later = [
        response("page", a, 1, 1),
        record("revisit", "r2", a, 2, &refers, HEAD),
        record("revisit", "r3", a, 4, &not_modified, "HTTP/1.1 304 Not Modified\r\n\r\n"),
        record("revisit", "r4", "https://a.test/lost", 4, &[SAME], HEAD),
    ];
    fs::write(from.join("2.warc"), later.concat()).unwrap();
    let config = root.path().join("config.toml");
    fs::write(&config, "archive = \"one\"\n[[source]]\nname = \"crawl\"\nwarc = \"from\"\n")
        .unwrap();
    for pass in 0..2 {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .arg("run")
            .current_dir(root.path())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("https://a.test/lost: refers to a page that is neither"), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        let rows = sightings(&one);
        let places: Vec<_> = rows.iter().map(|(url, at, _)| (url.as_str(), &at[8..10])).collect();
        assert_eq!(places, [(a, "01"), (a, "02"), (a, "04"), (b, "03")], "pass {pass}");
        assert!(rows.iter().all(|row| row.2 == rows[0].2 && row.2.is_some()), "{rows:?}");
    }
}

/// The file is imported again after its end is known: that a page did not change once is no news then.
#[test]
fn an_answer_that_nothing_changed_is_there_also_when_something_has_since() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    let url = "https://a.test/1";
    let not_modified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
    let digest = digest(1);
    let refers = [
        ("WARC-Profile", not_modified),
        ("WARC-Refers-To", "<urn:uuid:p1>"),
        ("WARC-Payload-Digest", &*digest),
    ];
    // The same text in other bytes, between the page and the answers that refer to it.
    let moved = page(1).replace("<article>", "<article id=\"x\">");
    let records = [
        response("p1", url, 1, 1),
        record("response", "p2", url, 2, &[], &format!("{HEAD}{moved}")),
        record("revisit", "r1", url, 3, &refers, "HTTP/1.1 304 Not Modified\r\n\r\n"),
        record("revisit", "r2", url, 4, &refers, ""),
        response("p3", url, 5, 2),
    ];
    fs::write(from.join("a.warc"), records.concat()).unwrap();
    let items = imported(&archive, std::slice::from_ref(&from));
    assert!(items.len() == 5 && failures(&items).is_empty(), "{items:?}");
    let rows = sightings(&archive);
    assert_eq!(rows.len(), 5, "{rows:?}");
    for from in [from.clone(), archive.join("warc"), from.join("a.warc")] {
        let again = imported(&archive, &[from]);
        assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
        assert_eq!(sightings(&archive), rows);
    }
    // So it is where only the beginning was imported before, and in a run.
    let begun = root.path().join("begun");
    let head = root.path().join("head.warc");
    fs::write(&head, records[..3].concat()).unwrap();
    imported(&begun, &[head]);
    assert!(failures(&imported(&begun, std::slice::from_ref(&from))).is_empty());
    assert_eq!(sightings(&begun), rows);
    fs::write(root.path().join("config.toml"), "[[source]]\nname = \"one\"\nwarc = \"from\"\n")
        .unwrap();
    let output = crate::run::spoglio(&["run"], root.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(sightings(&archive), rows);
}

#[test]
fn a_page_is_found_by_its_digest_where_nothing_else_is_named() {
    let digest = digest(1);
    let hex = format!("sha1:{}", spoglio::store::hex(&sha1_digest(&[page(1).as_bytes()])));
    let other = self::digest(2);
    let named = |digest| [SAME, ("WARC-Payload-Digest", digest)];
    let nowhere = [SAME, ("WARC-Refers-To", "<urn:uuid:no>"), ("WARC-Payload-Digest", &*digest)];
    let records = [
        record("revisit", "r1", "https://b.test/1", 2, &named(&digest), HEAD),
        record("revisit", "r2", "https://b.test/2", 3, &named(&hex), HEAD),
        record("revisit", "r3", "https://b.test/3", 4, &nowhere, HEAD),
        record("revisit", "r4", "https://b.test/4", 5, &named(&other), HEAD),
    ];
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    fs::write(from.join("a.warc"), records.concat()).unwrap();
    fs::write(from.join("b.warc"), response("page", "https://a.test/1", 1, 1)).unwrap();
    let items = imported(&archive, std::slice::from_ref(&from));
    let told = failures(&items);
    assert!(
        told.len() == 1 && told[0].starts_with("https://b.test/4: refers to a page"),
        "{told:?}"
    );
    let rows = sightings(&archive);
    assert!(rows.len() == 4 && rows.iter().all(|row| row.2 == rows[0].2), "{rows:?}");
    let again = imported(&archive, std::slice::from_ref(&from));
    let there = again.iter().filter(|item| item.imported == Imported::ThereAlready).count();
    assert_eq!(there, 4, "{again:?}");
    fs::write(
        root.path().join("config.toml"),
        "archive = \"run\"\n[[source]]\nname = \"one\"\nwarc = \"from\"\n",
    )
    .unwrap();
    for _ in 0..2 {
        crate::run::spoglio(&["run"], root.path());
        assert_eq!(sightings(&root.path().join("run")), rows);
    }
}
