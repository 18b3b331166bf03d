//! The trained line model: how probable it is of each block that it belongs to the article.

use std::sync::LazyLock;

use super::features::{self, Sums};
use super::rules::{Page, Ruling};
use super::second::{self, Looks};
use crate::page::Label;
use crate::strip::columns::{Columns, Kept};
use crate::strip::element::hash;
use crate::strip::features::Row;
use crate::strip::model::Model;

/// Blocks whose rows are held at a time: the memory they take does not grow with the text, and stays
/// in a processor's nearer memory.
const AT_ONCE: usize = 512;
/// Blocks of a page whose rows are kept from the first look for the second.
const KEPT: usize = 4096;

static SHIPPED: LazyLock<Option<Model>> = LazyLock::new(|| read(include_bytes!("model.bin")));

/// Reads a model file. `None` when it is not one, or was trained on other features than these.
pub(super) fn read(bytes: &[u8]) -> Option<Model> {
    let (first, second) = (features::names(), second::names());
    Model::read_for(bytes, fingerprint(), first.len() + second.len())
}

/// The model that ships.
pub(super) fn shipped() -> Option<&'static Model> {
    SHIPPED.as_ref()
}

/// The probability of each block. A block that a rule has ruled on has none of its own. Without a
/// model, which a test forbids of the shipped program, stretches of running text decide.
pub(super) fn probabilities(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    model: Option<&Model>,
) -> Vec<f32> {
    let Some(model) = model else { return sums.likely.clone() };
    let mut kept = Kept::of_windows(AT_ONCE);
    let first = look(page, rulings, sums, model, Some(&mut kept));
    let looks = Looks::new(page, sums, &first);
    let mut p = first.clone();
    let mut doubtful = model.doubtful(&first);
    doubtful.retain(|at| rulings[*at as usize].is_none());
    let mut places = Places::of(rulings);
    let own = features::width();
    for blocks in doubtful.chunks(AT_ONCE) {
        let mut rows = Columns::to_fill(blocks.len(), own + second::width());
        let of: Vec<usize> = blocks.iter().map(|at| places.place(*at as usize)).collect();
        let are_kept = kept.copy(&of, &mut rows);
        for (row, at) in blocks.iter().enumerate() {
            if !are_kept {
                features::put(page, rulings, sums, *at as usize, &mut Row::of(&mut rows, row));
            }
            looks.put(*at as usize, &mut Row::from(&mut rows, row, own));
        }
        for (at, again) in blocks.iter().zip(model.second(&rows).into_iter().flatten()) {
            p[*at as usize] = again;
        }
    }
    p
}

/// Counts the blocks without a ruling before a block, from block to block.
struct Places<'a> {
    rulings: &'a [Option<Ruling>],
    at: usize,
    open: usize,
}

impl<'a> Places<'a> {
    fn of(rulings: &'a [Option<Ruling>]) -> Places<'a> {
        Places { rulings, at: 0, open: 0 }
    }

    /// The place of a block, which stands behind the one asked for before, among those without a
    /// ruling.
    fn place(&mut self, at: usize) -> usize {
        self.open += self.rulings[self.at..at].iter().filter(|ruling| ruling.is_none()).count();
        self.at = at;
        self.open
    }
}

/// What the first forest says.
pub(super) fn first_look(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    model: &Model,
) -> Vec<f32> {
    look(page, rulings, sums, model, None)
}

/// What the first forest says; the rows of a page that is not too long are kept.
fn look(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    model: &Model,
    mut kept: Option<&mut Kept>,
) -> Vec<f32> {
    let mut p: Vec<f32> = rulings
        .iter()
        .map(|ruling| f32::from(u8::from(ruling.is_some_and(|r| r.label == Label::Title))))
        .collect();
    let open: Vec<u32> =
        (0..).zip(rulings).filter(|(_, ruling)| ruling.is_none()).map(|(at, _)| at).collect();
    if open.len() > KEPT {
        kept = None;
    }
    for blocks in open.chunks(AT_ONCE) {
        let mut rows = Columns::to_fill(blocks.len(), features::width());
        for (row, at) in blocks.iter().enumerate() {
            let mut row = Row::of(&mut rows, row);
            features::put(page, rulings, sums, *at as usize, &mut row);
        }
        for (at, first) in blocks.iter().zip(model.first_rows(&rows)) {
            p[*at as usize] = first;
        }
        if let Some(kept) = &mut kept {
            kept.push(rows);
        }
    }
    p
}

/// A hash of the names of all features, so that a model cannot be used with others.
pub(super) fn fingerprint() -> u32 {
    let mut names = features::names();
    names.extend(second::names());
    hash(names.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_fits_the_features() {
        assert!(shipped().is_some(), "train the line model again: its features have changed");
    }

    #[test]
    fn the_runtime_says_what_the_trainer_said() {
        let width = features::width() + second::width();
        let mut lines = 0;
        for line in include_str!("golden.txt").lines() {
            let numbers: Vec<f32> = line.split('\t').map(|n| n.parse().unwrap()).collect();
            let row = crate::strip::tests::golden_row(numbers[0] as u32, width);
            let (first, second) = shipped().unwrap().both(&row);
            assert!((first - numbers[1]).abs() < 1e-4, "{line}: {first}");
            assert!((second.unwrap() - numbers[2]).abs() < 1e-4, "{line}: {second:?}");
            lines += 1;
        }
        assert_eq!(lines, 40);
    }

    #[test]
    fn a_cut_file_is_refused() {
        let bytes = include_bytes!("model.bin");
        assert!(read(&bytes[..bytes.len() / 2]).is_none());
        assert!(read(b"").is_none());
        assert!(read(b"not a model at all").is_none());
    }
}
