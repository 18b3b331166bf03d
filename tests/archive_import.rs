//! Taking over what others captured or cleaned.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use spoglio::page::Near;
use spoglio::pipeline::Options;
use spoglio::pipeline::import::{Imported, Importing, Item, import};
use spoglio::pipeline::run::{Stop, Switch};
use spoglio::store::{Access, Archive, verify};

use crate::archive::{files, minute};
#[cfg(target_os = "linux")]
use crate::watch::signal;

pub(crate) fn wanted() -> Importing {
    Importing {
        learn: true,
        options: Options::default(),
        threads: 2,
        stop: Stop::never(),
        texts: false,
        near: Near::Link,
    }
}

pub(crate) fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><body><nav><a href=/>Home</a></nav><article><h1>Flood number {n}</h1>\
         <p>The river rose by {n} metres on Monday night and cut the road to the village of Aro, the canton announced.</p>\
         <p>Twelve people were brought to safety by the fire brigade, said the mayor in the morning, and nobody was hurt.</p>\
         <p>The road will stay closed until day {n}, and the school opens again as soon as the water has fallen.</p>\
         </article></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A response record as other programs write it.
fn record(n: usize) -> Vec<u8> {
    let body = page(n);
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Date: 2024-05-0{}T10:00:00Z\r\nWARC-Target-URI: https://a.test/{n}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        n % 9 + 1,
        block.len()
    )
    .into_bytes()
}

pub(crate) fn warc(path: &Path, numbers: std::ops::Range<usize>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, numbers.flat_map(|n| gzip(&record(n))).collect::<Vec<u8>>()).unwrap();
}

pub(crate) fn imported(archive: &Path, paths: &[PathBuf], wanted: &Importing) -> Vec<Item> {
    let mut archive = Archive::open(archive, Access::Write).unwrap();
    let mut items = Vec::new();
    import(&mut archive, paths, wanted, minute(0), &mut |item| items.push(item.clone())).unwrap();
    items
}

fn sound(archive: &Path) {
    let found = verify(archive, None, &spoglio::store::Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
}

fn spoglio(arguments: &[&str], archive: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .current_dir(archive.parent().unwrap())
        .output()
        .unwrap()
}

#[test]
fn pages_from_elsewhere_keep_their_time_their_bytes_and_their_ids() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    warc(&from.join("crawl/a.warc.gz"), 0..3);
    fs::write(from.join("saved.html"), page(7)).unwrap();
    fs::write(from.join("saved.png"), "no page").unwrap();
    let items = imported(&archive, std::slice::from_ref(&from), &wanted());
    assert_eq!(items.len(), 4, "{items:?}");
    assert!(items.iter().all(|item| matches!(item.imported, Imported::Stored { .. })), "{items:?}");
    let reading = Archive::open(&archive, Access::Read).unwrap();
    let row = &reading.captures_of_url("https://a.test/1").unwrap()[0];
    assert_eq!(row.at.to_rfc3339(), "2024-05-02T10:00:00+00:00");
    assert_eq!(row.foreign_id.as_deref(), Some("<urn:uuid:1>"));
    assert_eq!(String::from_utf8(reading.raw(row).unwrap()).unwrap(), page(1), "chunks are undone");
    assert_eq!(reading.find("<urn:uuid:1>").unwrap().ordinal, row.text.unwrap());
    drop(reading);
    // Once more: everything is there, nothing is recorded.
    let captures = |archive: &Path| {
        Archive::open(archive, Access::Read).unwrap().captures(0, 100).unwrap().len()
    };
    let before = captures(&archive);
    let again = imported(&archive, &[from], &wanted());
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
    assert_eq!(captures(&archive), before);
    sound(&archive);
}

#[test]
fn an_interrupted_import_is_run_again() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("a.warc.gz"));
    warc(&from, 0..400);
    let (switch, stop) = Switch::new();
    let wanted_until = Importing { stop, ..wanted() };
    let mut count = 0;
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    import(&mut writing, std::slice::from_ref(&from), &wanted_until, minute(0), &mut |_| {
        count += 1;
        if count == 10 {
            switch.press();
        }
    })
    .unwrap();
    drop(writing);
    assert!(count < 400, "{count}");
    assert_eq!(files(&archive).len(), count, "what was told is stored");
    let rest = imported(&archive, &[from], &wanted());
    let stored = |item: &&Item| matches!(item.imported, Imported::Stored { .. });
    assert_eq!(rest.iter().filter(stored).count() + count, 400);
    assert_eq!(files(&archive).len(), 400);
    sound(&archive);
}

#[test]
fn clean_texts_are_taken_over_as_they_are() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("old"));
    fs::create_dir(&from).unwrap();
    let ours = "A title\n\nFirst paragraph.\n\n- an item\n";
    fs::write(from.join("000_0000000000000000.txt"), ours).unwrap();
    fs::write(from.join("001_0000000000000001.txt"), "No title, one paragraph.\r\n").unwrap();
    fs::write(from.join("002_0000000000000002.txt"), ours).unwrap();
    fs::write(from.join("003_0000000000000003.txt"), "").unwrap();
    let items =
        imported(&archive, std::slice::from_ref(&from), &Importing { texts: true, ..wanted() });
    let words: Vec<_> = items.iter().map(|item| &item.imported).collect();
    assert!(
        matches!(
            words[..],
            [
                Imported::Stored { .. },
                Imported::Stored { .. },
                Imported::SeenBefore { .. },
                Imported::Refused { outcome: "empty" }
            ]
        ),
        "{items:?}"
    );
    let stored = files(&archive);
    assert_eq!(stored.len(), 2);
    assert_eq!(stored[0].1, ours.as_bytes());
    assert_eq!(stored[1].1, b"No title, one paragraph.\n");
    assert!(!stored[0].0.contains("0000000000000000"), "a foreign name proves nothing");
    let shown = spoglio(&["show", "002_0000000000000002.txt"], &archive);
    assert!(shown.status.success());
    assert_eq!(shown.stdout, ours.as_bytes(), "found by the name it had");
    sound(&archive);
}

#[test]
fn an_archive_of_ours_is_taken_over_whole() {
    let root = tempfile::tempdir().unwrap();
    let (first, second) = (root.path().join("first"), root.path().join("second"));
    warc(&root.path().join("a.warc.gz"), 0..3);
    imported(&first, &[root.path().join("a.warc.gz")], &wanted());
    // A text of which no capture is left.
    let text = "An old title\n\nAn old text.\n";
    let name = spoglio::store::file_name(3, &spoglio::store::digest(text.as_bytes()), 16);
    fs::write(first.join(&name), text).unwrap();
    let items = imported(&second, std::slice::from_ref(&first), &wanted());
    let new = items.iter().filter(|i| matches!(i.imported, Imported::Stored { .. })).count();
    assert_eq!(new, 4, "{items:?}");
    assert!(items.iter().all(|i| !matches!(i.imported, Imported::Failed { .. })), "{items:?}");
    let bytes = |folder: &Path| -> std::collections::BTreeSet<Vec<u8>> {
        files(folder).into_iter().map(|(_, bytes)| bytes).collect()
    };
    assert_eq!(bytes(&first), bytes(&second));
    sound(&second);
}

/// The same texts come from its folder, from its WARC files, and from an archive of an archive.
#[test]
fn the_clean_texts_of_an_archive_stay_as_they_are_from_archive_to_archive() {
    let root = tempfile::tempdir().unwrap();
    let (old, first) = (root.path().join("old"), root.path().join("first"));
    fs::create_dir(&old).unwrap();
    // Texts that the cleaner would change: it takes tables apart and times for headlines.
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    for (n, page) in ["onda/diretta-nevicata", "talbote/haushalt-unterau"].iter().enumerate() {
        fs::copy(samples.join(page).join("expected.txt"), old.join(format!("{n}.txt"))).unwrap();
    }
    let texts = Importing { texts: true, ..wanted() };
    imported(&first, std::slice::from_ref(&old), &texts);
    // The same once more, at another time: its record refers to the one before.
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    fs::File::options().append(true).open(old.join("0.txt")).unwrap().set_modified(later).unwrap();
    imported(&first, &[old], &texts);
    assert_eq!(files(&first).len(), 2);
    let second = root.path().join("second");
    imported(&second, std::slice::from_ref(&first), &wanted());
    let third = root.path().join("third");
    imported(&third, &[second.join("warc")], &wanted());
    for archive in [&second, &third] {
        assert_eq!(files(archive), files(&first), "{archive:?}");
        sound(archive);
    }
    // So do a run over them, and cleaning, which is pointed at the files alone.
    let warcs = third.join("warc");
    let source = format!("[[source]]\nname = \"old\"\nwarc = {warcs:?}\n");
    fs::write(root.path().join("config.toml"), source).unwrap();
    assert!(crate::run::spoglio(&["run"], root.path()).status.success());
    let fourth = root.path().join("archive");
    assert_eq!(files(&fourth), files(&first));
    sound(&fourth);
    let printed = crate::run::spoglio(&["clean", "first/warc"], root.path());
    let stored: Vec<u8> = files(&first).into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(printed.stdout == stored, "{}", String::from_utf8_lossy(&printed.stdout));
    // Into itself it brings nothing new, however often.
    for _ in 0..2 {
        let items = imported(&second, std::slice::from_ref(&second), &wanted());
        let new = items.iter().filter(|i| {
            matches!(i.imported, Imported::Stored { .. } | Imported::NewVersion { .. })
        });
        assert_eq!(new.count(), 0, "{items:?}");
    }
}

#[test]
fn a_warc_file_without_a_record_is_told_of() {
    let root = tempfile::tempdir().unwrap();
    let from = root.path().join("from");
    fs::create_dir(&from).unwrap();
    for name in ["a.warc.gz", "b.warc", "c.warc.zst"] {
        fs::write(from.join(name), "").unwrap();
    }
    fs::write(from.join("d.warc.gz"), gzip(b"")).unwrap();
    fs::write(root.path().join("config.toml"), "[[source]]\nname = \"one\"\nwarc = \"from\"\n")
        .unwrap();
    for command in [&["import", "from"][..], &["clean", "from"], &["run"]] {
        let output = crate::run::spoglio(command, root.path());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let told = told + &String::from_utf8_lossy(&output.stdout);
        for name in ["a.warc.gz", "b.warc", "c.warc.zst", "d.warc.gz"] {
            assert!(
                told.lines().any(|line| line.contains(name) && line.contains("no WARC record")),
                "{command:?}, {name}: {told}"
            );
        }
        assert!(!output.status.success(), "{command:?}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn a_warc_file_without_a_page_is_told_as_one() {
    let root = tempfile::tempdir().unwrap();
    let record = "WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://a.test/\r\nWARC-Date: 2026-05-04T10:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nText\r\n\r\n";
    fs::write(root.path().join("texts.warc"), record).unwrap();
    let output = spoglio(&["import", "texts.warc"], &root.path().join("archive"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("nothing to import: the WARC files there hold no page"), "{told}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_leads_out_of_the_folder_is_not_read() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    fs::write(root.path().join("secret.txt"), "A secret.\n\nNot to be read.\n").unwrap();
    std::os::unix::fs::symlink("../secret.txt", from.join("000_aaaa.txt")).unwrap();
    fs::write(from.join("001_bbbb.txt"), "A title\n\nA text.\n").unwrap();
    std::os::unix::fs::symlink("001_bbbb.txt", from.join("002_cccc.txt")).unwrap();
    let items = imported(&archive, &[from], &Importing { texts: true, ..wanted() });
    let Imported::Failed { why } = &items[0].imported else { panic!("{items:?}") };
    assert!(why.contains("leads out"), "{why}");
    assert_eq!(files(&archive).len(), 1, "{items:?}");
    assert_eq!(items.len(), 3);
}

#[test]
fn near_texts_are_linked_or_skipped_as_is_wanted() {
    let root = tempfile::tempdir().unwrap();
    let from = root.path().join("from");
    let body = "The river rose by two metres on Monday night and cut the road to the village of Aro. Twelve people were brought to safety by the fire brigade, said the mayor.\n\nThe road will stay closed until Friday, the canton announced in the afternoon. A bridge further down the valley may have been damaged, and engineers are to look at it on Tuesday.";
    fs::create_dir(&from).unwrap();
    fs::write(from.join("1.txt"), format!("Flood\n\n{body}\n")).unwrap();
    fs::write(from.join("2.txt"), format!("Village cut off\n\n{body}\n")).unwrap();
    fs::write(from.join("3.txt"), format!("Flood\n\n{}\n", body.replace("The river", "A river")))
        .unwrap();
    fs::write(from.join("4.txt"), "Elections\n\nThe council meets on Thursday.\n").unwrap();
    let (linked, skipped) = (root.path().join("linked"), root.path().join("skipped"));
    let texts = Importing { texts: true, ..wanted() };
    imported(&linked, std::slice::from_ref(&from), &texts);
    assert_eq!(files(&linked).len(), 4);
    let output =
        spoglio(&["import", "--texts", "--near", "skip", from.to_str().unwrap()], &skipped);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert_eq!(files(&skipped).len(), 2, "{said}");
    assert!(said.contains("near          000_") && said.contains("(same-body)"), "{said}");
    let archive = Archive::open(&skipped, Access::Read).unwrap();
    let rows = archive.captures(0, 10).unwrap();
    assert_eq!(rows.iter().map(|row| row.near).collect::<Vec<_>>(), [None, Some(0), Some(0), None]);
    assert_eq!(archive.raw(&rows[1]).unwrap(), fs::read(from.join("2.txt")).unwrap(), "kept");
    drop(archive);
    let url = spoglio::source::saved::file_address(&from.join("2.txt"));
    let told = String::from_utf8(spoglio(&["history", &url], &skipped).stdout).unwrap();
    assert!(told.contains("  near         000"), "{told}");
    let again = imported(&skipped, &[from], &Importing { near: Near::Skip, ..texts });
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
    sound(&skipped);
    spoglio::store::repair(&skipped).unwrap();
    let archive = Archive::open(&skipped, Access::Read).unwrap();
    assert_eq!(archive.captures(0, 10).unwrap(), rows, "after a repair");
}

#[test]
fn config_says_what_is_done_with_near_texts() {
    let root = tempfile::tempdir().unwrap();
    let run = |near: &str| {
        fs::write(root.path().join("config.toml"), format!("near = \"{near}\"\n")).unwrap();
        let config = root.path().join("config.toml");
        Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(["import", "--config"])
            .arg(&config)
            .arg("--archive")
            .arg(root.path().join("archive"))
            .arg(root.path().join("none.warc"))
            .output()
            .unwrap()
    };
    let refused = run("drop");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(said.contains("config.toml:1") && said.contains("skip"), "{said}");
    assert_eq!(run("skip").status.code(), Some(2), "there is no such file");
}

#[test]
fn seeds_come_in_byte_for_byte() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds/clean");
    let Ok(listing) = fs::read_dir(&seeds) else {
        println!("skipped: {} is not there", seeds.display());
        return;
    };
    let mut theirs: Vec<Vec<u8>> = listing.map(|e| fs::read(e.unwrap().path()).unwrap()).collect();
    theirs.sort();
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let items = imported(&archive, &[seeds], &Importing { texts: true, ..wanted() });
    assert!(items.iter().all(|item| matches!(item.imported, Imported::Stored { .. })), "{items:?}");
    let mut ours: Vec<Vec<u8>> = files(&archive).into_iter().map(|(_, bytes)| bytes).collect();
    ours.sort();
    assert_eq!(ours, theirs);
    sound(&archive);
}

#[test]
fn what_is_not_there_makes_no_archive() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let empty = root.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let nowhere = root.path().join("nowhere");
    let nowhere = nowhere.to_str().unwrap();
    for (paths, wanted) in [
        (vec![nowhere], "nowhere: No such file or directory (os error 2): name a file or folder"),
        (vec![empty.to_str().unwrap()], "nothing to import"),
        (vec![empty.to_str().unwrap(), nowhere], "nowhere: No such file or directory"),
        (vec!["/dev/null"], "/dev/null: is no file that can be read"),
    ] {
        let mut arguments = vec!["import"];
        arguments.extend(paths);
        let output = spoglio(&arguments, &archive);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(wanted), "{arguments:?}: {said}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!archive.exists(), "{arguments:?}: made an archive for nothing");
    }
    // Beside something that is there, it costs only itself.
    fs::write(empty.join("page.html"), page(1)).unwrap();
    let output = spoglio(&["import", nowhere, empty.to_str().unwrap()], &archive);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(files(&archive).len(), 1);
}

#[cfg(unix)]
#[test]
fn pages_whose_names_are_no_utf_8_are_taken_over_as_pages_of_their_own() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    for (n, name) in [b"caf\xe9.html".as_slice(), b"caf\xe8.html"].into_iter().enumerate() {
        fs::write(from.join(OsStr::from_bytes(name)), page(n)).unwrap();
    }
    let items = imported(&archive, &[from], &wanted());
    let stored = |item: &Item| matches!(item.imported, Imported::Stored { .. });
    assert!(items.len() == 2 && items.iter().all(stored), "{items:?}");
    assert_ne!(items[0].url, items[1].url);
}

#[test]
fn a_mirror_whose_files_have_no_endings_is_taken_over() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    // As `wget -r` names them.
    for (n, name) in ["index.html", "story", "q?id=7&x=1", "a.php"].into_iter().enumerate() {
        fs::write(from.join(name), page(n)).unwrap();
    }
    fs::write(from.join("style.css"), "p { color: red }").unwrap();
    fs::write(from.join("robots.txt.1"), "User-agent: *").unwrap();
    let items = imported(&archive, &[from], &wanted());
    let stored = |item: &Item| matches!(item.imported, Imported::Stored { .. });
    assert!(items.len() == 4 && items.iter().all(stored), "{items:?}");
}

#[test]
fn a_mail_box_is_taken_over_mail_by_mail() {
    let root = tempfile::tempdir().unwrap();
    let (archive, from) = (root.path().join("archive"), root.path().join("from"));
    fs::create_dir(&from).unwrap();
    let inbox = from.join("Inbox.mbox");
    fs::write(&inbox, crate::clean::mail_box(0..5)).unwrap();
    let stored = |item: &Item| matches!(item.imported, Imported::Stored { .. });
    let items = imported(&archive, std::slice::from_ref(&from), &wanted());
    assert!(items.len() == 5 && items.iter().all(stored), "{items:?}");
    assert_eq!(items[3].foreign_id.as_deref(), Some("3@valley.example"));
    let reading = Archive::open(&archive, Access::Read).unwrap();
    let row = &reading.captures_of_url(items[3].url.as_ref().unwrap()).unwrap()[0];
    assert_eq!(row.at.to_rfc3339(), "2031-03-03T05:03:00+00:00", "when it was sent");
    let raw = String::from_utf8(reading.raw(row).unwrap()).unwrap();
    assert!(raw.starts_with("From: Mira Tolo") && raw.contains("\nFrom 3 o'clock"), "{raw}");
    drop(reading);
    // The first was deleted, another came: the others are where they were.
    fs::write(&inbox, crate::clean::mail_box(1..6)).unwrap();
    let again = imported(&archive, &[from], &wanted());
    let there = again[..4].iter().all(|item| item.imported == Imported::ThereAlready);
    assert!(again.len() == 5 && there && stored(&again[4]), "{again:?}");
    sound(&archive);
}

/// Whoever takes away what was imported looks at the exit code first.
#[cfg(target_os = "linux")]
#[test]
fn a_work_that_was_told_to_end_does_not_end_as_if_it_were_done() {
    let root = tempfile::tempdir().unwrap();
    let (archive, whole) = (root.path().join("archive"), root.path().join("whole"));
    let crawl = root.path().join("crawl.warc.gz");
    warc(&crawl, 0..400);
    imported(&whole, std::slice::from_ref(&crawl), &wanted());
    for (words, archive) in
        [(vec!["import", crawl.to_str().unwrap()], &archive), (vec!["reclean", "--all"], &whole)]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
        command.args(&words).arg("--archive").arg(archive);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        // SIGTERM is the 15th; before it is listened to, it ends any program.
        let listens = || {
            let status = fs::read_to_string(&status).unwrap_or_default();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            caught.is_some_and(|set| u64::from_str_radix(set.trim(), 16).unwrap() & (1 << 14) != 0)
        };
        let begun = std::time::Instant::now();
        while !listens() {
            assert!(
                begun.elapsed() < std::time::Duration::from_secs(30),
                "{words:?}: never listens"
            );
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        signal("-TERM", &child);
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(told.contains("interrupted"), "{words:?}: {told}");
        // 2 where it had not begun.
        assert!(matches!(ended.status.code(), Some(1 | 2)), "{words:?}: {ended:?}");
    }
    imported(&archive, &[crawl], &wanted());
    assert_eq!(files(&archive), files(&whole), "and is gone on with");
}

/// Two folders that are alike are two folders, whatever one stands in when they are imported.
#[test]
fn pages_of_one_name_in_two_folders_are_two_pages() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    for (n, project) in ["a", "b"].iter().enumerate() {
        let folder = root.path().join(project);
        fs::create_dir_all(folder.join("pages")).unwrap();
        fs::write(folder.join("pages/index.html"), page(n)).unwrap();
        let config = "archive = \"../run\"\n[[source]]\nname = \"one\"\nfolder = \"pages\"\n";
        fs::write(folder.join("config.toml"), config).unwrap();
        assert!(crate::run::spoglio(&["run"], &folder).status.success());
        let words = ["import", "--archive", "../archive", "pages"];
        let output = crate::run::spoglio(&words, &folder);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("stored        1"), "{told}");
    }
    for archive in [archive, root.path().join("run")] {
        let archive = Archive::open(&archive, Access::Read).unwrap();
        let rows = archive.captures(0, 9).unwrap();
        let whole = |project: &str| {
            let path = root.path().join(project).join("pages/index.html");
            spoglio::source::saved::file_address(&path)
        };
        assert_eq!(rows.iter().map(|row| &row.url).collect::<Vec<_>>(), [&whole("a"), &whole("b")]);
        assert!(rows.iter().all(|row| row.previous.is_none()), "{rows:?}");
    }
}

/// The one that says more comes first: who saved it, the page itself, the mirror it is of.
#[test]
fn saved_pages_are_stored_at_the_addresses_that_they_give() {
    let root = tempfile::tempdir().unwrap();
    let (archive, folder) = (root.path().join("archive"), root.path().join("pages"));
    fs::create_dir(&folder).unwrap();
    let canonical = |url: &str| format!("<head><link rel=canonical href=\"{url}\"></head><body>");
    let mirrored = "<html><!-- Mirrored from valley.example/";
    let by = " by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 29 Nov 2026 20:25:22 GMT -->";
    let saved = "<html><!-- saved from url=(0027)https://valley.example/saved -->";
    for (name, head) in [
        ("a.html", canonical("https://valley.example/own")),
        ("b.html", format!("{saved}{}", canonical("https://valley.example/other"))),
        ("c.html", format!("{mirrored}c.html?x=1{by}<body>")),
        ("d.html", format!("{mirrored}d.html{by}{}", canonical("https://valley.example/d"))),
        ("e.html", canonical("https://valley.example/")),
        ("f.html", canonical("/relative")),
    ] {
        let page = page(name.as_bytes()[0].into());
        fs::write(folder.join(name), page.replace("<html><body>", &format!("<html>{head}")))
            .unwrap();
    }
    imported(&archive, std::slice::from_ref(&folder), &wanted());
    let reading = Archive::open(&archive, Access::Read).unwrap();
    let mut urls: Vec<_> = reading.captures(0, 9).unwrap().into_iter().map(|row| row.url).collect();
    urls.sort_unstable();
    let file = |name: &str| spoglio::source::saved::file_address(&folder.join(name));
    let expected = [
        file("e.html"),
        file("f.html"),
        "http://valley.example/c.html?x=1".to_owned(),
        "https://valley.example/d".to_owned(),
        "https://valley.example/own".to_owned(),
        "https://valley.example/saved".to_owned(),
    ];
    assert_eq!(urls, expected);
    let again = imported(&archive, &[folder], &wanted());
    assert!(again.iter().all(|item| item.imported == Imported::ThereAlready), "{again:?}");
}

/// A copy of a file is no other save of the page: what the saver wrote tells when it was saved.
#[test]
fn a_page_that_says_when_it_was_saved_is_captured_then() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    let (first, copy) = (root.path().join("a.html"), root.path().join("copy.html"));
    let saved = "<html><!--\n Page saved with SingleFile \n url: https://valley.example/1 \n saved date: Mon May 04 2026 10:00:00 GMT+0200 (Central European Summer Time)\n-->";
    fs::write(&first, page(1).replace("<html>", saved)).unwrap();
    imported(&archive, std::slice::from_ref(&first), &wanted());
    fs::copy(&first, &copy).unwrap();
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&copy).unwrap().set_modified(long_ago).unwrap();
    let again = imported(&archive, &[copy], &wanted());
    assert_eq!(again[0].imported, Imported::ThereAlready, "{again:?}");
    let reading = Archive::open(&archive, Access::Read).unwrap();
    let rows = reading.captures_of_url("https://valley.example/1").unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].at.to_rfc3339(), "2026-05-04T08:00:00+00:00");
}

/// An archive of an earlier version has the file under the path that was named.
#[test]
fn a_page_that_is_there_under_its_earlier_address_is_not_stored_again() {
    let root = tempfile::tempdir().unwrap();
    let archive = root.path().join("archive");
    fs::create_dir(root.path().join("pages")).unwrap();
    let path = root.path().join("pages/a.html");
    fs::write(&path, page(1)).unwrap();
    let at = fs::metadata(&path).unwrap().modified().unwrap().into();
    let before = spoglio::store::Capture {
        kind: spoglio::store::CaptureKind::File,
        request: Vec::new(),
        response: Vec::new(),
        ..crate::archive::capture("file:///pages/a.html", at, &page(1))
    };
    let mut writing = Archive::open(&archive, Access::Write).unwrap();
    writing.record(&before, &crate::archive::article("A page", "Its text.")).unwrap();
    drop(writing);
    let output = crate::run::spoglio(&["import", "--archive", "archive", "pages"], root.path());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("there already 1"), "{told}");
    // What has changed since is a page of its own: nobody knows in which folder the earlier one stood.
    fs::write(&path, page(2)).unwrap();
    let output = crate::run::spoglio(&["import", "--archive", "archive", "pages"], root.path());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("stored        1"), "{told}");
}
