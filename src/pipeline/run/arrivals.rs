//! The pages of one batch, as they come from the tasks that fetch and clean.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::timeout_at;

use super::kept::Kept;
use super::network::GATHERED;
use super::page::Brought;

/// Pages of a batch at most. What waits for the disk at the end of a batch is a portion, however many
/// there were before it, so that large batches wait less; but their pages are held in memory.
const MOST: usize = 1024;

/// Bytes of text that a batch holds at most, until all of it is on the disk.
const HELD: usize = 8 << 20;

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
