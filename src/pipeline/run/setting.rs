//! What a run works with, and why it ends before its end.

use std::num::NonZero;
use std::thread::available_parallelism;

use super::kept::Recording;
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
        }
    }

    /// How what a page gave is recorded.
    pub(super) fn recording(&self) -> Recording {
        Recording { cleaner: cleaner_name(&self.options).into(), marks: self.marks }
    }
}
