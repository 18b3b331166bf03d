//! Damage at random to any file of an archive: all of it that matters is told, what is whole stays as it
//! is, and a repair mends what the rest still tells.
//! `SPOGLIO_ROUNDS=20000 cargo test --release -- --ignored archive_damage`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use spoglio::store::{Access, Archive, Progress, SearchBounds, repair, verify};

use crate::archive::{article, capture, minute};
use crate::archive_scale::number;
use crate::archive_verify::sample;
use crate::numbers::Numbers;

type Files = BTreeMap<String, Vec<u8>>;

/// All files of an archive, by their names within it.
fn all(archive: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![archive.to_owned()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(archive).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn put(folder: &Path, files: &Files) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join("warc")).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

fn is_text(name: &str) -> bool {
    name.ends_with(".txt")
}

fn is_warc(name: &str) -> bool {
    name.starts_with("warc/")
}

/// What a WARC file's members hold: a bit in the head of one may be another and change nothing.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out).ok().map(|_| out)
}

/// Whether a file still holds what it did, and maybe more behind it.
fn holds(name: &str, before: &[u8], now: &[u8]) -> bool {
    let within = || Some(unpacked(now)?.starts_with(&unpacked(before)?));
    before == now || is_warc(name) && (now.starts_with(before) || within() == Some(true))
}

/// Whether a text's name is the one its bytes give.
fn proves(name: &str, bytes: &[u8]) -> bool {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    name.split_once('_').is_some_and(|(_, rest)| hex.starts_with(rest.trim_end_matches(".txt")))
}

impl Numbers {
    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most) + 1).map(|_| self.next() as u8).collect()
    }
}

/// Damages a file; says how.
fn damage(files: &mut Files, numbers: &mut Numbers) -> String {
    let names: Vec<String> = files.keys().cloned().collect();
    let of_kind: Vec<&String> = match numbers.below(4) {
        0 => names.iter().filter(|name| name.starts_with("index")).collect(),
        1 => names.iter().filter(|name| is_warc(name)).collect(),
        2 => names.iter().filter(|name| is_text(name)).collect(),
        _ => names.iter().collect(),
    };
    let Some(name) = of_kind.get(numbers.below(of_kind.len())) else { return String::new() };
    let other = &names[numbers.below(names.len())];
    let mut bytes = files[*name].clone();
    let (at, to) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
    let end = bytes.len().min(at + [1, 16, 512, 4096][numbers.below(4)]);
    let how = match numbers.below(10) {
        0 if !bytes.is_empty() => {
            bytes[at] ^= 1 << numbers.below(8);
            "a bit of"
        }
        1 => {
            bytes[at..end].fill(0);
            "zeros in"
        }
        2 => {
            bytes.truncate(at);
            "the end cut off"
        }
        3 => {
            bytes.extend(numbers.bytes(3000));
            "more at the end of"
        }
        4 => {
            bytes = numbers.bytes(9000);
            "other bytes in the place of"
        }
        5 => {
            bytes.clear();
            "nothing left of"
        }
        6 => {
            bytes.splice(at..at, numbers.bytes(50));
            "more within"
        }
        7 => {
            bytes.drain(at..end);
            "less within"
        }
        8 => {
            let part = bytes[to..bytes.len().min(to + 4096)].to_vec();
            bytes.splice(at..end, part);
            "another part in the place of a part of"
        }
        _ => {
            files.remove(*name);
            return format!("without {name}");
        }
    };
    if numbers.below(12) == 0 {
        let others = files.insert(other.clone(), bytes).unwrap();
        files.insert((*name).clone(), others);
        return format!("{how} {name}, in the place of {other} and it there");
    }
    files.insert((*name).clone(), bytes);
    format!("{how} {name}")
}

/// What must be there of damaged files: bytes of texts that prove their names, and of WARC files.
fn nothing_is_lost(folder: &Path, damaged: &Files, what: &str) {
    let now = all(folder);
    for (name, bytes) in damaged {
        let whole = |has: &[u8]| now.values().any(|there| there.starts_with(has));
        let kept = if is_text(name) && proves(name, bytes) {
            now.get(name) == Some(bytes)
        } else if is_warc(name) {
            // An end that is no whole record is kept in a file of its own.
            let is_rest = |file: &str, rest: &[u8]| {
                file.contains(".torn-")
                    && bytes.ends_with(rest)
                    && whole(&bytes[..bytes.len() - rest.len()])
            };
            whole(bytes) || now.iter().any(|(file, rest)| is_rest(file, rest))
        } else {
            !is_text(name) || whole(bytes)
        };
        assert!(kept, "{what}: {name} is gone");
    }
}

/// Everything a reader asks for; what it answers may be an error, and no more.
fn read(folder: &Path) {
    let Ok(archive) = Archive::open(folder, Access::Read) else { return };
    let _ = (
        archive.search("first", &SearchBounds::default(), 0, 9),
        archive.captures(0, 99),
        archive.runs(None, 9),
    );
    for text in archive.texts(0, 99).unwrap_or_default() {
        let _ = (archive.content(&text), archive.captures_of_text(text.ordinal));
    }
}

fn is_sound(folder: &Path) -> bool {
    verify(folder, None, &Progress::default()).is_ok_and(|found| found.is_sound())
}

fn rounds(first: u64, rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("archive");
    drop(sample(&folder));
    let closed = all(&folder);
    let mut archive = Archive::open(&folder, Access::Write).unwrap();
    archive
        .record(&capture("https://a.test/9", minute(9), "9"), &article("Nine", "Ninth."))
        .unwrap();
    drop(archive);
    let mut behind = all(&folder);
    behind.insert("index.sqlite".to_owned(), closed["index.sqlite"].clone());
    for round in first..first + rounds as u64 {
        let mut numbers = Numbers(round);
        let whole = if numbers.below(3) == 0 { &behind } else { &closed };
        let mut damaged = whole.clone();
        let times = [1, 1, 2, 3][numbers.below(4)];
        let how: Vec<String> = (0..times).map(|_| damage(&mut damaged, &mut numbers)).collect();
        let how = format!("round {round}, {how:?}");
        put(&folder, &damaged);
        let hurt = |files: &Files, is_of: fn(&str) -> bool| {
            let held = |(name, bytes): (&String, &Vec<u8>)| {
                damaged.get(name).is_some_and(|now| holds(name, bytes, now))
            };
            !files.iter().filter(|(name, _)| is_of(name)).all(held)
        };
        if is_sound(&folder) {
            // Of what the index does not know, the last record may be what a broken write leaves.
            let lies = damaged.iter().any(|(name, bytes)| is_text(name) && !proves(name, bytes));
            let told = lies || hurt(&closed, is_text) || hurt(&closed, is_warc);
            assert!(!told, "{how}: not told");
        }
        if numbers.below(2) == 0 {
            read(&folder);
            nothing_is_lost(&folder, &damaged, &format!("{how}, read"));
        }
        let repaired = repair(&folder);
        nothing_is_lost(&folder, &damaged, &format!("{how}, repaired"));
        let sound = is_sound(&folder);
        if !hurt(whole, is_warc) {
            assert!(repaired.is_ok() && sound, "{how}: not mended, {repaired:?}");
            let now = all(&folder);
            for (name, bytes) in whole.iter().filter(|(name, _)| is_text(name)) {
                assert!(now.get(name) == Some(bytes), "{how}: {name} did not come back");
            }
        }
        let before = all(&folder);
        let recorded = Archive::open(&folder, Access::Write).and_then(|mut archive| {
            archive.record(
                &capture("https://c.test/", minute(20), "new"),
                &article("New", "Quite new."),
            )
        });
        assert!(recorded.is_ok(), "{how}: cannot be added to after its repair: {recorded:?}");
        nothing_is_lost(&folder, &before, &format!("{how}, added to"));
        let found = Archive::open(&folder, Access::Read)
            .and_then(|archive| archive.search("quite", &SearchBounds::default(), 0, 9));
        assert!(found.is_ok_and(|found| !found.is_empty()), "{how}: what was added is not found");
        assert_eq!(is_sound(&folder), sound, "{how}: after something was added");
    }
}

#[test]
fn what_is_damaged_is_told_and_mended_and_nothing_is_lost() {
    rounds(1, 60);
}

#[test]
#[ignore = "takes minutes"]
fn thousands_of_damages() {
    rounds(number("SPOGLIO_FIRST", 1000) as u64, number("SPOGLIO_ROUNDS", 5000));
}
