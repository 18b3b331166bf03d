//! The trained line model: how probable it is of each block that it belongs to the article.

pub(super) mod second;

use std::sync::LazyLock;

use super::facts::page::Page;
use super::features::{self, Sums};
use super::ruling::Ruling;
use crate::page::Label;
use crate::strip::features::Row;
use crate::strip::features::columns::Columns;
use crate::strip::hashed::hash::hash;
use crate::strip::model::Model;
use second::Looks;

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
    let open = open(rulings);
    // The columns of the second look have their place in the rows of the first: hardly a block is not
    // looked at twice.
    let width = features::width() + second::width();
    let mut kept = Vec::new();
    let keep = open.len() <= KEPT;
    let first = look(page, rulings, sums, model, &open, width, |rows| {
        if keep {
            kept.push(rows);
        }
    });
    let looks = Looks::new(page, sums, &first);
    let mut doubtful = vec![false; first.len()];
    model.doubtful(&first).iter().for_each(|at| doubtful[*at as usize] = true);
    let mut kept = kept.into_iter();
    let mut p = first.clone();
    for blocks in open.chunks(AT_ONCE) {
        let mut rows =
            kept.next().unwrap_or_else(|| first_columns(page, rulings, sums, blocks, width));
        for (row, at) in blocks.iter().enumerate() {
            looks.put(*at as usize, &mut Row::from(&mut rows, row, features::width()));
        }
        for (at, again) in blocks.iter().zip(model.second(&rows).into_iter().flatten()) {
            if doubtful[*at as usize] {
                p[*at as usize] = again;
            }
        }
    }
    p
}

/// What the first forest says.
pub(super) fn first_look(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    model: &Model,
) -> Vec<f32> {
    look(page, rulings, sums, model, &open(rulings), features::width(), |_| {})
}

/// What the first forest says of the blocks that are open; their rows, of so many columns, are given on.
fn look(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    model: &Model,
    open: &[u32],
    width: usize,
    mut then: impl FnMut(Columns),
) -> Vec<f32> {
    let mut p: Vec<f32> = rulings
        .iter()
        .map(|ruling| f32::from(u8::from(ruling.is_some_and(|r| r.label == Label::Title))))
        .collect();
    for blocks in open.chunks(AT_ONCE) {
        let rows = first_columns(page, rulings, sums, blocks, width);
        for (at, first) in blocks.iter().zip(model.first_rows(&rows)) {
            p[*at as usize] = first;
        }
        then(rows);
    }
    p
}

/// Rows of blocks with the columns of the first look, and room up to a width.
fn first_columns(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    blocks: &[u32],
    width: usize,
) -> Columns {
    let mut rows = Columns::to_fill(blocks.len(), width);
    for (row, at) in blocks.iter().enumerate() {
        features::put(page, rulings, sums, *at as usize, &mut Row::of(&mut rows, row));
    }
    rows
}

/// The blocks without a ruling.
fn open(rulings: &[Option<Ruling>]) -> Vec<u32> {
    (0..).zip(rulings).filter(|(_, ruling)| ruling.is_none()).map(|(at, _)| at).collect()
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
