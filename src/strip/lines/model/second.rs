//! The second look: what the first said of the blocks around a block, and of those set like it.

use std::sync::LazyLock;

use super::super::facts::page::Page;
use super::super::features::Sums;
use super::super::sift::sift;
use crate::strip::features::{NameList, Sink};
use crate::strip::model::sequence::{Pool, Sequence};

/// Everything that the rows are made from.
pub(in crate::strip::lines) struct Looks<'a> {
    sums: &'a Sums,
    sequence: Sequence<'a>,
    alike: [Vec<Pool>; 2],
    /// The pools of the list, the group without blank lines and the section each block stands in.
    spans: [Vec<Pool>; 3],
    sections: Vec<u32>,
}

impl<'a> Looks<'a> {
    /// `p` is what the first look said of each block.
    pub(in crate::strip::lines) fn new(page: &Page<'_>, sums: &'a Sums, p: &'a [f32]) -> Looks<'a> {
        let words: Vec<f32> = page.stats.iter().map(|s| s.words.max(1.0)).collect();
        let alike = [0, 1].map(|kind| {
            let groups = &sums.alike[kind];
            let mut pools = vec![Pool::default(); sums.alike_sums[kind].len()];
            for (at, group) in groups.iter().enumerate() {
                pools[*group as usize].add(words[at], p[at]);
            }
            pools
        });
        let pooled = |starts: &dyn Fn(usize) -> usize| {
            let mut pools = vec![Pool::default(); p.len() + 1];
            for at in 0..p.len() {
                pools[starts(at)].add(words[at], p[at]);
            }
            pools
        };
        let sections = sums.heading.clone();
        let spans = [
            pooled(&|at| sums.run[at].0 as usize),
            pooled(&|at| sums.group[at].0 as usize),
            pooled(&|at| sections[at] as usize),
        ];
        Looks { sums, sequence: Sequence::new(p, words), alike, spans, sections }
    }

    /// Appends the second look's columns of a block.
    pub(in crate::strip::lines) fn put(&self, at: usize, sink: &mut impl Sink) {
        let (p, words) = (self.sequence.p[at], self.sequence.words[at]);
        let total = self.sequence.whole.mass.max(1e-9);
        self.sequence.put_beside(at, sink);
        let starts = [
            self.sums.run[at].0 as usize,
            self.sums.group[at].0 as usize,
            self.sections[at] as usize,
        ];
        for ((name, pools), start) in
            ["p-list", "p-group", "p-section"].into_iter().zip(&self.spans).zip(starts)
        {
            put_pool(name, &pools[start], words, p, total, sink);
        }
        for (name, kind) in [("p-set-alike", 0), ("p-alike", 1)] {
            let pool = &self.alike[kind][self.sums.alike[kind][at] as usize];
            put_pool(name, pool, words, p, total, sink);
        }
        self.sequence.put_page(at, sink);
    }
}

fn put_pool(name: &str, pool: &Pool, words: f32, p: f32, total: f32, sink: &mut impl Sink) {
    sink.put_in(name, "mean", pool.mean());
    sink.put_in(name, "others", pool.without(words, p));
    sink.put_in(name, "most", pool.most);
    sink.put_in(name, "share", pool.mass / total);
}

/// How many columns there are.
pub(super) fn width() -> usize {
    static WIDTH: LazyLock<usize> = LazyLock::new(|| names().len());
    *WIDTH
}

/// The names of the columns.
pub(in crate::strip::lines) fn names() -> Vec<String> {
    let mut names = NameList::default();
    sift("a", |page, _, sums| Looks::new(page, sums, &[0.5]).put(0, &mut names));
    names.0
}
