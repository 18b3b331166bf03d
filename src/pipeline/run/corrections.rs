//! Asking for articles again some time after they were first seen, to see whether they were
//! corrected: whether a source still names them or not.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::memory::Memory;
use crate::source::Candidate;
use crate::store::{Archive, StoreError, url_key};

/// An article whose time has come, with the source that led to it.
pub(super) type Correction = (String, Candidate);

/// Whose articles are asked for again, and at which ages.
pub(super) struct Followed<'a> {
    pub(super) schedule: &'a [Duration],
    /// The sources' names.
    pub(super) sources: BTreeSet<String>,
}

/// The articles of some sources that are due by a schedule of ages, and when the next of the others is.
///
/// # Errors
/// When the archive's index cannot be read.
fn look(
    archive: &Archive,
    memory: &Memory,
    schedule: &[Duration],
    sources: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<(Vec<Correction>, Option<DateTime<Utc>>), StoreError> {
    let ages: Vec<TimeDelta> =
        schedule.iter().filter_map(|age| TimeDelta::from_std(*age).ok()).collect();
    let Some(longest) = ages.last() else { return Ok((Vec::new(), None)) };
    let mut due = Vec::new();
    let mut next: Option<DateTime<Utc>> = None;
    // What was missed while nothing ran is made up for, unless it is very late.
    for seen in archive.articles_between(now - *longest - *longest / 2, now)? {
        let Some(source) = seen.source.filter(|source| sources.contains(source)) else { continue };
        let asked = memory.pages.get(&url_key(&seen.url)).map(|page| page.at);
        let asked = asked.filter(|at| *at <= now);
        let last = asked.map_or(seen.last, |at| at.max(seen.last));
        match when(seen.first, last, &ages, now) {
            When::Due => {
                // As it was asked for, so that this is a sighting of the same address.
                let candidate = Url::parse(&seen.url).ok().and_then(Candidate::new);
                due.extend(candidate.map(|candidate| (source, candidate)));
            }
            When::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
            When::Never => {}
        }
    }
    Ok((due, next))
}

/// The articles that are due.
///
/// # Errors
/// When the archive's index cannot be read.
pub(super) fn due(
    archive: &Archive,
    memory: &Memory,
    followed: &Followed<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Correction>, StoreError> {
    look(archive, memory, followed.schedule, &followed.sources, now).map(|(due, _)| due)
}

/// When the first article of some sources is to be asked for again: at `now` when one is due already.
///
/// # Errors
/// When the archive's index cannot be read.
pub fn next_correction(
    archive: &Archive,
    memory: &Memory,
    schedule: &[Duration],
    sources: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let (due, next) = look(archive, memory, schedule, sources, now)?;
    Ok(if due.is_empty() { next } else { Some(now) })
}

#[derive(Debug, PartialEq, Eq)]
enum When {
    Due,
    At(DateTime<Utc>),
    Never,
}

/// When an article is to be asked for: now, when an age of the schedule was reached after it was last
/// asked for; otherwise at the next age.
fn when(first: DateTime<Utc>, last: DateTime<Utc>, ages: &[TimeDelta], now: DateTime<Utc>) -> When {
    let reached = ages.iter().rev().map(|age| first + *age).find(|at| *at <= now);
    if reached.is_some_and(|at| last < at) {
        return When::Due;
    }
    ages.iter().map(|age| first + *age).find(|at| *at > now).map_or(When::Never, When::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_due_once_for_each_age_it_reaches() {
        let at = |hours: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let ages = [1, 6, 24].map(TimeDelta::hours);
        for (last, now, expected) in [
            (0, 0, When::At(at(1))),
            (0, 1, When::Due),
            (1, 1, When::At(at(6))),
            (0, 7, When::Due),
            (2, 7, When::Due),
            (7, 7, When::At(at(24))),
            (7, 30, When::Due),
            (30, 31, When::Never),
        ] {
            assert_eq!(when(at(0), at(last), &ages, at(now)), expected, "{last} {now}");
        }
    }
}
