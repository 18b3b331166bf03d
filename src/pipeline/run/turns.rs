//! The pages that wait for one host: news before what waits for it anyway.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::page::Job;

/// When a page has its turn among those of its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Before all that are not so: what a source names for the first time, and articles that are due again.
    First,
    /// Then: what was left by an earlier run, what is old, and what was seen before.
    Then,
}

/// Where pages are put.
pub(super) struct Queue {
    first: UnboundedSender<Job>,
    then: UnboundedSender<Job>,
}

/// Where the host's task takes them.
pub(super) struct Jobs {
    first: UnboundedReceiver<Job>,
    then: UnboundedReceiver<Job>,
}

impl Queue {
    pub(super) fn new() -> (Queue, Jobs) {
        let ((first, firsts), (then, thens)) = (unbounded_channel(), unbounded_channel());
        (Queue { first, then }, Jobs { first: firsts, then: thens })
    }

    /// Puts a page in. The host's task lives as long as this.
    pub(super) fn put(&self, turn: Turn, job: Job) {
        let queue = match turn {
            Turn::First => &self.first,
            Turn::Then => &self.then,
        };
        let _ = queue.send(job);
    }
}

impl Jobs {
    /// The page whose turn it is, waited for; none when no more can come.
    pub(super) async fn next(&mut self) -> Option<Job> {
        tokio::select! {
            biased;
            Some(job) = self.first.recv() => Some(job),
            Some(job) = self.then.recv() => Some(job),
            else => None,
        }
    }
}
