//! Politeness: one request at a time to a host, a pause after each, a budget, and rest for a host
//! that fails.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::{Host, Url};

use super::error::FetchError;
use super::rests::{Rest, Rests};
use crate::config::Fetch;

/// The longest pause that is waited for; a host that asks for more is left alone until a later run.
const PATIENCE: Duration = Duration::from_secs(120);
/// The pause after 429 and 503 when the server names none.
const BUSY: Duration = Duration::from_secs(30);
/// The longest `Crawl-delay` that is taken at its word.
const CRAWL_DELAY: Duration = Duration::from_secs(120);
/// How many failures in a row let a host rest.
const FAILURES: u32 = 5;
/// For how long at first; doubled each time it fails again when it is asked once more.
const REST: Duration = Duration::from_secs(60);
/// For how long a host that fails is left alone at most: it may be well again any time.
const LONGEST_REST: Duration = Duration::from_secs(3_600);
/// For how long a host that asks for it is left alone at most.
const LONGEST_ASKED: Duration = Duration::from_secs(86_400);

/// All hosts of a run, and how many may be asked at once.
#[derive(Debug)]
pub(super) struct Hosts {
    lanes: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Lane>>>>,
    slots: Arc<Semaphore>,
    rests: Arc<Rests>,
    pauses: Arc<Pauses>,
    delay_min: Duration,
    delay_max: Duration,
    budget: usize,
}

/// Until when the pause of each host goes on. A lane is locked while it waits for its pause to end, and this is not.
type Pauses = Mutex<HashMap<String, Instant>>;

/// What is known of one host.
#[derive(Debug)]
struct Lane {
    /// When it may be asked again.
    next: Instant,
    used: usize,
    crawl_delay: Duration,
    /// How often in a row it failed.
    failures: u32,
    /// How often in a row it asked to be left alone.
    refusals: u32,
    resting: Option<String>,
}

/// The right to ask a host once. Nobody else asks it while this lives.
#[derive(Debug)]
pub(super) struct Turn {
    host: String,
    lane: OwnedMutexGuard<Lane>,
    rests: Arc<Rests>,
    pauses: Arc<Pauses>,
    _slot: OwnedSemaphorePermit,
    delay_min: Duration,
    delay_max: Duration,
}

impl Hosts {
    pub(super) fn new(config: &Fetch) -> Hosts {
        Hosts {
            lanes: Mutex::default(),
            slots: Arc::new(Semaphore::new(config.concurrency.max(1))),
            rests: Arc::default(),
            pauses: Arc::default(),
            delay_min: config.delay_min,
            delay_max: config.delay_max,
            budget: config.requests_per_host,
        }
    }

    /// Waits until the host of an address may be asked.
    ///
    /// # Errors
    /// When its budget is spent, or when it is left alone for longer than is waited for.
    pub(super) async fn turn(&self, url: &Url) -> Result<Turn, FetchError> {
        let host = key(url);
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.entry(host.clone()).or_insert_with(|| Arc::new(Lane::new().into())).clone()
        };
        let mut lane = lane.lock_owned().await;
        if lane.used >= self.budget {
            return Err(FetchError::Budget { host, budget: self.budget });
        }
        let wait = lane.next.saturating_duration_since(Instant::now());
        if let Some(why) = lane.resting.clone().filter(|_| !wait.is_zero()) {
            return Err(FetchError::Resting { host, wait, why });
        }
        sleep_until(lane.next).await;
        let slot = self
            .slots
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| FetchError::Setup("the run is ending".to_owned()))?;
        lane.used += 1;
        // Stands should the turn be dropped in the middle of its request.
        lane.next = Instant::now() + self.delay_max;
        note(&self.pauses, &host, lane.next);
        let (delay_min, delay_max) = (self.delay_min, self.delay_max);
        let (rests, pauses) = (self.rests.clone(), self.pauses.clone());
        Ok(Turn { host, lane, rests, pauses, _slot: slot, delay_min, delay_max })
    }

    /// Leaves a host alone, as an earlier run found it. What is short is waited for.
    pub(super) fn let_rest(&self, mut rest: Rest) {
        rest.wait = rest.wait.min(LONGEST_ASKED);
        let lane = Lane {
            next: Instant::now() + rest.wait,
            resting: (rest.wait > PATIENCE).then(|| rest.why.clone()),
            refusals: rest.refusals,
            failures: rest.failures,
            ..Lane::new()
        };
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.insert(rest.host.clone(), Arc::new(lane.into()));
        self.rests.know(rest);
    }

    /// Lets a host's pause go on that began in an earlier run. A clock that was set back makes it no longer than a
    /// pause can be.
    pub(super) fn let_pause(&self, host: String, wait: Duration) {
        let wait = wait.min(self.delay_max.max(CRAWL_DELAY));
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(host.clone()).or_insert_with(|| Arc::new(Lane::new().into()));
        if let Ok(mut lane) = lane.try_lock() {
            lane.next = lane.next.max(Instant::now() + wait);
            note(&self.pauses, &host, lane.paused_until());
        }
    }

    /// The hosts whose pause is not over, and for how long it goes on.
    pub(super) fn pauses(&self) -> Vec<(String, Duration)> {
        let now = Instant::now();
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, until| *until > now);
        pauses.iter().map(|(host, until)| (host.clone(), *until - now)).collect()
    }

    /// The hosts that asked to be left alone, and those that fail.
    pub(super) fn rests(&self) -> &Rests {
        &self.rests
    }

    /// Takes note of what robots.txt asks for.
    pub(super) async fn crawl_delay(&self, url: &Url, delay: Duration) {
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.entry(key(url)).or_insert_with(|| Arc::new(Lane::new().into())).clone()
        };
        let mut lane = lane.lock().await;
        lane.crawl_delay = lane.crawl_delay.max(delay.min(CRAWL_DELAY));
        lane.next = lane.next.max(Instant::now() + lane.crawl_delay);
        note(&self.pauses, &key(url), lane.paused_until());
    }
}

/// Takes note until when the pause of a host goes on.
fn note(pauses: &Pauses, host: &str, until: Instant) {
    pauses.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), until);
}

impl Lane {
    fn new() -> Lane {
        Lane {
            next: Instant::now(),
            used: 0,
            crawl_delay: Duration::ZERO,
            failures: 0,
            refusals: 0,
            resting: None,
        }
    }

    /// Until when its pause goes on. What it asks for is kept by the rests.
    fn paused_until(&self) -> Instant {
        if self.resting.is_none() { self.next } else { Instant::now() }
    }
}

/// How a request went, for the pause after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Went {
    /// The host answered.
    Well {
        /// How long it took.
        took: Duration,
    },
    /// The host asks to be left alone (429, 503), for so long where it says.
    Busy {
        /// The status.
        status: u16,
        /// `Retry-After`.
        wait: Option<Duration>,
    },
    /// The host failed.
    Badly {
        /// In what way.
        why: String,
        /// Whether it was reached. What keeps us from it may be our own network.
        was_reached: bool,
    },
    /// The host failed as it just did for the same page: of a page, all attempts count once.
    BadlyAgain,
}

impl Turn {
    /// Ends the turn and sets the pause after it.
    pub(super) fn end(mut self, went: Went) {
        let lane = &mut *self.lane;
        let ordinary = self.delay_min.max(lane.crawl_delay);
        lane.resting = None;
        let mut outlives = None;
        let pause = match went {
            Went::Well { took } => {
                (lane.failures, lane.refusals) = (0, 0);
                (took * 5).clamp(self.delay_min, self.delay_max).max(ordinary)
            }
            Went::Busy { status, wait } => {
                lane.refusals = lane.refusals.saturating_add(1);
                // Who says so again after all that was asked for means longer than that.
                let backed_off = match lane.refusals {
                    0 | 1 => Duration::ZERO,
                    count => doubled(BUSY, count - 1, LONGEST_REST),
                };
                let pause = wait.unwrap_or(BUSY).max(backed_off).max(ordinary).min(LONGEST_ASKED);
                let why = match lane.refusals {
                    0 | 1 => format!("status {status}, it asked for that"),
                    count => format!("status {status}, it asked for that {count} times in a row"),
                };
                lane.resting = (pause > PATIENCE).then(|| why.clone());
                outlives = Some(why);
                pause
            }
            Went::BadlyAgain => ordinary,
            Went::Badly { why, was_reached } => {
                lane.failures = lane.failures.saturating_add(1);
                if lane.failures >= FAILURES {
                    let why = format!("{} failures in a row, last: {why}", lane.failures);
                    lane.resting = Some(why.clone());
                    outlives = was_reached.then_some(why);
                    doubled(REST, lane.failures - FAILURES, LONGEST_REST)
                } else {
                    ordinary
                }
            }
        };
        lane.next = Instant::now() + pause;
        note(&self.pauses, &self.host, lane.paused_until());
        let (refusals, failures) = (lane.refusals, lane.failures);
        match outlives {
            Some(why) => {
                let host = std::mem::take(&mut self.host);
                self.rests.add(Rest { host, wait: pause, why, refusals, failures });
            }
            None if (refusals, failures) == (0, 0) => self.rests.remove(&self.host),
            None => {}
        }
    }
}

/// A time, doubled so often, up to a longest.
fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(2u32.saturating_pow(times)).min(longest)
}

/// What counts as one host: the registrable domain, so that `www.` and `cdn.` of one owner share a
/// lane; an address without a name stands with its port for itself.
pub(crate) fn key(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let domain = psl::domain_str(&name).map(str::to_owned);
            domain.unwrap_or(name)
        }
        Some(literal) => format!("{literal}:{}", url.port_or_known_default().unwrap_or(0)),
        None => String::new(),
    }
}

#[cfg(test)]
#[path = "hosts_tests.rs"]
mod tests;
