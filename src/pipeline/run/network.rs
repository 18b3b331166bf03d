//! Sources in the network: listings and pages are fetched by many tasks, cleaned on all cores, and
//! brought to the keeper over one channel.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use tokio::runtime::{Builder, Handle};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedSender, channel, unbounded_channel};
use tokio::time::timeout_at;

use super::arrivals::{Arrivals, GATHERED};
use super::cleaners;
use super::conditional::{AUDITS, Before};
use super::corrections::Correction;
use super::event::Event;
use super::keeper::{Keeper, WINDOW};
use super::listing::listing;
use super::page::{Brought, ENDED, Job, STOPPED, World, page_of};
use super::setting::{RunError, Setting};
use super::source_memory::SourceMemory;
use crate::config::{Fetch, Source, SourceKind};
use crate::fetch::{Fetcher, Validators, host_key};
use crate::source::{self, Candidate, pattern};
use crate::store::url_key;

/// How often what a kill must not take is looked at.
const LOOK: Duration = Duration::from_secs(2);

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
        let before = before(&source, setting, keeper);
        runtime.spawn(async move {
            let listed = tokio::select! {
                listed = listing(&world.fetcher, &source, &before) => listed,
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
        remembered: Instant::now(),
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
    /// When it was last written down which hosts are to be left alone.
    remembered: Instant,
}

/// What a feed is asked for with.
fn before(source: &Source, setting: &Setting, keeper: &Keeper<'_>) -> Before {
    let is_liar = |url| keeper.memory.liars.contains_key(&host_key(url));
    // What another listing came with under the same name says nothing of this one.
    let same = |memory: &&SourceMemory| memory.listing.as_deref() == Some(&*source.listing());
    let last = match &source.kind {
        SourceKind::Feed(url) if !is_liar(url) => keeper.memory.sources.get(&source.name),
        _ => None,
    };
    let last = last.filter(same).map(|memory| memory.validators(keeper.now()));
    let is_audit = (setting.edges.chance)() < AUDITS;
    Before { validators: last.unwrap_or_default(), is_audit, had_text: false }
}

/// A digest of the pages that a listing names, in whatever order.
fn digest_of(candidates: &[Candidate]) -> String {
    let keys: BTreeSet<String> =
        candidates.iter().map(|candidate| url_key(candidate.url.as_str())).collect();
    let mut digest = Sha256::new();
    for key in keys {
        digest.update(key);
        digest.update("\n");
    }
    digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
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
            let brought = match aside.pop_front() {
                Some(brought) => Some(brought),
                None => {
                    // Answers that come close together are brought to the disk together.
                    let waits = keeper.waits_since().map(|since| since + GATHERED);
                    let until = waits.unwrap_or_else(|| Instant::now() + LOOK);
                    let next = async { timeout_at(until.into(), receive.recv()).await };
                    match self.handle.block_on(next) {
                        Ok(brought) => brought,
                        Err(_) => {
                            keeper.flush()?;
                            self.remember(keeper);
                            continue;
                        }
                    }
                }
            };
            let Some(brought) = brought else { break };
            self.take(brought, &mut receive, &mut aside, keeper)?;
        }
        keeper.flush()?;
        Ok(())
    }

    /// Writes down now and then what sites said, so that a run which is killed does not ask every site again,
    /// nor one that asked to be left alone.
    fn remember(&mut self, keeper: &mut Keeper<'_>) {
        if let Err(error) = self.world.fetcher.save_now_and_then() {
            let detail = format!("what robots.txt said cannot be written down: {error}");
            keeper.tell(&Event::Note { source: "", detail: &detail });
        }
        if self.world.fetcher.rests_changed() && self.remembered.elapsed() >= LOOK {
            keeper.remember_hosts(self.world.fetcher.rests());
            self.remembered = Instant::now();
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
                        if let (Some(validators), SourceKind::Feed(url)) =
                            (listed.validators, &source.kind)
                        {
                            let names = digest_of(&listed.page.candidates);
                            let memory = keeper.memory.of(&source.name, now);
                            let unchanged = listed.is_called_unchanged;
                            if memory.came_with(source.listing(), validators, names, unchanged) {
                                keeper.memory.lied(&host_key(url), url.as_str());
                            }
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
                self.remember(keeper);
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
        let waited = waited.into_iter().map(|candidate| (candidate, true));
        let named = page.candidates.into_iter().map(|candidate| (candidate, false));
        for (candidate, was_waiting) in waited.chain(named) {
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
            let now = keeper.now();
            let revisit = TimeDelta::from_std(self.config.revisit).unwrap_or(TimeDelta::MAX);
            let due_at = |at: DateTime<Utc>| at.checked_add_signed(revisit).unwrap_or(at);
            if !self.known.insert(key) {
                keeper.memory.of(&source.name, now).due_again(due_at(now));
                continue;
            }
            let known = keeper.known(candidate.url.as_str())?;
            if known.is_none() && last.is_none() && !was_waiting {
                keeper.polls.named_new(&source.name);
            }
            if let Some(known) = &known {
                let seen = last.map_or(known.at, |page| page.at.max(known.at));
                if seen <= now && due_at(seen) > now {
                    keeper.memory.of(&source.name, now).due_again(due_at(seen));
                    keeper.not_asked_again();
                    continue;
                }
            } else {
                let left_alone = last.map(|page| page.left_alone_until()).filter(|at| *at > now);
                if let Some(until) = left_alone.filter(|_| !self.config.revisit.is_zero()) {
                    keeper.memory.of(&source.name, now).due_again(until);
                    continue;
                }
                if left == 0 {
                    keeper.unfinished(&source.name);
                    continue;
                }
                left -= 1;
            }
            keeper.memory.of(&source.name, now).due_again(due_at(now));
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
        if keeper.memory.liars.contains_key(&host) {
            before.validators = Validators::default();
        }
        before.is_audit = keeper.chance() < AUDITS;
        self.pages += 1;
        let render = self.rendered.contains(&*source);
        let known_as = Arc::from(host.as_str());
        let job = Job { source, host: known_as, candidate, before, render };
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
