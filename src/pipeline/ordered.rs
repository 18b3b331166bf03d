//! Work on all cores whose results come out in the order the items went in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// How many items a thread may run ahead of the slowest, which bounds what waits in memory.
const AHEAD: usize = 16;

/// Runs `work` over `items` on `threads` threads and hands each result to `sink` in the items' own
/// order, on the calling thread. Each thread has a state of its own, made by `start`, so that memory
/// is reused from item to item. At most 16 results a thread wait for a slower one before them.
/// Stops early, without a word, when `sink` breaks.
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
    let window = threads.max(1) * AHEAD;
    in_order_within(items, threads, window, start, work, sink);
}

/// The same with at most `window` results that wait: for a sink that takes long now and then, so that
/// the threads go on meanwhile.
pub(super) fn in_order_within<T, S, R>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    window: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send,
    R: Send,
{
    let threads = threads.max(1);
    let items = Mutex::new(items.enumerate());
    // The index of the result that the sink waits for; `usize::MAX` once it wants no more.
    let awaited = Mutex::new(0usize);
    let moved = Condvar::new();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            let (items, awaited, moved) = (&items, &awaited, &moved);
            let (start, work) = (&start, &work);
            scope.spawn(move || {
                let mut state = start();
                loop {
                    let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, item)) = next else { return };
                    let mut gate = awaited.lock().unwrap_or_else(PoisonError::into_inner);
                    while index >= gate.saturating_add(window) {
                        gate = moved.wait(gate).unwrap_or_else(PoisonError::into_inner);
                    }
                    let stopped = *gate == usize::MAX;
                    drop(gate);
                    if stopped || send.send((index, work(&mut state, item))).is_err() {
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
                if sink(result).is_break() {
                    next = usize::MAX;
                }
                *awaited.lock().unwrap_or_else(PoisonError::into_inner) = next;
                moved.notify_all();
                if next == usize::MAX {
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
