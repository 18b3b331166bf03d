//! The trained model: two forests and the cut.

mod cohesion;
pub(super) mod cut;
mod forest;
pub(super) mod rules;
pub(super) mod second;
pub(super) mod sequence;

use std::sync::LazyLock;

use super::features::columns::{Columns, Kept};
use super::features::{self, Facts, Filler};
use super::hashed::hash::hash;
use forest::{Bytes, Forest};

/// What the file begins with.
const MAGIC: u32 = u32::from_le_bytes(*b"SPGF");
/// Rows that are filled before the forest looks at them: what a page of a million blocks needs of
/// memory is bounded by it, and their columns still lie in fast memory when they are read.
pub(super) const WINDOW: usize = 512;
/// Blocks of a page whose rows are kept from the first look for the second.
const KEPT: u32 = 4096;
/// The layout of the file.
const VERSION: u16 = 1;

/// A model: probabilities of blocks to be the article's.
#[derive(Clone, Debug)]
pub struct Model {
    /// The first look, at a block's own features.
    first: Forest,
    /// The second, at what the first said of the blocks around it.
    second: Option<Forest>,
    /// Blocks that the first look gives less than this are not looked at twice.
    floor: f32,
}

static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::read(include_bytes!("model.bin")));

impl Model {
    /// The model that ships with the program. `None` only if it was built with a broken file,
    /// which a test forbids.
    #[must_use]
    pub fn shipped() -> Option<&'static Model> {
        SHIPPED.as_ref()
    }

    /// Reads a model file. `None` when it is not one, is of another version, or was trained on
    /// other features than this program computes.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Model> {
        Model::read_for(bytes, names_hash(), features::names().len() + second::names().len())
    }

    /// Reads a model file that was trained on features whose names hash to `names`, `width` of them
    /// in both looks together.
    pub(super) fn read_for(bytes: &[u8], names: u32, width: usize) -> Option<Model> {
        let mut bytes = Bytes(bytes);
        if bytes.u32()? != MAGIC || bytes.u16()? != VERSION || bytes.u32()? != names {
            return None;
        }
        let floor = bytes.f32()?;
        let stages = bytes.u8()?;
        let first = Forest::read(&mut bytes)?;
        let second = if stages > 1 { Some(Forest::read(&mut bytes)?) } else { None };
        let fits = first.width() <= width && second.as_ref().is_none_or(|f| f.width() <= width);
        fits.then_some(Model { first, second, floor })
    }

    /// What both forests say of one row, whatever it is.
    #[cfg(test)]
    pub(super) fn both(&self, row: &[f32]) -> (f32, Option<f32>) {
        (self.first.probability(row), self.second.as_ref().map(|f| f.probability(row)))
    }

    /// The first look alone.
    pub(super) fn first(&self, filler: &Filler<'_>, blocks: u32) -> Vec<f32> {
        self.first_window_by_window(filler, blocks, |_| {})
    }

    /// The first look alone; the rows of each window are given on.
    fn first_window_by_window(
        &self,
        filler: &Filler<'_>,
        blocks: u32,
        mut then: impl FnMut(Columns),
    ) -> Vec<f32> {
        let mut p = Vec::with_capacity(blocks as usize);
        for from in (0..blocks).step_by(WINDOW) {
            let window = from..blocks.min(from.saturating_add(WINDOW as u32));
            let rows = filler.rows(window, 0);
            p.extend(self.first_rows(&rows));
            then(rows);
        }
        p
    }

    /// The first look alone, at rows of its columns.
    pub(super) fn first_rows(&self, rows: &Columns) -> Vec<f32> {
        self.first.probabilities(rows)
    }

    /// The second look alone, at rows of both looks' columns; nothing where there is no second.
    pub(super) fn second(&self, rows: &Columns) -> Option<Vec<f32>> {
        self.second.as_ref().map(|forest| forest.probabilities(rows))
    }

    /// The blocks that are looked at twice, by what the first look said.
    pub(super) fn doubtful(&self, first: &[f32]) -> Vec<u32> {
        (0..).zip(first).filter(|(_, p)| **p >= self.floor).map(|(at, _)| at).collect()
    }

    /// How probable it is of each block that it belongs to the article.
    pub(super) fn probabilities(&self, facts: &Facts<'_>) -> Vec<f32> {
        let filler = Filler::new(facts);
        let blocks = facts.len() as u32;
        let mut kept = (blocks <= KEPT).then(|| Kept::of_windows(WINDOW));
        let first = self.first_window_by_window(&filler, blocks, |rows| {
            if let Some(kept) = &mut kept {
                kept.push(rows);
            }
        });
        let Some(forest) = &self.second else { return first };
        let looks = second::Looks::new(facts, &first);
        let mut p = first.clone();
        for blocks in self.doubtful(&first).chunks(WINDOW) {
            let rows = second::rows(&filler, &looks, blocks, kept.as_ref());
            for (at, again) in blocks.iter().zip(forest.probabilities(&rows)) {
                p[*at as usize] = again;
            }
        }
        p
    }
}

/// A hash of the names of all features, so that a model cannot be used with others.
#[must_use]
pub(super) fn names_hash() -> u32 {
    let mut names = features::names();
    names.extend(second::names());
    hash(names.join("\n").as_bytes())
}
