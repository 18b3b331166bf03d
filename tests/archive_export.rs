//! The archive in other forms.

use std::fs;
use std::path::Path;
use std::process::Command;

use spoglio::store::{Access, Archive};

use crate::archive::{article, capture, minute};
use crate::archive_verify::sample;

#[test]
fn every_form_holds_every_text() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(sample(&archive));
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .arg("export")
            .args(arguments)
            .arg("--archive")
            .arg(&archive)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let lines = run(&["--format", "jsonl"]);
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (lines.lines().count(), &first["text"], &first["url"]),
        (4, &"First.".into(), &"https://a.test/1".into())
    );
    assert_eq!(run(&["--from", "2"]).lines().count(), 2, "goes on where it ended");
    assert_eq!(run(&["--format", "csv"]).lines().count(), 5);
    let wacz = folder.path().join("a.wacz");
    run(&["--format", "wacz", "--output", wacz.to_str().unwrap()]);
    let records = spoglio::store::warc::open(&wacz).unwrap().map(Result::unwrap).count();
    assert_eq!(records, 1 + 7 + 6 + 4 + 7, "warcinfo, pages, requests, texts, entries");
    let mut zip = zip::ZipArchive::new(fs::File::open(&wacz).unwrap()).unwrap();
    let index = std::io::read_to_string(zip.by_name("indexes/index.cdx").unwrap()).unwrap();
    assert_eq!(index.lines().count(), 7);
    assert!(index.lines().is_sorted());
    assert!(index.starts_with("file:/saved.html 20251009"), "{index}");
}

fn spoglio(arguments: &[&str], archive: &Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("export")
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .output()
        .unwrap()
}

#[test]
fn a_file_that_is_to_be_packed_is_not_written_and_a_dash_is_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(Archive::open(&archive, Access::Write).unwrap());
    let file = folder.path().join("corpus.csv.gz");
    let output = spoglio(&["-o", file.to_str().unwrap()], &archive);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(
        told.contains("corpus.csv.gz") && told.contains("not packed") && !file.exists(),
        "{told}"
    );
    let output = spoglio(&["-o", "-", "--format", "csv"], &archive);
    assert!(output.stdout.starts_with(b"ordinal,"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_text_is_exported_with_the_address_that_brought_it() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let mut writer = Archive::open(&archive, Access::Write).unwrap();
    let text = article("Title", "A sentence.");
    writer.record(&capture("https://a.test/brought", minute(9), "<p>x"), &text).unwrap();
    // an older capture of the same text that came in later
    writer.record(&capture("https://b.test/older", minute(1), "<p>y"), &text).unwrap();
    drop(writer);
    let output = spoglio(&["--format", "jsonl"], &archive);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["url"], "https://a.test/brought");
}

#[test]
fn texts_within_bounds_alone_are_exported() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(sample(&archive));
    let whole = spoglio(&[], &archive).stdout;
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    // the first text stands at both sites, the last at none
    assert_eq!(spoglio(&["--site", "a.test"], &archive).stdout, lines[..3].concat());
    assert_eq!(spoglio(&["--site", "b.test"], &archive).stdout, lines[0]);
    assert_eq!(
        spoglio(&["--site", "a.test", "--from", "1"], &archive).stdout,
        lines[1..3].concat()
    );
    let none = spoglio(&["--format", "csv", "--lang", "it"], &archive);
    assert_eq!(none.stdout.iter().filter(|byte| **byte == b'\n').count(), 1, "the heading alone");
    assert!(String::from_utf8_lossy(&none.stderr).contains("no text --lang it"));
    // What an export of other texts left behind is not gone on with.
    let out = folder.path().join("a.jsonl");
    let part = folder.path().join("a.jsonl.part");
    fs::write(&part, lines[0]).unwrap();
    let marker = serde_json::json!({
        "by": env!("CARGO_PKG_VERSION"), "archive": fs::canonicalize(&archive).unwrap(),
        "format": "jsonl", "from": 0, "next": 1, "bytes": lines[0].len(),
    });
    fs::write(folder.path().join("a.jsonl.part.progress"), marker.to_string()).unwrap();
    let within = spoglio(&["--site", "b.test", "-o", out.to_str().unwrap()], &archive);
    assert!(within.status.success() && within.stderr.is_empty(), "{within:?}");
    assert_eq!(fs::read(&out).unwrap(), lines[0]);
}

#[test]
fn parquet_holds_every_text() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(sample(&archive));
    let file = folder.path().join("texts.parquet");
    let output = spoglio(&["--format", "parquet", "-o", file.to_str().unwrap()], &archive);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reader = SerializedFileReader::new(fs::File::open(&file).unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    let first = &rows[0];
    assert_eq!(first.get_long(0).unwrap(), 0);
    assert!(first.get_string(1).unwrap().starts_with("000_"));
    assert_eq!(first.get_string(4).unwrap(), "https://a.test/1");
    assert!(first.get_string(5).is_err(), "no date is null");
    assert_eq!(
        (first.get_string(7).unwrap(), first.get_string(8).unwrap()),
        (&"One".to_owned(), &"First.".to_owned())
    );
    let part = folder.path().join("part.parquet");
    let from = ["--format", "parquet", "--from", "2", "-o", part.to_str().unwrap()];
    assert!(spoglio(&from, &archive).status.success());
    let reader = SerializedFileReader::new(fs::File::open(&part).unwrap()).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 2);
}

#[test]
fn a_text_that_cannot_be_read_keeps_no_other_from_being_exported() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    for n in 0..3 {
        let url = format!("https://a.test/{n}");
        let text = article("Title", &format!("Text number {n}."));
        writing.record(&capture(&url, minute(n), "x"), &text).unwrap();
    }
    let names: Vec<String> = writing.texts(0, 9).unwrap().into_iter().map(|t| t.name).collect();
    drop(writing);
    fs::remove_file(archive.join(&names[1])).unwrap();
    for format in ["jsonl", "csv", "parquet"] {
        let file = folder.path().join(format!("out.{format}"));
        let args = ["--format", format, "-o", file.to_str().unwrap()];
        let output = spoglio(&args, &archive);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(&names[1]) && told.contains("verify --repair"), "{told}");
        let out = fs::read(&file).unwrap();
        let has =
            |n: u8| out.windows(14).any(|w| w == [b"Text number ", &[b'0' + n, b'.'][..]].concat());
        // What is packed cannot be looked through; that it is whole is shown by its being closed.
        assert!(format == "parquet" || (has(0) && !has(1) && has(2)), "{format}");
    }
    // Where none can be read, what is there under the output's name stays.
    for name in [&names[0], &names[2]] {
        fs::remove_file(archive.join(name)).unwrap();
    }
    let file = folder.path().join("out.jsonl");
    let before = fs::read(&file).unwrap();
    let output = spoglio(&["-o", file.to_str().unwrap()], &archive);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(fs::read(&file).unwrap() == before);
}

#[test]
fn an_export_replaces_no_file_of_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    writing.record(&capture("https://a.test/", minute(0), "x"), &article("T", "Text.")).unwrap();
    let text = writing.texts(0, 1).unwrap().remove(0).name;
    let warc = writing.captures(0, 1).unwrap().remove(0).warc;
    drop(writing);
    for name in [&text, "index.sqlite", "sources.json", &format!("warc/{warc}")] {
        let file = archive.join(name);
        let before = fs::read(&file).ok();
        for format in ["jsonl", "wacz"] {
            let output = spoglio(&["--format", format, "-o", file.to_str().unwrap()], &archive);
            assert_eq!(output.status.code(), Some(3), "{output:?}");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains(name) && told.contains("--output"), "{told}");
            assert!(fs::read(&file).ok() == before, "{name}");
        }
    }
    let beside = archive.join("corpus.jsonl");
    assert!(spoglio(&["-o", beside.to_str().unwrap()], &archive).status.success());
}

#[test]
fn an_interrupted_export_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    let pages: Vec<_> = (0..1200)
        .map(|n| {
            let url = format!("https://a.test/{n}");
            (capture(&url, minute(n), "x"), article("Title, \"quoted\"", &format!("=Text\n\n{n}")))
        })
        .collect();
    writing.record_all(&pages).unwrap();
    drop(writing);
    for format in ["jsonl", "csv"] {
        let whole = folder.path().join(format!("whole.{format}"));
        let args = ["--format", format, "-o", whole.to_str().unwrap()];
        assert!(spoglio(&args, &archive).status.success());
        let whole = fs::read(whole).unwrap();
        // What an export that was killed leaves: a marker, and more than the marker says.
        let file = folder.path().join(format!("again.{format}"));
        let part = folder.path().join(format!("again.{format}.part"));
        let up_to = nth_text(&whole, format, 500);
        fs::write(&part, &whole[..up_to + 17]).unwrap();
        let marker = serde_json::json!({
            "by": env!("CARGO_PKG_VERSION"), "archive": fs::canonicalize(&archive).unwrap(),
            "format": format, "from": 0, "next": 500, "bytes": up_to,
            "counts": { "written": 499, "missed": u8::from(format == "csv") },
        });
        let beside = folder.path().join(format!("again.{format}.part.progress"));
        fs::write(beside, marker.to_string()).unwrap();
        let args = ["--format", format, "-o", file.to_str().unwrap()];
        let output = spoglio(&args, &archive);
        // What could not be read before it was interrupted counts, too.
        assert_eq!(output.status.code(), Some(i32::from(format == "csv")));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("going on with text 500"), "{said}");
        assert!(fs::read(&file).unwrap() == whole, "{format}");
        assert!(
            !part.exists() && !folder.path().join(format!("again.{format}.part.progress")).exists()
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_never_replaced() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(sample(&archive));
    let whole = spoglio(&[], &archive).stdout;
    let at = |name: &str| folder.path().join(name).into_os_string().into_string().unwrap();
    let export = |format: &str, to: &str| spoglio(&["--format", format, "-o", to], &archive);
    // A pipe with a reader at its other end.
    let pipe = at("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let written = export("jsonl", &pipe);
    assert!(written.status.success(), "{written:?}");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.join().unwrap() == whole);
    // What needs to go back in its output is refused, and the pipe is left.
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let refused = export("wacz", &pipe);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("it is no file"), "{said}");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.join().unwrap().is_empty());
    // Of a link, the file that it leads to is written.
    fs::write(at("file"), "old").unwrap();
    symlink("file", at("link")).unwrap();
    assert!(export("jsonl", &at("link")).status.success());
    assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
    assert!(fs::read(at("file")).unwrap() == whole);
    // Links in a circle and folders are told at once.
    symlink("circle", at("circle")).unwrap();
    for (to, why) in [("circle", "symbolic links"), ("archive", "directory")] {
        let refused = export("jsonl", &at(to));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{to}: {said}");
        assert!(said.contains(why), "{to}: {said}");
    }
    let names = fs::read_dir(folder.path()).unwrap().map(|item| item.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["archive", "circle", "file", "link", "pipe"], "nothing is left behind");
}

/// Where the text with this ordinal begins in an export.
fn nth_text(bytes: &[u8], format: &str, ordinal: usize) -> usize {
    let mark = if format == "csv" {
        format!("\r\n{ordinal},")
    } else {
        format!("\n{{\"ordinal\":{ordinal},")
    };
    let skip = if format == "csv" { 2 } else { 1 };
    bytes.windows(mark.len()).position(|w| w == mark.as_bytes()).unwrap() + skip
}

#[test]
fn the_name_of_the_output_says_what_is_written() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    drop(sample(&archive));
    for (name, begins) in [
        ("a.wacz", &b"PK"[..]),
        ("a.parquet", b"PAR1"),
        ("a.csv", b"ordinal,"),
        ("a.CSV", b"ordinal,"),
        ("a.jsonl", b"{"),
        ("a.txt", b"{"),
    ] {
        let output = crate::run::spoglio(&["export", "--output", name], root.path());
        assert!(output.status.success(), "{name}: {output:?}");
        let written = fs::read(root.path().join(name)).unwrap();
        assert!(written.starts_with(begins), "{name}");
    }
    // What is said counts for more.
    let said = ["export", "--format", "jsonl", "--output", "b.csv"];
    assert!(crate::run::spoglio(&said, root.path()).status.success());
    assert!(fs::read(root.path().join("b.csv")).unwrap().starts_with(b"{"));
}
