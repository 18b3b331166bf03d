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

use crate::strip::features::columns::{Columns, LANES, Lanes};
use crate::strip::features::logarithm::exp;

/// Most leaves of a tree: each has a bit.
const LEAVES: usize = 32;
/// The top bit of a child that is a leaf.
const LEAF: u8 = 0x80;

/// A tree; what stands behind its last inner node and its last leaf is zero.
#[derive(Clone, Debug)]
struct Tree {
    /// Rows whose feature is at most the threshold go left.
    features: [u16; LEAVES],
    thresholds: [f32; LEAVES],
    /// The leaves that a row keeps when it goes right: all but those on the node's left.
    keep: [u32; LEAVES],
    /// The leaves on each inner node's right.
    right: [u32; LEAVES],
    /// What each leaf adds to a row's sum.
    leaves: [f32; LEAVES],
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
    exits: Vec<Exit>,
    /// One past the largest feature used.
    width: usize,
}

impl Forest {
    /// Reads a forest. `None` when the bytes are not one, or a tree has more leaves than there are bits.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Option<Forest> {
        let mut forest = Forest::default();
        for _ in 0..bytes.u16()? {
            let (trees, below) = (u32::from(bytes.u16()?), bytes.f32()?);
            forest.exits.push(Exit { trees, below });
        }
        let trees = usize::from(bytes.u16()?);
        forest.trees.reserve_exact(trees);
        for _ in 0..trees {
            let tree = Tree::read(bytes)?;
            let widest = tree.features.iter().max().copied().unwrap_or(0);
            forest.width = forest.width.max(usize::from(widest) + 1);
            forest.trees.push(tree);
        }
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
        let mut exits = self.exits.iter();
        let mut exit = exits.next();
        for (at, tree) in self.trees.iter().enumerate() {
            if let Some(reached) = exit.filter(|exit| exit.trees as usize == at) {
                if sum < reached.below {
                    break;
                }
                exit = exits.next();
            }
            sum += tree.value(row);
        }
        sigmoid(sum)
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

impl Tree {
    fn read(bytes: &mut Bytes<'_>) -> Option<Tree> {
        let count = usize::from(bytes.u8()?);
        if count >= LEAVES {
            return None;
        }
        let mut tree = Tree {
            features: [0; LEAVES],
            thresholds: [0.0; LEAVES],
            keep: [u32::MAX; LEAVES],
            right: [0; LEAVES],
            leaves: [0.0; LEAVES],
        };
        let mut children = [[0; 2]; LEAVES];
        for (at, children) in children.iter_mut().enumerate().take(count) {
            tree.features[at] = bytes.u16()?;
            tree.thresholds[at] = bytes.f32()?;
            *children = [bytes.u8()?, bytes.u8()?];
        }
        // children come later, so that they are marked before their parents
        for at in (0..count).rev() {
            let [left, right] = children[at];
            let left = tree.below(left, at, count)?;
            let right = tree.below(right, at, count)?;
            // leaves count from left to right
            if left.leading_zeros() + right.trailing_zeros() < u32::BITS {
                return None;
            }
            (tree.keep[at], tree.right[at]) = (!left, right);
        }
        let all = u32::MAX >> (LEAVES - 1 - count);
        if count > 0 && !tree.keep[0] | tree.right[0] != all {
            return None;
        }
        for leaf in &mut tree.leaves[..=count] {
            *leaf = bytes.f32()?;
        }
        Some(tree)
    }

    /// The leaves of a child of the inner node `at` of `count`. `None` where there is no such child.
    fn below(&self, child: u8, at: usize, count: usize) -> Option<u32> {
        let place = usize::from(child & !LEAF);
        if child & LEAF != 0 {
            return (place <= count).then(|| 1 << place);
        }
        (at + 1..count).contains(&place).then(|| !self.keep[place] | self.right[place])
    }

    /// What the tree adds to a row's sum.
    #[cfg(test)]
    fn value(&self, row: &[f32]) -> f32 {
        let goes_right = |at: &usize| row[usize::from(self.features[*at])] > self.thresholds[*at];
        let live = (0..LEAVES).filter(goes_right).fold(u32::MAX, |live, at| live & self.keep[at]);
        self.leaves[live.trailing_zeros() as usize]
    }

    /// What is left of the tree where each feature lies in its span.
    #[inline]
    fn left(&self, spans: &[(f32, f32)]) -> Left {
        let spans = self.features.map(|feature| spans[usize::from(feature)]);
        // which way all rows go cannot be guessed, so that nothing waits for it
        let mut gone = 0;
        for (at, (low, high)) in spans.into_iter().enumerate() {
            gone |= !self.keep[at] & mask(low > self.thresholds[at]);
            gone |= self.right[at] & mask(high <= self.thresholds[at]);
        }
        let live = !gone;
        let mut asked = 0;
        for at in 0..LEAVES {
            let both = mask(live & !self.keep[at] != 0) & mask(live & self.right[at] != 0);
            asked |= both & 1 << at;
        }
        Left { live, asked }
    }
}

/// All bits, or none.
#[inline]
fn mask(all: bool) -> u32 {
    0u32.wrapping_sub(u32::from(all))
}

/// The number of the lowest bit of those that are set: what `trailing_zeros` gives, by way of a float's
/// exponent, so that it is done for all rows at once.
#[inline(always)]
fn lowest_bit(bits: u32) -> u32 {
    let lowest = (bits & bits.wrapping_neg()).cast_signed();
    ((lowest as f32).to_bits() >> 23 & 0xFF).wrapping_sub(127)
}

/// What is left of a tree.
#[derive(Clone, Copy, Debug)]
struct Left {
    /// The leaves that any row of the page can fall to.
    live: u32,
    /// The inner nodes that rows go different ways at, one bit each: those with such leaves on both sides.
    asked: u32,
}

/// What is left of a forest for one page: where all rows of a page go the same way, as they do at
/// every question that is about the page, nobody is asked.
#[derive(Debug)]
struct Plan<'a> {
    forest: &'a Forest,
    trees: Vec<Left>,
    processor: pulp::Arch,
}

impl<'a> Plan<'a> {
    fn of(forest: &'a Forest, rows: &Columns) -> Plan<'a> {
        let spans = rows.spans();
        let trees = forest.trees.iter().map(|tree| tree.left(&spans)).collect();
        Plan { forest, trees, processor: pulp::Arch::new() }
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
        for (tree, left) in self.forest.trees[trees.clone()].iter().zip(&self.trees[trees]) {
            let mut live = [left.live; LANES];
            let mut asked = left.asked;
            while asked != 0 {
                let at = asked.trailing_zeros() as usize % LEAVES;
                asked &= asked - 1;
                let column = &group[usize::from(tree.features[at])];
                for lane in 0..LANES {
                    // written so that it is done for all at once
                    live[lane] &= tree.keep[at] | !mask(column[lane] > tree.thresholds[at]);
                }
            }
            for leaf in &mut live {
                *leaf = lowest_bit(*leaf);
            }
            for lane in 0..LANES {
                sums[lane] += tree.leaves[live[lane] as usize % LEAVES];
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
    1.0 / (1.0 + exp(-sum))
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
    fn the_lowest_bit_is_found() {
        for bit in 0..u32::BITS {
            assert_eq!(lowest_bit(u32::MAX << bit), bit);
            assert_eq!(lowest_bit(1 << bit | 1 << 31), bit);
        }
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
