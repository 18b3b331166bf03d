//! The second look: what the first said of the blocks around, above and alike.

use super::columns::Columns;
use super::fast::ln1p;
use super::features::{Facts, Filler, NameList, Sink};
use super::segment::Layout;

/// Words, expected words of the article, and the largest probability among some blocks.
#[derive(Clone, Copy, Debug, Default)]
struct Pool {
    words: f32,
    mass: f32,
    most: f32,
}

impl Pool {
    fn add(&mut self, words: f32, p: f32) {
        self.words += words;
        self.mass += words * p;
        self.most = self.most.max(p);
    }

    fn mean(&self) -> f32 {
        if self.words > 0.0 { self.mass / self.words } else { -1.0 }
    }

    /// The mean of the others, without a block.
    fn without(&self, words: f32, p: f32) -> f32 {
        let rest = self.words - words;
        if rest > 0.5 { (self.mass - words * p) / rest } else { -1.0 }
    }
}

/// Everything that the rows are made from.
pub(super) struct Looks<'a> {
    layout: &'a Layout,
    p: &'a [f32],
    words: Vec<f32>,
    /// Running sums of words and of expected words, one longer than the blocks.
    sums: Vec<(f32, f32)>,
    below: Vec<Pool>,
    groups: [Vec<u32>; 3],
    pools: Vec<Pool>,
    whole: Pool,
    likely: f32,
    doubt: f32,
    segment: Option<(usize, usize)>,
    near: [Vec<(f32, f32, f32, f32)>; 2],
}

/// The rows of some blocks: the first look's columns, then those of this one.
pub(super) fn rows(
    filler: &Filler<'_>,
    looks: &Looks<'_>,
    blocks: impl ExactSizeIterator<Item = u32>,
) -> Columns {
    filler.rows(blocks, width(), |at, row| put(looks, at, row))
}

/// The names of the columns.
pub(super) fn names() -> Vec<String> {
    let mut layout = Layout::default();
    layout.elements.push(super::element::Element::root());
    layout.runs.push(super::run::Run::default());
    layout.blocks.push("a", crate::page::Shape::Paragraph, 0);
    let head = super::head::Head::default();
    let facts = Facts::gather(&layout, &head, false);
    let mut names = NameList::default();
    put(&Looks::new(&facts, &[0.5]), 0, &mut names);
    names.0
}

/// How many columns there are.
pub(super) fn width() -> usize {
    static WIDTH: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| names().len());
    *WIDTH
}

impl<'a> Looks<'a> {
    pub(super) fn new(facts: &Facts<'a>, p: &'a [f32]) -> Looks<'a> {
        let layout = facts.layout;
        let words: Vec<f32> = facts.measures.iter().map(|m| m.words.max(1.0)).collect();
        let mut below = vec![Pool::default(); layout.elements.len()];
        let mut sums = Vec::with_capacity(p.len() + 1);
        let (mut total, mut mass) = (0.0, 0.0);
        let mut whole = Pool::default();
        let (mut likely, mut doubt) = (0.0, 0.0);
        for at in 0..p.len() {
            sums.push((total, mass));
            total += words[at];
            mass += words[at] * p[at];
            whole.add(words[at], p[at]);
            likely += f32::from(u8::from(p[at] > 0.5));
            doubt += words[at] * p[at].min(1.0 - p[at]);
            below[layout.runs[at].element as usize].add(words[at], p[at]);
        }
        sums.push((total, mass));
        for at in (1..below.len()).rev() {
            let parent = layout.elements[at].parent as usize;
            if parent < at {
                let own = below[at];
                let up = &mut below[parent];
                up.words += own.words;
                up.mass += own.mass;
                up.most = up.most.max(own.most);
            }
        }
        let (groups, pools) = groups(layout, p, &words);
        let segment = segment(p, &words);
        let near = [distances(p, 0.5), distances(p, 0.8)];
        Looks { layout, p, words, sums, below, groups, pools, whole, likely, doubt, segment, near }
    }

    fn window(&self, from: usize, to: usize) -> (f32, f32) {
        (self.sums[to].0 - self.sums[from].0, self.sums[to].1 - self.sums[from].1)
    }
}

/// Blocks whose element, with its parent and grandparent, is marked up alike.
fn groups(layout: &Layout, p: &[f32], words: &[f32]) -> ([Vec<u32>; 3], Vec<Pool>) {
    let size = (p.len() * 8).next_power_of_two().max(16);
    let mut slots = vec![(0u32, u32::MAX); size];
    let mut pools: Vec<Pool> = Vec::new();
    let mut groups = [Vec::new(), Vec::new(), Vec::new()];
    for at in 0..p.len() {
        let mut element = layout.runs[at].element;
        let mut key = 0u32;
        for (level, group) in groups.iter_mut().enumerate() {
            let e = &layout.elements[element as usize];
            key = (key.rotate_left(11) ^ e.signature).wrapping_mul(0x85EB_CA6B);
            element = e.parent;
            let sought = (key ^ level as u32).max(1);
            let mut slot = sought.wrapping_mul(0x9E37_79B9) as usize >> 5 & (size - 1);
            loop {
                if slots[slot].0 == 0 {
                    slots[slot] = (sought, pools.len() as u32);
                    pools.push(Pool::default());
                }
                if slots[slot].0 == sought {
                    break;
                }
                slot = (slot + 1) & (size - 1);
            }
            let pool = slots[slot].1;
            pools[pool as usize].add(words[at], p[at]);
            group.push(pool);
        }
    }
    (groups, pools)
}

/// The run of blocks with the largest sum of words times (p − 0.4).
fn segment(p: &[f32], words: &[f32]) -> Option<(usize, usize)> {
    let (mut best, mut found) = (0.0, None);
    let (mut sum, mut start) = (0.0f32, 0);
    for at in 0..p.len() {
        if sum <= 0.0 {
            sum = 0.0;
            start = at;
        }
        sum += words[at] * (p[at] - 0.4);
        if sum > best {
            best = sum;
            found = Some((start, at));
        }
    }
    found
}

/// Blocks since and until the nearest one of at least `level`, and from the first and the last.
fn distances(p: &[f32], level: f32) -> Vec<(f32, f32, f32, f32)> {
    let first = p.iter().position(|p| *p >= level);
    let last = p.iter().rposition(|p| *p >= level);
    let (Some(first), Some(last)) = (first, last) else {
        return vec![(-9.0, -9.0, -9.0, -9.0); p.len()];
    };
    let signed = |d: f32| ln1p(d.abs()).copysign(d);
    let mut out = vec![(ln1p(999.0), ln1p(999.0), 0.0, 0.0); p.len()];
    let mut since = None;
    for at in 0..p.len() {
        if let Some(before) = since {
            out[at].0 = ln1p((at - before) as f32);
        }
        if p[at] >= level {
            since = Some(at);
        }
        out[at].2 = signed(at as f32 - first as f32);
        out[at].3 = signed(at as f32 - last as f32);
    }
    let mut until = None;
    for at in (0..p.len()).rev() {
        if p[at] >= level {
            until = Some(at);
        }
        if let Some(next) = until {
            out[at].1 = ln1p((next - at) as f32);
        }
    }
    out
}

fn put(l: &Looks<'_>, at: usize, sink: &mut impl Sink) {
    let (p, words) = (l.p[at], l.words[at]);
    let len = l.p.len();
    sink.put("p", p);
    for (by, before, after) in
        [(1, "-1", "1"), (2, "-2", "2"), (3, "-3", "3"), (4, "-4", "4"), (5, "-5", "5")]
    {
        sink.put_in("p", before, at.checked_sub(by).map_or(-1.0, |other| l.p[other]));
        sink.put_in("p", after, l.p.get(at + by).copied().unwrap_or(-1.0));
    }
    for (reach, name) in [(2, "2"), (5, "5"), (12, "12"), (30, "30")] {
        let (low, high) = (at.saturating_sub(reach), (at + reach + 1).min(len));
        let share = |(words, mass): (f32, f32)| mass / words.max(1e-9);
        sink.put_in("p-window", name, share(l.window(low, high)));
        sink.put_in("p-mass", name, ln1p(l.window(low, high).1));
        sink.put_in("p-before", name, share(l.window(low, at)));
        sink.put_in("p-after", name, share(l.window(at + 1, high)));
    }
    let total = l.whole.mass.max(1e-9);
    let mut element = Some(l.layout.runs[at].element);
    for level in ["0", "1", "2", "3", "4", "5"] {
        match element {
            Some(id) => {
                let pool = &l.below[id as usize];
                sink.put_in("p-below", level, pool.mean());
                sink.put_in("p-others", level, pool.without(words, p));
                sink.put_in("p-most", level, pool.most);
                sink.put_in("p-share", level, pool.mass / total);
                let parent = l.layout.elements[id as usize].parent;
                element = (parent != id).then_some(parent);
            }
            None => {
                for name in ["p-below", "p-others", "p-most", "p-share"] {
                    sink.put_in(name, level, -1.0);
                }
            }
        }
    }
    for (group, name) in l.groups.iter().zip(["0", "1", "2"]) {
        let pool = &l.pools[group[at] as usize];
        sink.put_in("p-alike", name, pool.mean());
        sink.put_in("p-alike-others", name, pool.without(words, p));
        sink.put_in("p-alike-most", name, pool.most);
        sink.put_in("p-alike-words", name, ln1p(pool.words));
    }
    sink.put("p-page", l.whole.mean());
    sink.put("p-page-mass", ln1p(l.whole.mass));
    sink.put("p-page-most", l.whole.most);
    sink.put("p-page-likely", ln1p(l.likely));
    sink.put("p-page-doubt", l.doubt / total);
    sink.put("p-done", l.sums[at].1 / total);
    sink.put("p-left", (l.sums[len].1 - l.sums[at + 1].1) / total);
    for (near, name) in l.near.iter().zip(["0.5", "0.8"]) {
        let (since, until, first, last) = near[at];
        sink.put_in("p-since", name, since);
        sink.put_in("p-until", name, until);
        sink.put_in("p-first", name, first);
        sink.put_in("p-last", name, last);
    }
    match l.segment {
        Some((first, last)) => {
            sink.put("p-run", f32::from(u8::from(first <= at && at <= last)));
            let away = if at < first { first - at } else { at.saturating_sub(last) };
            sink.put("p-run-away", ln1p(away as f32));
        }
        None => {
            sink.put("p-run", -1.0);
            sink.put("p-run-away", 0.0);
        }
    }
}
