//! A pass over sources in the network, while it goes on.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;

use super::corrections::Followed;
use super::local::Local;
use super::page::{Brought, World};
use super::setting::Setting;
use super::turns::Queue;
use crate::config::{Fetch, Source};

/// What the caller's thread knows of a pass; `queue.rs` hands out its work, `meanwhile.rs` takes in more.
pub(super) struct Pass<'a> {
    pub(super) config: &'a Fetch,
    pub(super) setting: &'a Setting,
    pub(super) followed: Followed<'a>,
    pub(super) world: Arc<World>,
    pub(super) handle: Handle,
    pub(super) send: Sender<Brought>,
    pub(super) hosts: HashMap<String, Queue>,
    pub(super) known: HashSet<String>,
    /// The sources whose pages a browser renders.
    pub(super) rendered: HashSet<String>,
    /// The sources whose listings are still to come, and those on this machine that are still to be read.
    pub(super) listings: BTreeSet<String>,
    /// Of the latter, the one that is read, and those after it.
    pub(super) reading: Option<Reading<'a>>,
    pub(super) unread: VecDeque<Source>,
    pub(super) pages: usize,
    pub(super) begun: Instant,
    pub(super) looked: Looked,
    /// When it was last written down what is to be remembered.
    pub(super) remembered: Instant,
}

/// A source on this machine that is read.
pub(super) struct Reading<'a> {
    pub(super) name: String,
    pub(super) local: Local<'a>,
    /// Whether no more of it is wanted.
    pub(super) is_over: Arc<AtomicBool>,
}

/// When it was last looked for sources that have become due, and for articles that are to be asked for again.
pub(super) struct Looked {
    pub(super) sources: Instant,
    pub(super) again: Instant,
}

impl Looked {
    pub(super) fn now() -> Looked {
        Looked { sources: Instant::now(), again: Instant::now() }
    }
}
