//! What an archive costs as it grows:
//! `SPOGLIO_TEXTS=1000000 cargo test --release -- --ignored archive_scale::figures --nocapture`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use spoglio::store::{Access, Archive, Capture, Finding, Step};

use crate::archive::{article, capture, minute};
use crate::numbers::Numbers;

impl Numbers {
    /// A word's rank: low ranks are far more frequent, as in any language.
    fn rank(&mut self, words: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((words as f64).powf(unit) as usize).min(words) - 1
    }
}

pub(crate) fn vocabulary() -> Vec<String> {
    let mut numbers = Numbers(7);
    let syllables = ["ba", "co", "di", "fer", "gal", "hin", "jo", "kur", "lem", "mo", "nes", "pri"];
    (0..60_000)
        .map(|n| {
            let length = 1 + (n as f64).ln().max(0.0) as usize / 3 + numbers.next() as usize % 2;
            (0..=length).map(|_| syllables[numbers.next() as usize % syllables.len()]).collect()
        })
        .collect()
}

/// A text of about 3 KB.
fn text(numbers: &mut Numbers, vocabulary: &[String]) -> String {
    let mut body = String::with_capacity(3200);
    while body.len() < 3000 {
        for _ in 0..60 {
            body.push_str(&vocabulary[numbers.rank(vocabulary.len())]);
            body.push(' ');
        }
        body.push_str(".\n\n");
    }
    body.trim_end().to_owned()
}

pub(crate) fn page(n: usize, vocabulary: &[String]) -> (Capture, Finding) {
    let mut numbers = Numbers(n as u64 * 1_000_003);
    let body = text(&mut numbers, vocabulary);
    let url = format!("https://site{}.test/2025/10/{n}.html", n % 500);
    let title = body[..60].to_owned();
    (capture(&url, minute(n as i64), &format!("<p>{body}")), article(&title, &body))
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").to_owned()
}

/// Processor time of this process so far, and of those it has waited for, in seconds.
pub(crate) fn processor() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .map(|field| field.parse().unwrap_or(0.0))
        .collect();
    let ticks = |from: usize| fields.get(from..from + 2).map_or(0.0, |f| (f[0] + f[1]) / 100.0);
    (ticks(11), ticks(13))
}

pub(crate) fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |n| n.parse().unwrap())
}

pub(crate) fn folder() -> tempfile::TempDir {
    match std::env::var_os("SPOGLIO_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder).unwrap(),
        None => tempfile::tempdir().unwrap(),
    }
}

/// Texts that are recorded one by one where that is measured.
const ONE_BY_ONE: usize = 101;

/// What one more text by itself costs: the median of many, and where the time goes. Waiting for the
/// disk depends on what else the machine does; the processor's part does not.
fn one_by_one(archive: &mut Archive, first: usize, vocabulary: &[String]) {
    let pages: Vec<_> = (first..first + ONE_BY_ONE).map(|n| page(n, vocabulary)).collect();
    let steps: Arc<Mutex<Vec<(Step, Instant)>>> = Arc::default();
    let seen = steps.clone();
    archive.inject_fault(Box::new(move |step| {
        seen.lock().unwrap().push((step, Instant::now()));
        Ok(())
    }));
    let (mut whole, mut parts) = (Vec::new(), BTreeMap::<Step, Vec<Duration>>::new());
    let before = processor().0;
    for (capture, finding) in &pages {
        let began = Instant::now();
        archive.record(capture, finding).unwrap();
        whole.push(began.elapsed());
        let mut last = began;
        for (step, at) in steps.lock().unwrap().drain(..) {
            parts.entry(step).or_default().push(at - last);
            last = at;
        }
    }
    let busy = (processor().0 - before) * 1000.0 / ONE_BY_ONE as f64;
    archive.inject_fault(Box::new(|_| Ok(())));
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let half = median(&mut whole);
    let (nine, worst) = (whole[ONE_BY_ONE * 9 / 10], whole[ONE_BY_ONE - 1]);
    println!(
        "one more by itself, median of {ONE_BY_ONE}: {half:.1?} (nine in ten {nine:.1?}, worst {worst:.1?}); {busy:.2} ms of the processor"
    );
    let parts: Vec<String> =
        parts.iter_mut().map(|(step, times)| format!("{step:?} {:.2?}", median(times))).collect();
    println!("  up to each step: {}", parts.join(", "));
}

/// The same in an archive that is there already: `SPOGLIO_ARCHIVE=folder …`; it grows by it.
#[test]
#[ignore = "needs an archive that `figures` kept (SPOGLIO_KEEP=1); prints figures"]
fn one_more() {
    let Some(folder) = std::env::var_os("SPOGLIO_ARCHIVE") else { return };
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let there = archive.count().unwrap() as usize;
    one_by_one(&mut archive, 10 * there, &vocabulary());
    one_by_one(&mut archive, 11 * there, &vocabulary());
}

#[test]
#[ignore = "takes long; prints figures"]
fn figures() {
    let (texts, batch) = (number("SPOGLIO_TEXTS", 20_000), number("SPOGLIO_BATCH", 250));
    let folder = folder();
    let vocabulary = vocabulary();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let (mut window, mut busy, mut from) = (Duration::ZERO, 0.0, 0);
    let report = number("SPOGLIO_REPORT", 5_000);
    for start in (0..texts).step_by(batch) {
        let pages: Vec<_> = (start..start + batch).map(|n| page(n, &vocabulary)).collect();
        let (began, before) = (Instant::now(), processor().0);
        archive.record_all(&pages).unwrap();
        window += began.elapsed();
        busy += processor().0 - before;
        let done = start + batch;
        if done - from >= report {
            let count = (done - from) as f64;
            let each = window.as_secs_f64() * 1000.0 / count;
            println!(
                "{done} texts: {each:.2} ms each, {:.0} a second; {:.2} ms of the processor; {}",
                1000.0 / each,
                busy * 1000.0 / count,
                peak_memory()
            );
            (window, busy, from) = (Duration::ZERO, 0.0, done);
        }
    }
    one_by_one(&mut archive, texts + 1, &vocabulary);
    drop(archive);
    let began = Instant::now();
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    println!("opening to read: {:.1?}", began.elapsed());
    for query in [vocabulary[0].as_str(), &vocabulary[300..302].join(" "), &vocabulary[50_000]] {
        let began = Instant::now();
        let found =
            archive.search(query, &spoglio::store::SearchBounds::default(), 0, 20).unwrap().len();
        println!("search {query:?}: {found} shown, {:.1?}", began.elapsed());
    }
    drop(archive);
    let began = Instant::now();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    println!("opening to write: {:.1?}", began.elapsed());
    println!("in the archive opened anew:");
    one_by_one(&mut archive, 2 * texts, &vocabulary);
    drop(archive);
    let size = |path: std::path::PathBuf| std::fs::metadata(path).map_or(0, |about| about.len());
    let index = size(folder.path().join("index.sqlite")) / texts as u64;
    let connection = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    let search: u64 = connection
        .query_row("SELECT coalesce(sum(length(block)), 0) FROM search_data", [], |row| {
            row.get::<_, i64>(0)
        })
        .map(|bytes| bytes as u64 / texts as u64)
        .unwrap();
    println!(
        "index: {index} bytes a text, {} beside the search index; {}",
        index - search,
        peak_memory()
    );
    if std::env::var_os("SPOGLIO_KEEP").is_some() {
        println!("kept: {}", folder.keep().display());
    }
}

/// Insertion beside `sqlite3` inserting the same rows: a table with the texts and the same full-text
/// index, the same batches, the same durability, and nothing else.
#[test]
#[ignore = "takes long; prints figures"]
fn beside_sqlite() {
    let (texts, batch) = (number("SPOGLIO_TEXTS", 5_000), number("SPOGLIO_BATCH", 64));
    let folder = folder();
    let vocabulary = vocabulary();
    let pages: Vec<_> = (0..texts).map(|n| page(n, &vocabulary)).collect();
    let mut archive = Archive::open(folder.path().join("archive"), Access::Write).unwrap();
    let (began, before) = (Instant::now(), processor().0);
    for some in pages.chunks(batch) {
        archive.record_all(some).unwrap();
    }
    let (wall, busy) = (began.elapsed().as_secs_f64(), processor().0 - before);
    let say = |what: &str, wall: f64, busy: f64| {
        println!(
            "{what}: {:.0} texts a second, {:.2} ms of the processor each",
            texts as f64 / wall,
            busy * 1000.0 / texts as f64
        );
    };
    say("spoglio", wall, busy);
    let mut sql = String::from(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE text (ordinal INTEGER PRIMARY KEY, url TEXT, title TEXT, body TEXT);
         CREATE VIRTUAL TABLE search USING fts5 (title, body, content = '');\n",
    );
    for (at, some) in pages.chunks(batch).enumerate() {
        sql.push_str("BEGIN IMMEDIATE;\n");
        for (n, (capture, finding)) in some.iter().enumerate() {
            let (ordinal, url) = (at * batch + n, &capture.url);
            let (title, body) = (finding.text.title(), finding.text.body());
            sql.push_str(&format!(
                "INSERT INTO text VALUES ({ordinal}, '{url}', '{title}', '{body}');
                 INSERT INTO search (rowid, title, body) VALUES ({ordinal}, '{title}', '{body}');\n"
            ));
        }
        sql.push_str("COMMIT;\n");
    }
    let script = folder.path().join("rows.sql");
    std::fs::write(&script, sql).unwrap();
    let (began, before) = (Instant::now(), processor().1);
    let status = std::process::Command::new("sqlite3")
        .arg(folder.path().join("rows.sqlite"))
        .stdin(std::fs::File::open(&script).unwrap())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    say("sqlite3", began.elapsed().as_secs_f64(), processor().1 - before);
}

/// A gigabyte of pages fills one WARC file, the next is begun, and all of it holds:
/// `cargo test --release -- --ignored archive_scale::a_full_warc_file --nocapture`.
#[test]
#[ignore = "writes 1.1 GB"]
fn a_full_warc_file_is_followed_by_the_next() {
    use spoglio::store::{CaptureKind, Progress, verify};
    const BYTES: usize = 8 << 20;
    let folder = folder();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let page = |n: usize| {
        let mut numbers = Numbers(n as u64 * 1_000_003);
        let mut page = capture(&format!("https://a.test/{n}"), minute(n as i64), "");
        (page.kind, page.request, page.response) = (CaptureKind::File, Vec::new(), Vec::new());
        // Bytes that cannot be packed, so that few pages fill the file.
        page.body = (0..BYTES / 8).flat_map(|_| numbers.next().to_le_bytes()).collect();
        (page, article(&format!("Page {n}"), &format!("What page {n} has to say.")))
    };
    let began = Instant::now();
    for batch in 0..16 {
        archive.record_all(&(batch * 8..batch * 8 + 8).map(page).collect::<Vec<_>>()).unwrap();
    }
    let took = began.elapsed().as_secs_f64();
    let mut files: Vec<(String, u64)> = std::fs::read_dir(folder.path().join("warc"))
        .unwrap()
        .map(|item| item.unwrap())
        .map(|item| (item.file_name().into_string().unwrap(), item.metadata().unwrap().len()))
        .collect();
    files.sort();
    println!("{files:?}, written in {took:.1} s");
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files[0].1 >= 1_000_000_000 && files[0].1 < 1_000_000_000 + 2 * BYTES as u64);
    let rows = archive.captures(0, 1_000).unwrap();
    let second = rows.iter().position(|row| row.warc == files[1].0).unwrap();
    assert!(rows[..second].iter().all(|row| row.warc == files[0].0));
    for n in [0, second - 1, second, rows.len() - 1] {
        assert!(archive.page(&rows[n]).unwrap().body == page(n).0.body, "page {n}");
    }
    drop(archive);
    let began = Instant::now();
    let found = verify(folder.path(), None, &Progress::default()).unwrap();
    println!("verified in {:.1} s", began.elapsed().as_secs_f64());
    assert!(found.is_sound(), "{found:?}");
    assert_eq!((found.texts, found.warc_files), (128, 2));
}

/// How fast stored pages are cleaned again, beside what libdeflater alone decompresses of the same
/// records on the same threads: `SPOGLIO_PAGES=folder cargo test --release -- --ignored
/// archive_scale::reclean_beside_gunzip --nocapture`.
#[test]
#[ignore = "needs a folder of pages; prints figures"]
fn reclean_beside_gunzip() {
    use spoglio::pipeline::import::{Importing, import};
    use spoglio::pipeline::reclean::{Progress, Recleaning, reclean};
    let Some(pages) = std::env::var_os("SPOGLIO_PAGES") else { return };
    let threads = number("SPOGLIO_THREADS", 1);
    let folder = folder();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let stop = spoglio::pipeline::run::Stop::never();
    let wanted = Importing {
        learn: true,
        options: spoglio::pipeline::Options::default(),
        threads: 2,
        stop: stop.clone(),
        texts: false,
        near: spoglio::page::Near::Link,
    };
    import(&mut archive, &[pages.into()], &wanted, minute(0), &mut |_| {}).unwrap();
    drop(archive);
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    let rows = archive.captures(0, usize::MAX >> 1).unwrap();
    let threaded =
        |work: &(dyn Fn(&[spoglio::store::CaptureRow]) -> u64 + Sync)| -> (u64, f64, f64) {
            let (began, before) = (Instant::now(), processor().0);
            let bytes = std::thread::scope(|scope| {
                let parts: Vec<_> = rows
                    .chunks(rows.len().div_ceil(threads))
                    .map(|part| scope.spawn(move || work(part)))
                    .collect();
                parts.into_iter().map(|part| part.join().unwrap()).sum()
            });
            (bytes, began.elapsed().as_secs_f64(), processor().0 - before)
        };
    let (bytes, wall, busy) = threaded(&|part| {
        use std::io::{Read as _, Seek as _};
        let mut decompressor = libdeflater::Decompressor::new();
        let (mut packed, mut plain, mut bytes) = (Vec::new(), Vec::new(), 0);
        for row in part {
            let mut file = std::fs::File::open(folder.path().join("warc").join(&row.warc)).unwrap();
            file.seek(std::io::SeekFrom::Start(row.offset)).unwrap();
            packed.clear();
            file.take(row.length).read_to_end(&mut packed).unwrap();
            let length = u32::from_le_bytes(*packed.last_chunk::<4>().unwrap()) as usize;
            plain.resize(length.max(plain.len()), 0);
            bytes += decompressor.gzip_decompress(&packed, &mut plain).unwrap() as u64;
        }
        bytes
    });
    let rate = |wall: f64| bytes as f64 / 1e6 / wall;
    println!("{} pages, {} MB, {threads} threads", rows.len(), bytes / 1_000_000);
    println!("libdeflater alone: {:.0} MB/s; {:.2} s of the processor", rate(wall), busy);
    let (_, read, read_busy) = threaded(&|part| {
        let mut members = spoglio::store::warc::Members::of(folder.path());
        let caps = spoglio::decode::content::Caps::default();
        part.iter()
            .map(|row| {
                let record = members.read(&row.warc, row.offset, row.length).unwrap();
                record.page(&caps).unwrap().map_or(0, |page| page.body.len() as u64)
            })
            .sum()
    });
    println!("records and pages read: {:.0} MB/s; {:.2} s", rate(read), read_busy);
    let options = spoglio::pipeline::Options::default();
    let cleaner = spoglio::pipeline::cleaner_name(&options);
    let mut wanted =
        Recleaning { options, cleaner, all: true, near: spoglio::page::Near::Link, threads, stop };
    let (began, before) = (Instant::now(), processor().0);
    let counts = reclean(&archive, &wanted, &Progress::default(), |_, _| {}).unwrap();
    let (whole, whole_busy) = (began.elapsed().as_secs_f64(), processor().0 - before);
    println!(
        "reclean: {:.0} MB/s; {:.2} s; {:.0} % of libdeflater by the processor; {counts:?}",
        rate(whole),
        whole_busy,
        busy / whole_busy * 100.0
    );
    // Beside it, and no measure of cleaning: this very cleaner gave what is recorded.
    wanted.all = false;
    let began = Instant::now();
    let counts = reclean(&archive, &wanted, &Progress::default(), |_, _| {}).unwrap();
    println!("passing over what is known: {:.2?}; {counts:?}", began.elapsed());
}
