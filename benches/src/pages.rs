//! The pages of a folder, and the clock that they are measured by.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The files with the given ending below a folder, of which at most `most`, evenly spread.
pub fn pages(folder: &Path, ending: &str, most: Option<usize>) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    let most = most.unwrap_or(found.len()).max(1);
    let step = (found.len() / most).max(1);
    let read = |path: PathBuf| std::fs::read(path).ok();
    found.into_iter().step_by(step).take(most).filter_map(read).collect()
}

/// The shortest of some rounds over all pages.
pub fn best<P>(pages: &[P], rounds: usize, mut work: impl FnMut(&P)) -> Duration {
    let round = |_| {
        let start = clock();
        pages.iter().for_each(&mut work);
        clock().saturating_sub(start)
    };
    (0..rounds).map(round).min().unwrap_or(Duration::MAX)
}

/// Time on the processor where the system tells it (Linux), since others may be at work; else time.
pub fn clock() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let first = told.as_deref().and_then(|told| told.split(' ').next());
    first
        .and_then(|nanoseconds| nanoseconds.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}
