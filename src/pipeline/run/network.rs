//! Sources in the network: listings and pages are fetched by many tasks, cleaned on all cores, and
//! brought to the keeper over one channel.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout_at;

use super::arrivals::{Arrivals, GATHERED};
use super::cleaners;
use super::corrections::Followed;
use super::event::Event;
use super::keeper::{Keeper, WINDOW};
use super::page::{Brought, STOPPED, World};
use super::passing::{Looked, Pass};
use super::queue::digest_of;
use super::setting::{RunError, Setting};
use crate::config::{Fetch, Source, SourceKind};
use crate::fetch::{Fetcher, host_key};

/// How often what a kill must not take is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long tasks that are under way when a pass ends are waited for.
const PARTING: Duration = Duration::from_secs(2);
/// How long what is remembered of the sources may be behind while a pass goes on.
const BEHIND: Duration = Duration::from_secs(10);

/// Reads sources and works their pages off; with them, articles of `followed` sources that are due again, and what
/// becomes due meanwhile.
pub(super) fn pass(
    sources: &[&Source],
    followed: Followed<'_>,
    config: &Fetch,
    setting: &Setting,
    keeper: &mut Keeper<'_>,
) -> Result<(), RunError> {
    let again = keeper.due_again(&followed)?;
    if sources.is_empty() && again.is_empty() {
        return Ok(());
    }
    let world = Arc::new(World {
        fetcher: Fetcher::new(config, &setting.edges)?
            .remembering(keeper.folder())
            .resting(keeper.memory.resting(keeper.now()))
            .pausing(keeper.memory.pausing(keeper.now())),
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
    let mut pass = Pass {
        config,
        setting,
        followed,
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
        listings: BTreeSet::new(),
        reading: None,
        unread: VecDeque::new(),
        pages: 0,
        begun: Instant::now(),
        looked: Looked::now(),
        remembered: Instant::now(),
    };
    sources.iter().for_each(|source| pass.ask((*source).clone(), keeper));
    let ended = pass.queue_again(again, keeper).and_then(|()| pass.work(receive, keeper));
    if ended.is_err() {
        // What was named and not stored is asked for again: no listing may say that it is the same.
        keeper.all_unfinished();
    }
    let now = keeper.now();
    keeper.memory.rest(pass.world.fetcher.rests(), now);
    keeper.memory.pause(pass.world.fetcher.pauses(), now);
    if let Err(error) = pass.world.fetcher.save() {
        let detail = format!("what robots.txt said cannot be written down: {error}");
        keeper.tell(&Event::Note { source: "", detail: &detail });
    }
    cleaners::rest();
    // What is still under way after an error is of no use any more. The tasks go before the world they share, so that
    // a browser is ended here and leaves nothing behind.
    runtime.shutdown_timeout(PARTING);
    ended
}

impl Pass<'_> {
    fn work(
        &mut self,
        mut receive: Receiver<Brought>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        // What came while a batch was stored and is no page.
        let mut aside = VecDeque::new();
        while self.listings.len() + self.pages > 0 {
            self.remember(keeper);
            self.take_in(keeper)?;
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
        let behind = self.remembered.elapsed();
        let fetcher = &self.world.fetcher;
        let is_long = |(_, wait): &(String, Duration)| *wait >= BEHIND;
        let is_due = (fetcher.rests_changed() && behind >= LOOK)
            || (behind >= BEHIND && (keeper.has_settled || fetcher.pauses().iter().any(is_long)));
        if is_due {
            keeper.remember_so_far(fetcher.rests(), fetcher.pauses());
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
                self.listings.remove(&source.name);
                let source = &*source;
                match listed {
                    Ok(listed) => {
                        keeper.listed(source, listed.page.candidates.len());
                        let now = keeper.now();
                        if !listed.is_unchanged {
                            let memory = keeper.memory.of(&source.name, now);
                            memory.note(&listed.page.notes);
                        }
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
                        if let Some(named) = keeper.polls.turned_over(&source.name) {
                            let detail = format!(
                                "all of the {named} items are new since it was last read: some may have been missed in between, so have it read more often"
                            );
                            keeper.tell(&Event::Note { source: &source.name, detail: &detail });
                            keeper.memory.of(&source.name, now).notes.push(detail);
                        }
                    }
                    Err((reason, _)) if reason == STOPPED => {}
                    Err((reason, detail)) => keeper.not_listed(source, &reason, &detail),
                }
                return Ok(());
            }
            Brought::Done(done) => return Ok(self.take_done(done, keeper)?),
            Brought::End => return Ok(self.end_reading(keeper)?),
            Brought::Page(first) => {
                let mut batch = Arrivals::new(*first, self.pages, &self.handle, receive, aside);
                keeper.store(&mut batch)?;
                self.pages -= batch.taken();
                return Ok(());
            }
            Brought::Doubtful(page) => keeper.keep_doubtful(*page, &self.world.recording)?,
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
}
