//! Sources in the network: listings and pages are fetched by many tasks, cleaned on all cores, and
//! brought to the keeper over one channel.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::runtime::{Builder, Handle};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedSender, channel, unbounded_channel};
use tokio::time::timeout_at;

use super::arrivals::{Arrivals, GATHERED};
use super::cleaners;
use super::corrections::Correction;
use super::event::Event;
use super::keeper::{Keeper, WINDOW};
use super::listing::listing;
use super::memory::SourceMemory;
use super::page::{Before, Brought, ENDED, Job, STOPPED, World, page_of};
use super::setting::{RunError, Setting};
use crate::config::{Fetch, Source};
use crate::fetch::{Fetcher, Validators, host_key};
use crate::source::{self, Candidate, pattern};
use crate::store::url_key;

/// Which part of the requests that could be conditional is not, to see whether the answer is true.
const AUDITS: f64 = 0.1;

pub(super) fn pass(
    sources: &[&Source],
    again: Vec<Correction>,
    config: &Fetch,
    setting: &Setting,
    keeper: &mut Keeper<'_>,
) -> Result<(), RunError> {
    let world = Arc::new(World {
        fetcher: Fetcher::new(config, &setting.edges)?
            .remembering(keeper.folder())
            .resting(keeper.memory.resting(keeper.now())),
        options: setting.options.clone(),
        recording: setting.recording(),
        cores: Semaphore::new(setting.threads.max(1)),
        stop: setting.stop.clone(),
        obey: config.obey.clone(),
        now: setting.edges.now.clone(),
    });
    let runtime = Builder::new_multi_thread()
        .worker_threads(setting.threads.clamp(1, 8))
        .enable_all()
        .build()?;
    let (send, receive) = channel(WINDOW);
    for (index, source) in sources.iter().enumerate() {
        let (world, send, source) = (world.clone(), send.clone(), (*source).clone());
        // What another listing came with under the same name says nothing of this one.
        let same = |memory: &&SourceMemory| memory.listing.as_deref() == Some(&*source.listing());
        let last = keeper.memory.sources.get(&source.name).filter(same).map(|memory| Validators {
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
        rendered: setting
            .followed
            .iter()
            .flatten()
            .chain(sources.iter().copied())
            .filter(|source| source.render)
            .map(|source| source.name.clone())
            .collect(),
        listings: sources.len(),
        pages: 0,
    };
    pass.queue_again(again, keeper)?;
    let ended = pass.work(receive, keeper);
    if ended.is_err() {
        // What was named and not stored is asked for again: no listing may say that it is the same.
        sources.iter().for_each(|source| keeper.unfinished(&source.name));
    }
    let now = keeper.now();
    keeper.memory.rest(pass.world.fetcher.rests(), now);
    if let Err(error) = pass.world.fetcher.save() {
        let detail = format!("what robots.txt said cannot be written down: {error}");
        keeper.tell(&Event::Note { source: "", detail: &detail });
    }
    cleaners::rest();
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
    /// The sources whose pages a browser renders.
    rendered: HashSet<String>,
    listings: usize,
    pages: usize,
}

impl Pass<'_> {
    fn work(
        &mut self,
        mut receive: Receiver<Brought>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        if self.listings == 0 {
            self.hosts.clear();
        }
        // What came while a batch was stored and is no page.
        let mut aside = VecDeque::new();
        while self.listings + self.pages > 0 {
            let brought = match keeper.waits_since() {
                _ if !aside.is_empty() => aside.pop_front(),
                // Answers that come close together are brought to the disk together.
                Some(since) => {
                    let until = since + GATHERED;
                    let next = async { timeout_at(until.into(), receive.recv()).await };
                    match self.handle.block_on(next) {
                        Ok(brought) => brought,
                        Err(_) => {
                            keeper.flush()?;
                            continue;
                        }
                    }
                }
                None => receive.blocking_recv(),
            };
            let Some(brought) = brought else { break };
            self.take(brought, &mut receive, &mut aside, keeper)?;
        }
        keeper.flush()?;
        Ok(())
    }

    /// Writes down now and then what robots.txt said, so that a run which is killed does not ask
    /// every site again.
    fn remember_sites(&self, keeper: &mut Keeper<'_>) {
        if let Err(error) = self.world.fetcher.save_now_and_then() {
            let detail = format!("what robots.txt said cannot be written down: {error}");
            keeper.tell(&Event::Note { source: "", detail: &detail });
        }
    }

    /// Takes what came; with a page, all that come soon after it.
    fn take(
        &mut self,
        brought: Brought,
        receive: &mut Receiver<Brought>,
        aside: &mut VecDeque<Brought>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
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
                            memory.listing = Some(source.listing());
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
            Brought::Page(first) => {
                let mut batch = Arrivals::new(*first, self.pages, &self.handle, receive, aside);
                keeper.store(&mut batch)?;
                self.pages -= batch.taken();
                self.remember_sites(keeper);
                return Ok(());
            }
            Brought::NotModified { host, answer } => keeper.unchanged(&host, *answer)?,
            Brought::Reserved { job, reason, detail } => {
                keeper.reserved(&job.host, &job.failure(keeper.now(), reason, detail))?;
            }
            Brought::Failed { job, reason, detail, postponed } => {
                let failure = job.failure(keeper.now(), reason, detail);
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
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        // What was left is older than what is named now: it would never come to its turn behind that.
        let waited: Vec<Candidate> = keeper.memory.take_waiting(&source.name).collect();
        for candidate in waited.into_iter().chain(page.candidates) {
            let is_old = source.max_age.is_some_and(|max| {
                candidate
                    .published
                    .is_some_and(|at| (keeper.now() - at).to_std().is_ok_and(|age| age > max))
            });
            let fits =
                source.include.is_empty() || pattern::fits_address(&source.include, &candidate.url);
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
            let known = keeper.known(candidate.url.as_str())?;
            if let Some(known) = &known {
                if soon(last.map_or(known.at, |page| page.at.max(known.at))) {
                    keeper.not_asked_again(&source.name);
                    continue;
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
            let before = keeper.before(candidate.url.as_str(), known)?;
            let host = self.hand_over(name.clone(), candidate, before, keeper);
            *waiting.entry(host).or_default() += 1;
        }
        for (host, pages) in waiting {
            keeper.tell(&Event::Waiting { host: &host, pages });
        }
        Ok(())
    }

    /// Hands articles that are due for it to their hosts' tasks once more.
    fn queue_again(
        &mut self,
        again: Vec<Correction>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        for (source, candidate) in again {
            self.known.insert(url_key(candidate.url.as_str()));
            let known = keeper.known(candidate.url.as_str())?;
            let before = keeper.before(candidate.url.as_str(), known)?;
            let host = self.hand_over(source.as_str().into(), candidate, before, keeper);
            *waiting.entry(host).or_default() += 1;
        }
        for (host, pages) in waiting {
            keeper.tell(&Event::Waiting { host: &host, pages });
        }
        Ok(())
    }

    /// Gives a page to its host's task; gives the host.
    fn hand_over(
        &mut self,
        source: Arc<str>,
        candidate: Candidate,
        mut before: Before,
        keeper: &Keeper<'_>,
    ) -> String {
        let host = host_key(&candidate.url);
        let mut audited = None;
        if before.validators != Validators::default()
            && (keeper.memory.liars.contains_key(&host) || keeper.chance() < AUDITS)
        {
            audited = Some(std::mem::take(&mut before.validators));
        }
        self.pages += 1;
        let render = self.rendered.contains(&*source);
        let known_as = Arc::from(host.as_str());
        let job = Job { source, host: known_as, candidate, before, audited, render };
        let queue = self.hosts.entry(host.clone()).or_insert_with(|| {
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
        host
    }
}
