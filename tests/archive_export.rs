//! The archive in other forms.

use std::process::Command;

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
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&wacz).unwrap()).unwrap();
    let index = std::io::read_to_string(zip.by_name("indexes/index.cdx").unwrap()).unwrap();
    assert_eq!(index.lines().count(), 7);
    assert!(index.lines().is_sorted());
    assert!(index.starts_with("file:///saved.html 20251009"), "{index}");
}
