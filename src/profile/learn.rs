//! Marks of a site's pages ─▶ what it repeats.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::marks::{Mark, Marks};
use super::site::{Furniture, SiteProfile};
use crate::page::Label;

/// What fewer pages share is no furniture: two pages may well print one agency's report.
pub const LEAST: u32 = 3;

/// The most pages that a profile is learned from.
pub const PAGES: usize = 32;

/// The most texts that a profile holds.
const TEXTS: usize = 1024;

/// Pages are copies of one another when they share so much of what the longer one keeps, in tenths.
const COPY: u32 = 7;

/// A page that was seen, by the marks it left.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its address: a page seen twice counts once.
    pub address: String,
    /// What it left.
    pub marks: Marks,
}

/// What a site repeats, by pages seen of it; of more than 32, those whose addresses have the lowest
/// digests. What counts is on how many pages a text stands, not how often. Pages that keep nearly the
/// same text (an article and its printed version, an agency's report at three addresses) count as
/// one. `None` for fewer than three pages that differ.
#[must_use]
pub fn learn(host: &str, pages: impl IntoIterator<Item = Seen>) -> Option<SiteProfile> {
    let mut gathered = Gathered::default();
    pages.into_iter().for_each(|page| gathered.add(page));
    gathered.learn(host)
}

/// Pages of a site, added in any order, of which no more are held than a profile is learned from.
#[derive(Clone, Debug, Default)]
pub struct Gathered(BTreeMap<(u64, String), Marks>);

impl Gathered {
    /// Adds a page; of one address that is added twice, the marks that come first in the order of
    /// their bytes count.
    pub fn add(&mut self, page: Seen) {
        let at = (digest(&page.address), page.address);
        let earlier =
            self.0.get(&at).is_some_and(|there| there.to_bytes() <= page.marks.to_bytes());
        if !earlier {
            self.0.insert(at, page.marks);
        }
        if self.0.len() > PAGES {
            self.0.pop_last();
        }
    }

    /// What [`learn`] makes of them.
    #[must_use]
    pub fn learn(self, host: &str) -> Option<SiteProfile> {
        learned(host, &self.0.into_values().collect::<Vec<_>>())
    }
}

/// What orders addresses, so that a site's oldest sections are not preferred.
fn digest(address: &str) -> u64 {
    let digest = Sha256::digest(address.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn learned(host: &str, pages: &[Marks]) -> Option<SiteProfile> {
    let groups = copies(pages);
    let count = groups.iter().enumerate().filter(|(at, group)| at == *group).count() as u32;
    if count < LEAST {
        return None;
    }
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|at| groups[*at]);
    let mut tallies: BTreeMap<u64, Tally> = BTreeMap::new();
    for at in order {
        for mark in pages[at].iter() {
            tallies.entry(mark.key).or_default().add(mark, groups[at]);
        }
    }
    let mut furniture: Vec<Furniture> = tallies
        .into_iter()
        .filter(|(_, tally)| tally.pages >= LEAST)
        .map(|(key, tally)| tally.furniture(key))
        .collect();
    furniture.sort_by_key(|f| (std::cmp::Reverse(f.pages), f.key));
    furniture.truncate(TEXTS);
    furniture.sort_by_key(|f| (std::cmp::Reverse(f.pages), f.place, f.key));
    Some(SiteProfile::new(host, count, furniture))
}

/// What was seen of one text.
#[derive(Default)]
struct Tally {
    /// On how many pages, copies counted once.
    pages: u32,
    /// The last group of copies it was counted for.
    group: Option<usize>,
    kept: u32,
    marks: u32,
    places: u32,
    words: u8,
    labels: BTreeMap<Label, u32>,
    text: Option<String>,
}

impl Tally {
    fn add(&mut self, mark: &Mark, group: usize) {
        let first_here = self.group != Some(group);
        self.group = Some(group);
        self.pages += u32::from(first_here);
        self.kept += u32::from(first_here && mark.kept);
        self.marks += 1;
        self.places += u32::from(mark.place);
        self.words = self.words.max(mark.words);
        *self.labels.entry(mark.label).or_default() += 1;
        // Of texts that differ in their numbers, whichever page brings it: the first in order.
        if self.text.as_ref().is_none_or(|text| mark.text < *text) {
            self.text = Some(mark.text.clone());
        }
    }

    fn furniture(self, key: u64) -> Furniture {
        let most = self.labels.values().copied().max().unwrap_or(0);
        let label = self.labels.iter().find(|(_, count)| **count == most);
        Furniture {
            key,
            text: self.text.unwrap_or_default(),
            pages: self.pages,
            kept: self.kept,
            place: (self.places / self.marks.max(1)) as u8,
            label: label.map_or(Label::Other, |(label, _)| *label),
            words: self.words,
        }
    }
}

/// Of each page the first page that it is a copy of, itself where there is none.
fn copies(pages: &[Marks]) -> Vec<usize> {
    let kept: Vec<Vec<(u64, u32)>> = pages
        .iter()
        .map(|page| {
            let kept = page.iter().filter(|mark| mark.kept);
            kept.map(|mark| (mark.key, u32::from(mark.words))).collect()
        })
        .collect();
    let total: Vec<u32> =
        kept.iter().map(|marks| marks.iter().map(|(_, words)| words).sum()).collect();
    let mut groups: Vec<usize> = (0..pages.len()).collect();
    for at in 0..pages.len() {
        for other in 0..at {
            let more = total[at].max(total[other]);
            if groups[at] != groups[other]
                && more > 0
                && shared(&kept[at], &kept[other]) * 10 >= more * COPY
            {
                let (low, high) = (groups[at].min(groups[other]), groups[at].max(groups[other]));
                groups.iter_mut().filter(|group| **group == high).for_each(|group| *group = low);
            }
        }
    }
    groups
}

/// The words of the texts that both have; both by rising digest.
fn shared(one: &[(u64, u32)], other: &[(u64, u32)]) -> u32 {
    let (mut a, mut b, mut words) = (0, 0, 0);
    while let (Some((left, count)), Some((right, _))) = (one.get(a), other.get(b)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                words += count;
                a += 1;
                b += 1;
            }
        }
    }
    words
}
