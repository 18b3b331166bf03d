//! Sums over the page that the rows share.

use super::super::facts::page::Page;
use super::super::read::style::Style;
use super::near::{self, Near};
use super::own::{end_kind, link_share, marker_kind};
use crate::page::{Label, Shape};
use crate::strip::features::logarithm::ln1p as log;
use crate::strip::hashed::table::Table;
use crate::strip::lines::likely::likely;
use crate::strip::lines::ruling::Ruling;

/// Blocks that are set alike, summed up.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip::lines) struct Alike {
    pub(super) blocks: f32,
    pub(super) words: f32,
    pub(super) prose: f32,
}

/// Words of running text above a head of comments: above fewer, it may be a link to them.
const ENOUGH: f32 = 60.0;

/// Sums over the page that the rows share.
pub(in crate::strip::lines) struct Sums {
    pub(super) title: Option<usize>,
    /// Prose words before each block, and all words before it; one more than there are blocks.
    pub(super) prose: Vec<f32>,
    pub(super) words: Vec<f32>,
    pub(super) items: Vec<u32>,
    /// The last section head and the last heading above each block, one past their index.
    pub(super) section: Vec<u32>,
    pub(in crate::strip::lines) heading: Vec<u32>,
    /// The run of list items, and the group without blank lines, that each block stands in.
    pub(in crate::strip::lines) run: Vec<(u32, u32)>,
    pub(in crate::strip::lines) group: Vec<(u32, u32)>,
    /// What is set alike (marker, level, indentation, links) and, in the second list, also of about the
    /// same length: the group of each block.
    pub(in crate::strip::lines) alike: [Vec<u32>; 2],
    pub(in crate::strip::lines) alike_sums: [Vec<Alike>; 2],
    /// How probable each block is by the stretches of running text alone.
    pub(in crate::strip::lines) likely: Vec<f32>,
    /// The head above the readers' comments: the first with enough running text above it.
    comments: Option<usize>,
    /// What each block is to its neighbours.
    pub(super) near: Vec<Near>,
    pub(super) first: f32,
    pub(super) last: f32,
    pub(super) centre: f32,
    pub(super) page: [f32; 13],
}

impl Sums {
    /// The head above the readers' comments, and the share of the running text that stands above it.
    pub(in crate::strip::lines) fn comments(&self) -> Option<(usize, f32)> {
        let all = self.prose.last().copied().unwrap_or(0.0).max(1.0);
        self.comments.map(|head| (head, self.prose[head] / all))
    }

    /// Sums over a page whose blocks have been ruled on.
    pub(in crate::strip::lines) fn of(
        page: &Page<'_>,
        rulings: &[Option<Ruling>],
        style: &Style,
        title: Option<usize>,
    ) -> Sums {
        let n = page.len();
        let mut s = Sums {
            title,
            prose: from_nothing(n),
            words: from_nothing(n),
            items: from_nothing(n),
            section: Vec::with_capacity(n),
            heading: Vec::with_capacity(n),
            run: spans(n, |at| page.units[at].marker.is_item(), |_| false),
            group: spans(n, |_| true, |at| page.units[at].gap > 0),
            alike: [alike(page, false), alike(page, true)],
            alike_sums: Default::default(),
            likely: likely(page, rulings),
            comments: None,
            near: (0..n).map(|at| near::of(page, rulings, at)).collect(),
            first: 0.0,
            last: 0.0,
            centre: 0.0,
            page: [0.0; 13],
        };
        let (mut prose, mut words, mut items, mut mass) = (0.0, 0.0, 0, 0.0);
        let (mut section, mut heading) = (0, 0);
        let (mut long, mut dates, mut questions, mut linked, mut heads) =
            (0u32, 0u32, 0u32, 0u32, 0u32);
        let mut first = None;
        for (at, ruling) in rulings.iter().enumerate().take(n) {
            let w = page.stats[at].words;
            if page.prose[at] {
                prose += w;
                mass += w * at as f32;
                first.get_or_insert(at);
                s.last = at as f32;
            }
            words += w;
            items += u32::from(page.units[at].marker.is_item());
            long += u32::from(w >= 20.0);
            dates += u32::from(page.dated[at].value() > 0.0);
            questions += u32::from(page.stats[at].closing == '?');
            linked += u32::from(page.units[at].links > 0);
            s.prose.push(prose);
            s.words.push(words);
            s.items.push(items);
            s.section.push(section);
            s.heading.push(heading);
            let head = page.readings[at].head.is_some_and(|l| !l.is_body())
                || ruling
                    .is_some_and(|r| r.label == Label::Related && page.readings[at].head.is_some());
            let comments = page.readings[at].head == Some(Label::Comment);
            if comments && s.comments.is_none() && prose >= ENOUGH {
                s.comments = Some(at);
            }
            if head {
                section = at as u32 + 1;
                heads += 1;
            }
            if matches!(page.blocks.rows[at].shape, Shape::Heading(_)) {
                heading = at as u32 + 1;
            }
        }
        s.alike_sums = [0, 1].map(|kind| sum_alike(page, &s.alike[kind]));
        s.first = first.unwrap_or(n / 2) as f32;
        s.centre = if prose > 0.0 { mass / prose } else { n as f32 / 2.0 };
        let count = n.max(1) as f32;
        s.page = [
            log(n as f32),
            log(words),
            prose / words.max(1.0),
            log(long as f32),
            log(dates as f32),
            log(questions as f32),
            items as f32 / count,
            linked as f32 / count,
            log(heads as f32),
            words / count,
            f32::from(u8::from(style.dense)),
            f32::from(u8::from(style.markdown)) + 2.0 * f32::from(u8::from(style.numbered_links)),
            f32::from(u8::from(style.wrap.is_some())),
        ];
        s
    }
}

/// The beginning of running sums over `n` blocks.
fn from_nothing<T: Default>(n: usize) -> Vec<T> {
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(T::default());
    sums
}

/// For each block, the first and one past the last of the stretch it stands in; blocks that are
/// outside stand alone.
fn spans(
    n: usize,
    inside: impl Fn(usize) -> bool,
    breaks: impl Fn(usize) -> bool,
) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(n);
    let mut start = 0;
    for at in 0..=n {
        let ends = at == n || at == start || !inside(at) || !inside(at - 1) || breaks(at);
        if at > start && ends {
            out.extend((start..at).map(|_| (start as u32, at as u32)));
            start = at;
        }
    }
    out
}

/// Numbers each block by how it is set.
fn alike(page: &Page<'_>, length: bool) -> Vec<u32> {
    // counted from one: zero where there is none yet
    let mut ids: Table<u64, u32> = Table::default();
    let mut count = 0;
    (0..page.len())
        .map(|at| {
            let (u, s) = (&page.units[at], &page.stats[at]);
            let level = match page.blocks.rows[at].shape {
                Shape::Heading(level) => u64::from(level),
                Shape::TableRow { .. } => 7,
                _ => 0,
            };
            let linked = if link_share(page, at) > 0.5 { 2 } else { u64::from(u.links > 0) };
            let mut key = marker_kind(u.marker) as u64
                | level << 4
                | u64::from(u.indent.min(60)) << 8
                | linked << 16
                | u64::from(u.emphasised) << 18;
            if length {
                let words = [3.0, 6.0, 13.0, 31.0].iter().filter(|w| s.words >= **w).count();
                key |= (words as u64) << 20 | (end_kind(s.closing) as u64) << 24;
            }
            // no key is zero, which a table takes for one
            let id = ids.entry(key << 1 | 1);
            if *id == 0 {
                count += 1;
                *id = count;
            }
            *id - 1
        })
        .collect()
}

fn sum_alike(page: &Page<'_>, groups: &[u32]) -> Vec<Alike> {
    let count = groups.iter().max().map_or(0, |most| *most as usize + 1);
    let mut out = vec![Alike::default(); count];
    for (at, group) in groups.iter().enumerate() {
        let sum = &mut out[*group as usize];
        sum.blocks += 1.0;
        sum.words += page.stats[at].words;
        if page.prose[at] {
            sum.prose += page.stats[at].words;
        }
    }
    out
}
