//! Sources in the network: listings and pages are fetched by many tasks, cleaned on all cores, and
//! brought to the keeper over one channel.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::runtime::{Builder, Handle};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedSender, channel, unbounded_channel};

use super::event::Event;
use super::keeper::{Keeper, Kept};
use super::listing::{Listed, NotListed, listing};
use super::stop::Stop;
use super::{RunError, Setting};
use crate::config::{Fetch, Source};
use crate::decode;
use crate::fetch::{FetchError, Fetched, Fetcher, Validators, host_key};
use crate::pipeline::{Options, RawPage, clean};
use crate::source::{self, Candidate, pattern};
use crate::store::{Capture, CaptureKind, Failure, url_key};

/// Which part of the requests that could be conditional is not, to see whether the answer is true.
const AUDITS: f64 = 0.1;

/// What is said of pages that are left when a run ends early.
const STOPPED: &str = "stopped";
const ENDED: &str = "the run was told to end: the rest follows in the next";

/// A page to fetch.
struct Job {
    source: Arc<str>,
    host: Arc<str>,
    candidate: Candidate,
    /// What is sent.
    validators: Validators,
    /// What would have been sent if this were not an audit.
    audited: Option<Validators>,
}

/// What the tasks bring to the keeper.
enum Brought {
    Listing { source: usize, listed: Result<Listed, NotListed> },
    Page(Box<Kept>),
    NotModified { job: Job },
    Failed { job: Job, reason: String, detail: String, postponed: bool },
}

/// Everything a task needs.
struct World {
    fetcher: Fetcher,
    options: Options,
    cores: Semaphore,
    stop: Stop,
}

pub(super) fn pass(
    sources: &[&Source],
    config: &Fetch,
    setting: &Setting,
    keeper: &mut Keeper<'_>,
) -> Result<(), RunError> {
    let world = Arc::new(World {
        fetcher: Fetcher::new(config, &setting.edges)?,
        options: setting.options.clone(),
        cores: Semaphore::new(setting.threads.max(1)),
        stop: setting.stop.clone(),
    });
    let runtime = Builder::new_multi_thread()
        .worker_threads(setting.threads.clamp(1, 8))
        .enable_all()
        .build()?;
    let (send, receive) = channel(64);
    for (index, source) in sources.iter().enumerate() {
        let (world, send, source) = (world.clone(), send.clone(), (*source).clone());
        let last = keeper.memory.sources.get(&source.name).map(|memory| Validators {
            etag: memory.etag.clone(),
            last_modified: memory.last_modified.clone(),
        });
        let is_audit = (setting.edges.chance)() < AUDITS;
        let last = last.filter(|_| !is_audit).unwrap_or_default();
        runtime.spawn(async move {
            let listed = tokio::select! {
                listed = listing(&world.fetcher, &source, &last) => listed,
                () = world.stop.pressed() => Err((STOPPED.to_owned(), ENDED.to_owned())),
            };
            let _ = send.send(Brought::Listing { source: index, listed }).await;
        });
    }
    let mut pass = Pass {
        sources,
        config,
        world,
        handle: runtime.handle().clone(),
        send,
        hosts: HashMap::new(),
        known: HashSet::new(),
        listings: sources.len(),
        pages: 0,
    };
    let ended = pass.work(receive, keeper);
    // What is still under way after an error is of no use any more.
    runtime.shutdown_background();
    ended
}

struct Pass<'a> {
    sources: &'a [&'a Source],
    config: &'a Fetch,
    world: Arc<World>,
    handle: Handle,
    send: Sender<Brought>,
    hosts: HashMap<String, UnboundedSender<Job>>,
    known: HashSet<String>,
    listings: usize,
    pages: usize,
}

impl Pass<'_> {
    fn work(
        &mut self,
        mut receive: Receiver<Brought>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        while self.listings + self.pages > 0 {
            // Whatever waits is stored while nothing new comes in.
            let brought = match receive.try_recv() {
                Ok(brought) => Some(brought),
                Err(_) => {
                    keeper.flush()?;
                    receive.blocking_recv()
                }
            };
            match brought {
                Some(brought) => self.take(brought, keeper)?,
                None => break,
            }
        }
        keeper.flush()?;
        Ok(())
    }

    fn take(&mut self, brought: Brought, keeper: &mut Keeper<'_>) -> Result<(), RunError> {
        match brought {
            Brought::Listing { source, listed } => {
                self.listings -= 1;
                let source = self.sources[source];
                match listed {
                    Ok(listed) => {
                        keeper.listed(source, listed.page.candidates.len());
                        let now = keeper.now();
                        if let Some(validators) = listed.validators {
                            let memory = keeper.memory.of(&source.name, now);
                            memory.etag = validators.etag;
                            memory.last_modified = validators.last_modified;
                        }
                        self.queue(source, listed.page, keeper)?;
                    }
                    Err((reason, _)) if reason == STOPPED => {}
                    Err((reason, detail)) => keeper.not_listed(source, &reason, &detail),
                }
                if self.listings == 0 {
                    // No host gets more pages: its task ends when its queue is empty.
                    self.hosts.clear();
                }
                return Ok(());
            }
            Brought::Page(kept) => keeper.keep(*kept)?,
            Brought::NotModified { job } => {
                keeper.unchanged(&job.host, &job.source, job.candidate.url.as_str())?;
            }
            Brought::Failed { job, reason, detail, postponed } => {
                let failure = Failure {
                    url: job.candidate.url.as_str().to_owned(),
                    at: keeper.now(),
                    source: Some(job.source.to_string()),
                    reason,
                    detail,
                };
                if postponed {
                    keeper.postponed(&job.host, &failure);
                } else {
                    keeper.failed(&job.host, &failure)?;
                }
            }
        }
        self.pages -= 1;
        Ok(())
    }

    /// Hands a source's pages to their hosts' tasks, without those that another source named or
    /// that were seen lately.
    fn queue(
        &mut self,
        source: &Source,
        page: source::Page,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        for note in &page.notes {
            keeper.tell(&Event::Note { source: &source.name, detail: note });
        }
        let name: Arc<str> = source.name.as_str().into();
        let mut left = source.limit.unwrap_or(usize::MAX);
        let mut waiting: Vec<(String, usize)> = Vec::new();
        for candidate in page.candidates {
            let is_old = source.max_age.is_some_and(|max| {
                candidate
                    .published
                    .is_some_and(|at| (keeper.now() - at).to_std().is_ok_and(|age| age > max))
            });
            let fits = source.include.is_empty()
                || pattern::fits_one(&source.include, candidate.url.as_str());
            if is_old || !fits {
                continue;
            }
            let key = url_key(candidate.url.as_str());
            let last = keeper.memory.pages.get(&key).copied();
            if !self.known.insert(key) {
                continue;
            }
            let now = keeper.now();
            let soon = |at| {
                let age: TimeDelta = now - at;
                age.to_std().is_ok_and(|age| age < self.config.revisit)
            };
            let mut validators = Validators::default();
            if let Some(known) = keeper.known(candidate.url.as_str())? {
                if soon(last.map_or(known.at, |page| page.at.max(known.at))) {
                    keeper.not_asked_again(&source.name);
                    continue;
                }
                // A page that was refused is asked for anew: what is wanted is another answer.
                if known.text.is_some() {
                    validators =
                        Validators { etag: known.etag, last_modified: known.last_modified };
                }
            } else {
                let is_left_alone = !self.config.revisit.is_zero()
                    && last.is_some_and(|page| page.left_alone_until() > now);
                if is_left_alone || left == 0 {
                    keeper.unfinished(&source.name);
                    continue;
                }
                left -= 1;
            }
            let host = host_key(&candidate.url);
            let mut audited = None;
            if validators != Validators::default()
                && (keeper.memory.liars.contains_key(&host) || keeper.chance() < AUDITS)
            {
                audited = Some(std::mem::take(&mut validators));
            }
            match waiting.iter_mut().find(|(name, _)| *name == host) {
                Some((_, pages)) => *pages += 1,
                None => waiting.push((host.clone(), 1)),
            }
            self.pages += 1;
            let (source, host_name) = (name.clone(), Arc::from(host.as_str()));
            let job = Job { source, host: host_name, candidate, validators, audited };
            let queue = self.hosts.entry(host).or_insert_with(|| {
                let (queue, mut jobs) = unbounded_channel();
                let (world, send) = (self.world.clone(), self.send.clone());
                self.handle.spawn(async move {
                    while let Some(job) = jobs.recv().await {
                        if send.send(page_of(&world, job).await).await.is_err() {
                            return;
                        }
                    }
                });
                queue
            });
            // Its task lives as long as the queue.
            let _ = queue.send(job);
        }
        for (host, pages) in waiting {
            keeper.tell(&Event::Waiting { host: &host, pages });
        }
        Ok(())
    }
}

/// Fetches and cleans one page.
async fn page_of(world: &Arc<World>, job: Job) -> Brought {
    let fetched = tokio::select! {
        fetched = world.fetcher.fetch(&job.candidate.url, &job.validators) => fetched,
        () = world.stop.pressed() => {
            let (reason, detail) = (STOPPED.to_owned(), ENDED.to_owned());
            return Brought::Failed { job, reason, detail, postponed: true };
        }
    };
    let fetched = match fetched {
        Ok(fetched) => fetched,
        Err(error) => {
            let postponed = matches!(error, FetchError::Budget { .. } | FetchError::Resting { .. });
            let (reason, detail) = (error.reason(), error.to_string());
            return Brought::Failed { job, reason, detail, postponed };
        }
    };
    if fetched.answer.status == 304 {
        return Brought::NotModified { job };
    }
    if let Some(found) = decode::sniff(&fetched.body) {
        let detail = format!("{found}, not a page");
        return Brought::Failed { job, reason: "not-a-page".to_owned(), detail, postponed: false };
    }
    // As many pages are cleaned at once as there are cores; the rest waits here.
    let core = world.cores.acquire().await;
    let (worker, host, source) = (world.clone(), job.host.to_string(), job.source.to_string());
    let audited = job.audited.clone();
    let cleaned = tokio::task::spawn_blocking(move || {
        let kept = kept(fetched, &host, &source, &worker.options);
        Box::new(Kept { audited, ..kept })
    })
    .await;
    drop(core);
    match cleaned {
        Ok(kept) => Brought::Page(kept),
        Err(_) => {
            let detail = "internal error; please report this page".to_owned();
            Brought::Failed { job, reason: "internal".to_owned(), detail, postponed: false }
        }
    }
}

fn kept(fetched: Fetched, host: &str, source: &str, options: &Options) -> Kept {
    let Fetched { requested, answer, body, rights, .. } = fetched;
    let content_type = answer.header("content-type").map(str::to_owned);
    let final_url = answer.url.to_string();
    let page = RawPage {
        bytes: &body,
        url: Some(&final_url),
        content_type: content_type.as_deref(),
        kind: None,
    };
    let cleaned = clean(&page, options);
    let capture = Capture {
        url: requested.into(),
        final_url,
        at: answer.at,
        kind: CaptureKind::Http,
        request: answer.request,
        response: answer.response,
        body: answer.body,
        content_type,
        truncated: None,
        source: Some(source.to_owned()),
        rights,
    };
    Kept::new(host.to_owned(), capture, cleaned)
}
