//! Other people's tools on our archive: they must find it right.

use std::process::Command;

use crate::archive::{article, capture, minute, rendered};
use crate::archive_verify::sample;

/// A Python that has warcio and FastWARC: the one that `SPOGLIO_PYTHON` names, or `python3`.
pub(crate) fn python() -> Option<String> {
    let python = std::env::var("SPOGLIO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import warcio, fastwarc"]).output();
    there.is_ok_and(|output| output.status.success()).then_some(python)
}

const READ: &str = r"
import sys
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as Warcio
path = sys.argv[1]
kinds = []
for record in ArchiveIterator(open(path, 'rb'), verify_digests=True, parse_http=False):
    kinds.append(str(record.record_type))
    assert record.verify_block_digest(), record.record_id
with open(path, 'rb') as stream:
    ids = [r.rec_headers.get_header('WARC-Record-ID') for r in Warcio(stream, check_digests='raise')]
assert len(ids) == len(set(ids)) == len(kinds), (len(ids), len(kinds))
for kind in 'warcinfo response request conversion metadata revisit resource'.split():
    assert kind in kinds, kind
";

#[test]
fn warcio_and_fastwarc_find_every_record_right() {
    let Some(python) = python() else {
        println!("skipped: no Python with warcio and fastwarc here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut archive = sample(folder.path());
    let page = rendered("https://a.test/app", minute(8), "what its scripts made");
    archive.record(&page, &article("An app", "What its scripts made.")).unwrap();
    // The longest address that is taken, in a record and in one that refers to it.
    let long = format!("https://a.test/{}", "a".repeat(15_000 - 15));
    assert_eq!(spoglio::store::address_fault(&long), None);
    for at in [9, 10] {
        archive.record(&capture(&long, minute(at), "long"), &article("Long", "Long.")).unwrap();
    }
    drop(archive);
    let warc = std::fs::read_dir(folder.path().join("warc")).unwrap().next().unwrap().unwrap();
    let check = Command::new(&python)
        .args(["-m", "warcio.cli", "check", "-v"])
        .arg(warc.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success() && !said.contains("fail"), "{said}");
    let read = Command::new(&python).args(["-c", READ]).arg(warc.path()).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn sqlite_reads_the_index() {
    let Ok(version) = Command::new("sqlite3").arg("--version").output() else {
        println!("skipped: no sqlite3 here");
        return;
    };
    assert!(version.status.success());
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let rows = Command::new("sqlite3")
        .arg(folder.path().join("index.sqlite"))
        .arg("SELECT name, lower(hex(sha256)) FROM text ORDER BY ordinal")
        .output()
        .unwrap();
    let rows = String::from_utf8(rows.stdout).unwrap();
    assert_eq!(rows.lines().count(), 4, "{rows}");
    for line in rows.lines() {
        let (name, digest) = line.split_once('|').unwrap();
        assert_eq!(name[4..20], digest[..16]);
    }
}
