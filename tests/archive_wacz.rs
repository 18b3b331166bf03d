//! A part of an archive as a WACZ file: what is in it, and that it can be found there.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spoglio::store::warc::{RecordType, WarcReader, WarcRecord, payload_digest, sha1_digest};
use spoglio::store::{Access, Archive, Confirmed, Finding};

use crate::archive::{article, capture, finding, minute, rendered};
use crate::archive_tools::python;

/// A WACZ file, read as a replay tool reads it.
struct Wacz {
    zip: zip::ZipArchive<fs::File>,
    /// The lines of its index, each with the record that it points at.
    captures: Vec<(Value, WarcRecord)>,
    /// The titles of its pages by their addresses.
    pages: Vec<(String, String)>,
}

impl Wacz {
    fn open(path: &Path) -> Wacz {
        let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
        let index = String::from_utf8(bytes(&mut zip, "indexes/index.cdx")).unwrap();
        assert!(index.lines().is_sorted(), "{index}");
        let mut captures = Vec::new();
        for line in index.lines() {
            let line: Value = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
            let said = |key: &str| line[key].as_str().unwrap().to_owned();
            let warc = bytes(&mut zip, &format!("archive/{}", said("filename")));
            let from: usize = said("offset").parse().unwrap();
            let to = from + said("length").parse::<usize>().unwrap();
            let record = WarcReader::new(&warc[from..to]).next().unwrap().unwrap().record;
            assert_eq!(record.target(), line["url"].as_str());
            captures.push((line, record));
        }
        let pages = String::from_utf8(bytes(&mut zip, "pages/pages.jsonl")).unwrap();
        let pages = pages.lines().skip(1).map(|line| {
            let page: Value = serde_json::from_str(line).unwrap();
            let said = |key: &str| page[key].as_str().unwrap().to_owned();
            (said("url"), said("title"))
        });
        let pages = pages.collect();
        Wacz { zip, captures, pages }
    }

    /// Everything that stands in its WARC files.
    fn records(&mut self) -> Vec<WarcRecord> {
        let names: Vec<String> =
            self.zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let warcs = names.iter().filter(|name| name.starts_with("archive/"));
        let mut records = Vec::new();
        for name in warcs {
            let warc = bytes(&mut self.zip, name);
            records.extend(WarcReader::new(&warc[..]).map(|item| item.unwrap().record));
        }
        records
    }

    fn urls(&self) -> Vec<&str> {
        self.captures.iter().map(|(line, _)| line["url"].as_str().unwrap()).collect()
    }
}

fn bytes(zip: &mut zip::ZipArchive<fs::File>, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// What stands behind the head of an answer; all of what is none.
fn body(record: &WarcRecord) -> String {
    let block = String::from_utf8(record.block.clone()).unwrap();
    match block.split_once("\r\n\r\n") {
        Some((_, body)) => body.to_owned(),
        None => block,
    }
}

fn export(arguments: &[&str], root: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["export", "--archive", "archive", "--output", "a.wacz"])
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn from(source: &str, page: spoglio::store::Capture) -> spoglio::store::Capture {
    spoglio::store::Capture { source: Some(source.to_owned()), ..page }
}

/// Two sites with a text in common, a page that came twice and was named by two sources, a page of a browser, a page
/// that was cleaned again, and one that was refused.
fn sample(folder: &Path) {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let wall = finding(spoglio::page::Outcome::ConsentWall, "", "Accept");
    let both = article("Both", "What both sites have.");
    archive
        .record_all(&[
            (from("feed", capture("https://a.test/both", minute(0), "both a")), both.clone()),
            (capture("https://b.test/both", minute(1), "both b"), both),
            (from("feed", capture("https://a.test/1", minute(2), "one")), article("One", "One.")),
            (capture("https://a.test/wall", minute(3), "wall"), wall),
        ])
        .unwrap();
    let again = from("list", capture("https://a.test/1", minute(4), "one"));
    archive.record(&again, &article("One", "One.")).unwrap();
    let app = rendered("https://www.a.test/app", minute(5), "what its scripts made");
    archive.record(&app, &article("An app", "What its scripts made.")).unwrap();
    archive
        .record(&capture("https://c.test/1", minute(6), "first c"), &article("C", "Too much."))
        .unwrap();
    let row = archive.captures_of_url("https://c.test/1").unwrap().remove(0);
    let mut better: Finding = article("C, cleaned", "Less.");
    let lang = spoglio::page::Sourced::new("rm".to_owned(), spoglio::page::Evidence::HtmlLang);
    better.metadata.lang = Some(lang);
    archive.record_recleaned(&[(row, better)], minute(7), &Confirmed::default()).unwrap();
}

#[test]
fn the_captures_of_a_site_are_found_and_nothing_else_is_there() {
    let root = tempfile::tempdir().unwrap();
    sample(&root.path().join("archive"));
    let (code, told) = export(&["--site", "a.test"], root.path());
    assert_eq!(code, Some(0), "{told}");
    let mut wacz = Wacz::open(&root.path().join("a.wacz"));
    let wanted =
        ["https://a.test/1", "https://a.test/1", "https://www.a.test/app", "https://a.test/both"];
    assert_eq!(wacz.urls(), wanted, "in the order of their keys");
    let titles: Vec<&str> = wacz.pages.iter().map(|(_, title)| title.as_str()).collect();
    assert_eq!(titles, ["Both", "One", "An app"]);
    let bodies: Vec<String> = wacz.captures.iter().map(|(_, record)| body(record)).collect();
    assert_eq!(bodies, ["one", "", "what its scripts made", "both a"]);
    for (line, record) in wacz.captures.iter().filter(|(line, _)| line["mime"] != "warc/revisit") {
        let digest = payload_digest(&sha1_digest(&[body(record).as_bytes()]));
        assert_eq!(line["digest"], digest.as_str());
    }
    let records = wacz.records();
    // the server's answer stands beside what the browser made of it
    let original =
        records.iter().filter(|record| record.target() == Some("https://www.a.test/app"));
    let kinds: Vec<RecordType> = original.map(|record| record.kind.clone()).collect();
    assert!(kinds.contains(&RecordType::Response) && kinds.contains(&RecordType::Resource));
    let info = String::from_utf8_lossy(&records[0].block).into_owned();
    assert!(info.contains("description: texts --site a.test\r\n"), "{info}");
    for record in &records[1..] {
        let block = String::from_utf8_lossy(&record.block);
        assert!(!block.contains("both b") && !block.contains("wall") && !block.contains("first c"));
    }
    assert!(export(&["--site", "b.test"], root.path()).1.contains("selection-000"));
    let wacz = Wacz::open(&root.path().join("a.wacz"));
    assert_eq!(wacz.pages, [("https://b.test/both".to_owned(), "Both".to_owned())]);
}

#[test]
fn what_a_capture_refers_to_comes_with_it() {
    let root = tempfile::tempdir().unwrap();
    sample(&root.path().join("archive"));
    // The page came once more, and its body stands with the first capture, which another source brought.
    assert_eq!(export(&["--source", "list"], root.path()).0, Some(0));
    let wacz = Wacz::open(&root.path().join("a.wacz"));
    assert_eq!(wacz.urls(), ["https://a.test/1", "https://a.test/1"]);
    assert_eq!(body(&wacz.captures[0].1), "one");
    let id = wacz.captures[0].1.field("WARC-Record-ID");
    assert_eq!(wacz.captures[1].1.field("WARC-Refers-To"), id);
    // A text that came of cleaning a page again stands beside that page.
    assert_eq!(export(&["--lang", "rm"], root.path()).0, Some(0));
    let mut wacz = Wacz::open(&root.path().join("a.wacz"));
    assert_eq!(wacz.pages, [("https://c.test/1".to_owned(), "C, cleaned".to_owned())]);
    assert_eq!(body(&wacz.captures[0].1), "first c");
    let texts = wacz.records().into_iter().filter(|record| record.kind == RecordType::Conversion);
    let texts: Vec<Vec<u8>> = texts.map(|record| record.block).collect();
    assert_eq!(texts, [&b"C\n\nToo much.\n"[..], b"C, cleaned\n\nLess.\n"]);
}

#[test]
fn the_texts_of_a_part_can_be_taken_over_elsewhere() {
    let root = tempfile::tempdir().unwrap();
    sample(&root.path().join("archive"));
    // The texts since an ordinal, as for what came since the last export.
    assert_eq!(export(&["--from", "1"], root.path()).0, Some(0));
    let wacz = Wacz::open(&root.path().join("a.wacz"));
    let wanted =
        ["https://a.test/1", "https://a.test/1", "https://www.a.test/app", "https://c.test/1"];
    assert_eq!(wacz.urls(), wanted);
    let import = ["import", "a.wacz", "--archive", "two"];
    let output = crate::run::spoglio(&import, root.path());
    let (said, complained) = crate::run::said(&output);
    // What is shorter than an article is refused; that it was read as a page counts here.
    for url in wanted {
        assert!(said.contains(url), "{said}{complained}");
    }
    let verified = crate::run::spoglio(&["verify", "--archive", "two"], root.path());
    assert!(verified.status.success(), "{verified:?}");
}

#[test]
fn nothing_within_bounds_is_told() {
    let root = tempfile::tempdir().unwrap();
    sample(&root.path().join("archive"));
    let (code, told) = export(&["--site", "nowhere.test"], root.path());
    assert_eq!(code, Some(0));
    assert!(told.contains("no text --site nowhere.test"), "{told}");
    assert!(Wacz::open(&root.path().join("a.wacz")).captures.is_empty());
}

#[test]
fn a_damaged_record_keeps_no_other_capture_out() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    sample(&folder);
    let archive = Archive::open(&folder, Access::Read).unwrap();
    let row = archive.captures_of_url("https://a.test/both").unwrap().remove(0);
    drop(archive);
    let path = folder.join("warc").join(&row.warc);
    let mut warc = fs::read(&path).unwrap();
    let middle = (row.offset + row.length / 2) as usize;
    warc[middle..middle + 8].fill(0xff);
    fs::write(&path, warc).unwrap();
    for (bounds, captures) in [(&["--site", "a.test"][..], 3), (&[], 6)] {
        let (code, told) = export(bounds, root.path());
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains(&row.warc), "{told}");
        let mut zip =
            zip::ZipArchive::new(fs::File::open(root.path().join("a.wacz")).unwrap()).unwrap();
        let index = String::from_utf8(bytes(&mut zip, "indexes/index.cdx")).unwrap();
        assert_eq!(index.lines().count(), captures, "{index}");
        assert!(!index.contains("a.test/both"), "{index}");
    }
    // Once it is known to be lost, that is told, and the rest is whole.
    spoglio::store::repair(&folder).unwrap();
    for bounds in [&["--site", "a.test"][..], &[]] {
        let (code, told) = export(bounds, root.path());
        assert!(code == Some(0) && told.contains("https://a.test/both"), "{told}");
    }
}

const READ: &str = r"
import io, json, sys, zipfile
from warcio.archiveiterator import ArchiveIterator
with zipfile.ZipFile(sys.argv[1]) as wacz:
    for name in wacz.namelist():
        if name.startswith('archive/'):
            records = list(ArchiveIterator(wacz.open(name), check_digests='raise'))
            assert records[0].rec_type == 'warcinfo', name
    for line in wacz.read('indexes/index.cdx').decode().splitlines():
        found = json.loads(line.split(' ', 2)[2])
        with wacz.open('archive/' + found['filename']) as warc:
            warc.seek(int(found['offset']))
            record = next(ArchiveIterator(warc))
            assert record.rec_headers.get_header('WARC-Target-URI') == found['url'], found
    print('read')
";

#[test]
fn others_find_the_captures_of_a_part() {
    let Some(python) = python() else {
        println!("skipped: no Python with warcio and fastwarc here");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    sample(&root.path().join("archive"));
    assert_eq!(export(&["--site", "a.test"], root.path()).0, Some(0));
    let read = Command::new(python).args(["-c", READ]).arg(root.path().join("a.wacz")).output();
    let read = read.unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}
