//! What is stored, under which names, and what is not stored.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use spoglio::page::{CleanText, Metadata, Outcome, Verdict};
use spoglio::profile::Marks;
use spoglio::store::{
    Access, Archive, Capture, CaptureKind, Finding, Progress, Recorded, StoreError, verify,
};

/// A moment in the tests' time, so many minutes after its beginning.
pub(crate) fn minute(n: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_760_000_000, 123_000_000).unwrap() + TimeDelta::minutes(n)
}

/// A page over HTTP.
pub(crate) fn capture(url: &str, at: DateTime<Utc>, body: &str) -> Capture {
    Capture {
        url: url.to_owned(),
        final_url: url.to_owned(),
        at,
        kind: CaptureKind::Http,
        request: b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".to_vec(),
        response: format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"{}\"\r\nContent-Length: {}\r\n\r\n",
            body.len(),
            body.len()
        )
        .into_bytes(),
        body: body.as_bytes().to_vec(),
        content_type: Some("text/html".to_owned()),
        ..Capture::default()
    }
}

/// What cleaning found: an article.
pub(crate) fn article(title: &str, body: &str) -> Finding {
    finding(Outcome::Article, title, body)
}

/// What cleaning found.
pub(crate) fn finding(outcome: Outcome, title: &str, body: &str) -> Finding {
    Finding {
        verdict: Verdict {
            outcome,
            confidence: 0.9,
            evidence: vec!["a test".to_owned()],
            kept_back: false,
        },
        metadata: Metadata::default(),
        text: CleanText::new(title.to_owned(), body.to_owned()),
        cleaner: "test 1".to_owned(),
        profile: None,
        marks: Marks::default(),
    }
}

/// The text files of an archive, with their bytes, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap())
        .map(|item| (item.file_name().to_string_lossy().into_owned(), item.path()))
        .filter(|(name, _)| name.ends_with(".txt"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

const URL: &str = "https://a.test/1";

#[test]
fn a_name_proves_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let recorded = archive
        .record(&capture(URL, minute(0), "<p>x"), &article("Ein Titel", "Erster Satz.\n\nZweiter."))
        .unwrap();
    let files = files(folder.path());
    assert_eq!(files.len(), 1);
    let (name, bytes) = &files[0];
    assert_eq!(bytes, "Ein Titel\n\nErster Satz.\n\nZweiter.\n".as_bytes());
    let digest = spoglio::store::hex(&spoglio::store::digest(bytes));
    assert_eq!(*name, format!("000_{}.txt", &digest[..16]));
    assert_eq!(recorded, Recorded::New { ordinal: 0, name: name.clone() });
    let stored = archive.text(0).unwrap();
    assert_eq!((stored.title.as_str(), stored.words, stored.sha256), ("Ein Titel", 3, digest));
    assert_eq!(archive.content(&archive.text(0).unwrap()).unwrap().as_bytes(), bytes);
}

#[test]
fn the_same_text_is_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let text = article("T", "Body.");
    archive.record(&capture(URL, minute(0), "a"), &text).unwrap();
    let elsewhere = archive.record(&capture("https://b.test/9", minute(5), "b"), &text).unwrap();
    let again = archive.record(&capture(URL, minute(9), "a"), &text).unwrap();
    for answer in [elsewhere, again] {
        assert!(
            matches!(answer, Recorded::SeenBefore { ordinal: 0, first_seen, .. } if first_seen == minute(0))
        );
    }
    assert_eq!(files(folder.path()).len(), 1);
    assert_eq!(archive.captures_of_text(0).unwrap().len(), 3);
    assert_eq!(archive.captures_of_url(URL).unwrap().len(), 2);
    let known = archive.known(&format!("{URL}#comments")).unwrap().unwrap();
    assert_eq!((known.at, known.etag.as_deref(), known.text), (minute(9), Some("\"1\""), Some(0)));
}

#[test]
fn another_text_at_the_address_is_a_version() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(URL, minute(0), "a"), &article("T", "One.")).unwrap();
    let second = archive
        .record(&capture(&format!("{URL}?utm_source=x"), minute(1), "b"), &article("T", "Two."))
        .unwrap();
    assert!(matches!(second, Recorded::Version { ordinal: 1, previous: 0, .. }), "{second:?}");
    let files = files(folder.path());
    assert_eq!(files[0].1, b"T\n\nOne.\n");
    assert_eq!(files[1].1, b"T\n\nTwo.\n");
}

#[test]
fn a_bad_fetch_touches_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(URL, minute(0), "a"), &article("T", "One.")).unwrap();
    let before = files(folder.path());
    for (n, outcome) in
        [Outcome::ConsentWall, Outcome::ErrorPage, Outcome::PaywallStub].into_iter().enumerate()
    {
        let answer = archive
            .record(&capture(URL, minute(1 + n as i64), "b"), &finding(outcome, "T", "Accept all"))
            .unwrap();
        assert_eq!(answer, Recorded::Refused { outcome });
    }
    let empty = archive.record(&capture(URL, minute(7), ""), &article("T", "")).unwrap();
    assert_eq!(empty, Recorded::Refused { outcome: Outcome::Empty });
    assert_eq!(files(folder.path()), before);
    let back = archive.record(&capture(URL, minute(8), "a"), &article("T", "One.")).unwrap();
    assert!(matches!(back, Recorded::SeenBefore { ordinal: 0, .. }));
}

#[test]
fn a_collision_makes_the_name_grow() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.shorten_names(1);
    for n in 0..40 {
        let url = format!("https://a.test/{n}");
        archive
            .record(&capture(&url, minute(n), "a"), &article("T", &format!("Text {n}.")))
            .unwrap();
    }
    let files = files(folder.path());
    assert_eq!(files.len(), 40);
    let mut digits: Vec<String> = Vec::new();
    for (name, bytes) in &files {
        let hex = spoglio::store::parse(name).unwrap().hex;
        assert!(spoglio::store::hex(&spoglio::store::digest(bytes)).starts_with(&hex));
        assert!(!digits.contains(&hex), "{hex} twice");
        digits.push(hex);
    }
    assert!(digits.iter().any(|hex| hex.len() > 1));
}

#[test]
fn captures_come_back_as_they_came() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let text = article("T", "One.");
    archive.record(&capture(URL, minute(0), "<p>One.</p>"), &text).unwrap();
    archive.record(&capture(URL, minute(1), "<p>One.</p>"), &text).unwrap();
    let file = Capture {
        kind: CaptureKind::File,
        request: Vec::new(),
        response: Vec::new(),
        ..capture("file:///page.html", minute(2), "<b>Saved</b>")
    };
    archive.record(&file, &article("T", "Saved.")).unwrap();
    let captures = archive.captures(0, 10).unwrap();
    let bodies: Vec<_> = captures.iter().map(|c| archive.raw(c).unwrap()).collect();
    assert_eq!(bodies, [&b"<p>One.</p>"[..], b"<p>One.</p>", b"<b>Saved</b>"]);
    let kinds: Vec<_> =
        captures.iter().map(|c| archive.record_of(c).unwrap().kind.to_string()).collect();
    assert_eq!(kinds, ["response", "revisit", "resource"]);
}

#[test]
fn a_captures_page_comes_decoded_and_through_revisits() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"<p>One.</p>").unwrap();
    let page = Capture {
        response: b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
        body: gzip.finish().unwrap(),
        ..capture(URL, minute(0), "")
    };
    let again = Capture { at: minute(1), ..page.clone() };
    for capture in [page, again] {
        archive.record(&capture, &finding(Outcome::ErrorPage, "", "")).unwrap();
    }
    for (n, row) in archive.captures(0, 10).unwrap().iter().enumerate() {
        let page = archive.page(row).unwrap();
        assert_eq!(page.body, b"<p>One.</p>");
        assert_eq!(page.content_type.as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!((page.url.as_str(), page.at), (URL, Some(minute(n as i64))));
    }
}

/// A page that a browser made of a server's answer.
pub(crate) fn rendered(url: &str, at: DateTime<Utc>, body: &str) -> Capture {
    Capture {
        kind: CaptureKind::File,
        request: Vec::new(),
        response: Vec::new(),
        original: Some(Box::new(capture(url, at - TimeDelta::seconds(2), "<script>"))),
        ..capture(url, at, body)
    }
}

#[test]
fn the_answer_that_a_browser_made_a_page_of_stands_beside_it() {
    use spoglio::store::warc::{RecordType, WarcReader};
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for (at, text) in [(0, "One."), (1, "One."), (2, "Two.")] {
        archive.record(&rendered(URL, minute(at), text), &article("T", text)).unwrap();
    }
    let told = format!("{:?}", archive.captures(0, 10).unwrap());
    drop(archive);
    // Whoever reads the files again finds the same captures: the answer is none of them.
    std::fs::remove_file(folder.path().join("index.sqlite")).unwrap();
    let archive = Archive::open(folder.path(), Access::Write).unwrap();
    assert_eq!(format!("{:?}", archive.captures(0, 10).unwrap()), told);
    let found = verify(folder.path(), None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
    let rows = archive.captures(0, 10).unwrap();
    let file = std::fs::File::open(folder.path().join("warc").join(&rows[0].warc)).unwrap();
    let records: Vec<_> = WarcReader::new(file).map(|item| item.unwrap().record).collect();
    let kinds = [RecordType::Resource, RecordType::Revisit, RecordType::Resource];
    for (row, kind) in rows.iter().zip(kinds) {
        let page = archive.record_of(row).unwrap();
        assert_eq!(page.kind, kind);
        assert!(archive.page(row).unwrap().body.ends_with(b"."), "the page is what was rendered");
        let answer = page.field("WARC-Concurrent-To").unwrap();
        let answer = records.iter().find(|r| r.field("WARC-Record-ID") == Some(answer)).unwrap();
        assert_eq!((&answer.kind, answer.target()), (&RecordType::Response, page.target()));
        assert!(answer.block.ends_with(b"\r\n\r\n<script>"), "{answer:?}");
        assert!(answer.field("WARC-Date") < page.field("WARC-Date"));
    }
}

#[test]
fn a_second_writer_is_told_who_holds_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let first = Archive::open(folder.path(), Access::Write).unwrap();
    let patience = Access::WriteWithin(std::time::Duration::from_millis(30));
    let refused = Archive::open(folder.path(), patience).unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }));
    assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    assert!(Archive::open(folder.path(), Access::Read).is_ok(), "reading goes on beside a writer");
    drop(first);
    assert!(Archive::open(folder.path(), patience).is_ok());
}

#[test]
fn what_was_made_for_nothing_is_taken_away_and_a_waiting_writer_makes_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("archive");
    let first = Archive::open(&place, Access::Write).unwrap();
    std::fs::write(place.join("sources.json"), "{}").unwrap();
    let waiting = std::thread::spawn({
        let place = place.clone();
        move || {
            let patience = std::time::Duration::from_secs(60);
            let mut second = Archive::open(place, Access::WriteWithin(patience)).unwrap();
            second
                .record(&capture(URL, minute(0), "<p>x"), &article("Ein Titel", "Ein Satz."))
                .unwrap();
            second
        }
    });
    std::thread::sleep(std::time::Duration::from_millis(100));
    first.unmake(&["sources.json"]);
    let second = waiting.join().unwrap();
    assert_eq!(files(&place).len(), 1);
    // One that holds something stays, and so does one that was there before.
    second.unmake(&[]);
    assert_eq!(files(&place).len(), 1);
    Archive::open(&place, Access::Write).unwrap().unmake(&[]);
    assert_eq!(Archive::open(&place, Access::Read).unwrap().text(0).unwrap().title, "Ein Titel");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    Archive::open(&empty, Access::Write).unwrap().unmake(&[]);
    assert!(empty.exists());
    let gone = folder.path().join("gone");
    Archive::open(&gone, Access::Write).unwrap().unmake(&[]);
    assert!(!gone.exists());
}

#[test]
fn a_run_is_summed_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(URL, minute(0), "a"), &article("T", "Before.")).unwrap();
    archive.begin_run(minute(1), "run").unwrap();
    archive
        .record_all(&[
            (capture(URL, minute(1), "a"), article("T", "Before.")),
            (capture(URL, minute(2), "b"), article("T", "After.")),
            (capture("https://a.test/2", minute(2), "c"), article("T", "Other.")),
            (capture("https://a.test/3", minute(2), "d"), finding(Outcome::ListPage, "T", "x")),
        ])
        .unwrap();
    archive
        .record_failure(&spoglio::store::Failure {
            url: "https://a.test/4".to_owned(),
            at: minute(2),
            source: None,
            reason: "http-404".to_owned(),
            detail: "404 Not Found".to_owned(),
        })
        .unwrap();
    let summary = archive.end_run(minute(3)).unwrap();
    assert_eq!((summary.stored, summary.seen_before, summary.new_versions), (1, 1, 1));
    assert_eq!(summary.refused.get("list-page"), Some(&1));
    assert_eq!(summary.failed.get("http-404"), Some(&1));
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Archive::open(folder.path().join("none"), Access::Read).unwrap_err();
    assert!(matches!(missing, StoreError::Missing(_)));
    let archive = Archive::open(folder.path(), Access::Write).unwrap();
    assert!(matches!(archive.find("007").unwrap_err(), StoreError::NoSuchText { .. }));
}
