//! What of a listing is asked for, and what it is asked for with.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::conditional::{AUDITS, Before};
use super::corrections::Correction;
use super::event::Event;
use super::keeper::Keeper;
use super::listing::{listing, with_cure};
use super::page::{Brought, ENDED, Job, STOPPED, page_of};
use super::passing::Pass;
use super::setting::RunError;
use super::source_memory::SourceMemory;
use super::turns::{Queue, Turn};
use crate::config::{Source, SourceKind};
use crate::fetch::{Validators, host_key};
use crate::source::{self, Candidate, pattern};
use crate::store::{hex, url_key};

/// What a feed is asked for with.
fn before(source: &Source, keeper: &Keeper<'_>) -> Before {
    let is_liar = |url| keeper.memory.liars.contains_key(&host_key(url));
    // What another listing came with under the same name says nothing of this one.
    let same = |memory: &&SourceMemory| memory.listing.as_deref() == Some(&*source.listing());
    let last = match &source.kind {
        SourceKind::Feed(url) if !is_liar(url) => keeper.memory.sources.get(&source.name),
        _ => None,
    };
    let last = last.filter(same).map(|memory| memory.validators(keeper.now()));
    let is_audit = keeper.chance() < AUDITS;
    Before { validators: last.unwrap_or_default(), is_audit, had_text: false }
}

/// A digest of the pages that a listing names, in whatever order.
pub(super) fn digest_of(candidates: &[Candidate]) -> String {
    let keys: BTreeSet<String> =
        candidates.iter().map(|candidate| url_key(candidate.url.as_str())).collect();
    let mut digest = Sha256::new();
    for key in keys {
        digest.update(key);
        digest.update("\n");
    }
    hex(&digest.finalize()[..16])
}

/// For how long a page is news by the date that its source gives it.
const NEWS: TimeDelta = TimeDelta::days(7);

/// What is to be asked for, in turn, and whether it waited for this run: what a listing names, in its order, without
/// what waited; then that, as far as it is named, the newest first; then the rest of it, as it was left. News would
/// else wait until all that was left before it is had.
fn in_turn(named: Vec<Candidate>, waited: Vec<Candidate>) -> Vec<(Candidate, bool)> {
    let key = |candidate: &Candidate| url_key(candidate.url.as_str());
    let keys: HashSet<String> = waited.iter().map(key).collect();
    let (mut backlog, mut turns): (Vec<Candidate>, Vec<Candidate>) =
        named.into_iter().partition(|candidate| keys.contains(&key(candidate)));
    let new = turns.len();
    backlog.sort_by_key(|candidate| Reverse(candidate.published));
    let mut seen: HashSet<String> = HashSet::with_capacity(keys.len());
    backlog.extend(waited);
    turns.extend(backlog.into_iter().filter(|candidate| seen.insert(key(candidate))));
    turns.into_iter().enumerate().map(|(at, candidate)| (candidate, at >= new)).collect()
}

impl Pass<'_> {
    /// Asks for a source's listing; one on this machine is read.
    pub(super) fn ask(&mut self, source: Source, keeper: &mut Keeper<'_>) {
        if source.kind.is_local() {
            return self.read(source, keeper);
        }
        let (world, send) = (self.world.clone(), self.send.clone());
        let before = before(&source, keeper);
        self.listings.insert(source.name.clone());
        keeper.takes_part(&source);
        self.handle.spawn(async move {
            let listed = tokio::select! {
                listed = listing(&world.fetcher, &source, &before) => listed.map_err(with_cure),
                () = world.stop.pressed() => Err((STOPPED.to_owned(), ENDED.to_owned())),
            };
            let _ = send.send(Brought::Listing { source: Box::new(source), listed }).await;
        });
    }

    /// Hands a source's pages to their hosts' tasks, without those that another source named or
    /// that were seen lately.
    pub(super) fn queue(
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
        let mut again = Vec::new();
        let waited = keeper.memory.take_waiting(&source.name);
        for (candidate, was_waiting) in in_turn(page.candidates, waited) {
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
                if was_waiting {
                    // It was left in this very pass.
                    keeper.memory.wait(&source.name, candidate.url.as_str());
                }
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
                    if was_waiting {
                        keeper.memory.wait(&source.name, candidate.url.as_str());
                    }
                    continue;
                }
                left -= 1;
            }
            keeper.memory.of(&source.name, now).due_again(due_at(now));
            let is_new = known.is_none() && last.is_none() && !was_waiting;
            let before = keeper.before(candidate.url.as_str(), known)?;
            if before.had_text && !was_waiting {
                // What was never seen waits for none that was.
                again.push((candidate, before));
                continue;
            }
            // What is dated is news by its date, and what is not, where it is named for the first time.
            let is_news = candidate.published.map_or(is_new, |at| now - at <= NEWS);
            let turn = if is_news { Turn::First } else { Turn::Then };
            let host = self.hand_over(name.clone(), candidate, before, turn, keeper);
            *waiting.entry(host).or_default() += 1;
        }
        for (candidate, before) in again {
            let host = self.hand_over(name.clone(), candidate, before, Turn::Then, keeper);
            *waiting.entry(host).or_default() += 1;
        }
        for (host, pages) in waiting {
            keeper.tell(&Event::Waiting { host: &host, pages });
        }
        Ok(())
    }

    /// Hands articles that are due for it to their hosts' tasks once more.
    pub(super) fn queue_again(
        &mut self,
        again: Vec<Correction>,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), RunError> {
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        for (source, candidate) in again {
            if !self.known.insert(url_key(candidate.url.as_str())) {
                continue;
            }
            let known = keeper.known(candidate.url.as_str())?;
            let before = keeper.before(candidate.url.as_str(), known)?;
            let source = source.as_str().into();
            let host = self.hand_over(source, candidate, before, Turn::First, keeper);
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
        turn: Turn,
        keeper: &mut Keeper<'_>,
    ) -> String {
        let host = host_key(&candidate.url);
        if keeper.memory.liars.contains_key(&host) {
            before.validators = Validators::default();
        }
        before.is_audit = keeper.chance() < AUDITS;
        self.pages += 1;
        keeper.handed_over(&source);
        let render = self.rendered.contains(&*source);
        let known_as = Arc::from(host.as_str());
        let job = Job { source, host: known_as, candidate, before, render };
        let queue = self.hosts.entry(host.clone()).or_insert_with(|| {
            let (queue, mut jobs) = Queue::new();
            let (world, send) = (self.world.clone(), self.send.clone());
            self.handle.spawn(async move {
                while let Some(job) = jobs.next().await {
                    if send.send(page_of(&world, job).await).await.is_err() {
                        return;
                    }
                }
            });
            queue
        });
        queue.put(turn, job);
        host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(path: &str, day: Option<i64>) -> Candidate {
        let url = format!("https://a.test/{path}");
        let published = day.map(|day| DateTime::UNIX_EPOCH + TimeDelta::days(day));
        Candidate { published, ..Candidate::at(&url, None).unwrap() }
    }

    #[test]
    fn what_is_named_first_comes_before_what_waited_and_that_the_newest_first() {
        let named = vec![
            candidate("today", Some(9)),
            candidate("b", Some(3)),
            candidate("undated", None),
            candidate("a", Some(5)),
        ];
        let waited = ["z", "b", "a", "y", "z"].map(|path| candidate(path, None)).to_vec();
        let turns = in_turn(named, waited);
        let told: Vec<(&str, bool)> =
            turns.iter().map(|(page, waited)| (&page.url.path()[1..], *waited)).collect();
        let (new, left) = (["today", "undated"], ["a", "b", "z", "y"]);
        let expected =
            new.map(|path| (path, false)).into_iter().chain(left.map(|path| (path, true)));
        assert_eq!(told, expected.collect::<Vec<_>>());
    }
}
