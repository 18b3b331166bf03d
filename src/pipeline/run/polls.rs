//! What the listings of a pass brought, for the rhythm of their sources.

use std::collections::BTreeMap;
use std::time::Duration;

use super::event::{PageEvent, What};
use crate::config::{Source, SourceKind};
use crate::source::schedule;

/// The polls of a pass, by their sources' names.
#[derive(Debug, Default)]
pub(super) struct Polls(BTreeMap<String, Poll>);

/// What one listing brought.
#[derive(Clone, Copy, Debug, Default)]
struct Poll {
    /// Whether it is a folder or the like, of whose files nothing is known before they are read.
    is_local: bool,
    /// How many pages it names.
    named: u64,
    /// How many of those nothing was known of, had or not.
    new: u64,
    /// How many pages could not be had.
    not_had: u64,
    /// Whether it is a feed that was read before.
    is_read_again: bool,
}

/// From how many pages on it says something that all of them are new.
const TURNED_OVER: u64 = 5;

impl Polls {
    /// A listing was read and names so many pages; `was_read` says whether it was before.
    pub(super) fn listed(&mut self, source: &Source, named: u64, was_read: bool) {
        let is_read_again = was_read && matches!(source.kind, SourceKind::Feed(_));
        let is_local = source.kind.is_local();
        let poll = Poll { is_local, named, is_read_again, ..Poll::default() };
        self.0.insert(source.name.clone(), poll);
    }

    /// It names a page that nothing was known of.
    pub(super) fn named_new(&mut self, source: &str) {
        if let Some(poll) = self.0.get_mut(source) {
            poll.new += 1;
        }
    }

    /// Counts what became of a page.
    pub(super) fn count(&mut self, page: &PageEvent<'_>) {
        let Some(poll) = self.0.get_mut(page.source) else { return };
        match page.outcome {
            What::Stored | What::NewVersion if poll.is_local => poll.new += 1,
            What::Failed => poll.not_had += 1,
            // What is left for want of a budget is there to be had.
            What::Postponed if page.reason == Some("host-resting") => poll.not_had += 1,
            _ => {}
        }
    }

    /// Forgets what a listing brought.
    pub(super) fn forget(&mut self, source: &str) {
        self.0.remove(source);
    }

    /// How many of the pages that a source named in this pass were known; nothing where it was not read.
    pub(super) fn known(&self, source: &str) -> Option<u64> {
        self.0.get(source).map(Poll::known)
    }

    /// How many pages a feed names of which it named none when it was last read, where there may have been others in
    /// between that it names no more; nothing where it names one that is known.
    pub(super) fn turned_over(&self, source: &str) -> Option<u64> {
        self.0.get(source).filter(|poll| poll.is_turned_over()).map(|poll| poll.named)
    }

    /// The interval of a source after this pass. It is as it was where its listing was not read, and the shortest
    /// where all that it names is new; and it becomes no shorter where most of what is new could not be had, so that
    /// a site in trouble is not asked more often for it.
    pub(super) fn interval(&self, source: &str, last: Duration) -> Duration {
        let Some(poll) = self.0.get(source) else { return last };
        let next = match poll.is_turned_over() {
            true => schedule::SHORTEST,
            false => schedule::own_interval(last, poll.named, poll.known()),
        };
        if poll.not_had * 2 > poll.new { next.max(last) } else { next }
    }
}

impl Poll {
    fn known(&self) -> u64 {
        self.named.saturating_sub(self.new)
    }

    fn is_turned_over(&self) -> bool {
        self.is_read_again && self.named >= TURNED_OVER && self.new == self.named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(outcome: What, reason: Option<&'static str>) -> PageEvent<'static> {
        let (source, host, url) = ("gazette", "a.test", "https://a.test/1");
        let (file, previous, detail) = (None, None, None);
        PageEvent { source, host, url, outcome, file, previous, reason, detail }
    }

    #[test]
    fn what_a_listing_brings_sets_the_rhythm_and_failing_pages_never_quicken_it() {
        let hours = |n: u64| Duration::from_secs(n * 3600);
        let after = |named, new, pages: &[(What, Option<&'static str>)]| {
            let mut polls = Polls::default();
            polls.listed(&Source::new("gazette", SourceKind::Urls(Vec::new())), named, true);
            (0..new).for_each(|_| polls.named_new("gazette"));
            pages.iter().for_each(|(outcome, reason)| polls.count(&page(*outcome, *reason)));
            assert_eq!(polls.known("gazette"), Some(named - new));
            assert_eq!(polls.interval("other", hours(6)), hours(6), "it was not read");
            polls.interval("gazette", hours(6)).as_secs() / 3600
        };
        let failed = (What::Failed, Some("http-500"));
        let resting = (What::Postponed, Some("host-resting"));
        let budget = (What::Postponed, Some("host-budget"));
        assert_eq!(after(3, 3, &[(What::Stored, None); 3]), 3);
        assert_eq!(after(3, 3, &[failed; 3]), 6);
        assert_eq!(after(3, 3, &[resting; 3]), 6);
        assert_eq!(after(3, 3, &[budget; 3]), 3, "there is more than one poll may take");
        assert_eq!(after(3, 0, &[failed; 3]), 9, "known, had or not");
        assert_eq!(after(0, 0, &[]), 9);
    }
    #[test]
    fn a_feed_of_which_all_is_new_is_asked_again_as_soon_as_may_be() {
        let url = "https://a.test/feed".parse().unwrap();
        let feed = Source::new("wire", SourceKind::Feed(url));
        let after = |named: u64, new, was_read, failed| {
            let mut polls = Polls::default();
            polls.listed(&feed, named, was_read);
            (0..new).for_each(|_| polls.named_new("wire"));
            for _ in 0..failed {
                polls.count(&PageEvent { source: "wire", ..page(What::Failed, Some("http-500")) });
            }
            (polls.turned_over("wire"), polls.interval("wire", schedule::DEFAULT))
        };
        let halved = schedule::DEFAULT / 2;
        assert_eq!(after(20, 20, true, 0), (Some(20), schedule::SHORTEST));
        assert_eq!(after(20, 20, false, 0), (None, halved), "all is new the first time");
        assert_eq!(after(20, 19, true, 0), (None, halved));
        assert_eq!(after(1, 1, true, 0), (None, halved), "one page is none that follow each other");
        assert_eq!(after(20, 20, true, 20), (Some(20), schedule::DEFAULT), "a site in trouble");
    }
}
