//! What `verify` finds, and what `--repair` and the next write bring back.

use std::fs;
use std::path::Path;

use spoglio::store::{Access, Archive, Capture, Progress, Recorded, repair, verify};

use crate::archive::{article, capture, files, finding, minute};

/// An archive with new texts, a sighting, a version, a refused page and a saved file.
pub(crate) fn sample(folder: &Path) -> Archive {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive.begin_run(minute(0), "run").unwrap();
    let wall = finding(spoglio::page::Outcome::ConsentWall, "", "Accept");
    archive
        .record_all(&[
            (capture("https://a.test/1", minute(0), "one"), article("One", "First.")),
            (capture("https://a.test/2", minute(1), "two"), article("Two", "Second.")),
            (capture("https://b.test/1", minute(2), "one b"), article("One", "First.")),
            (capture("https://a.test/3", minute(3), "wall"), wall),
        ])
        .unwrap();
    archive
        .record(&capture("https://a.test/1", minute(4), "one"), &article("One", "First."))
        .unwrap();
    archive
        .record(&capture("https://a.test/1", minute(5), "1+"), &article("One", "First, mended."))
        .unwrap();
    let file = Capture {
        kind: spoglio::store::CaptureKind::File,
        request: Vec::new(),
        response: Vec::new(),
        ..capture("file:///saved.html", minute(6), "saved")
    };
    archive.record(&file, &article("", "No title here.")).unwrap();
    archive.end_run(minute(7)).unwrap();
    archive
}

fn problems(folder: &Path) -> Vec<String> {
    let found = verify(folder, None, &Progress::default()).unwrap();
    found.problems.iter().map(|p| format!("{}: {}", p.place, p.what)).collect()
}

fn newest_warc(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> =
        fs::read_dir(folder.join("warc")).unwrap().map(|item| item.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".warc.gz"));
    files.sort();
    files.pop().unwrap()
}

/// Everything in the archive as a reader sees it.
fn state(folder: &Path) -> (Vec<(String, Vec<u8>)>, String, String) {
    let archive = Archive::open(folder, Access::Read).unwrap();
    let texts = serde_json::to_string(&archive.texts(0, 1000).unwrap()).unwrap();
    let captures = serde_json::to_string(&archive.captures(0, 1000).unwrap()).unwrap();
    (files(folder), texts, captures)
}

#[test]
fn a_whole_archive_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let found = verify(folder.path(), None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
    assert_eq!((found.texts, found.captures, found.warc_files), (4, 7, 1));
    assert!(found.notes.iter().any(|note| note.contains("writer")), "beside a writer");
    drop(archive);
    let found = verify(folder.path(), None, &Progress::default()).unwrap();
    assert!(found.is_sound() && found.notes.is_empty(), "{found:?}");
    for (since, read) in [(minute(5), (4, 7)), (minute(8), (0, 0))] {
        let late = verify(folder.path(), Some(since), &Progress::default()).unwrap();
        assert!(late.is_sound(), "{late:?}");
        assert_eq!((late.texts, late.captures), read, "a run is read as a whole");
    }
}

#[test]
fn what_was_recorded_since_is_read_however_old_its_pages_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = sample(folder.path());
    let read = |since| {
        let found = verify(folder.path(), Some(since), &Progress::default()).unwrap();
        (found.texts, found.captures, found.problem_count)
    };
    assert_eq!(read(minute(100)), (0, 0, 0));
    // An import in the afternoon, of pages that are older than all others.
    archive.begin_run(minute(200), "import").unwrap();
    for (n, title) in [(-500, "Old"), (-400, "Older")] {
        let page = capture(&format!("https://c.test/{n}"), minute(n), "old");
        archive.record(&page, &article(title, "Long ago.")).unwrap();
    }
    archive.end_run(minute(201)).unwrap();
    for (since, expected) in [(100, (2, 2, 0)), (201, (2, 2, 0)), (202, (0, 0, 0)), (3, (6, 9, 0))]
    {
        assert_eq!(read(minute(since)), expected, "since minute {since}");
    }
    // A run that was broken off had ended when the next began.
    archive.begin_run(minute(300), "run").unwrap();
    archive.record(&capture("https://d.test/1", minute(301), "d"), &article("D", "D.")).unwrap();
    drop(archive);
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    assert_eq!(read(minute(400)), (1, 1, 0));
    archive.begin_run(minute(500), "run").unwrap();
    archive.end_run(minute(501)).unwrap();
    drop(archive);
    assert_eq!(read(minute(500)), (1, 1, 0));
    assert_eq!(read(minute(502)), (0, 0, 0));
    let old = files(folder.path()).remove(4).0;
    fs::write(folder.path().join(&old), "Other words.").unwrap();
    let found = verify(folder.path(), Some(minute(150)), &Progress::default()).unwrap();
    assert_eq!((found.problem_count, found.problems[0].place.as_str()), (1, old.as_str()));
    assert_eq!(read(minute(502)), (0, 0, 0));
}

#[test]
fn a_changed_text_is_found_and_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let before = state(folder.path());
    let name = before.0[1].0.clone();
    fs::write(folder.path().join(&name), "Two\n\nSomething else.\n").unwrap();
    let found = problems(folder.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(&name));
    let notes = repair(folder.path()).unwrap().notes;
    assert!(notes.iter().any(|note| note.contains(&name)), "{notes:?}");
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(state(folder.path()), before);
    assert_eq!(fs::read_dir(folder.path().join("set-aside")).unwrap().count(), 1);
}

#[test]
fn a_lost_text_and_a_stray_one_are_found() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let before = state(folder.path());
    let (name, _) = &before.0[0];
    fs::remove_file(folder.path().join(name)).unwrap();
    fs::copy(folder.path().join(&before.0[1].0), folder.path().join("000_d0e1.txt")).unwrap();
    let found = problems(folder.path());
    assert!(found.iter().any(|p| p.contains(name.as_str())), "{found:?}");
    assert!(found.iter().any(|p| p.contains("000_d0e1.txt")), "{found:?}");
    repair(folder.path()).unwrap();
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(state(folder.path()).0, before.0);
}

#[test]
fn a_lost_index_is_made_anew_the_same() {
    for way in ["repair", "missing", "damaged", "torn"] {
        let folder = tempfile::tempdir().unwrap();
        drop(sample(folder.path()));
        let before = state(folder.path());
        let index = folder.path().join("index.sqlite");
        match way {
            "repair" => drop(repair(folder.path()).unwrap()),
            "missing" => fs::remove_file(&index).unwrap(),
            "damaged" => fs::write(&index, b"not an index at all").unwrap(),
            _ => {
                let bytes = fs::read(&index).unwrap();
                fs::write(&index, &bytes[..4096]).unwrap();
            }
        }
        let archive = Archive::open(folder.path(), Access::Write).unwrap();
        assert_eq!(archive.notes().is_empty(), way == "repair", "{way}: {:?}", archive.notes());
        drop(archive);
        assert_eq!(problems(folder.path()), [""; 0], "{way}");
        assert_eq!(state(folder.path()), before, "{way}");
    }
}

#[test]
fn an_older_index_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let index = folder.path().join("index.sqlite");
    let older = fs::read(&index).unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive
        .record(&capture("https://a.test/9", minute(9), "9"), &article("Nine", "Ninth."))
        .unwrap();
    drop(archive);
    let before = state(folder.path());
    fs::write(&index, older).unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let again = archive
        .record(&capture("https://a.test/9", minute(9), "9"), &article("Nine", "Ninth."))
        .unwrap();
    assert!(matches!(again, Recorded::SeenBefore { ordinal: 4, .. }), "{again:?}");
    drop(archive);
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(state(folder.path()).0, before.0);
}

#[test]
fn what_the_index_does_not_know_yet_is_proved_too() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let index = folder.path().join("index.sqlite");
    let older = fs::read(&index).unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for n in [8, 9] {
        let url = format!("https://a.test/{n}");
        archive.record(&capture(&url, minute(n), "new"), &article(&url, "New.")).unwrap();
    }
    drop(archive);
    fs::write(&index, older).unwrap();
    let found = verify(folder.path(), None, &Progress::default()).unwrap();
    assert!(found.is_sound() && found.unindexed_bytes > 0, "{found:?}");
    assert_eq!((found.texts, found.unindexed_texts), (4, 2));
    let warc = newest_warc(folder.path());
    let whole = fs::read(&warc).unwrap();
    let known = whole.len() - found.unindexed_bytes as usize;

    fs::write(&warc, &whole[..whole.len() - 9]).unwrap();
    let torn = verify(folder.path(), None, &Progress::default()).unwrap();
    assert!(torn.is_sound() && torn.notes.len() > found.notes.len(), "{torn:?}");

    let mut damaged = whole.clone();
    damaged[known + 40] ^= 1;
    fs::write(&warc, damaged).unwrap();
    let said = problems(folder.path());
    assert!(said.len() == 1 && said[0].starts_with("warc/"), "{said:?}");

    fs::write(&warc, whole).unwrap();
    let last = files(folder.path()).pop().unwrap().0;
    fs::write(folder.path().join(&last), "Other words.").unwrap();
    let said = problems(folder.path());
    assert!(said.len() == 1 && said[0].starts_with(&last), "{said:?}");
}

#[test]
fn a_torn_end_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let before = state(folder.path());
    let warc = newest_warc(folder.path());
    let sound = fs::read(&warc).unwrap();
    for torn in [&sound[..20], &[0; 5000], b"\x1f\x8b", b"WARC/1.1\r\nWARC-Type: resp"] {
        fs::write(&warc, [&sound, torn].concat()).unwrap();
        let archive = Archive::open(folder.path(), Access::Write).unwrap();
        assert!(!archive.notes().is_empty());
        drop(archive);
        assert!(
            fs::read(&warc).unwrap() == sound,
            "{} bytes, {torn:?}",
            fs::read(&warc).unwrap().len()
        );
        let aside = format!("{}.torn-{}", warc.display(), sound.len());
        assert!(fs::read(&aside).unwrap() == torn);
        fs::rename(&aside, format!("{aside}.seen")).unwrap();
        assert_eq!(problems(folder.path()), [""; 0]);
        assert_eq!(state(folder.path()), before);
    }
}

#[test]
fn a_flipped_bit_in_a_capture_is_found() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let warc = newest_warc(folder.path());
    let mut bytes = fs::read(&warc).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&warc, bytes).unwrap();
    assert!(!problems(folder.path()).is_empty());
    let texts = files(folder.path());
    repair(folder.path()).unwrap();
    assert_eq!(files(folder.path()), texts, "the texts stay");
}

#[test]
fn a_warc_file_without_its_name_is_told_and_its_captures_are_not_forgotten() {
    for way in ["renamed", "unpacked", "gone"] {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("archive");
        drop(sample(&folder));
        let warc = newest_warc(&folder);
        let name = warc.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&warc).unwrap();
        fs::remove_file(&warc).unwrap();
        let (stranger, advice) = match way {
            "renamed" => ("foo.warc.gz", format!("name it {name} again")),
            _ => ("spoglio.warc", "`spoglio import`".to_owned()),
        };
        let stranger = folder.join("warc").join(stranger);
        match way {
            "renamed" => fs::write(&stranger, &bytes).unwrap(),
            "unpacked" => {
                let mut plain = fs::File::create(&stranger).unwrap();
                let mut packed = flate2::read::MultiGzDecoder::new(&bytes[..]);
                std::io::copy(&mut packed, &mut plain).unwrap();
            }
            _ => {}
        }
        let (said, code) = told(&folder, &["verify"]);
        assert_eq!((said.contains(&advice), code), (way != "gone", Some(4)), "{way}: {said}");
        let (said, code) = told(&folder, &["verify", "--repair"]);
        assert!(
            said.contains("captures that the old index knew are in no WARC file any more: 7"),
            "{said}"
        );
        assert_eq!((said.contains(&advice), code), (way != "gone", Some(4)), "{way}: {said}");
        // A loss that was told is not told again; a file that is there and not read is.
        let code = told(&folder, &["verify"]).1;
        assert_eq!(code, Some(if way == "gone" { 0 } else { 4 }), "{way}");
        if way == "unpacked" {
            let outside = root.path().join("spoglio.warc");
            fs::rename(&stranger, &outside).unwrap();
            assert_eq!(told(&folder, &["import", outside.to_str().unwrap()]).1, Some(0));
            let (said, code) = told(&folder, &["list"]);
            assert_eq!((code, said.lines().count() >= 4), (Some(0), true), "{said}");
        } else {
            fs::write(&warc, &bytes).unwrap();
            let (said, code) = told(&folder, &["verify", "--repair"]);
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("7 captures"), "{said}");
            assert_eq!(said.contains("another copy"), way == "renamed", "{said}");
        }
    }
}

#[test]
fn a_warc_file_of_others_is_named_and_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    drop(sample(&folder));
    fs::write(folder.join("warc/crawl.WARC"), "WARC/1.0\r\nWARC-Type: warcinfo\r\n").unwrap();
    for command in [&["verify"][..], &["verify", "--repair"]] {
        let (said, code) = told(&folder, command);
        assert!(said.contains("warc/crawl.WARC: no name of ours; left alone"), "{said}");
        assert_eq!(code, Some(0), "{said}");
    }
}

/// Makes the record that stands there unreadable.
fn damage(warc: &Path, offset: u64, length: u64) {
    let mut bytes = fs::read(warc).unwrap();
    for byte in &mut bytes[(offset + length / 2) as usize..][..2] {
        *byte ^= 0x5a;
    }
    fs::write(warc, bytes).unwrap();
}

#[test]
fn a_capture_whose_page_is_damaged_keeps_what_was_found_in_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    let archive = sample(&folder);
    let (first, url) = (archive.captures(0, 1).unwrap().remove(0), "https://a.test/1");
    let history = |archive: &Archive| {
        let rows = archive.captures_of_url(url).unwrap();
        rows.into_iter().map(|row| (row.at, row.text, row.previous)).collect::<Vec<_>>()
    };
    let (before, texts) = (history(&archive), files(&folder));
    drop(archive);
    let warc = newest_warc(&folder);
    let whole = fs::read(&warc).unwrap();
    damage(&warc, first.offset, first.length);
    assert_eq!(told(&folder, &["verify"]).1, Some(4));
    // The page and the sighting that refers to it are lost, and told each time; once as what was just lost.
    for (command, expected) in [
        (&["verify", "--repair"][..], 4),
        (&["verify"], 0),
        (&["verify", "--repair"], 0),
        (&["verify"], 0),
    ] {
        let (said, code) = told(&folder, command);
        let sum = match expected {
            4 => "what is there is sound; put back what is lost from a copy",
            _ => "all sound but 2 pages, lost to damage",
        };
        assert!(said.contains(sum), "{command:?}: {said}");
        assert!(said.contains("the page https://a.test/1 of 2025-10-09"), "{said}");
        assert_eq!(code, Some(expected), "{command:?}: {said}");
    }
    assert_eq!(fs::read_dir(folder.join("set-aside")).unwrap().count(), 1);
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    assert_eq!(history(&archive), before);
    assert_eq!(files(&folder), texts);
    let row = archive.captures_of_url(url).unwrap().remove(0);
    assert!(row.page_is_lost());
    let error = archive.page(&row).unwrap_err().to_string();
    assert!(error.contains("was damaged and is lost"), "{error}");
    // The same bytes are kept whole when they come again.
    archive.record(&capture(url, minute(8), "one"), &article("One", "First.")).unwrap();
    let again = archive.captures_of_url(url).unwrap().pop().unwrap();
    assert_eq!(archive.raw(&again).unwrap(), b"one");
    drop(archive);
    // An index that takes a page for lost which is there is told.
    let index = rusqlite::Connection::open(folder.join("index.sqlite")).unwrap();
    index
        .execute(
            "UPDATE capture SET offset = entry_offset, length = entry_length WHERE at = ?1",
            [minute(8).timestamp_millis()],
        )
        .unwrap();
    drop(index);
    let said = problems(&folder);
    assert!(said.len() == 1 && said[0].contains("takes for lost"), "{said:?}");
    // Whoever has a copy of the file puts it back.
    fs::write(&warc, whole).unwrap();
    let (said, _) = told(&folder, &["verify", "--repair"]);
    assert!(
        said.contains("in no WARC file any more: 1 of") && !said.contains("lost to damage"),
        "{said}"
    );
    let archive = Archive::open(&folder, Access::Read).unwrap();
    assert_eq!(archive.raw(&archive.captures_of_url(url).unwrap()[0]).unwrap(), b"one");
}

#[test]
fn a_page_that_is_lost_in_one_file_is_found_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let first = archive.captures(0, 1).unwrap().remove(0);
    drop(archive);
    let warc = newest_warc(folder.path());
    let copy = folder.path().join("warc/spoglio-20990101000000-001.warc.gz");
    fs::copy(&warc, &copy).unwrap();
    damage(&warc, first.offset, first.length);
    repair(folder.path()).unwrap();
    assert_eq!(problems(folder.path()), [""; 0]);
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    let row = archive.captures_of_url("https://a.test/1").unwrap().remove(0);
    assert!(!row.page_is_lost());
    assert_eq!(archive.raw(&row).unwrap(), b"one");
}

#[test]
fn runs_and_failures_outlive_a_repair() {
    let folder = tempfile::tempdir().unwrap();
    let runs = |archive: &Archive| format!("{:?}", archive.runs(None, 9).unwrap());
    let before = runs(&sample(folder.path()));
    assert!(before.contains("stored: 3"), "{before}");
    let notes = repair(folder.path()).unwrap().notes;
    assert!(notes.iter().any(|note| note.contains("taken over")), "{notes:?}");
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(runs(&Archive::open(folder.path(), Access::Read).unwrap()), before);
}

#[test]
fn runs_and_failures_outlive_a_repair_that_is_broken_off() {
    let runs = |folder: &Path| {
        format!("{:?}", Archive::open(folder, Access::Read).unwrap().runs(None, 9).unwrap())
    };
    for at in ["a WARC file", "the old index is aside", "its log is left"] {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        drop(sample(folder.path()));
        let before = runs(folder.path());
        if at == "a WARC file" {
            // Nothing can be read from a folder, and so the repair ends before the index is whole.
            let in_the_way = path("warc/spoglio-20300101000000-099.warc.gz");
            fs::create_dir(&in_the_way).unwrap();
            repair(folder.path()).unwrap_err();
            assert_eq!(runs(folder.path()), before, "{at}");
            fs::remove_dir(&in_the_way).unwrap();
        } else {
            repair(folder.path()).unwrap();
            fs::rename(path("index.sqlite"), path("index.sqlite.ready")).unwrap();
            if at == "its log is left" {
                fs::write(path("index.sqlite-wal"), b"of the old index").unwrap();
            }
            let opened = Archive::open(folder.path(), Access::Write).unwrap();
            assert!(opened.notes()[0].contains("interrupted"), "{at}: {:?}", opened.notes());
        }
        for _ in 0..2 {
            assert_eq!(problems(folder.path()), [""; 0], "{at}");
            assert_eq!(runs(folder.path()), before, "{at}");
            repair(folder.path()).unwrap();
        }
        for left in ["index.sqlite.unfinished", "index.sqlite.ready"] {
            assert!(!path(left).exists(), "{at}: {left}");
        }
    }
}

#[test]
fn a_text_that_the_index_does_not_find_by_its_hash_is_told() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute_batch("DELETE FROM text_hash WHERE text = 2").unwrap();
    drop(index);
    assert_eq!(problems(folder.path()), ["index.sqlite: row 2: text_hash misses it"]);
    repair(folder.path()).unwrap();
    assert_eq!(problems(folder.path()), [""; 0]);
}

#[test]
fn what_the_index_says_otherwise_than_the_entries_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = sample(folder.path());
    let long = "The river rose by two metres on Monday night and cut the road to the village of Aro, and twelve people were brought to safety by the fire brigade, said the mayor in the morning before the council met, which had to decide how the bridge was to be mended, and by whom, and what that might cost the canton and the village.";
    for (n, body) in [(8, long.to_owned()), (9, long.replace("brigade", "briggade"))] {
        let page = capture("https://d.test/1", minute(n), &body);
        archive.record(&page, &article("Flood", &body)).unwrap();
    }
    drop(archive);
    let whole = fs::read(folder.path().join("index.sqlite")).unwrap();
    for lie in [
        "UPDATE capture SET class = 'update' WHERE class = 'typo'",
        "UPDATE capture SET previous = 2, class = NULL WHERE class = 'typo'",
        "UPDATE capture SET previous = NULL, class = NULL WHERE class = 'typo'",
        "UPDATE capture SET previous = 1, class = 'typo' WHERE id = 5",
        "UPDATE capture SET outcome = 'error-page' WHERE id = 1",
        "UPDATE capture SET status = 404 WHERE id = 2",
        "UPDATE capture SET confidence = 0.1 WHERE id = 2",
        "UPDATE capture SET kind = 'file' WHERE id = 2",
        "UPDATE capture SET etag = 'x' WHERE id = 2",
        "UPDATE capture SET last_modified = 'x' WHERE id = 2",
        "UPDATE capture SET truncated = 'time' WHERE id = 2",
        "UPDATE capture SET source = 'x' WHERE id = 2",
        "UPDATE capture SET foreign_id = 'x' WHERE id = 2",
        "UPDATE capture SET near = 1 WHERE id = 4",
        "UPDATE capture SET profile = 'x' WHERE id = 2",
        "UPDATE capture SET address = 'https://a.test/7' WHERE id = 2",
        "UPDATE capture SET asked = 2 WHERE id = 1",
        "UPDATE capture SET new = 1 WHERE id = 5; UPDATE capture SET new = 0 WHERE id = 1",
        "UPDATE text SET title = 'Won' WHERE ordinal = 0",
        "UPDATE text SET words = 7 WHERE ordinal = 0",
        "UPDATE text SET bytes = 7 WHERE ordinal = 0",
        "UPDATE text SET metadata = '{\"lang\":{\"value\":\"de\"}}' WHERE ordinal = 0",
        "UPDATE text SET first_seen = first_seen + 1 WHERE ordinal = 0",
        "UPDATE text SET first_seen = first_seen - 1 WHERE ordinal = 0",
        "UPDATE url SET text = 3 WHERE id = 1",
        "UPDATE url SET text = NULL WHERE id = 1",
        "UPDATE url SET key = 'https://a.test/7' WHERE id = 4",
        "INSERT INTO search (search) VALUES ('delete-all')",
        "INSERT INTO sketch (sketch) VALUES ('delete-all')",
        "INSERT INTO search (search) VALUES ('delete-all');
         INSERT INTO search (rowid, title, body) SELECT ordinal, 'x', 'y' FROM text",
        "DELETE FROM near",
    ] {
        fs::write(folder.path().join("index.sqlite"), &whole).unwrap();
        assert_eq!(problems(folder.path()), [""; 0], "before: {lie}");
        let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
        index.execute_batch(lie).unwrap();
        drop(index);
        assert_ne!(problems(folder.path()), [""; 0], "{lie}");
    }
    let before = {
        fs::write(folder.path().join("index.sqlite"), &whole).unwrap();
        state(folder.path())
    };
    // An index that lies of addresses has lost nothing.
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute_batch("UPDATE url SET key = key || '7'").unwrap();
    drop(index);
    assert!(!repair(folder.path()).unwrap().has_lost());
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(state(folder.path()), before);
}

#[test]
fn records_that_stand_twice_count_once() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let before = state(folder.path());
    let warc = newest_warc(folder.path());
    let sound = fs::read(&warc).unwrap();
    fs::write(&warc, [&sound[..], &sound[..]].concat()).unwrap();
    drop(Archive::open(folder.path(), Access::Write).unwrap());
    assert_eq!(problems(folder.path()), [""; 0]);
    assert_eq!(state(folder.path()), before);
}

/// What the program says, and its exit code.
fn told(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .arg("--archive")
        .arg(folder)
        .current_dir(folder.parent().unwrap())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (String::from_utf8(said).unwrap(), output.status.code())
}

#[test]
fn a_span_in_which_nothing_was_recorded_is_not_called_sound() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    drop(sample(&archive));
    let (said, code) = told(&archive, &["verify", "--since", "2999-01-01"]);
    assert!(said.contains("nothing was recorded since 2999-01-01 00:00 UTC"), "{said}");
    assert!(!said.contains("sound"), "{said}");
    assert_eq!(code, Some(0));
    assert!(told(&archive, &["verify"]).0.contains("all sound"));
}

#[test]
fn an_archive_without_its_index_is_no_missing_archive() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive
        .record_all(&[(capture("https://a.test/1", minute(0), "<p>x"), article("A", "One."))])
        .unwrap();
    drop(archive);
    let lose = || {
        for file in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
            let _ = fs::remove_file(folder.join(file));
        }
    };
    lose();
    for command in [&["list"][..], &["verify"], &["reclean"], &["export"]] {
        let (said, code) = told(&folder, command);
        assert!(said.contains("the index is missing: run `spoglio verify --repair`"), "{said}");
        assert_eq!(code, Some(2), "{command:?}");
    }
    let (said, _) = told(&folder, &["doctor"]);
    assert!(said.contains("the index is missing") && !said.contains("not begun"), "{said}");
    let (said, code) = told(&folder, &["verify", "--repair"]);
    assert!(said.contains("all sound"), "{said}");
    assert_eq!(code, Some(0));
    // Its texts alone are an archive too.
    lose();
    fs::remove_dir_all(folder.join("warc")).unwrap();
    assert!(told(&folder, &["list"]).0.contains("the index is missing"));
}

#[test]
fn a_folder_of_something_else_is_not_made_an_archive_by_what_only_changes_one() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("letters");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("letter.txt"), "Dear Ann,\n").unwrap();
    for command in
        [&["verify", "--repair"][..], &["reclean", "--apply"], &["site", "--learn", "a.test"]]
    {
        let (said, code) = told(&folder, command);
        assert!(said.contains("there is no archive here"), "{command:?}: {said}");
        assert_eq!(code, Some(2), "{command:?}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "{command:?}");
    }
}
