//! A bar on standard error for work that tells how far it has come.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Does `work` with a bar on the terminal that follows `come`: how much is done, and how much there is to do. Where
/// standard error is no terminal, there is none.
pub(in crate::cli) fn with_bar<T>(
    template: &str,
    come: &(dyn Fn() -> (u64, u64) + Sync),
    work: impl FnOnce(&ProgressBar) -> T,
) -> T {
    if !io::stderr().is_terminal() {
        return work(&ProgressBar::hidden());
    }
    let bar = bar(template);
    let ended = Ended(AtomicBool::new(false));
    thread::scope(|scope| {
        let shown = scope.spawn(|| {
            while !ended.0.load(Ordering::Relaxed) {
                let (done, total) = come();
                bar.set_length(total);
                bar.set_position(done);
                thread::park_timeout(Duration::from_millis(100));
            }
            bar.finish_and_clear();
        });
        let done = {
            // Also where it panics.
            let _ended = Ending(&ended);
            work(&bar)
        };
        shown.thread().unpark();
        done
    })
}

/// A bar without a length.
pub(in crate::cli) fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

struct Ended(AtomicBool);

struct Ending<'a>(&'a Ended);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}
