//! What no honest page holds: a clear line, and nothing lost.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use spoglio::store::{Access, Archive, Progress, Recorded, repair, verify};

use crate::archive::{article, capture, files, minute};
use crate::run::not_waiting;

/// By how much the largest inputs are made smaller for unoptimised code, so that the tests stay quick.
const SMALLER: usize = if cfg!(debug_assertions) { 64 } else { 1 };

fn spoglio(arguments: &[&str], archive: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

fn sound(folder: &Path) {
    let found = verify(folder, None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
}

/// Makes an archive with one text; gives its name.
fn with_one_text(archive: &Path) -> String {
    let page = capture("https://a.example/1", minute(0), "<p>One</p>");
    let found = article("One", "One paragraph of it.");
    let recorded = Archive::open(archive, Access::Write).unwrap().record(&page, &found).unwrap();
    let Recorded::New { name, .. } = recorded else { panic!("not stored: {recorded:?}") };
    name
}

#[test]
fn a_text_of_nothing_and_one_of_a_hundred_megabytes() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    fs::write(from.join("empty.txt"), "").unwrap();
    let mut large = String::from("A long text\n\n");
    let mut n = 0_u32;
    while large.len() < 100_000_000 / SMALLER {
        large.push_str(&format!("Paragraph {n} of many, each with a number of its own: {n}.\n\n"));
        n += 1;
    }
    let large = format!("{}\n", large.trim_end());
    fs::write(from.join("large.txt"), &large).unwrap();
    let output = spoglio(&["import", "--texts", from.to_str().unwrap()], &archive);
    let (out, err) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("refused       empty"), "{out}");
    let stored = files(&archive);
    assert_eq!(stored.len(), 1);
    assert!(stored[0].1 == large.as_bytes());
    sound(&archive);
    let reading = Archive::open(&archive, Access::Read).unwrap();
    assert_eq!(reading.raw(&reading.captures(0, 9).unwrap()[1]).unwrap().len(), large.len());
}

#[test]
fn titles_with_line_ends_and_control_characters_stay_one_line() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    let title = "One\nTwo\r\n\u{1b}[31mThree\u{0}\u{202e}=1";
    writing
        .record(&capture("https://a.test/\n1", minute(0), "x"), &article(title, "Body."))
        .unwrap();
    drop(writing);
    sound(&archive);
    repair(&archive).unwrap();
    sound(&archive);
    for arguments in [&["list"][..], &["search", "Body"], &["history", "https://a.test/\n1"]] {
        let (out, err) = said(&spoglio(arguments, &archive));
        assert!(!out.is_empty(), "{arguments:?}: {err}");
        assert!(!out.contains(['\u{1b}', '\u{0}', '\r']), "{arguments:?}: {out:?}");
    }
    let (out, _) = said(&spoglio(&["list"], &archive));
    assert_eq!(out.lines().count(), 1, "{out}");
    let (out, _) = said(&spoglio(&["export", "--format", "jsonl"], &archive));
    assert_eq!(out.lines().count(), 1, "{out}");
}

#[test]
fn ten_thousand_versions_of_one_address() {
    let count = 10_000 / SMALLER;
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let body = "The river rose by two metres on Monday night and cut the road to the village.";
    let pages: Vec<_> = (0..count)
        .map(|n| {
            let text = format!("{body} Live blog, entry {n} of the night.");
            (capture("https://a.test/1", minute(n as i64), &text), article("Live", &text))
        })
        .collect();
    for batch in pages.chunks(500) {
        archive.record_all(batch).unwrap();
    }
    assert_eq!(files(folder.path()).len(), count);
    assert_eq!(archive.captures_of_url("https://a.test/1").unwrap().len(), count);
    assert_eq!(archive.known("https://a.test/1").unwrap().unwrap().text, Some(count as u64 - 1));
    let again = archive.record(&pages[7].0, &pages[7].1).unwrap();
    assert!(matches!(again, Recorded::SeenBefore { ordinal: 7, .. }), "{again:?}");
    drop(archive);
    sound(folder.path());
}

#[test]
fn an_address_of_a_megabyte() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("https://a.test/{}", "a".repeat(1 << 20));
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(&url, minute(0), "x"), &article("T", "Body.")).unwrap();
    archive.record(&capture(&url, minute(1), "x"), &article("T", "Body.")).unwrap();
    assert_eq!(archive.captures_of_url(&url).unwrap().len(), 2);
    let before = archive.captures(0, 9).unwrap();
    drop(archive);
    sound(folder.path());
    repair(folder.path()).unwrap();
    sound(folder.path());
    assert_eq!(Archive::open(folder.path(), Access::Read).unwrap().captures(0, 9).unwrap(), before);
}

/// Others' tools read no record behind one whose head is too long for them.
#[test]
fn a_page_whose_address_is_too_long_for_others_is_told_and_not_stored() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let record = |url: &str, n: usize| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(n));
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Date: 2026-05-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let long = |bytes: usize| format!("https://a.test/{}", "a".repeat(bytes - 15));
    let records = [record(&long(15_001), 1), record(&long(15_000), 2), record(&long(1 << 20), 3)];
    let from = root.path().join("a.warc");
    fs::write(&from, records.concat()).unwrap();
    let (out, err) = said(&spoglio(&["import", from.to_str().unwrap()], &archive));
    assert!(out.contains("stored        1") && out.contains("failed        2"), "{out}{err}");
    let named = |line: &&str| line.contains(&long(80)) && line.contains("an address of");
    assert_eq!(err.lines().filter(named).count(), 2, "{err}");
    let config = "archive = \"run\"\n[[source]]\nname = \"one\"\nwarc = \"a.warc\"\n";
    fs::write(root.path().join("config.toml"), config).unwrap();
    let (_, err) = said(&crate::run::spoglio(&["run"], root.path()));
    assert_eq!(err.lines().filter(named).count(), 2, "{err}");
    for archive in [archive, root.path().join("run")] {
        sound(&archive);
        assert_eq!(Archive::open(&archive, Access::Read).unwrap().captures(0, 9).unwrap().len(), 1);
    }
}

fn member(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn page(n: usize) -> String {
    let paragraphs: String = (0..4)
        .map(|p| format!("<p>Paragraph {p} of report {n}: the council met on Tuesday evening and heard, for the better part of three hours, what the engineers had found beneath the old bridge.</p>"))
        .collect();
    format!(
        "<!DOCTYPE html><html><body><article><h1>Report {n}</h1>{paragraphs}</article></body></html>"
    )
}

fn record(kind: &str, n: usize, length: Option<i64>) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(n));
    let length = length.unwrap_or(block.len() as i64);
    format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Target-URI: https://a.test/{n}\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n").into_bytes()
}

#[test]
fn records_that_lie_are_told_and_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let warc = root.path().join("lies.warc.gz");
    let members: Vec<u8> = [
        record("response", 0, None),
        record("response", 1, Some(20)),
        record("response", 2, Some(99_999_999_999)),
        record("response", 3, Some(-1)),
        record("request", 4, None),
        record("no such type", 5, None),
        b"no record at all".to_vec(),
        record("response", 6, None),
    ]
    .iter()
    .flat_map(|bytes| member(bytes))
    .collect();
    fs::write(&warc, [&members[..], &members[..30]].concat()).unwrap();
    let output = spoglio(&["import", warc.to_str().unwrap()], &archive);
    let (out, err) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("stored        2\n") && out.contains("failed        5\n"), "{out}{err}");
    assert_eq!(err.lines().count(), 5, "one line each: {err}");
    assert!(
        err.lines().all(|line| line.contains("lies.warc.gz") && line.contains("byte")),
        "{err}"
    );
    assert_eq!(files(&archive).len(), 2);
    sound(&archive);
}

#[test]
fn a_bomb_in_a_wacz_is_survived() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let path = root.path().join("bomb.wacz");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let packed = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    let zeros = vec![0_u8; 1 << 20];
    // A member of nothing but zeros, one whose record is packed a thousandfold, and an honest one.
    zip.start_file("archive/zeros.warc", packed).unwrap();
    for _ in 0..512 / SMALLER {
        zip.write_all(&zeros).unwrap();
    }
    zip.start_file("archive/bomb.warc.gz", packed).unwrap();
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let length = (1_u64 << 30) / SMALLER as u64;
    bomb.write_all(format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.test/b\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n").as_bytes()).unwrap();
    for _ in 0..(1 << 10) / SMALLER {
        bomb.write_all(&zeros).unwrap();
    }
    zip.write_all(&bomb.finish().unwrap()).unwrap();
    zip.start_file("archive/../../../etc/data.warc.gz", packed).unwrap();
    zip.write_all(&member(&record("response", 1, None))).unwrap();
    zip.finish().unwrap();
    let output = spoglio(&["import", path.to_str().unwrap()], &archive);
    let (out, err) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("stored        1\n"), "{out}{err}");
    assert!(err.lines().count() < 10, "{err}");
    assert_eq!(files(&archive).len(), 1);
    sound(&archive);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_an_archives_file_is_named_and_not_waited_for() {
    for (name, codes) in [
        ("text", [4, 2, 2, 0]),
        ("index.sqlite", [2, 2, 2, 2]),
        (".lock", [0, 0, 0, 2]),
        ("sources.json", [0, 0, 0, 0]),
        ("robots.json", [0, 0, 0, 0]),
        ("warc", [4, 0, 0, 0]),
    ] {
        let root = tempfile::tempdir().unwrap();
        let archive = root.path().join("archive");
        let text = with_one_text(&archive);
        let warcs = archive.join("warc");
        let path = match name {
            "text" => archive.join(text),
            "warc" => fs::read_dir(warcs).unwrap().next().unwrap().unwrap().path(),
            name => archive.join(name),
        };
        let kept = fs::read(&path).unwrap_or_default();
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        fs::create_dir(root.path().join("pages")).unwrap();
        let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n";
        fs::write(root.path().join("config.toml"), config).unwrap();
        for (command, code) in ["verify", "export", "show 0", "run"].into_iter().zip(codes) {
            let words: Vec<&str> = command.split(' ').collect();
            let output = not_waiting(&words, root.path());
            let (out, err) = said(&output);
            assert_eq!(output.status.code(), Some(code), "{name}, {command}: {out}{err}");
            let tells = code == 0 || err.contains("a pipe, a socket or a device stands where");
            assert!(tells && !err.contains("source :"), "{name}, {command}: {out}{err}");
        }
        fs::remove_file(&path).unwrap();
        fs::write(&path, kept).unwrap();
        sound(&archive);
    }
}

#[cfg(unix)]
#[test]
fn an_archive_that_is_a_link_to_nothing_is_told_of_with_its_cure() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    std::os::unix::fs::symlink("elsewhere/disk", &archive).unwrap();
    fs::write(root.path().join("page.html"), "<p>A page.").unwrap();
    for command in [&["import", "page.html"][..], &["list"], &["verify"], &["verify", "--repair"]] {
        let output = crate::run::spoglio(command, root.path());
        let (out, err) = said(&output);
        assert!(!output.status.success(), "{command:?}: {out}{err}");
        assert!(err.contains("symbolic link to elsewhere/disk"), "{command:?}: {out}{err}");
    }
    fs::create_dir_all(root.path().join("elsewhere/disk")).unwrap();
    Archive::open(&archive, Access::Write).unwrap();
}

#[test]
fn a_page_whose_record_is_lost_is_kept_whole_when_it_comes_again() {
    for lost in ["all", "the end"] {
        let root = tempfile::tempdir().unwrap();
        let archive = root.path().join("archive");
        let page = |at| capture("https://a.example/1", minute(at), "<p>One</p>");
        let found = article("One", "One paragraph of it.");
        Archive::open(&archive, Access::Write).unwrap().record(&page(0), &found).unwrap();
        let warc = fs::read_dir(archive.join("warc")).unwrap().next().unwrap().unwrap().path();
        if lost == "all" {
            fs::remove_file(&warc).unwrap();
        } else {
            let length = fs::metadata(&warc).unwrap().len();
            fs::File::options().write(true).open(&warc).unwrap().set_len(length / 3).unwrap();
        }
        let mut writing = Archive::open(&archive, Access::Write).unwrap();
        assert!(writing.notes().iter().any(|note| note.contains("spoglio verify")), "{lost}");
        writing.record(&page(1), &found).unwrap();
        // What came whole is referred to again, in the same opening and in the next.
        writing.record(&page(2), &found).unwrap();
        let rows = writing.captures(0, 9).unwrap();
        let again = writing.record_of(&rows[2]).unwrap();
        assert_eq!(again.field("WARC-Refers-To"), Some(rows[1].record.as_str()), "{lost}");
        for row in &rows[1..] {
            assert_eq!(writing.raw(row).unwrap(), b"<p>One</p>", "{lost}: {row:?}");
        }
        drop(writing);
        repair(&archive).unwrap();
        let found = verify(&archive, None, &Progress::default()).unwrap();
        assert!(found.is_sound(), "{lost}: {found:?}");
    }
}

#[test]
fn what_a_repair_cannot_mend_is_not_said_to_be_mended_by_another() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    let found = article("One", "One paragraph of it.");
    for at in 0..2 {
        let page = capture("https://a.example/1", minute(at), "<p>One</p>");
        writing.record(&page, &found).unwrap();
    }
    let row = writing.captures(0, 1).unwrap().remove(0);
    drop(writing);
    let warc = archive.join("warc").join(&row.warc);
    let mut bytes = fs::read(&warc).unwrap();
    bytes[(row.offset + row.length / 2) as usize] ^= 0xff;
    fs::write(&warc, bytes).unwrap();
    for (command, cure) in [
        (&["verify"][..], "`spoglio verify --repair` mends what can be mended"),
        (&["verify", "--repair"], "put back what is lost from a copy"),
    ] {
        let output = spoglio(command, &archive);
        let (out, err) = said(&output);
        assert_eq!(output.status.code(), Some(4), "{out}{err}");
        assert!(out.contains(cure), "{out}{err}");
    }
}

#[test]
fn a_copy_of_a_text_under_another_ordinal_is_no_second_text() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let name = with_one_text(&archive);
    let copy = name.replacen("000_", "007_", 1);
    fs::copy(archive.join(&name), archive.join(&copy)).unwrap();
    // Neither where the index is lost, nor where it is mended.
    fs::remove_file(archive.join("index.sqlite")).unwrap();
    assert_eq!(Archive::open(&archive, Access::Write).unwrap().count().unwrap(), 1);
    sound(&archive);
    let notes = repair(&archive).unwrap().notes;
    let told = format!("{copy}: the same text as {name}; set aside");
    assert!(notes.iter().any(|note| note.starts_with(&told)), "{notes:?}");
    sound(&archive);
    assert_eq!(files(&archive).len(), 1);
}

#[test]
fn an_index_that_another_program_holds_is_not_set_aside() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    with_one_text(&archive);
    let holder = rusqlite::Connection::open(archive.join("index.sqlite")).unwrap();
    holder
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE url SET key = key;",
        )
        .unwrap();
    let told = repair(&archive).unwrap_err().to_string();
    assert!(told.contains("index.sqlite") && told.contains("another program holds"), "{told}");
    drop(holder);
    repair(&archive).unwrap();
    sound(&archive);
}
