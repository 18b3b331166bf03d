//! Gradient-boosted trees: reading the model file and walking it.
//!
//! The file is little-endian: `SPGF`, a version, the hash of the feature names, a few page-level
//! numbers, then one forest a stage. A forest is its trees one after the other; a tree is its inner
//! nodes (feature, threshold, two children) and its leaves. A child below 128 is an inner node of
//! the tree, from 128 on a leaf; leaves count from left to right.
//!
//! A page's rows go through a tree side by side. Each row has one bit for every leaf that it may
//! still fall to; an inner node takes the leaves on its left from the rows that go right, and the
//! lowest bit left at the end is the row's leaf (QuickScorer: Lucchese et al., SIGIR 2015). No row
//! waits for another, and nothing is guessed.

use super::columns::{Columns, LANES, Lanes};

/// One inner node.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Rows whose feature is at most this go left.
    threshold: f32,
    feature: u16,
    /// Children: inner nodes count from the tree's first; leaves have the top bit set.
    next: [u8; 2],
    /// The leaves below it on its left and on its right, one bit each.
    left: u32,
    right: u32,
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    nodes: u32,
    leaves: u32,
    /// How many leaves it has.
    count: u32,
}

/// A point in the forest at which hopeless rows leave.
#[derive(Clone, Copy, Debug)]
struct Exit {
    trees: u32,
    below: f32,
}

/// A boosted forest for one probability.
#[derive(Clone, Debug, Default)]
pub(super) struct Forest {
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    leaves: Vec<f32>,
    exits: Vec<Exit>,
    /// One past the largest feature used.
    width: usize,
}

/// The top bit of a child that is a leaf.
const LEAF: u8 = 0x80;
/// Most leaves of a tree for which there is a bit each; larger trees are walked row by row.
const BITS: u32 = 32;

impl Forest {
    /// Reads a forest. `None` when the bytes are not one.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Option<Forest> {
        let mut forest = Forest::default();
        for _ in 0..bytes.u16()? {
            let (trees, below) = (u32::from(bytes.u16()?), bytes.f32()?);
            forest.exits.push(Exit { trees, below });
        }
        for _ in 0..bytes.u16()? {
            let count = usize::from(bytes.u8()?);
            let first = forest.nodes.len();
            let leaves = forest.leaves.len() as u32;
            forest.trees.push(Tree { nodes: first as u32, leaves, count: count as u32 + 1 });
            for at in 0..count {
                let (feature, threshold) = (bytes.u16()?, bytes.f32()?);
                let next = [bytes.u8()?, bytes.u8()?];
                let fits = |child: u8| {
                    if child & LEAF == 0 {
                        // children come later, so that every walk ends
                        (at + 1..count).contains(&usize::from(child))
                    } else {
                        usize::from(child & !LEAF) <= count
                    }
                };
                if !next.into_iter().all(fits) {
                    return None;
                }
                forest.width = forest.width.max(usize::from(feature) + 1);
                forest.nodes.push(Node { threshold, feature, next, left: 0, right: 0 });
            }
            mark_leaves(&mut forest.nodes[first..])?;
            for _ in 0..=count {
                forest.leaves.push(bytes.f32()?);
            }
        }
        // so that any tree's leaves can be read as many as there are bits
        forest.leaves.resize(forest.leaves.len() + BITS as usize, 0.0);
        Some(forest)
    }

    /// How many numbers a row must have.
    #[must_use]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The probability of a row; 0 for a row that is too short.
    #[cfg(test)]
    pub(super) fn probability(&self, row: &[f32]) -> f32 {
        if row.len() < self.width {
            return 0.0;
        }
        let mut sum = 0.0;
        let mut from = 0;
        for exit in &self.exits {
            sum += self.sum(row, from, exit.trees as usize);
            if sum < exit.below {
                return sigmoid(sum);
            }
            from = exit.trees as usize;
        }
        sigmoid(sum + self.sum(row, from, self.trees.len()))
    }

    #[cfg(test)]
    fn sum(&self, row: &[f32], from: usize, to: usize) -> f32 {
        let trees = self.trees.get(from..to).unwrap_or(&[]);
        trees.iter().map(|tree| self.leaf(tree, |feature| row[feature])).sum()
    }

    /// The leaf's value that a row falls to in a tree.
    #[inline]
    fn leaf(&self, tree: &Tree, value: impl Fn(usize) -> f32) -> f32 {
        let nodes = &self.nodes[tree.nodes as usize..];
        let mut at = 0u8;
        // a tree without inner nodes is its one leaf
        if tree.count > 1 {
            loop {
                let node = &nodes[at as usize];
                at = node.next[usize::from(value(usize::from(node.feature)) > node.threshold)];
                if at & LEAF != 0 {
                    break;
                }
            }
        }
        self.leaves[tree.leaves as usize + usize::from(at & !LEAF)]
    }

    /// The probabilities of all rows of a page; 0 where the rows are too short.
    pub(super) fn probabilities(&self, rows: &Columns) -> Vec<f32> {
        if rows.width() < self.width {
            return vec![0.0; rows.len()];
        }
        let plan = Plan::of(self, rows);
        let mut sums = Vec::with_capacity(rows.len() + LANES);
        for group in rows.groups() {
            // the last group may have rows to spare
            let rows = rows.len() - sums.len();
            sums.extend(self.group_sums(&plan, group, rows));
        }
        sums.truncate(rows.len());
        sums.iter_mut().for_each(|sum| *sum = sigmoid(*sum));
        sums
    }

    /// The sums of the first rows of a group, each as it was when the row left.
    fn group_sums(&self, plan: &Plan<'_>, group: &[Lanes], rows: usize) -> Lanes {
        let mut left: [bool; LANES] = std::array::from_fn(|lane| lane >= rows);
        let mut sums = [0.0; LANES];
        let mut from = 0;
        let end = Exit { trees: self.trees.len() as u32, below: f32::NEG_INFINITY };
        for exit in self.exits.iter().chain([&end]) {
            let next = plan.sums(group, from..exit.trees as usize, sums);
            for lane in 0..LANES {
                if !left[lane] {
                    sums[lane] = next[lane];
                    left[lane] = next[lane] < exit.below;
                }
            }
            if left == [true; LANES] {
                break;
            }
            from = exit.trees as usize;
        }
        sums
    }
}

/// Marks at each inner node of a tree which leaves are below it. `None` when the leaves do not count
/// from left to right.
fn mark_leaves(nodes: &mut [Node]) -> Option<()> {
    if nodes.len() as u32 >= BITS {
        return Some(());
    }
    // children come later, so that they are marked before their parents
    for at in (0..nodes.len()).rev() {
        let of = |child: u8| match child & LEAF {
            0 => nodes[usize::from(child)].left | nodes[usize::from(child)].right,
            _ => 1 << (child & !LEAF),
        };
        let [left, right] = nodes[at].next.map(of);
        if left.leading_zeros() < BITS - right.trailing_zeros() {
            return None;
        }
        (nodes[at].left, nodes[at].right) = (left, right);
    }
    let all = u32::MAX >> (BITS - 1 - nodes.len() as u32);
    nodes.first().is_none_or(|root| root.left | root.right == all).then_some(())
}

/// All bits, or none.
#[inline]
fn mask(all: bool) -> u32 {
    0u32.wrapping_sub(u32::from(all))
}

/// An inner node as a test of sixteen rows.
#[derive(Clone, Copy, Debug, Default)]
struct Test {
    threshold: f32,
    feature: u32,
    /// The leaves that a row keeps when it goes right.
    keep: u32,
}

/// What is left of a tree.
#[derive(Clone, Copy, Debug)]
struct Tests<'a> {
    tree: &'a Tree,
    /// The leaves that any row of the page can fall to.
    live: u32,
    /// One past the tree's last test.
    end: usize,
}

/// What is left of a forest for one page: where all rows of a page go the same way, as they do at
/// every question that is about the page, nobody is asked.
#[derive(Debug)]
struct Plan<'a> {
    forest: &'a Forest,
    trees: Vec<Tests<'a>>,
    tests: Vec<Test>,
    processor: pulp::Arch,
}

impl<'a> Plan<'a> {
    fn of(forest: &'a Forest, rows: &Columns) -> Plan<'a> {
        let spans = rows.spans();
        let mut trees = Vec::with_capacity(forest.trees.len());
        let mut tests = vec![Test::default(); forest.nodes.len()];
        let mut end = 0;
        for tree in &forest.trees {
            let from = tree.nodes as usize;
            let nodes = if tree.count <= BITS { tree.count as usize - 1 } else { 0 };
            let nodes = &forest.nodes[from..from + nodes];
            // Which way a page goes cannot be guessed, so that nothing here waits for it.
            let mut lows = [0.0; BITS as usize];
            let mut highs = [0.0; BITS as usize];
            for ((node, low), high) in nodes.iter().zip(&mut lows).zip(&mut highs) {
                (*low, *high) = spans[usize::from(node.feature)];
            }
            let mut gone = [0; BITS as usize];
            let mut open = [0; BITS as usize];
            for (at, node) in nodes.iter().enumerate() {
                let rights = mask(lows[at] > node.threshold);
                let lefts = mask(highs[at] <= node.threshold);
                gone[at] = node.left & rights | node.right & lefts;
                open[at] = (node.left | node.right) & !rights & !lefts;
            }
            let mut live = u32::MAX;
            for (at, node) in nodes.iter().enumerate() {
                // written down, and left standing where it is one that rows answer differently
                tests[end] = Test {
                    threshold: node.threshold,
                    feature: u32::from(node.feature),
                    keep: !node.left,
                };
                end += usize::from(live & open[at] != 0);
                live &= !gone[at];
            }
            trees.push(Tests { tree, live, end });
        }
        tests.truncate(end);
        Plan { forest, trees, tests, processor: pulp::Arch::new() }
    }

    /// The sums of sixteen rows with what some trees give added.
    fn sums(&self, group: &[Lanes], trees: std::ops::Range<usize>, mut sums: Lanes) -> Lanes {
        let to = trees.end.min(self.trees.len());
        // compiled twice, once for processors that compare eight numbers at a time: the same sums,
        // bit by bit, in the same order
        let trees = trees.start.min(to)..to;
        self.processor.dispatch(Adding { plan: self, group, trees, sums: &mut sums });
        sums
    }

    #[inline(always)]
    fn add(&self, group: &[Lanes], trees: std::ops::Range<usize>, sums: &mut Lanes) {
        let mut from = trees.start.checked_sub(1).map_or(0, |before| self.trees[before].end);
        for tests in self.trees.get(trees).unwrap_or(&[]) {
            let first = tests.tree.leaves as usize;
            if tests.tree.count > BITS {
                for (lane, sum) in sums.iter_mut().enumerate() {
                    *sum += self.forest.leaf(tests.tree, |feature| group[feature][lane]);
                }
                continue;
            }
            let mut live = [tests.live; LANES];
            for test in &self.tests[from..tests.end] {
                let column = &group[test.feature as usize];
                for lane in 0..LANES {
                    // written so that it is done for all at once
                    live[lane] &= test.keep | !mask(column[lane] > test.threshold);
                }
            }
            from = tests.end;
            let leaves = &self.forest.leaves[first..];
            let Some(leaves) = leaves.first_chunk::<{ BITS as usize }>() else { continue };
            for lane in 0..LANES {
                // one leaf is always left
                sums[lane] += leaves[(live[lane].trailing_zeros() % BITS) as usize];
            }
        }
    }
}

/// The step of a forest that is worth compiling for more than one kind of processor.
struct Adding<'p, 'a> {
    plan: &'p Plan<'a>,
    group: &'p [Lanes],
    trees: std::ops::Range<usize>,
    sums: &'p mut Lanes,
}

impl pulp::NullaryFnOnce for Adding<'_, '_> {
    type Output = ();

    // inlined to be compiled for the processor it is called on
    #[inline(always)]
    fn call(self) {
        self.plan.add(self.group, self.trees, self.sums);
    }
}

fn sigmoid(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// Reads little-endian numbers off a slice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_le_bytes)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn f32(&mut self) -> Option<f32> {
        self.take().map(f32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree: feature 1 at most 0.5 gives leaf 0, else feature 0 at most 2 gives leaf 1 or 2.
    fn one_tree() -> Vec<u8> {
        let mut bytes = vec![0, 0, 1, 0, 2];
        for (feature, threshold, next) in
            [(1u16, 0.5f32, [LEAF, 1]), (0, 2.0, [LEAF | 1, LEAF | 2])]
        {
            bytes.extend(feature.to_le_bytes());
            bytes.extend(threshold.to_le_bytes());
            bytes.extend(next);
        }
        for leaf in [-1.0f32, 0.0, 1.0] {
            bytes.extend(leaf.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_row_falls_to_its_leaf() {
        let forest = Forest::read(&mut Bytes(&one_tree())).unwrap();
        assert_eq!(forest.width(), 2);
        assert!((forest.probability(&[0.0, 0.5]) - sigmoid(-1.0)).abs() < 1e-6);
        assert!((forest.probability(&[2.0, 0.6]) - 0.5).abs() < 1e-6);
        assert!((forest.probability(&[2.1, 0.6]) - sigmoid(1.0)).abs() < 1e-6);
        assert_eq!(forest.probability(&[1.0]), 0.0);
    }

    #[test]
    fn broken_bytes_are_no_forest() {
        let whole = one_tree();
        for cut in 0..whole.len() {
            assert!(Forest::read(&mut Bytes(&whole[..cut])).is_none());
        }
        let mut astray = whole;
        astray[11] = 9;
        assert!(Forest::read(&mut Bytes(&astray)).is_none());
    }
}
