//! What was reported stored survives, whenever the process ends.
//!
//! The process that ends is this test binary itself, run again with [`FOLDER`] set: the test
//! [`writer`] then writes until it is killed, or kills itself at the step it is told.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use spoglio::store::{Access, Archive, Capture, Finding, Progress, Step, verify};

use crate::archive::{article, capture, files, minute};

const FOLDER: &str = "SPOGLIO_TEST_CRASH_FOLDER";
const STEP: &str = "SPOGLIO_TEST_CRASH_STEP";
const FIRST: &str = "SPOGLIO_TEST_CRASH_FIRST";
const SIZE: &str = "SPOGLIO_TEST_CRASH_SIZE";

/// From this number on each page has a text of its own.
const NEW: usize = 100_000;

/// Page `n` of a writer's work. Some texts come twice, some addresses get another text.
fn page(n: usize) -> (Capture, Finding) {
    let url = format!("https://a.test/{}", n % 37);
    let number = if n < NEW { n % 83 } else { n };
    let text = format!("Paragraph {number} of a text that is long enough.\n\nAnd a second one.");
    (
        capture(&url, minute(n as i64), &format!("<p>{text}")),
        article(&format!("Text {number}"), &text),
    )
}

fn reported(folder: &Path) -> PathBuf {
    folder.with_extension("reported")
}

/// What was reported: a digest a line. Of a report that a reader sees half written, or that a kill ended, the last
/// line is torn, and the next writer's first stands behind it.
fn reported_digests(said: &str) -> impl Iterator<Item = &str> {
    said.lines().filter_map(|line| line.get(line.len().checked_sub(64)?..))
}

/// A line for each batch that was reported: of how many captures.
fn batches(folder: &Path) -> PathBuf {
    folder.with_extension("batches")
}

/// Writes batches and reports each text after it was recorded, in a file beside the archive.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let first: usize = std::env::var(FIRST).map_or(0, |n| n.parse().unwrap());
    let mut report = OpenOptions::new().create(true).append(true).open(reported(&folder)).unwrap();
    let mut sizes = OpenOptions::new().create(true).append(true).open(batches(&folder)).unwrap();
    let step = std::env::var(STEP).ok().map(|step| {
        let (at, times) = step.split_once(':').unwrap();
        (Step::ALL[at.parse::<usize>().unwrap()], times.parse::<usize>().unwrap())
    });
    let size: usize = std::env::var(SIZE).map_or(5, |n| n.parse().unwrap());
    let endless = step.is_none();
    let mut seen = 0;
    for batch in 0.. {
        if !endless && batch > 12 {
            break;
        }
        let mut archive =
            Archive::open(&folder, Access::WriteWithin(Duration::from_secs(60))).unwrap();
        archive.roll_over_at(30_000);
        if let Some((step, times)) = step {
            let already = seen;
            let mut count = already;
            archive.inject_fault(Box::new(move |at| {
                if at == step {
                    count += 1;
                    if count > times {
                        // As `kill -9` does: nothing is run any more.
                        std::process::abort();
                    }
                }
                Ok(())
            }));
        }
        let pages: Vec<_> = (0..size).map(|at| page(first + batch * size + at)).collect();
        archive.record_all(&pages).unwrap();
        seen += usize::from(step.is_some());
        let lines: String =
            pages.iter().map(|(_, finding)| format!("{}\n", finding.text.sha256())).collect();
        report.write_all(lines.as_bytes()).unwrap();
        writeln!(sizes, "{size}").unwrap();
    }
}

fn start(folder: &Path, step: Option<(usize, usize)>, first: usize) -> Child {
    start_with(folder, step, first, 5)
}

fn start_with(folder: &Path, step: Option<(usize, usize)>, first: usize, size: usize) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "archive_crash::writer"]).env(FOLDER, folder);
    command.env(FIRST, first.to_string()).env(SIZE, size.to_string());
    if let Some((step, times)) = step {
        command.env(STEP, format!("{step}:{times}"));
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Opens the archive as the next writer does and holds it against what was reported.
fn hold(folder: &Path, what: &str) -> usize {
    drop(Archive::open(folder, Access::Write).unwrap());
    let found = verify(folder, None, &Progress::default()).unwrap();
    assert!(found.is_sound(), "{what}: {found:?}");
    let texts = files(folder);
    let digests: Vec<String> = texts
        .iter()
        .map(|(_, bytes)| spoglio::store::hex(&spoglio::store::digest(bytes)))
        .collect();
    let unique: BTreeSet<&String> = digests.iter().collect();
    assert_eq!(unique.len(), digests.len(), "{what}: a text is stored twice");
    let said = fs::read_to_string(reported(folder)).unwrap_or_default();
    for digest in reported_digests(&said) {
        assert!(unique.contains(&digest.to_owned()), "{what}: {digest} was reported and is lost");
    }
    let mut ordinals: Vec<u64> =
        texts.iter().map(|(name, _)| spoglio::store::parse(name).unwrap().ordinal).collect();
    ordinals.sort_unstable();
    assert_eq!(ordinals, (0..texts.len() as u64).collect::<Vec<_>>(), "{what}");
    assert!(
        !fs::read_dir(folder)
            .unwrap()
            .any(|item| { item.unwrap().file_name().to_string_lossy().starts_with(".new-") })
    );
    reported_digests(&said).count()
}

/// Records the pages again, and all that is promised holds, with so many texts.
fn done(
    mut archive: Archive,
    folder: &Path,
    pages: &[(Capture, Finding)],
    texts: usize,
    what: &str,
) {
    archive.record_all(pages).unwrap();
    drop(archive);
    hold(folder, what);
    assert_eq!(files(folder).len(), texts, "{what}");
}

#[test]
fn a_kill_at_any_step_loses_nothing() {
    for step in 0..Step::ALL.len() {
        for times in [0, 7] {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("archive");
            let status = start(&folder, Some((step, times)), 0).wait().unwrap();
            let what = format!("{:?}, time {times}", Step::ALL[step]);
            assert!(!status.success(), "{what}: was to end early");
            hold(&folder, &what);
            // The next writer takes up the work, and what was under way is there once.
            let archive = Archive::open(&folder, Access::Write).unwrap();
            let pages: Vec<_> = (0..40).map(page).collect();
            done(archive, &folder, &pages, 40, &what);
        }
    }
}

#[test]
fn a_full_disk_at_any_step_loses_nothing() {
    for step in Step::ALL {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("archive");
        let mut archive = Archive::open(&folder, Access::Write).unwrap();
        let pages: Vec<_> = (0..6).map(page).collect();
        archive.record_all(&pages[..3]).unwrap();
        let mut full = true;
        archive.inject_fault(Box::new(move |at| {
            if at == step && std::mem::take(&mut full) {
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            Ok(())
        }));
        let error = archive.record_all(&pages[3..]).unwrap_err().to_string();
        assert!(error.contains("make room"), "{step:?}: {error}");
        assert!(verify(&folder, None, &Progress::default()).unwrap().is_sound(), "{step:?}");
        // There is room again.
        done(archive, &folder, &pages[3..], 6, &format!("{step:?}"));
    }
}

/// More captures than are brought to the disk at once, with 83 texts among them: the first of them are
/// on the disk, names and all, while the last are still being decided.
const LARGE: usize = 150;

/// The times of a step that the first portions of a large batch reach, and the later ones.
const TIMES: [(Step, [usize; 2]); 7] = [
    (Step::RecordsAppended, [3, 140]),
    (Step::TextBegun, [3, 70]),
    (Step::TextsWritten, [0, 1]),
    (Step::Synced, [0, 1]),
    (Step::TextNamed, [3, 70]),
    (Step::FolderSynced, [0, 0]),
    (Step::Committed, [0, 0]),
];

#[test]
fn a_kill_in_a_large_batch_loses_nothing() {
    for (at, (step, times)) in TIMES.into_iter().enumerate() {
        for times in times {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("archive");
            let status = start_with(&folder, Some((at, times)), 0, LARGE).wait().unwrap();
            let what = format!("{step:?}, time {times}");
            assert!(!status.success(), "{what}: was to end early");
            hold(&folder, &what);
            let archive = Archive::open(&folder, Access::Write).unwrap();
            let pages: Vec<_> = (0..LARGE).map(page).collect();
            done(archive, &folder, &pages, 83, &what);
        }
    }
}

#[test]
fn a_full_disk_in_a_large_batch_loses_nothing() {
    for (step, times) in TIMES {
        for times in times {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("archive");
            let what = format!("{step:?}, time {times}");
            let mut archive = Archive::open(&folder, Access::Write).unwrap();
            let pages: Vec<_> = (0..LARGE).map(page).collect();
            let mut count = 0;
            archive.inject_fault(Box::new(move |at| {
                count += usize::from(at == step);
                if at == step && count == times + 1 {
                    return Err(io::Error::from(io::ErrorKind::StorageFull));
                }
                Ok(())
            }));
            let error = archive.record_all(&pages).unwrap_err().to_string();
            assert!(error.contains("make room"), "{what}: {error}");
            assert!(verify(&folder, None, &Progress::default()).unwrap().is_sound(), "{what}");
            // There is room again.
            done(archive, &folder, &pages, 83, &what);
        }
    }
}

/// Whatever was reported is shown to a reader, who may also be the one to put in order what a kill left.
fn read(folder: &Path) {
    let said = fs::read_to_string(reported(folder)).unwrap_or_default();
    let Ok(archive) = Archive::open(folder, Access::Read) else {
        // The first writer was killed before there was an index.
        assert!(said.is_empty());
        return;
    };
    let texts = archive.texts(0, usize::MAX >> 1).unwrap();
    let shown: BTreeSet<&str> = texts.iter().map(|text| text.sha256.as_str()).collect();
    for digest in reported_digests(&said) {
        assert!(shown.contains(digest), "{digest} was reported and is not shown");
    }
}

/// Batches of a few texts, which are brought to the disk one by one; of many, for which the file system is
/// asked for all of them; and of more than go there in one portion.
const SIZES: [usize; 3] = [5, 40, LARGE];

/// Two writers on one archive, killed at random moments, and a reader; a thousand times with
/// `cargo test --release -- --ignored a_thousand_kills --nocapture`.
fn kills(kills: usize) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("archive");
    let mut random = std::process::id() as usize;
    let mut next = move |below: usize| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut writers = [start(&folder, None, NEW), start_with(&folder, None, NEW + 1000, LARGE)];
    for n in 0..kills {
        std::thread::sleep(Duration::from_millis(next(120) as u64));
        let which = next(2);
        writers[which].kill().unwrap();
        writers[which].wait().unwrap();
        if n % 3 == 0 {
            read(&folder);
        }
        let size = SIZES[next(SIZES.len())];
        writers[which] = start_with(&folder, None, NEW + n * 60, size);
    }
    for writer in &mut writers {
        writer.kill().unwrap();
        writer.wait().unwrap();
    }
    let reported = hold(&folder, "after the kills");
    let sizes = fs::read_to_string(batches(&folder)).unwrap_or_default();
    let batches = SIZES.map(|size| {
        let size = size.to_string();
        let count = sizes.lines().filter(|line| **line == size).count();
        assert!(count > 0 || kills < 1000, "no batch of {size} was ever reported");
        format!("{count} of {size}")
    });
    println!(
        "{kills} kills, {reported} captures reported in batches ({}), {} texts, all there",
        batches.join(", "),
        files(&folder).len()
    );
}

#[test]
fn some_kills_at_random_moments_lose_nothing() {
    kills(12);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_kills() {
    kills(1000);
}
