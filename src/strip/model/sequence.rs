//! What a first look said of the blocks before, around and behind: the part of a second look that
//! needs no markup, and that pages of markup and flattened pages share.

use crate::strip::features::Sink;
use crate::strip::features::logarithm::ln1p;

/// Words, expected words of the article, and the largest probability among some blocks.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip) struct Pool {
    pub(super) words: f32,
    pub(in crate::strip) mass: f32,
    pub(in crate::strip) most: f32,
}

impl Pool {
    pub(in crate::strip) fn add(&mut self, words: f32, p: f32) {
        self.words += words;
        self.mass += words * p;
        self.most = self.most.max(p);
    }

    pub(in crate::strip) fn mean(&self) -> f32 {
        if self.words > 0.0 { self.mass / self.words } else { -1.0 }
    }

    /// The mean of the others, without a block.
    pub(in crate::strip) fn without(&self, words: f32, p: f32) -> f32 {
        let rest = self.words - words;
        if rest > 0.5 { (self.mass - words * p) / rest } else { -1.0 }
    }
}

/// The probabilities of a page's blocks in their order, summed up.
pub(in crate::strip) struct Sequence<'a> {
    pub(in crate::strip) p: &'a [f32],
    /// Words of each block, at least one.
    pub(in crate::strip) words: Vec<f32>,
    /// Running sums of words and of expected words, one longer than the blocks.
    sums: Vec<(f32, f32)>,
    pub(in crate::strip) whole: Pool,
    likely: f32,
    doubt: f32,
    segment: Option<(usize, usize)>,
    near: [Vec<(f32, f32, f32, f32)>; 2],
}

impl<'a> Sequence<'a> {
    /// Sums up what was said of blocks with so many words each.
    pub(in crate::strip) fn new(p: &'a [f32], words: Vec<f32>) -> Sequence<'a> {
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
        }
        sums.push((total, mass));
        let segment = segment(p, &words);
        let near = [distances(p, 0.5), distances(p, 0.8)];
        Sequence { p, words, sums, whole, likely, doubt, segment, near }
    }

    fn window(&self, from: usize, to: usize) -> (f32, f32) {
        (self.sums[to].0 - self.sums[from].0, self.sums[to].1 - self.sums[from].1)
    }

    /// A block's neighbours and the windows around it.
    pub(in crate::strip) fn put_beside(&self, at: usize, sink: &mut impl Sink) {
        let len = self.p.len();
        sink.put("p", self.p[at]);
        for (by, before, after) in
            [(1, "-1", "1"), (2, "-2", "2"), (3, "-3", "3"), (4, "-4", "4"), (5, "-5", "5")]
        {
            sink.put_in("p", before, at.checked_sub(by).map_or(-1.0, |other| self.p[other]));
            sink.put_in("p", after, self.p.get(at + by).copied().unwrap_or(-1.0));
        }
        for (reach, name) in [(2, "2"), (5, "5"), (12, "12"), (30, "30")] {
            let (low, high) = (at.saturating_sub(reach), (at + reach + 1).min(len));
            let share = |(words, mass): (f32, f32)| mass / words.max(1e-9);
            sink.put_in("p-window", name, share(self.window(low, high)));
            sink.put_in("p-mass", name, ln1p(self.window(low, high).1));
            sink.put_in("p-before", name, share(self.window(low, at)));
            sink.put_in("p-after", name, share(self.window(at + 1, high)));
        }
    }

    /// The page, how much of it lies on both sides, and the nearest probable blocks.
    pub(in crate::strip) fn put_page(&self, at: usize, sink: &mut impl Sink) {
        let total = self.whole.mass.max(1e-9);
        sink.put("p-page", self.whole.mean());
        sink.put("p-page-mass", ln1p(self.whole.mass));
        sink.put("p-page-most", self.whole.most);
        sink.put("p-page-likely", ln1p(self.likely));
        sink.put("p-page-doubt", self.doubt / total);
        sink.put("p-done", self.sums[at].1 / total);
        sink.put("p-left", (self.sums[self.p.len()].1 - self.sums[at + 1].1) / total);
        for (near, name) in self.near.iter().zip(["0.5", "0.8"]) {
            let (since, until, first, last) = near[at];
            sink.put_in("p-since", name, since);
            sink.put_in("p-until", name, until);
            sink.put_in("p-first", name, first);
            sink.put_in("p-last", name, last);
        }
        match self.segment {
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
