//! Gradient-boosted trees: reading the model file and walking it.
//!
//! The file is little-endian: `SPGF`, a version, the hash of the feature names, a few page-level
//! numbers, then one forest a stage. A forest is its trees one after the other; a tree is its inner
//! nodes (feature, threshold, two children) and its leaves. A child below 128 is an inner node of
//! the tree, from 128 on a leaf.

/// One inner node.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Rows whose feature is at most this go left.
    threshold: f32,
    feature: u16,
    /// Children: inner nodes count from the tree's first; leaves have the top bit set.
    next: [u8; 2],
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    nodes: u32,
    leaves: u32,
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
            forest.trees.push(Tree {
                nodes: forest.nodes.len() as u32,
                leaves: forest.leaves.len() as u32,
            });
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
                forest.nodes.push(Node { threshold, feature, next });
            }
            for _ in 0..=count {
                forest.leaves.push(bytes.f32()?);
            }
        }
        Some(forest)
    }

    /// How many numbers a row must have.
    #[must_use]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The probability of a row; 0 for a row that is too short.
    #[must_use]
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

    fn sum(&self, row: &[f32], from: usize, to: usize) -> f32 {
        let trees = self.trees.get(from..to).unwrap_or(&[]);
        trees.iter().map(|tree| self.leaf(tree, row)).sum()
    }

    #[inline]
    fn leaf(&self, tree: &Tree, row: &[f32]) -> f32 {
        let nodes = &self.nodes[tree.nodes as usize..];
        let mut at = 0u8;
        // a tree without inner nodes is its one leaf
        if (tree.nodes as usize) < self.nodes.len() {
            loop {
                let node = &nodes[at as usize];
                at = node.next[usize::from(row[usize::from(node.feature)] > node.threshold)];
                if at & LEAF != 0 {
                    break;
                }
            }
        }
        self.leaves[tree.leaves as usize + usize::from(at & !LEAF)]
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
