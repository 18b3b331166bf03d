//! Archives that earlier versions wrote, and earlier forms of the index.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use spoglio::pipeline::Options;
use spoglio::pipeline::reclean::{Progress as Cleaned, Recleaning, apply};
use spoglio::pipeline::run::Stop;
use spoglio::store::{Access, Archive, Progress, Recorded, repair, verify};

use crate::archive::{article, capture, files, minute};
use crate::archive_verify::sample;

fn compat() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat")
}

/// Copies an archive that was kept; its index lies there packed.
fn unpacked(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let name = item.file_name().to_string_lossy().into_owned();
        if item.file_type().unwrap().is_dir() {
            unpacked(&item.path(), &to.join(name));
        } else if name == "index.sqlite.gz" {
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(fs::File::open(item.path()).unwrap())
                .read_to_end(&mut bytes)
                .unwrap();
            fs::write(to.join("index.sqlite"), bytes).unwrap();
        } else {
            fs::copy(item.path(), to.join(name)).unwrap();
        }
    }
}

fn sound(folder: &Path, what: &str) -> u64 {
    let found = verify(folder, None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{what}: {found:?}");
    found.captures
}

#[test]
fn archives_of_every_version_are_read_verified_and_extended() {
    let mut seen = 0;
    for item in fs::read_dir(compat()).unwrap().map(Result::unwrap) {
        if !item.file_type().unwrap().is_dir() {
            continue;
        }
        seen += 1;
        let version = item.file_name().to_string_lossy().into_owned();
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("archive");
        unpacked(&item.path(), &folder);
        let texts = files(&folder);
        let mut archive = Archive::open(&folder, Access::Write).unwrap();
        assert!(archive.notes().is_empty(), "{version}: {:?}", archive.notes());
        let captures = archive.captures(0, 100).unwrap();
        assert!(texts.len() >= 4 && captures.len() >= 7, "{version}");
        for capture in captures.iter().filter(|capture| capture.kind != "recleaned") {
            assert!(!archive.page(capture).unwrap().body.is_empty(), "{version}: {capture:?}");
        }
        sound(&folder, &version);
        let more = archive
            .record(&capture("https://a.test/1", minute(900), "new"), &article("One", "Another."))
            .unwrap();
        assert!(matches!(more, Recorded::Version { .. }), "{version}: {more:?}");
        let found =
            archive.search("first", &spoglio::store::SearchBounds::default(), 0, 9).unwrap();
        assert!(!found.is_empty(), "{version}");
        drop(archive);
        sound(&folder, &version);
        repair(&folder).unwrap();
        sound(&folder, &version);
        assert_eq!(files(&folder)[..texts.len()], texts, "{version}");
    }
    assert!(seen > 0);
}

/// Writes an archive to be kept, for a version that is about to be released:
/// `SPOGLIO_COMPAT=0.1.0 cargo test --test spoglio -- --ignored archive_compat`.
#[test]
#[ignore = "writes into the repository"]
fn keep_an_archive_of_this_version() {
    let Ok(version) = std::env::var("SPOGLIO_COMPAT") else { return };
    let folder = compat().join(version);
    fs::create_dir_all(&folder).unwrap();
    let mut archive = sample(&folder);
    let page = "<!DOCTYPE html><html><body><nav><a href=/>Home</a></nav><article><h1>Flood</h1><p>The river rose by two metres on Monday night and cut the road to the village of Aro, the canton announced.</p><p>Twelve people were brought to safety by the fire brigade, said the mayor in the morning, and nobody was hurt.</p><p>The road will stay closed until Friday, and the school opens again as soon as the water has fallen.</p></article></body></html>";
    archive
        .record(&capture("https://c.test/1", minute(20), page), &article("Flood", "Home\n\nMenu."))
        .unwrap();
    let wanted = Recleaning {
        options: Options::default(),
        cleaner: "later".to_owned(),
        all: false,
        near: spoglio::page::Near::Link,
        threads: 1,
        stop: Stop::never(),
    };
    let now = || minute(30);
    apply(&mut archive, &wanted, &now, &Cleaned::default(), |_, _| {}).unwrap();
    drop(archive);
    let index = folder.join("index.sqlite");
    let mut packed = flate2::write::GzEncoder::new(
        fs::File::create(folder.join("index.sqlite.gz")).unwrap(),
        flate2::Compression::best(),
    );
    std::io::copy(&mut fs::File::open(&index).unwrap(), &mut packed).unwrap();
    packed.finish().unwrap();
    fs::remove_file(index).unwrap();
    fs::remove_file(folder.join(".lock")).unwrap();
}

/// Takes an index back to an earlier form.
fn set_back(folder: &Path, version: i64) {
    let index = rusqlite::Connection::open(folder.join("index.sqlite")).unwrap();
    if version < 8 {
        index
            .execute_batch(
                "DROP TABLE search;
                 CREATE VIRTUAL TABLE search USING fts5 (
                     title, body, content = '', tokenize = 'unicode61 remove_diacritics 2'
                 );
                 INSERT INTO search (rowid, title, body) SELECT ordinal, title, 'old words' FROM text;",
            )
            .unwrap();
    }
    if version < 7 {
        index
            .execute_batch(
                "DROP TABLE text_hash; CREATE INDEX text_hash ON text (hash);
                 DROP TABLE url_hash; CREATE INDEX url_hash ON url (hash);
                 DROP TABLE url_site; CREATE INDEX url_site ON url (site) WHERE site IS NOT NULL;
                 INSERT INTO search (search, rank) VALUES ('automerge', 4);
                 INSERT INTO sketch (sketch, rank) VALUES ('automerge', 4);",
            )
            .unwrap();
    }
    if version < 6 {
        index
            .execute_batch("ALTER TABLE capture DROP COLUMN cleaner; DROP TABLE cleaner;")
            .unwrap();
    }
    if version < 5 {
        index.execute_batch("DROP INDEX url_site; ALTER TABLE url DROP COLUMN site;").unwrap();
    }
    if version < 4 {
        index
            .execute_batch(
                "ALTER TABLE capture DROP COLUMN profile; DROP TABLE mark; DROP TABLE profile;",
            )
            .unwrap();
    }
    if version < 3 {
        index
            .execute_batch(
                "DROP INDEX capture_foreign; DROP INDEX capture_recleans; DROP TABLE progress;
                 ALTER TABLE capture DROP COLUMN foreign_id; ALTER TABLE capture DROP COLUMN recleans;
                 ALTER TABLE capture DROP COLUMN near;",
            )
            .unwrap();
    }
    if version < 2 {
        index
            .execute_batch(
                "ALTER TABLE capture DROP COLUMN class; DROP TABLE near; DROP TABLE sketch;
                 DROP TABLE search;",
            )
            .unwrap();
    }
    index.pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn an_index_of_an_earlier_form_is_brought_up_to_date() {
    for version in 1..9 {
        let folder = tempfile::tempdir().unwrap();
        drop(sample(folder.path()));
        set_back(folder.path(), version);
        let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
        assert_eq!(archive.count().unwrap(), 4, "form {version}");
        let bounds = spoglio::store::SearchBounds::default();
        assert_eq!(archive.search("First", &bounds, 0, 9).unwrap().len(), 2, "form {version}");
        archive
            .record(&capture("https://a.test/1", minute(9), "9"), &article("One", "Ninth."))
            .unwrap();
        drop(archive);
        assert_eq!(sound(folder.path(), "brought up to date"), 8);
    }
}

#[test]
fn what_reads_an_archive_of_an_earlier_form_brings_its_index_up_to_date() {
    for version in 1..9 {
        let folder = tempfile::tempdir().unwrap();
        let writer = sample(folder.path());
        set_back(folder.path(), version);
        let error = verify(folder.path(), None, &Progress::default()).unwrap_err().to_string();
        assert!(error.contains("earlier") && error.contains("stats"), "form {version}: {error}");
        let read = |what: &str| {
            let archive = Archive::open(folder.path(), Access::Read).unwrap();
            let bounds = spoglio::store::SearchBounds::default();
            let found = archive.search("First", &bounds, 0, 9).unwrap().len();
            assert_eq!(found, 2, "form {version}, {what}");
            assert_eq!(archive.sites().unwrap().len(), 2, "form {version}, {what}");
            archive.notes().join(" ")
        };
        // As long as it cannot be changed, a copy of it is.
        let said = read("in a copy");
        assert!(said.contains("read in a copy") && said.contains("in use by"), "{said}");
        let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
        let form: i64 = index.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(form, version);
        drop((writer, index));
        assert_eq!(read("brought up to date"), "");
        assert_eq!(sound(folder.path(), "brought up to date"), 7);
    }
}

/// What the form before the ninth had of a text: its digits as they are written.
fn set_back_words(folder: &Path, words: &str) {
    set_back(folder, 8);
    let index = rusqlite::Connection::open(folder.join("index.sqlite")).unwrap();
    index.execute_batch("INSERT INTO search (search) VALUES ('delete-all')").unwrap();
    index.execute("INSERT INTO search (rowid, title, body) VALUES (0, 't', ?1)", [words]).unwrap();
}

#[test]
fn a_search_is_made_anew_only_where_its_words_are_others_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let text = article("T", "ལོ་ ༢༠༢༥ ལ");
    archive.record(&capture("https://a.test/1", minute(0), "1"), &text).unwrap();
    drop(archive);
    let found = |query: &str| {
        let archive = Archive::open(folder.path(), Access::Read).unwrap();
        archive.search(query, &spoglio::store::SearchBounds::default(), 0, 9).unwrap().len()
    };
    for (words, query) in [
        ("ལ ༢༠༢༥ ལ", "2025"),
        ("ལ ༢༠༢༥ ལ", "༢༠༢༥"),
        ("회 사 기 자", "2025"),
        ("only ལ 東 京 here", "only"),
    ] {
        set_back_words(folder.path(), words);
        assert_eq!(found(query), 1, "{words}");
    }
}

#[test]
fn how_far_a_search_is_made_anew_is_told_and_that_it_is_not_yet_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let page = |n: i64| {
        let text = article(&format!("Title {n}"), &format!("Text {n} of many."));
        (capture(&format!("https://a.test/{n}"), minute(n), "x"), text)
    };
    archive.record_all(&(0..1_100).map(page).collect::<Vec<_>>()).unwrap();
    drop(archive);
    set_back(folder.path(), 7);
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |come: spoglio::store::Preparing| told.lock().unwrap().push(come);
    let archive = Archive::open_telling(folder.path(), Access::Read, &tell).unwrap();
    let bounds = spoglio::store::SearchBounds::default();
    assert_eq!(archive.search("\"text 1099\"", &bounds, 0, 9).unwrap().len(), 1);
    drop(archive);
    let told: Vec<_> = told.into_inner().unwrap();
    assert!(told.iter().all(|come| come.what == spoglio::store::Preparation::Words), "{told:?}");
    let come: Vec<_> = told.iter().map(|come| (come.done, come.total)).collect();
    assert_eq!(come, [(0, 1_100), (500, 1_100), (1_000, 1_100)]);
    // Whoever reads while another process is still at it is told that not all is found.
    let writer = Archive::open(folder.path(), Access::Write).unwrap();
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute_batch("INSERT INTO search (search) VALUES ('delete-all')").unwrap();
    let notes = Archive::open(folder.path(), Access::Read).unwrap().notes().join(" ");
    assert!(notes.contains("not all texts") && notes.contains("process"), "{notes}");
    drop((writer, index));
    assert!(Archive::open(folder.path(), Access::Read).unwrap().notes().is_empty());
    assert_eq!(sound(folder.path(), "made whole"), 1_100);
}

/// The index is of the present form, and its search has only some of the texts: who brought it there was killed.
#[test]
fn a_search_that_was_made_anew_in_part_is_completed_where_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let whole = verify(folder.path(), None, &Progress::default()).unwrap();
    let near = Archive::open(folder.path(), Access::Read).unwrap().near(1).unwrap();
    for there in 0..4 {
        set_back(folder.path(), 7);
        drop(Archive::open(folder.path(), Access::Read).unwrap());
        let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
        let kept: Vec<(i64, String, String)> =
            (0..there).map(|n| (n, "First".to_owned(), "first words".to_owned())).collect();
        index.execute_batch("INSERT INTO search (search) VALUES ('delete-all')").unwrap();
        for row in &kept {
            let row = rusqlite::params![row.0, row.1, row.2];
            index
                .execute("INSERT INTO search (rowid, title, body) VALUES (?1, ?2, ?3)", row)
                .unwrap();
        }
        drop(index);
        let archive = Archive::open(folder.path(), Access::Read).unwrap();
        assert!(archive.notes().is_empty(), "{there}: {:?}", archive.notes());
        let last = archive.text(3).unwrap();
        let body = fs::read_to_string(folder.path().join(&last.name)).unwrap();
        let word = body.split_whitespace().last().unwrap().to_owned();
        let bounds = spoglio::store::SearchBounds::default();
        let found = archive.search(&word, &bounds, 0, 9).unwrap();
        assert!(found.iter().any(|text| text.ordinal == 3), "{there}: {word}");
        assert_eq!(archive.near(1).unwrap(), near, "{there}");
        drop(archive);
    }
    set_back(folder.path(), 7);
    drop(Archive::open(folder.path(), Access::Change).unwrap());
    assert_eq!(sound(folder.path(), "made anew"), whole.captures);
}

#[test]
fn a_stranger_reads_an_archive_with_what_every_system_has() {
    let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !["sqlite3", "sha256sum", "zcat", "awk", "sh"].iter().all(|tool| there(tool)) {
        println!("skipped: no sqlite3, sha256sum, zcat or awk here");
        return;
    }
    let words = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("archive/README.md"));
    let words = words.unwrap();
    let commands: Vec<&str> =
        words.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(commands.len() >= 6);
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let run = |command: &str| {
        let output =
            Command::new("sh").args(["-eu", "-c", command]).current_dir(folder.path()).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.is_empty(), "{command}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(run(commands[0]), "", "every name holds");
    for command in &commands[1..] {
        assert!(!run(command).trim().is_empty(), "{command}");
    }
    assert!(run(commands[1]).contains("|One|https://a.test/1"));
    assert!(run(commands[4]).ends_with("\r\n\r\none\r\n\r\n"), "{}", run(commands[4]));
    fs::write(folder.path().join(&files(folder.path())[0].0), "Another text.\n").unwrap();
    assert!(run(commands[0]).contains("its bytes give"));
}
