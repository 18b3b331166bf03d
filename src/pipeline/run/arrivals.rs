//! The pages of one batch, as they come from the tasks that fetch and clean.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::timeout_at;

use super::kept::Kept;
use super::page::Brought;

/// Pages of a batch at most. What waits for the disk at the end of a batch is a portion, however many
/// there were before it, so that large batches wait less; but their pages are held in memory.
const MOST: usize = 512;

/// Bytes of text that a batch holds at most, until all of it is on the disk.
const HELD: usize = 8 << 20;

/// For how long what was fetched may wait for more, to be brought to the disk with it.
pub(super) const GATHERED: Duration = Duration::from_millis(250);

/// For how long a batch goes on at most: so much is fetched again after a kill.
const LONGEST: Duration = Duration::from_secs(1);

/// Gives pages while they come. What else comes meanwhile is put aside; what brings new pages, a listing,
/// ends the batch, so that they are asked for at once.
pub(super) struct Arrivals<'a> {
    first: Option<Kept>,
    /// Pages and failures that are still to come at the beginning.
    due: usize,
    handle: &'a Handle,
    receive: &'a mut Receiver<Brought>,
    aside: &'a mut VecDeque<Brought>,
    begun: Instant,
    taken: usize,
    held: usize,
    has_ended: bool,
}

impl<'a> Arrivals<'a> {
    /// A batch that begins with a page; `due` says how many are to come in all, it among them.
    pub(super) fn new(
        first: Kept,
        due: usize,
        handle: &'a Handle,
        receive: &'a mut Receiver<Brought>,
        aside: &'a mut VecDeque<Brought>,
    ) -> Arrivals<'a> {
        let (first, begun) = (Some(first), Instant::now());
        let (taken, held, has_ended) = (0, 0, false);
        Arrivals { first, due, handle, receive, aside, begun, taken, held, has_ended }
    }

    /// How many pages it gave.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    fn take(&mut self, kept: Kept) -> Kept {
        self.taken += 1;
        self.held += kept.page.finding().text.body().len();
        kept
    }

    /// What comes next, waited for while the batch is young.
    fn come(&mut self) -> Option<Brought> {
        match self.receive.try_recv() {
            Ok(brought) => Some(brought),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => {
                let until = (self.begun + GATHERED).into();
                let next = async { timeout_at(until, self.receive.recv()).await };
                self.handle.block_on(next).ok().flatten()
            }
        }
    }
}

impl Iterator for Arrivals<'_> {
    type Item = Kept;

    fn next(&mut self) -> Option<Kept> {
        if let Some(first) = self.first.take() {
            return Some(self.take(first));
        }
        while !self.has_ended {
            let is_full = self.taken + self.aside.len() >= MOST.min(self.due) || self.held >= HELD;
            if is_full || self.begun.elapsed() >= LONGEST {
                break;
            }
            match self.come() {
                Some(Brought::Page(kept)) => return Some(self.take(*kept)),
                Some(other) => {
                    self.has_ended = matches!(other, Brought::Listing { .. });
                    self.aside.push_back(other);
                }
                None => break,
            }
        }
        self.has_ended = true;
        None
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Builder;
    use tokio::sync::mpsc::channel;

    use super::*;
    use crate::config::{Source, SourceKind};
    use crate::pipeline::run::kept::Recording;
    use crate::pipeline::{Options, RawPage, clean};
    use crate::store::Capture;

    fn kept() -> Kept {
        let cleaned =
            clean(&RawPage { bytes: b"<p>A page", ..RawPage::default() }, &Options::default());
        let recording = Recording { cleaner: "test".into(), marks: false };
        recording.of("a.test".to_owned(), Capture::default(), cleaned)
    }

    fn page() -> Brought {
        Brought::Page(Box::new(kept()))
    }

    #[test]
    fn a_listing_ends_a_batch_and_no_more_is_waited_for_than_is_due() {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let (send, mut receive) = channel(8);
        let unchanged = Brought::NotModified {
            host: "a.test".to_owned(),
            answer: Box::new(Capture::default()),
        };
        let listed = Err(("time-out".to_owned(), "late".to_owned()));
        let source = Box::new(Source::new("a", SourceKind::Urls(Vec::new())));
        let listing = Brought::Listing { source, listed };
        for brought in [page(), unchanged, page(), listing, page(), page()] {
            assert!(send.try_send(brought).is_ok());
        }
        let mut aside = VecDeque::new();
        let mut batch = Arrivals::new(kept(), 99, runtime.handle(), &mut receive, &mut aside);
        assert_eq!(batch.by_ref().count(), 3);
        assert_eq!(batch.taken(), 3);
        assert!(matches!(aside[0], Brought::NotModified { .. }));
        assert!(matches!(aside[1], Brought::Listing { .. }));
        aside.clear();
        // A page more than is due stays for the next batch.
        let mut batch = Arrivals::new(kept(), 2, runtime.handle(), &mut receive, &mut aside);
        assert_eq!(batch.by_ref().count(), 2);
        assert!(receive.try_recv().is_ok() && receive.try_recv().is_err());
    }
}
