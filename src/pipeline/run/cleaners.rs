//! The threads that clean pages from the network, which stay from pass to pass.
//!
//! What cleaning a page takes for a moment stays with the allocator when it is given back, for whoever
//! allocates next on a thread like it. Were each pass of a `watch` to clean on new threads, every one of
//! the allocator's heaps (glibc keeps eight a core) would grow to that size in time.

use std::cell::RefCell;
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use crate::pipeline::{Cleaner, Defect};

thread_local! {
    /// The cleaner of a thread, whose memory is kept from page to page.
    static CLEANER: RefCell<Cleaner> = RefCell::default();
}

/// One thread a core; none where the system gives none.
static THREADS: LazyLock<Option<ThreadPool>> =
    LazyLock::new(|| ThreadPoolBuilder::new().thread_name(|_| "cleaner".to_owned()).build().ok());

/// Works with a cleaner, on one of its threads.
///
/// # Errors
/// [`Defect`] where the work panicked.
pub(super) async fn with_cleaner<T: Send + 'static>(
    work: impl FnOnce(&mut Cleaner) -> T + Send + 'static,
) -> Result<T, Defect> {
    let (send, receive) = oneshot::channel();
    let work = move || {
        let done = CLEANER.with_borrow_mut(|cleaner| cleaner.guarded(work));
        // Nobody waits for it when the pass was ended.
        let _ = send.send(done);
    };
    match &*THREADS {
        Some(threads) => threads.spawn(work),
        None => drop(tokio::task::spawn_blocking(work)),
    }
    receive.await.unwrap_or(Err(Defect))
}

/// Gives back what the cleaners keep for the next page: the next pass may be hours away.
pub(super) fn rest() {
    if let Some(threads) = &*THREADS {
        threads.spawn_broadcast(|_| drop(CLEANER.take()));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::num::NonZero;
    use std::thread;

    use super::*;

    /// Cleans pages as a pass does, in a runtime of its own; gives the threads that did.
    fn pass() -> BTreeSet<String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
        let runtime = runtime.unwrap();
        let one = || with_cleaner(|_| format!("{:?}", thread::current().id()));
        let tasks: Vec<_> = (0..40).map(|_| runtime.spawn(one())).collect();
        let threads =
            tasks.into_iter().map(|task| runtime.block_on(task).unwrap().unwrap()).collect();
        rest();
        runtime.shutdown_background();
        threads
    }

    #[test]
    fn every_pass_cleans_on_the_same_few_threads() {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads: BTreeSet<String> = (0..10).flat_map(|_| pass()).collect();
        assert!(threads.len() <= cores, "{threads:?} of {cores} cores");
    }

    #[test]
    fn a_defect_costs_its_own_page_only() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for _ in 0..20 {
            let defect = with_cleaner(|_| -> u8 { panic!("a defect, as the test wants it") });
            assert_eq!(runtime.block_on(defect), Err(Defect));
            assert_eq!(runtime.block_on(with_cleaner(|_| 1)), Ok(1));
        }
    }
}
