//! What a run works with, and why it ends before its end.

use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::kept::Recording;
use super::memory::Memory;
use super::stop::Stop;
use crate::config::Source;
use crate::fetch::{Edges, FetchError};
use crate::pipeline::{Options, cleaner_name};
use crate::store::StoreError;

/// Why a run ended before its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The archive could not be written to. What was reported stored is stored.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Pages could not be fetched at all.
    #[error("{0}")]
    Fetch(#[from] FetchError),
    /// The system gave no threads.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
}

/// What a run works with beside its configuration.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Time, names, chance.
    pub edges: Edges,
    /// How pages are cleaned; what holds for single sites is the configuration's.
    pub options: Options,
    /// How many threads clean.
    pub threads: usize,
    /// Whether pages leave marks for their sites' profiles; a run takes it from its configuration.
    pub marks: bool,
    /// When to end early.
    pub stop: Stop,
    /// The sources whose articles are asked for again when they are due for it; without, those of the
    /// configuration.
    pub followed: Option<Vec<Source>>,
    /// What else becomes due while the run goes on; without, it keeps to its sources.
    pub meanwhile: Option<Meanwhile>,
}

/// Which sources are due by what is remembered, at a time.
pub type Due = dyn Fn(&Memory, DateTime<Utc>) -> Vec<Source> + Send + Sync;

/// Sources that become due while a run goes on.
#[derive(Clone)]
pub struct Meanwhile {
    /// Which are due.
    pub due: Arc<Due>,
    /// For how long a run takes in more; then its [`Setting::stop`] comes for those that are due, and what is left is
    /// the next run's.
    pub longest: Duration,
}

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meanwhile").field("longest", &self.longest).finish_non_exhaustive()
    }
}

impl Setting {
    /// The real world, and a thread a core.
    #[must_use]
    pub fn real() -> Setting {
        Setting {
            edges: Edges::real(),
            options: Options::default(),
            threads: available_parallelism().map_or(1, NonZero::get),
            marks: true,
            stop: Stop::never(),
            followed: None,
            meanwhile: None,
        }
    }

    /// How what a page gave is recorded.
    pub(super) fn recording(&self) -> Recording {
        Recording { cleaner: cleaner_name(&self.options).into(), marks: self.marks }
    }
}
