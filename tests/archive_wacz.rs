//! A part of an archive as a WACZ file: what is in it, and that it can be found there.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spoglio::store::warc::{RecordType, WarcReader, WarcRecord, payload_digest, sha1_digest};
use spoglio::store::{
    Access, Archive, Confirmed, Finding, SearchBounds, StoreError, WaczError, WaczListener,
    WaczPart, WaczPoint, write_wacz,
};

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

/// Keeps what a file looked like at each point from which it can be gone on with, followed by what is half written.
struct Points<'a> {
    file: &'a Path,
    kept: Vec<(WaczPoint, Vec<u8>)>,
    parts: Vec<String>,
    /// After so many points it is told to end.
    until: usize,
}

impl WaczListener for Points<'_> {
    fn writing(&mut self, part: &str) {
        self.parts.push(part.to_owned());
    }

    fn missed(&mut self, why: &StoreError) {
        panic!("{why}");
    }

    fn reached(&mut self, point: WaczPoint) {
        // As it comes back from the file that it is written into.
        let point = serde_json::from_str(&serde_json::to_string(&point).unwrap()).unwrap();
        self.kept.push((point, fs::read(self.file).unwrap()));
    }

    fn is_stopped(&self) -> bool {
        self.kept.len() >= self.until
    }
}

/// Writes a WACZ file, and gives what is in it beside its own description, which has the time.
fn write(
    archive: &Archive,
    part: Option<&WaczPart>,
    path: &Path,
    from: Option<WaczPoint>,
    points: &mut Points,
) -> Vec<(String, Vec<u8>)> {
    let file = fs::File::options().read(true).write(true).open(path).unwrap();
    write_wacz(archive, part, file, from, points).unwrap();
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let (mut entries, mut end) = (Vec::new(), 0);
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).unwrap();
        assert_eq!(entry.header_start(), end, "nothing stands between the entries");
        end = entry.data_start().unwrap() + entry.compressed_size();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if !entry.name().unwrap().starts_with("datapackage") {
            entries.push((entry.name().unwrap().into_owned(), bytes));
        }
    }
    assert_eq!(zip.central_directory_start(), end);
    let described: Value = serde_json::from_slice(&bytes(&mut zip, "datapackage.json")).unwrap();
    let described = described["resources"].as_array().unwrap().iter();
    let described: Vec<(&str, u64)> = described
        .map(|entry| (entry["path"].as_str().unwrap(), entry["bytes"].as_u64().unwrap()))
        .collect();
    let there = entries.iter().map(|(name, bytes)| (&**name, bytes.len() as u64));
    assert_eq!(described, there.collect::<Vec<_>>());
    entries
}

/// An archive of several WARC files.
fn several(folder: &Path) -> Archive {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive.roll_over_at(4_000);
    for n in 0..30 {
        let page = capture(&format!("https://a.test/{n}"), minute(n), &format!("page {n}"));
        archive.record(&page, &article(&format!("No. {n}"), &format!("Text {n}."))).unwrap();
        let again = capture(&format!("https://a.test/{n}"), minute(100 + n), &format!("page {n}"));
        archive.record(&again, &article(&format!("No. {n}"), &format!("Text {n}."))).unwrap();
    }
    archive
}

#[test]
fn a_wacz_file_is_gone_on_with_from_every_point() {
    let root = tempfile::tempdir().unwrap();
    let archive = several(&root.path().join("archive"));
    let path = root.path().join("a.wacz");
    let part = WaczPart {
        bounds: SearchBounds { site: Some("a.test".to_owned()), ..SearchBounds::default() },
        from: 1,
        told: "texts --site a.test --from 1".to_owned(),
        full_at: Some(6_000),
    };
    for part in [None, Some(&part)] {
        fs::write(&path, "").unwrap();
        let mut points =
            Points { file: &path, kept: Vec::new(), parts: Vec::new(), until: usize::MAX };
        let whole = write(&archive, part, &path, None, &mut points);
        let (kept, parts) = (points.kept, points.parts);
        assert!(kept.len() > 3 && parts.len() == kept.len() + 2, "{parts:?}");
        for (number, (point, mut there)) in kept.into_iter().enumerate() {
            assert!(point.is_of(&archive).unwrap());
            there.truncate(usize::try_from(point.bytes()).unwrap());
            fs::write(&path, there).unwrap();
            let mut points =
                Points { file: &path, kept: Vec::new(), parts: Vec::new(), until: usize::MAX };
            let again = write(&archive, part, &path, Some(point), &mut points);
            assert_eq!(points.parts, parts[number + 1..], "what is there is not written again");
            // The files of a part begin with a record that says when they were written.
            let names = |of: &[(String, Vec<u8>)]| -> Vec<String> {
                of.iter().map(|(name, _)| name.clone()).collect()
            };
            assert_eq!(names(&again), names(&whole));
            if part.is_none() {
                assert!(again == whole, "{number}");
            }
            let mut found = Wacz::open(&path);
            assert_eq!(found.captures.len(), if part.is_some() { 58 } else { 60 });
            assert_eq!(found.pages.len(), if part.is_some() { 29 } else { 30 });
            let records = found.records();
            let pages = records.iter().filter(|record| record.kind == RecordType::Response);
            assert_eq!(pages.count(), if part.is_some() { 29 } else { 30 });
        }
    }
}

#[test]
fn a_wacz_file_that_is_told_to_end_says_so() {
    let root = tempfile::tempdir().unwrap();
    let archive = several(&root.path().join("archive"));
    let path = root.path().join("a.wacz");
    fs::write(&path, "").unwrap();
    let mut points = Points { file: &path, kept: Vec::new(), parts: Vec::new(), until: 2 };
    let file = fs::File::options().read(true).write(true).open(&path).unwrap();
    let told = write_wacz(&archive, None, file, None, &mut points).unwrap_err();
    assert!(matches!(told, WaczError::Stopped), "{told:?}");
    assert_eq!(points.kept.len(), 2);
}

#[test]
fn what_was_copied_and_grew_is_copied_anew() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    let mut archive = several(&folder);
    let path = root.path().join("a.wacz");
    fs::write(&path, "").unwrap();
    let mut points = Points { file: &path, kept: Vec::new(), parts: Vec::new(), until: usize::MAX };
    write(&archive, None, &path, None, &mut points);
    let last = points.kept.pop().unwrap().0;
    // The newest file was none of those that it can be gone on behind.
    archive
        .record(&capture("https://a.test/new", minute(900), "x"), &article("N", "New."))
        .unwrap();
    assert!(last.is_of(&archive).unwrap());
    let warcs = folder.join("warc");
    let mut names: Vec<_> =
        fs::read_dir(&warcs).unwrap().map(|item| item.unwrap().path()).collect();
    names.sort();
    fs::rename(&names[0], root.path().join("aside")).unwrap();
    assert!(!last.is_of(&archive).unwrap());
}

/// Exports an archive of several WARC files into `a.wacz`, which may not become that long; gives what was told.
#[cfg(unix)]
fn interrupted(root: &Path) -> String {
    drop(several(&root.join("archive")));
    let (code, told) = export(&[], root);
    assert_eq!(code, Some(0), "{told}");
    let whole = fs::read(root.join("a.wacz")).unwrap();
    fs::remove_file(root.join("a.wacz")).unwrap();
    // A limit on the length of files, in blocks of 512 bytes.
    let limited = format!(
        "ulimit -f {}; trap '' XFSZ; exec \"$0\" \"$@\"",
        (whole.len() / 512).saturating_sub(12)
    );
    let output = Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_spoglio")])
        .args(["export", "--format", "wacz", "--output", "a.wacz"])
        .current_dir(root)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("a.wacz: cannot be written") && !root.join("a.wacz").exists());
    told
}

#[cfg(unix)]
#[test]
fn an_export_that_was_interrupted_is_taken_up_by_the_same_command() {
    let root = tempfile::tempdir().unwrap();
    let told = interrupted(root.path());
    let (code, again) = export(&[], root.path());
    assert_eq!(code, Some(0), "{again}");
    assert!(again.contains("going on behind "), "{again}");
    assert!(again.lines().count() < told.lines().count(), "{told}{again}");
    let mut found = Wacz::open(&root.path().join("a.wacz"));
    assert_eq!((found.captures.len(), found.pages.len()), (60, 30));
    assert_eq!(found.records().iter().filter(|r| r.kind == RecordType::Revisit).count(), 30);
    let left = fs::read_dir(root.path()).unwrap().count();
    assert_eq!(left, 2, "the archive and the file");
}

#[cfg(unix)]
#[test]
fn of_another_archives_export_nothing_is_taken_up() {
    let root = tempfile::tempdir().unwrap();
    interrupted(root.path());
    fs::rename(root.path().join("archive"), root.path().join("other")).unwrap();
    let args = ["export", "--archive", "other", "--output", "a.wacz"];
    let output = crate::run::spoglio(&args, root.path());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !told.contains("going on"), "{told}");
    assert_eq!(Wacz::open(&root.path().join("a.wacz")).captures.len(), 60);
}

#[cfg(unix)]
#[test]
fn what_was_left_and_cannot_be_read_is_told_once() {
    let root = tempfile::tempdir().unwrap();
    interrupted(root.path());
    let progress = root.path().join("a.wacz.part.progress");
    let left = fs::read_to_string(&progress).unwrap();
    fs::write(&progress, left.replacen("[80,75,", "[0,0,", 1)).unwrap();
    let (code, told) = export(&[], root.path());
    assert!(code == Some(2) && told.contains("a.wacz: cannot be written"), "{told}");
    assert!(!progress.exists());
    let (code, told) = export(&[], root.path());
    assert!(code == Some(0) && !told.contains("going on"), "{told}");
    assert_eq!(Wacz::open(&root.path().join("a.wacz")).captures.len(), 60);
}
