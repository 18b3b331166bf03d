//! Pages that are lost, and archives of ours, taken over with what is known of them.

use std::fs;
use std::path::{Path, PathBuf};

use spoglio::page::{Outcome, Verdict};
use spoglio::pipeline::import::{Imported, Item};
use spoglio::pipeline::{Options, RawPage, clean};
use spoglio::store::{Access, Archive, Capture, Finding};

use crate::archive::{article, capture, files, minute};
use crate::archive_import;
use crate::archive_revisits::{page, record, response};

const URL: &str = "https://a.test/story";

fn imported(archive: &Path, paths: &[PathBuf]) -> Vec<Item> {
    archive_import::imported(archive, paths, &archive_import::wanted())
}

fn answer(id: &str, url: &str, day: usize, head: &str, body: &str) -> String {
    record(
        "response",
        id,
        url,
        day,
        &[],
        &format!("HTTP/1.1 {head}\r\nContent-Type: text/html\r\n\r\n{body}"),
    )
}

/// Asked address, answering address, day, outcome and status of every capture, in the order of time.
fn sightings(archive: &Path) -> Vec<String> {
    let archive = Archive::open(archive, Access::Read).unwrap();
    let mut rows = archive.captures(0, 1000).unwrap();
    rows.sort_by_key(|row| (row.at, row.id));
    let told = |row: &spoglio::store::CaptureRow| {
        let (at, status) = (row.at.format("%Y-%m-%d %H:%M"), row.status.unwrap_or_default());
        format!("{at} {} {} {} {status} {:?}", row.asked, row.url, row.outcome, row.text)
    };
    rows.iter().map(told).collect()
}

fn history(archive: &Path, url: &str) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["history", "--no-diff", url, "--archive"])
        .arg(archive)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn that_a_known_page_is_lost_is_a_sighting_of_it_and_of_others_it_is_counted() {
    let answers = [
        answer("l1", URL, 3, "404 Not Found", "<h1>Not found</h1>"),
        answer("l2", URL, 4, "410 Gone", ""),
        answer("l3", URL, 5, "301 Moved\r\nLocation: https://a.test/", ""),
        // Says nothing of where the page is now.
        answer("l4", URL, 6, "302 Found\r\nLocation: /story/2", ""),
        answer("l5", URL, 6, "503 Busy", "<h1>Later</h1>"),
        answer("l6", "https://a.test/other", 6, "404 Not Found", "<h1>Not found</h1>"),
        answer("l7", "https://a.test/robots.txt", 6, "404 Not Found", ""),
    ];
    // Before the page, behind it, and after it was imported.
    for order in ["before", "behind", "later"] {
        let root = tempfile::tempdir().unwrap();
        let (archive, from) = (root.path().join("archive"), root.path().join("from"));
        fs::create_dir(&from).unwrap();
        let (page, lost) = match order {
            "before" => (from.join("b.warc"), from.join("a.warc")),
            _ => (from.join("a.warc"), from.join("b.warc")),
        };
        fs::write(&page, response("page", URL, 1, 1)).unwrap();
        if order == "later" {
            imported(&archive, std::slice::from_ref(&page));
        }
        fs::write(&lost, answers.concat()).unwrap();
        let items = imported(&archive, std::slice::from_ref(&from));
        let count = |is: fn(&Imported) -> bool| items.iter().filter(|i| is(&i.imported)).count();
        let refused = |i: &Imported| matches!(i, Imported::Refused { outcome: "gone" });
        assert_eq!(count(refused), 3, "{order}: {items:?}");
        assert_eq!(count(|i| matches!(i, Imported::PassedOver { .. })), 3, "{order}: {items:?}");
        let told = history(&archive, URL);
        assert_eq!(told.matches("page-lost").count(), 3, "{order}: {told}");
        let rows = sightings(&archive);
        assert_eq!(rows.len(), 4, "{rows:?}");
        let again = imported(&archive, &[from]);
        let is_there = |item: &&Item| item.imported == Imported::ThereAlready;
        assert_eq!(again.iter().filter(is_there).count(), 4, "{order}: {again:?}");
        assert_eq!(sightings(&archive), rows);
        assert!(spoglio::store::verify(&archive, None, &Default::default()).unwrap().is_sound());
        // A run over the same files finds the same.
        if order != "later" {
            let other = tempfile::tempdir().unwrap();
            let config =
                format!("[[source]]\nname = \"one\"\nwarc = {:?}\n", page.parent().unwrap());
            fs::write(other.path().join("config.toml"), config).unwrap();
            for _ in 0..2 {
                let output = crate::run::spoglio(&["run"], other.path());
                assert!(output.status.success(), "{output:?}");
                let told = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(told.contains("1 answers say that pages are gone"), "{told}");
                assert_eq!(sightings(&other.path().join("archive")), rows, "{order}");
            }
        }
    }
}

#[test]
fn a_file_of_redirects_alone_is_said_to_be_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let from = answer("l1", URL, 3, "301 Moved\r\nLocation: https://a.test/", "");
    fs::write(root.path().join("a.warc"), from).unwrap();
    let output = crate::run::spoglio(&["import", "a.warc"], root.path());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("passed over   1  (answers without a page"), "{told}");
    assert_eq!(output.status.code(), Some(2), "{told}");
}

/// An archive as runs make it: a page, the page again, gone with the same answer twice, the front page in its place,
/// and an article that moved.
fn archive_with_lost_pages(folder: &Path) {
    let article = |n: usize| {
        let html = page(n);
        let text =
            clean(&RawPage { bytes: html.as_bytes(), ..RawPage::default() }, &Options::default())
                .text;
        article(text.title(), text.body())
    };
    let gone = || {
        let verdict = Verdict {
            outcome: Outcome::Gone,
            confidence: 1.0,
            evidence: Vec::new(),
            kept_back: false,
        };
        Finding { verdict, text: spoglio::page::CleanText::default(), ..article(1) }
    };
    let answered = |head: &str, capture: Capture| Capture {
        response: format!("HTTP/1.1 {head}\r\nContent-Type: text/html\r\n\r\n").into_bytes(),
        ..capture
    };
    let not_found = |at| answered("404 Not Found", capture(URL, minute(at), "<h1>Gone</h1>"));
    let front = "<html><body><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul></body></html>";
    let front = Capture { url: URL.to_owned(), ..capture("https://a.test/", minute(4), front) };
    let moved = Capture {
        url: "https://a.test/old".to_owned(),
        ..capture("https://a.test/new", minute(5), &page(2))
    };
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive
        .record_all(&[
            (capture(URL, minute(0), &page(1)), article(1)),
            (not_found(2), gone()),
            (not_found(3), gone()),
            (front, gone()),
            (moved, article(2)),
        ])
        .unwrap();
}

#[test]
fn lost_pages_and_redirects_of_an_archive_of_ours_are_taken_over() {
    let root = tempfile::tempdir().unwrap();
    let one = root.path().join("one");
    archive_with_lost_pages(&one);
    // Of the front page a cleaner says what it is.
    let expected: Vec<String> = sightings(&one);
    let without_outcome = |rows: Vec<String>| -> Vec<String> {
        rows.iter()
            .map(|row| {
                row.split(' ').enumerate().filter(|(n, _)| *n != 4).map(|(_, w)| w).collect()
            })
            .collect()
    };
    let expected = without_outcome(expected);
    assert_eq!(expected.len(), 5);
    let wacz = root.path().join("one.wacz");
    let exported =
        crate::run::spoglio(&["export", "--archive", "one", "--output", "one.wacz"], root.path());
    assert!(exported.status.success(), "{exported:?}");
    for (name, from) in [("whole", one.clone()), ("warc", one.join("warc")), ("wacz", wacz)] {
        let two = root.path().join(name);
        imported(&two, std::slice::from_ref(&from));
        assert_eq!(without_outcome(sightings(&two)), expected, "{name}");
        assert_eq!(history(&two, URL).matches("page-lost").count(), 3, "{name}");
        let again = imported(&two, &[from]);
        assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
        assert_eq!(sightings(&two).len(), 5);
    }
}

#[test]
fn the_texts_of_an_archive_of_ours_keep_the_address_and_the_time_of_their_records() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    archive_with_lost_pages(&one);
    let text = "An old title\n\nAn old text.\n";
    let name = spoglio::store::file_name(7, &spoglio::store::digest(text.as_bytes()), 16);
    fs::write(one.join(&name), text).unwrap();
    imported(&two, std::slice::from_ref(&one));
    let listed = |archive: &Path| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(["list", "--columns", "sha256,seen,url", "--archive"])
            .arg(archive)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let mut lines: Vec<String> = told.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let mut found = listed(&two);
    // The one without a record is there too, under its own name.
    found.retain(|line| !line.contains(&name));
    assert_eq!(found, listed(&one));
    assert_eq!(files(&two).len(), 3);
}
