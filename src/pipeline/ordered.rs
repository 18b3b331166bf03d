//! Work on all cores whose results come out in the order the items went in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// How many items a thread may run ahead of the slowest, which bounds what waits in memory.
const AHEAD: usize = 16;

/// Runs `work` over `items` on `threads` threads and hands each result to `sink` in the items' own
/// order, on the calling thread. Each thread has a state of its own, made by `start`, so that memory
/// is reused from item to item. At most 16 results a thread wait for a slower one before them.
/// Stops early, without a word, when `sink` breaks.
///
/// # Panics
/// When `work` does: the other threads end.
pub fn in_order<T, S, R>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    sink: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send,
    R: Send,
{
    let results = threads.max(1) * AHEAD;
    let window = Window { results, bytes: usize::MAX, weigh: |_| 0 };
    in_order_within(items, threads, &window, start, work, sink);
}

/// How much may wait for the results before it.
pub(super) struct Window<R> {
    /// Results.
    pub(super) results: usize,
    /// Bytes of them: beyond that nothing new is begun but what is waited for.
    pub(super) bytes: usize,
    /// About how many bytes a result holds.
    pub(super) weigh: fn(&R) -> usize,
}

/// How far the sink has come.
#[derive(Default)]
struct Gate {
    /// The index of the result that it waits for.
    awaited: usize,
    /// Bytes of the results that wait.
    bytes: usize,
    /// Whether there is no more to do.
    is_over: bool,
}

impl Gate {
    fn admits<R>(&self, index: usize, window: &Window<R>) -> bool {
        let is_near = index < self.awaited.saturating_add(window.results);
        index == self.awaited || (is_near && self.bytes < window.bytes)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets all who wait at the gate go when a thread ends by a defect: its result never comes, and the panic is to be
/// seen instead of waited for.
struct OpensWhenPanicking<'a>(&'a Mutex<Gate>, &'a Condvar);

impl Drop for OpensWhenPanicking<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(self.0).is_over = true;
            self.1.notify_all();
        }
    }
}

/// The same with a window of results that wait: for a sink that takes long now and then, so that the threads go on
/// meanwhile.
pub(super) fn in_order_within<T, S, R>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    window: &Window<R>,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send,
    R: Send,
{
    let threads = threads.max(1);
    let items = Mutex::new(items.enumerate());
    let gate = Mutex::new(Gate::default());
    let moved = Condvar::new();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        let _opens = OpensWhenPanicking(&gate, &moved);
        for _ in 0..threads {
            let send = send.clone();
            let (items, gate, moved) = (&items, &gate, &moved);
            let (start, work) = (&start, &work);
            scope.spawn(move || {
                let _opens = OpensWhenPanicking(gate, moved);
                let mut state = start();
                loop {
                    let next = lock(items).next();
                    let Some((index, item)) = next else { return };
                    let mut stands = lock(gate);
                    while !stands.is_over && !stands.admits(index, window) {
                        stands = moved.wait(stands).unwrap_or_else(PoisonError::into_inner);
                    }
                    if stands.is_over {
                        return;
                    }
                    drop(stands);
                    let result = work(&mut state, item);
                    lock(gate).bytes += (window.weigh)(&result);
                    if send.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        'results: for (index, result) in receive {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                let bytes = (window.weigh)(&result);
                let is_over = sink(result).is_break();
                let mut stands = lock(&gate);
                stands.awaited = next;
                stands.bytes = stands.bytes.saturating_sub(bytes);
                stands.is_over |= is_over;
                drop(stands);
                moved.notify_all();
                if is_over {
                    break 'results;
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_their_items() {
        for threads in [1, 3, 8] {
            let mut seen = Vec::new();
            let slow_first = |(): &mut (), n: u64| {
                thread::sleep(std::time::Duration::from_micros((n % 7) * 50));
                n * 2
            };
            in_order(
                0..200u64,
                threads,
                || (),
                slow_first,
                |n| {
                    seen.push(n);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(seen, (0..200).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn work_that_panics_ends_all_of_it() {
        for threads in [1, 2, 4] {
            let mut seen = Vec::new();
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let work = |(): &mut (), n: usize| {
                    assert!(n != 30, "a defect");
                    n
                };
                in_order(
                    0..100_000,
                    threads,
                    || (),
                    work,
                    |n| {
                        seen.push(n);
                        ControlFlow::Continue(())
                    },
                );
            }));
            assert!(done.is_err(), "it is not passed over");
            assert!(seen.iter().copied().eq(0..seen.len()) && seen.len() <= 30, "{seen:?}");
        }
    }

    #[test]
    fn what_waits_is_bounded_by_its_bytes() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let window: Window<Vec<u8>> = Window { results: 1000, bytes: 4000, weigh: Vec::len };
        let (made, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |(): &mut (), n: usize| {
            if n == 0 {
                thread::sleep(std::time::Duration::from_millis(300));
            }
            made.fetch_add(1, Ordering::SeqCst);
            vec![0; 1000]
        };
        let most = AtomicUsize::new(0);
        in_order_within(
            0..200,
            3,
            &window,
            || (),
            work,
            |_| {
                let wait = made.load(Ordering::SeqCst) - taken.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(wait, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        // What each thread has in work comes on top.
        assert!(most.load(Ordering::SeqCst) <= 4 + 3, "{most:?}");
        assert_eq!(taken.load(Ordering::SeqCst), 200);
    }

    #[test]
    fn a_sink_that_breaks_ends_the_work() {
        let mut seen = 0;
        in_order(
            0..,
            4,
            || (),
            |(), n: u64| n,
            |_| {
                seen += 1;
                if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 10);
    }
}
