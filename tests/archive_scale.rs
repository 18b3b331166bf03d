//! What an archive costs as it grows:
//! `SPOGLIO_TEXTS=1000000 cargo test --release -- --ignored archive_scale --nocapture`.

use std::time::{Duration, Instant};

use spoglio::store::{Access, Archive, Capture, Finding};

use crate::archive::{article, capture, minute};

/// Numbers that look random and are always the same (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

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

#[test]
#[ignore = "takes long; prints figures"]
fn figures() {
    let texts: usize = std::env::var("SPOGLIO_TEXTS").map_or(20_000, |n| n.parse().unwrap());
    let batch: usize = std::env::var("SPOGLIO_BATCH").map_or(250, |n| n.parse().unwrap());
    let folder = match std::env::var_os("SPOGLIO_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder).unwrap(),
        None => tempfile::tempdir().unwrap(),
    };
    let vocabulary = vocabulary();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let (mut window, mut from) = (Duration::ZERO, 0);
    let report = 5_000;
    for start in (0..texts).step_by(batch) {
        let pages: Vec<_> = (start..start + batch).map(|n| page(n, &vocabulary)).collect();
        let began = Instant::now();
        archive.record_all(&pages).unwrap();
        window += began.elapsed();
        let done = start + batch;
        if done - from >= report {
            let each = window.as_secs_f64() * 1000.0 / (done - from) as f64;
            println!("{done} texts: {each:.2} ms each, {:.0} a second", 1000.0 / each);
            (window, from) = (Duration::ZERO, done);
        }
    }
    let began = Instant::now();
    archive.record(&page(texts + 1, &vocabulary).0, &page(texts + 1, &vocabulary).1).unwrap();
    println!("one more by itself: {:.1?}", began.elapsed());
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
    drop(Archive::open(folder.path(), Access::Write).unwrap());
    println!("opening to write: {:.1?}", began.elapsed());
    let size = std::fs::metadata(folder.path().join("index.sqlite")).unwrap().len();
    println!("index: {} bytes a text; {}", size / texts as u64, peak_memory());
}
