//! Which hosts are left alone, and for how long: what outlives a run.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A host that asked to be left alone or fails, as a later run is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The host.
    pub host: String,
    /// For how long from now; zero where that is over, and the host was not asked since.
    pub wait: Duration,
    /// Why, in words.
    pub why: String,
    /// How often in a row it asked for that (429, 503).
    pub refusals: u32,
    /// How often in a row it failed.
    pub failures: u32,
}

/// The hosts of a run that are left alone.
#[derive(Debug, Default)]
pub(super) struct Rests {
    hosts: Mutex<BTreeMap<String, Resting>>,
    has_changed: AtomicBool,
}

#[derive(Debug)]
struct Resting {
    until: Instant,
    why: String,
    refusals: u32,
    failures: u32,
}

impl Rests {
    /// Takes note of a host that is left alone from now on.
    pub(super) fn add(&self, rest: Rest) {
        self.know(rest);
        self.has_changed.store(true, Ordering::Relaxed);
    }

    /// Takes over what an earlier run knew.
    pub(super) fn know(&self, Rest { host, wait, why, refusals, failures }: Rest) {
        let resting = Resting { until: Instant::now() + wait, why, refusals, failures };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host, resting);
    }

    /// Takes note that a host answers as it should.
    pub(super) fn remove(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.remove(host).is_some() {
            self.has_changed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there is something that [`Rests::all`] did not tell yet.
    pub(super) fn have_changed(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<Rest> {
        self.has_changed.store(false, Ordering::Relaxed);
        let now = Instant::now();
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = |(host, resting): (&String, &Resting)| Rest {
            host: host.clone(),
            wait: resting.until.saturating_duration_since(now),
            why: resting.why.clone(),
            refusals: resting.refusals,
            failures: resting.failures,
        };
        hosts.iter().map(rest).collect()
    }
}
