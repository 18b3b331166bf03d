//! A disk that is full, read-only, or that lied: recovered or set aside, with words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use spoglio::store::{
    Access, Archive, Capture, Finding, Progress, SearchBounds, StoreError, repair, verify,
};

use crate::archive::{article, capture, files, minute};
use crate::archive_verify::sample;

/// A small disk of its own, as long as this lives.
struct Disk {
    root: tempfile::TempDir,
}

impl Disk {
    /// `None`, with words, where this process may not mount one.
    fn new(size: &str) -> Option<Disk> {
        let root = tempfile::tempdir().unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(root.path())
            .output();
        if made.is_ok_and(|output| output.status.success()) {
            return Some(Disk { root });
        }
        println!("skipped: no disk can be mounted here");
        None
    }

    fn remount(&self, options: &str) {
        let output = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(self.root.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn archive(&self) -> PathBuf {
        self.root.path().join("archive")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.root.path()).output();
    }
}

fn page(n: usize) -> (Capture, Finding) {
    // Words that no packing makes much smaller.
    let words: Vec<String> = (0..300)
        .map(|word| format!("{:x}", (n * 1000 + word).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    let body = words.join(" ");
    (
        capture(&format!("https://a.test/{n}"), minute(n as i64), &format!("<p>{body}")),
        article(&format!("Text {n}"), &body),
    )
}

fn sound(folder: &Path, what: &str) {
    let found = verify(folder, None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{what}: {found:?}");
}

#[test]
fn a_full_disk_loses_nothing_that_was_reported() {
    for size in ["700k", "900k", "1100k", "1300k"] {
        let Some(disk) = Disk::new(size) else { return };
        let mut archive = Archive::open(disk.archive(), Access::Write).unwrap();
        let mut reported = 0;
        let error = loop {
            let pages: Vec<_> = (reported..reported + 7).map(page).collect();
            match archive.record_all(&pages) {
                Ok(_) => reported += 7,
                Err(error) => break error.to_string(),
            }
            assert!(reported < 5000, "{size}: the disk never fills");
        };
        assert!(error.contains("make room") || error.contains("full"), "{size}: {error}");
        assert!(files(&disk.archive()).len() >= reported, "{size}: a text was lost");
        sound(&disk.archive(), size);
        // Still full: said again, and nothing is touched.
        assert!(archive.record_all(&(9000..9040).map(page).collect::<Vec<_>>()).is_err());
        sound(&disk.archive(), size);
        // There is room again, for this process and for the next.
        disk.remount("size=32m");
        let pages: Vec<_> = (0..reported + 14).map(page).collect();
        archive.record_all(&pages[..reported + 7]).unwrap();
        drop(archive);
        let mut archive = Archive::open(disk.archive(), Access::Write).unwrap();
        archive.record_all(&pages).unwrap();
        drop(archive);
        sound(&disk.archive(), size);
        let texts = files(&disk.archive());
        assert!(texts.len() >= reported + 14, "{size}: {} of {}", texts.len(), reported + 14);
        let names: std::collections::BTreeSet<_> =
            texts.iter().map(|(name, _)| name[name.len() - 20..].to_owned()).collect();
        assert_eq!(names.len(), texts.len(), "{size}: a text is there twice");
    }
}

#[test]
fn a_disk_that_is_full_from_the_start_is_said_so() {
    let Some(disk) = Disk::new("16k") else { return };
    let error = match Archive::open(disk.archive(), Access::Write) {
        Err(error) => error.to_string(),
        Ok(mut archive) => archive.record_all(&[page(1)]).unwrap_err().to_string(),
    };
    assert!(error.contains("make room") || error.contains("full"), "{error}");
}

#[test]
fn a_read_only_disk_can_be_read_and_says_that_it_cannot_be_written() {
    let Some(disk) = Disk::new("32m") else { return };
    drop(sample(&disk.archive()));
    let mut captures = fs::OpenOptions::new().append(true).open(warc(&disk.archive())).unwrap();
    std::io::Write::write_all(&mut captures, b"the beginning of a record").unwrap();
    drop(captures);
    disk.remount("ro");
    sound(&disk.archive(), "read-only");
    // What a writer left cannot be put in order here, and that is said.
    let archive = Archive::open(disk.archive(), Access::Read).unwrap();
    assert_eq!(archive.count().unwrap(), 4);
    assert!(archive.notes()[0].contains("not shown"), "{:?}", archive.notes());
    assert_eq!(archive.search("First", &SearchBounds::default(), 0, 9).unwrap().len(), 2);
    drop(archive);
    let error = Archive::open(disk.archive(), Access::Write).unwrap_err().to_string();
    assert!(error.contains("read-only"), "{error}");
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["verify", "--archive"])
        .arg(disk.archive())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    disk.remount("rw");
    // A reader leaves the torn end where it is.
    let length = fs::metadata(warc(&disk.archive())).unwrap().len();
    assert_eq!(Archive::open(disk.archive(), Access::Read).unwrap().count().unwrap(), 4);
    assert_eq!(fs::metadata(warc(&disk.archive())).unwrap().len(), length);
    let mut archive = Archive::open(disk.archive(), Access::Write).unwrap();
    assert!(fs::metadata(warc(&disk.archive())).unwrap().len() < length);
    archive.record_all(&[page(1)]).unwrap();
}

#[test]
fn what_a_power_cut_takes_of_the_index_is_made_again() {
    let root = tempfile::tempdir().unwrap();
    let (folder, before) = (root.path().join("archive"), root.path().join("before"));
    let parts = ["index.sqlite", "index.sqlite-wal"];
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive.record_all(&(0..5).map(page).collect::<Vec<_>>()).unwrap();
    fs::create_dir(&before).unwrap();
    for part in parts {
        fs::copy(folder.join(part), before.join(part)).unwrap();
    }
    // One by one: each of these was reported stored.
    for n in 5..10 {
        archive.record(&page(n).0, &page(n).1).unwrap();
    }
    let told = format!("{:?}", archive.captures(0, 100).unwrap());
    let near: Vec<_> = (0..10).map(|ordinal| archive.near(ordinal).unwrap()).collect();
    drop(archive);
    // Whoever comes next, a reader too, has it made again.
    for access in [Access::Write, Access::Read] {
        for part in parts {
            let _ = fs::remove_file(folder.join(part));
            fs::copy(before.join(part), folder.join(part)).unwrap();
        }
        let found = verify(&folder, None, &Progress::default()).unwrap();
        assert!(found.is_sound() && !found.notes.is_empty(), "{found:?}");
        if access == Access::Read {
            // While somebody writes it is the writer's task.
            let lock = fs::File::open(folder.join(".lock")).unwrap();
            lock.lock().unwrap();
            assert_eq!(Archive::open(&folder, access).unwrap().count().unwrap(), 5);
        }
        let archive = Archive::open(&folder, access).unwrap();
        assert_eq!(archive.count().unwrap(), 10, "{access:?}");
        assert_eq!(format!("{:?}", archive.captures(0, 100).unwrap()), told);
        let again: Vec<_> = (0..10).map(|ordinal| archive.near(ordinal).unwrap()).collect();
        assert_eq!(again, near);
        drop(archive);
        sound(&folder, "the last transactions were taken");
    }
}

#[test]
fn a_text_whose_records_a_power_cut_took_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive.record_all(&(0..5).map(page).collect::<Vec<_>>()).unwrap();
    let held = fs::read(folder.join(".lock")).unwrap();
    drop(archive);
    let next = page(5).1.text.canonical().into_bytes();
    let name = spoglio::store::file_name(5, &spoglio::store::digest(&next), 16);
    let begun = folder.join(format!(".new-{name}"));
    let cut_short = |lock: &[u8]| {
        fs::write(&begun, &next[..next.len() / 2]).unwrap();
        fs::write(folder.join(".lock"), lock).unwrap();
        let found = verify(folder, None, &Progress::default()).unwrap();
        assert!(found.is_sound(), "{found:?}");
        assert!(found.notes.iter().any(|note| note.contains("provisional")), "{found:?}");
    };
    // Who held the archive did not give it back, and so the next one looks.
    cut_short(&held);
    drop(Archive::open(folder, Access::Write).unwrap());
    assert!(!begun.exists());
    sound(folder, "opened for writing");
    // Where the power cut took the holder's words too, a repair clears up.
    cut_short(b"");
    repair(folder).unwrap();
    assert!(!begun.exists());
    sound(folder, "repaired");
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    archive.record_all(&(0..6).map(page).collect::<Vec<_>>()).unwrap();
    drop(archive);
    assert_eq!(fs::read(folder.join(&name)).unwrap(), next);
    sound(folder, "written again");
}

/// What is on the disk after a power cut when the disk said that it had written and had not.
fn after_a_lie(what: &str, damage: impl Fn(&Path, &Path)) {
    let root = tempfile::tempdir().unwrap();
    let (before, folder) = (root.path().join("before"), root.path().join("archive"));
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive.record_all(&(0..5).map(page).collect::<Vec<_>>()).unwrap();
    drop(archive);
    copy(&folder, &before);
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive.record_all(&(5..10).map(page).collect::<Vec<_>>()).unwrap();
    drop(archive);
    damage(&folder, &before);
    let kept = files(&folder);
    let found = verify(&folder, None, &Progress::default());
    let opened = Archive::open(&folder, Access::Write);
    let noted = match &opened {
        Ok(archive) => archive.notes().join("\n"),
        Err(error) => error.to_string(),
    };
    let told = found.as_ref().map_or(true, |found| !found.is_sound() || !found.notes.is_empty());
    assert!(told || !noted.is_empty(), "{what}: nobody is told: {found:?}");
    // Writing goes on all the same, and harms nothing that is there.
    if let Ok(mut archive) = opened {
        archive.record_all(&(20..25).map(page).collect::<Vec<_>>()).unwrap();
    }
    repair(&folder).unwrap();
    sound(&folder, what);
    let after = files(&folder);
    for (name, bytes) in &kept {
        let whole = spoglio::store::hex(&spoglio::store::digest(bytes));
        if spoglio::store::parse(name).is_some_and(|parsed| whole.starts_with(&parsed.hex)) {
            assert!(after.iter().any(|(_, there)| there == bytes), "{what}: {name} is gone");
        }
    }
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive.record_all(&(0..10).map(page).collect::<Vec<_>>()).unwrap();
    drop(archive);
    sound(&folder, what);
    let texts: std::collections::BTreeSet<_> =
        files(&folder).into_iter().map(|(_, bytes)| bytes).collect();
    for n in 0..10 {
        let text = page(n).1.text.canonical().into_bytes();
        assert!(texts.contains(&text), "{what}: text {n}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &target);
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

fn warc(folder: &Path) -> PathBuf {
    let mut found: Vec<_> =
        fs::read_dir(folder.join("warc")).unwrap().map(|item| item.unwrap().path()).collect();
    found.sort();
    found.pop().unwrap()
}

#[test]
fn a_disk_that_lied_about_the_captures_is_found_out() {
    after_a_lie("the records are lost and the index has them", |folder, before| {
        let length = fs::metadata(warc(before)).unwrap().len();
        fs::File::options().write(true).open(warc(folder)).unwrap().set_len(length).unwrap();
    });
    after_a_lie("the records are zeros", |folder, before| {
        let length = fs::metadata(warc(before)).unwrap().len() as usize;
        let mut bytes = fs::read(warc(folder)).unwrap();
        bytes[length..].fill(0);
        fs::write(warc(folder), bytes).unwrap();
    });
    after_a_lie("the last record is torn", |folder, _| {
        let length = fs::metadata(warc(folder)).unwrap().len();
        fs::File::options().write(true).open(warc(folder)).unwrap().set_len(length - 9).unwrap();
    });
}

#[test]
fn a_disk_that_lied_about_the_texts_is_found_out() {
    after_a_lie("a text is empty", |folder, _| {
        let (name, _) = files(folder).pop().unwrap();
        fs::write(folder.join(name), "").unwrap();
    });
    after_a_lie("a text is gone", |folder, _| {
        let (name, _) = files(folder).pop().unwrap();
        fs::remove_file(folder.join(name)).unwrap();
    });
}

#[test]
fn a_disk_that_lied_about_the_index_is_found_out() {
    after_a_lie("the index is the one of before", |folder, before| {
        let _ = fs::remove_file(folder.join("index.sqlite-wal"));
        fs::copy(before.join("index.sqlite"), folder.join("index.sqlite")).unwrap();
    });
    after_a_lie("the index is torn", |folder, _| {
        let bytes = fs::read(folder.join("index.sqlite")).unwrap();
        fs::write(folder.join("index.sqlite"), &bytes[..bytes.len() / 2]).unwrap();
    });
    after_a_lie("the index is zeros", |folder, _| {
        let length = fs::metadata(folder.join("index.sqlite")).unwrap().len();
        fs::write(folder.join("index.sqlite"), vec![0; length as usize]).unwrap();
    });
}

#[test]
fn a_new_file_is_begun_when_one_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.roll_over_at(20_000);
    for n in 0..4 {
        archive.record_all(&(n * 20..n * 20 + 20).map(page).collect::<Vec<_>>()).unwrap();
    }
    drop(archive);
    let warcs = fs::read_dir(folder.path().join("warc")).unwrap().count();
    assert!(warcs >= 4, "{warcs} files");
    sound(folder.path(), "several files");
    repair(folder.path()).unwrap();
    sound(folder.path(), "after a repair");
    assert_eq!(files(folder.path()).len(), 80);
}

#[test]
fn another_writer_and_a_later_version_are_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let held = sample(folder.path());
    let spoglio = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(arguments)
            .arg("--archive")
            .arg(folder.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let text = folder.path().join("text.txt");
    fs::write(&text, "A text.\n").unwrap();
    let (code, said) = spoglio(&["import", "--texts", text.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("in use by process"), "{said}");
    drop(held);
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.pragma_update(None, "user_version", 99).unwrap();
    drop(index);
    for access in [Access::Read, Access::Write] {
        let error = Archive::open(folder.path(), access).unwrap_err();
        assert!(matches!(error, StoreError::TooNew { found: 99, .. }), "{error}");
    }
    let (code, said) = spoglio(&["list"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("later version of spoglio") && said.contains("99"), "{said}");
}
