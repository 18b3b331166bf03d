//! Politeness: one request at a time to a host, a pause after each, a budget, and rest for a host
//! that fails.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::{Host, Url};

use super::error::FetchError;
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
const LONGEST_REST: Duration = Duration::from_secs(86_400);

/// All hosts of a run, and how many may be asked at once.
#[derive(Debug)]
pub(super) struct Hosts {
    lanes: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Lane>>>>,
    slots: Arc<Semaphore>,
    delay_min: Duration,
    delay_max: Duration,
    budget: usize,
}

/// What is known of one host.
#[derive(Debug)]
struct Lane {
    /// When it may be asked again.
    next: Instant,
    used: usize,
    crawl_delay: Duration,
    failures: u32,
    rest: Duration,
    resting: Option<String>,
    /// Whether it is the host that asked for the rest.
    has_asked: bool,
}

/// A host that is to be left alone because it asked for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The host.
    pub host: String,
    /// For how long from now.
    pub wait: Duration,
    /// Why, in words.
    pub why: String,
}

/// The right to ask a host once. Nobody else asks it while this lives.
#[derive(Debug)]
pub(super) struct Turn {
    lane: OwnedMutexGuard<Lane>,
    _slot: OwnedSemaphorePermit,
    delay_min: Duration,
    delay_max: Duration,
}

impl Hosts {
    pub(super) fn new(config: &Fetch) -> Hosts {
        Hosts {
            lanes: Mutex::default(),
            slots: Arc::new(Semaphore::new(config.concurrency.max(1))),
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
        Ok(Turn { lane, _slot: slot, delay_min: self.delay_min, delay_max: self.delay_max })
    }

    /// Leaves a host alone.
    pub(super) fn let_rest(&self, Rest { host, wait, why }: Rest) {
        let lane = Lane {
            next: Instant::now() + wait.min(LONGEST_REST),
            resting: Some(why),
            has_asked: true,
            ..Lane::new()
        };
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.insert(host, Arc::new(lane.into()));
    }

    /// The hosts that asked to be left alone and still are to be.
    pub(super) fn rests(&self) -> Vec<Rest> {
        let now = Instant::now();
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = |(host, lane): (&String, &Arc<tokio::sync::Mutex<Lane>>)| {
            // One that is being asked just now does not rest.
            let lane = lane.try_lock().ok().filter(|lane| lane.has_asked)?;
            let (wait, why) = (lane.next.checked_duration_since(now)?, lane.resting.clone()?);
            Some(Rest { host: host.clone(), wait, why })
        };
        lanes.iter().filter_map(rest).collect()
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
    }
}

impl Lane {
    fn new() -> Lane {
        Lane {
            next: Instant::now(),
            used: 0,
            crawl_delay: Duration::ZERO,
            failures: 0,
            rest: REST,
            resting: None,
            has_asked: false,
        }
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
    },
}

impl Turn {
    /// Ends the turn and sets the pause after it.
    pub(super) fn end(mut self, went: Went) {
        let lane = &mut *self.lane;
        let ordinary = self.delay_min.max(lane.crawl_delay);
        lane.resting = None;
        lane.has_asked = matches!(went, Went::Busy { .. });
        let pause = match went {
            Went::Well { took } => {
                lane.failures = 0;
                lane.rest = REST;
                (took * 5).clamp(self.delay_min, self.delay_max).max(ordinary)
            }
            Went::Busy { status, wait } => {
                let pause = wait.unwrap_or(BUSY).max(ordinary).min(LONGEST_REST);
                if pause > PATIENCE {
                    lane.resting = Some(format!("status {status}, it asked for that"));
                }
                pause
            }
            Went::Badly { why } => {
                lane.failures += 1;
                if lane.failures >= FAILURES {
                    let rest = lane.rest;
                    lane.rest = (rest * 2).min(LONGEST_REST);
                    lane.resting =
                        Some(format!("{} failures in a row, last: {why}", lane.failures));
                    rest
                } else {
                    ordinary
                }
            }
        };
        lane.next = Instant::now() + pause;
    }
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
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn well(millis: u64) -> Went {
        Went::Well { took: Duration::from_millis(millis) }
    }

    #[test]
    fn one_owner_is_one_host() {
        assert_eq!(key(&url("https://www.example.co.uk/")), key(&url("http://img.example.co.uk/")));
        assert_ne!(key(&url("https://a.github.io/")), key(&url("https://b.github.io/")));
        assert_ne!(key(&url("http://127.0.0.1:81/")), key(&url("http://127.0.0.1:82/")));
    }

    #[tokio::test(start_paused = true)]
    async fn one_host_is_asked_once_at_a_time_and_with_its_pause() {
        let config = Fetch { delay_min: Duration::from_secs(1), ..Fetch::default() };
        let hosts = Arc::new(Hosts::new(&config));
        let begun = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..3 {
            let hosts = hosts.clone();
            tasks.push(tokio::spawn(async move {
                let turn = hosts.turn(&url("https://example.org/")).await.unwrap();
                let at = begun.elapsed();
                tokio::time::sleep(Duration::from_secs(1)).await;
                turn.end(well(100));
                at
            }));
        }
        let mut starts = Vec::new();
        for task in tasks {
            starts.push(task.await.unwrap().as_secs());
        }
        starts.sort_unstable();
        assert_eq!(starts, [0, 2, 4], "a second of request and a second of pause each");
        let begun = Instant::now();
        hosts.turn(&url("https://other.example/")).await.unwrap().end(well(1));
        assert_eq!(begun.elapsed(), Duration::ZERO, "another host does not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn slow_answers_and_crawl_delays_lengthen_the_pause() {
        let hosts = Hosts::new(&Fetch::default());
        let page = url("https://example.org/");
        for (took, pause) in [(10, 1_000), (600, 3_000), (60_000, 30_000)] {
            hosts.turn(&page).await.unwrap().end(well(took));
            let begun = Instant::now();
            hosts.turn(&page).await.unwrap().end(well(0));
            assert_eq!(begun.elapsed().as_millis(), pause);
        }
        hosts.crawl_delay(&page, Duration::from_secs(7)).await;
        let begun = Instant::now();
        hosts.turn(&page).await.unwrap().end(well(0));
        hosts.turn(&page).await.unwrap().end(well(0));
        assert_eq!(begun.elapsed().as_secs(), 14);
        hosts.crawl_delay(&page, Duration::from_secs(9_999)).await;
        let begun = Instant::now();
        hosts.turn(&page).await.unwrap().end(well(0));
        assert_eq!(begun.elapsed(), CRAWL_DELAY, "capped");
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_host_is_left_alone_as_long_as_it_asks() {
        let hosts = Hosts::new(&Fetch::default());
        let page = url("https://example.org/");
        for (wait, seconds) in [(None, 30), (Some(Duration::from_secs(50)), 50)] {
            hosts.turn(&page).await.unwrap().end(Went::Busy { status: 429, wait });
            let begun = Instant::now();
            hosts.turn(&page).await.unwrap().end(well(0));
            assert_eq!(begun.elapsed().as_secs(), seconds);
        }
        let wait = Some(Duration::from_secs(3600));
        hosts.turn(&page).await.unwrap().end(Went::Busy { status: 503, wait });
        let refused = hosts.turn(&page).await.unwrap_err();
        assert_eq!(refused.reason(), "host-resting");
        tokio::time::advance(Duration::from_secs(3601)).await;
        assert!(hosts.turn(&page).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_failing_host_rests_is_probed_and_rests_longer() {
        let hosts = Hosts::new(&Fetch::default());
        let page = url("https://example.org/");
        let badly = || Went::Badly { why: "time-out".to_owned() };
        for _ in 0..FAILURES {
            hosts.turn(&page).await.unwrap().end(badly());
        }
        assert_eq!(hosts.turn(&page).await.unwrap_err().reason(), "host-resting");
        tokio::time::advance(REST).await;
        hosts.turn(&page).await.unwrap().end(badly());
        tokio::time::advance(REST).await;
        assert!(hosts.turn(&page).await.is_err(), "the second rest is longer");
        tokio::time::advance(REST).await;
        hosts.turn(&page).await.unwrap().end(well(0));
        hosts.turn(&page).await.unwrap().end(well(0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_budget_ends_a_hosts_run() {
        let hosts = Hosts::new(&Fetch { requests_per_host: 2, ..Fetch::default() });
        let page = url("https://example.org/");
        hosts.turn(&page).await.unwrap().end(well(0));
        hosts.turn(&page).await.unwrap().end(well(0));
        assert_eq!(hosts.turn(&page).await.unwrap_err().reason(), "host-budget");
    }
}
