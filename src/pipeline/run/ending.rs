//! How a source's part in a pass ends, and the pass.

use std::collections::BTreeSet;
use std::time::Duration;

use super::event::{Event, Summary};
use super::keeper::Keeper;
use super::memory::{MOST_WAITING, Memory};
use crate::config::Source;
use crate::fetch::Rest;

impl Keeper<'_> {
    /// A source takes part in the pass.
    pub(super) fn takes_part(&mut self, source: &Source) {
        self.sources.insert(source.name.clone(), !source.kind.is_local());
        self.settled.remove(&source.name);
    }

    /// A page of a source is in work from now on, until it is told what became of it.
    pub(super) fn handed_over(&mut self, source: &str) {
        *self.in_work.entry(source.to_owned()).or_default() += 1;
    }

    fn is_in_work(&self, source: &str) -> bool {
        self.in_work.get(source).is_some_and(|in_work| *in_work > 0)
    }

    /// Not all pages are dealt with, of whichever source.
    pub(super) fn all_unfinished(&mut self) {
        self.unfinished.extend(self.sources.keys().cloned());
    }

    /// Ends the part of the sources whose pages are dealt with; `listings` are still to come.
    pub(super) fn settle_all_but(&mut self, listings: &BTreeSet<String>) {
        let is_done = |source: &&String| {
            !listings.contains(*source)
                && !self.settled.contains(*source)
                && !self.is_in_work(source)
        };
        let done: Vec<String> = self.sources.keys().filter(is_done).cloned().collect();
        for source in done {
            self.settle(&source);
            self.settled.insert(source);
            self.has_settled = true;
        }
    }

    /// Writes down while a run goes on which hosts are to be left alone, which lie, and what is remembered of the
    /// sources whose part has ended: what a run that is killed leaves the next one. Of the others the file says
    /// what it said, so that they are asked again.
    pub(super) fn remember_so_far(&mut self, rests: Vec<Rest>, pauses: Vec<(String, Duration)>) {
        let now = self.now();
        self.memory.rest(rests, now);
        self.memory.pause(pauses, now);
        self.has_settled = false;
        let (mut kept, broken) = Memory::load(self.archive.folder());
        if broken.is_some() {
            return;
        }
        kept.rests.clone_from(&self.memory.rests);
        kept.pauses.clone_from(&self.memory.pauses);
        kept.liars.clone_from(&self.memory.liars);
        kept.pages.clone_from(&self.memory.pages);
        for source in &self.settled {
            if let Some(memory) = self.memory.sources.get(source) {
                kept.sources.insert(source.clone(), memory.clone());
            }
        }
        // At the end it is told what the disk refuses.
        let _ = kept.save(self.archive.folder());
    }

    /// Takes note of what a source's listing brought for its rhythm, when its pages are dealt with or left, or the
    /// next listing is there.
    pub(super) fn count_poll(&mut self, source: &str) {
        let Some(memory) = self.memory.sources.get_mut(source) else { return };
        memory.known = self.polls.known(source).unwrap_or(memory.known);
        memory.interval = self.polls.interval(source, memory.own_interval()).as_secs();
        self.polls.forget(source);
    }

    fn settle(&mut self, source: &str) {
        self.count_poll(source);
        let Some(memory) = self.memory.sources.get_mut(source) else { return };
        if self.unfinished.remove(source) {
            memory.ask_in_full();
            if self.setting.stop.is_pressed() {
                // What is left is not made to wait for the source's next turn.
                memory.ask_at_once();
            }
        }
    }

    /// Ends the run: what is remembered of its sources is written down.
    pub(super) fn end(mut self) -> Summary {
        if !self.running {
            return self.summary;
        }
        let now = self.now();
        for (source, is_remote) in std::mem::take(&mut self.sources) {
            self.settle(&source);
            let Some(memory) = self.memory.sources.get_mut(&source) else { continue };
            let forgotten = std::mem::take(&mut memory.forgotten);
            if forgotten > 0 {
                let detail = format!(
                    "{forgotten} pages are left beside the {MOST_WAITING} that wait for a later run, which is as many as are remembered: they are asked for when the source names them again; fetch.requests_per_host sets how many are asked for in a run"
                );
                self.tell(&Event::Note { source: &source, detail: &detail });
            }
            let Some(memory) = self.memory.sources.get(&source) else { continue };
            let silent = memory.silent_since();
            let is_silent = (now - silent).to_std().is_ok_and(|long| long > self.alarm);
            if is_silent && is_remote {
                let detail = format!(
                    "has brought nothing new since {}: see whether it moved",
                    silent.format("%Y-%m-%d %H:%M UTC")
                );
                self.tell(&Event::Note { source: &source, detail: &detail });
            }
        }
        self.memory.forget(now);
        if let Err(error) = self.memory.save(self.archive.folder()) {
            let detail = format!("what the sources brought cannot be written down: {error}");
            self.tell(&Event::Note { source: "", detail: &detail });
        }
        if self.profiles
            && let Err(error) = self.archive.learn_profiles(now)
        {
            let detail = format!("what sites repeat cannot be learned: {error}");
            self.tell(&Event::Note { source: "", detail: &detail });
        }
        // The run's own row in the index is a courtesy; its pages are stored without it.
        let _ = self.archive.end_run(now);
        self.summary
    }
}
