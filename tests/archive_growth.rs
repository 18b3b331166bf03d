//! What a text costs in a large archive, beside what it costs in a small one:
//! `SPOGLIO_ARCHIVE=folder cargo test --release -- --ignored archive_growth --nocapture`.

use std::time::{Duration, Instant};

use spoglio::store::{Access, Archive};

use crate::archive_scale::{folder, number, page, processor, vocabulary};

/// Texts that are stored in one go where a large archive is held against a small one.
const WINDOW: usize = 2_500;

/// What texts cost in batches in a large archive (`SPOGLIO_ARCHIVE=folder`) and in one of ten thousand, in
/// turn, so that whatever else the machine does meets both.
#[test]
#[ignore = "needs an archive that `figures` kept (SPOGLIO_KEEP=1); prints figures"]
fn beside_a_small_one() {
    let Some(large) = std::env::var_os("SPOGLIO_ARCHIVE") else { return };
    let (batch, rounds) = (number("SPOGLIO_BATCH", 250), number("SPOGLIO_ROUNDS", 6));
    let small = folder();
    let vocabulary = vocabulary();
    let mut archives = [small.path().to_owned(), large.into()].map(|folder| {
        let archive = Archive::open(folder, Access::Write).unwrap();
        let next = 100 * archive.count().unwrap() as usize + 1;
        (archive, next)
    });
    let mut store = |which: usize, texts: usize| {
        let (archive, next) = &mut archives[which];
        let (mut window, mut busy) = (Duration::ZERO, 0.0);
        for _ in 0..texts / batch {
            let pages: Vec<_> = (*next..*next + batch).map(|n| page(n, &vocabulary)).collect();
            *next += batch;
            let (began, before) = (Instant::now(), processor().0);
            archive.record_all(&pages).unwrap();
            window += began.elapsed();
            busy += processor().0 - before;
        }
        (busy * 1000.0 / texts as f64, window.as_secs_f64() * 1000.0 / texts as f64)
    };
    // What a writer learns by and by is learned before anything is measured.
    store(0, 10_000);
    store(1, 30_000);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        (0..2).for_each(|which| times[which].push(store(which, WINDOW)));
    }
    let [small, large] = times.map(|mut times| {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("ms of the processor and of the clock each: {times:.2?}");
        times[times.len() / 2].0
    });
    println!("median {small:.3} and {large:.3} ms of the processor: {:.2} times", large / small);
}
