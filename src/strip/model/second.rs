//! The second look: what the first said of the blocks around, above and alike.

use super::cohesion::Cohesion;
use super::sequence::{Pool, Sequence};
use crate::strip::features::columns::{Columns, Kept};
use crate::strip::features::head::Head;
use crate::strip::features::logarithm::ln1p;
use crate::strip::features::{self, Facts, Filler, NameList, Row, Sink};
use crate::strip::hashed::table::Table;
use crate::strip::segment::layout::Layout;

/// Everything that the rows are made from.
pub(in crate::strip) struct Looks<'a> {
    facts: &'a Facts<'a>,
    cohesion: Cohesion,
    sequence: Sequence<'a>,
    below: Vec<Pool>,
    groups: [Vec<u32>; 3],
    pools: Vec<Pool>,
}

/// The rows of some blocks: the first look's columns, then those of this one. `kept` are the rows of
/// the first look, where they were kept.
pub(in crate::strip) fn rows(
    filler: &Filler<'_>,
    looks: &Looks<'_>,
    blocks: &[u32],
    kept: Option<&Kept>,
) -> Columns {
    let own = features::width();
    let mut rows = Columns::to_fill(blocks.len(), own + width());
    let are_kept = kept.is_some_and(|kept| kept.copy(blocks, &mut rows));
    for (row, at) in blocks.iter().map(|at| *at as usize).enumerate() {
        if !are_kept {
            filler.fill(&mut rows, row, at);
        }
        let mut behind = Row::from(&mut rows, row, own);
        put(looks, at, &mut behind);
        debug_assert!(behind.is_full(), "a column was left as it was");
    }
    filler.fill_page(&mut rows);
    rows
}

/// The names of the columns.
pub(in crate::strip) fn names() -> Vec<String> {
    let mut layout = Layout::default();
    layout.elements.push(crate::strip::segment::element::Element::root());
    layout.runs.push(crate::strip::segment::run::Run::default());
    layout.blocks.push("a", crate::page::Shape::Paragraph, 0);
    let head = Head::default();
    let facts = Facts::gather(&layout, &head, false);
    let mut names = NameList::default();
    put(&Looks::new(&facts, &[0.5]), 0, &mut names);
    names.0
}

/// How many columns there are.
pub(in crate::strip) fn width() -> usize {
    static WIDTH: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| names().len());
    *WIDTH
}

impl<'a> Looks<'a> {
    pub(in crate::strip) fn new(facts: &'a Facts<'a>, p: &'a [f32]) -> Looks<'a> {
        let layout = facts.layout;
        let words: Vec<f32> = facts.measures.iter().map(|m| m.words.max(1.0)).collect();
        let mut below = vec![Pool::default(); layout.elements.len()];
        for at in 0..p.len() {
            below[layout.runs[at].element as usize].add(words[at], p[at]);
        }
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
        Looks {
            facts,
            cohesion: Cohesion::of(facts, p),
            sequence: Sequence::new(p, words),
            below,
            groups,
            pools,
        }
    }
}

/// Blocks whose element, with its parent and grandparent, is marked up alike.
fn groups(layout: &Layout, p: &[f32], words: &[f32]) -> ([Vec<u32>; 3], Vec<Pool>) {
    // of each way to be marked up, the number of its pool, counted from one
    let mut numbers: Table<u32, u32> = Table::with_room_for(p.len() * 3);
    let mut pools: Vec<Pool> = Vec::new();
    let mut groups = [Vec::new(), Vec::new(), Vec::new()];
    for at in 0..p.len() {
        let mut element = layout.runs[at].element;
        let mut key = 0u32;
        for (level, group) in groups.iter_mut().enumerate() {
            let e = &layout.elements[element as usize];
            key = (key.rotate_left(11) ^ e.signature).wrapping_mul(0x85EB_CA6B);
            element = e.parent;
            let number = numbers.entry(key ^ level as u32);
            if *number == 0 {
                pools.push(Pool::default());
                *number = pools.len() as u32;
            }
            let pool = *number - 1;
            pools[pool as usize].add(words[at], p[at]);
            group.push(pool);
        }
    }
    (groups, pools)
}

fn put(l: &Looks<'_>, at: usize, sink: &mut impl Sink) {
    let (p, words) = (l.sequence.p[at], l.sequence.words[at]);
    let total = l.sequence.whole.mass.max(1e-9);
    let layout = l.facts.layout;
    l.sequence.put_beside(at, sink);
    let mut element = Some(layout.runs[at].element);
    for level in ["0", "1", "2", "3", "4", "5"] {
        match element {
            Some(id) => {
                let pool = &l.below[id as usize];
                sink.put_in("p-below", level, pool.mean());
                sink.put_in("p-others", level, pool.without(words, p));
                sink.put_in("p-most", level, pool.most);
                sink.put_in("p-share", level, pool.mass / total);
                let parent = layout.elements[id as usize].parent;
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
    l.sequence.put_page(at, sink);
    l.cohesion.put(l.facts, l.sequence.p, at, sink);
}
