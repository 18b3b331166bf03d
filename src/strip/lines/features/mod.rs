//! What the line model is shown of each block.

mod near;
mod own;
mod place;
mod sums;

use std::sync::LazyLock;

pub(super) use own::link_share;
pub(super) use sums::Sums;

use super::facts::page::Page;
use super::read::style::Style;
use super::ruling::Ruling;
use crate::strip::features::{NameList, Sink};

/// Neighbours that a block is shown with.
const NEAR: [(isize, &str); 6] = [(-3, "-3"), (-2, "-2"), (-1, "-1"), (1, "1"), (2, "2"), (3, "3")];

/// The names of the features, in the order of a row.
pub(super) fn names() -> Vec<String> {
    let mut names = NameList::default();
    let page = Page::empty();
    let sums = Sums::of(&page, &[], &Style::default(), None);
    put(&page, &[], &sums, 0, &mut names);
    names.0
}

/// How many features a row has.
pub(super) fn width() -> usize {
    static WIDTH: LazyLock<usize> = LazyLock::new(|| names().len());
    *WIDTH
}

/// Puts the features of a block, one after the other.
pub(super) fn put(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    at: usize,
    sink: &mut impl Sink,
) {
    own::put(page, rulings, at, sink);
    place::put(page, sums, at, sink);
    place::put_around(page, sums, at, sink);
    for &(by, name) in &NEAR {
        near::put(at.checked_add_signed(by).and_then(|n| sums.near.get(n)), name, sink);
    }
    const PAGE: [&str; 13] = [
        "blocks",
        "words",
        "prose",
        "long",
        "dates",
        "questions",
        "items",
        "linked",
        "heads",
        "mean",
        "dense",
        "marks",
        "wrapped",
    ];
    sink.put_all(&sums.page, |at| ("page", PAGE[at]));
}
