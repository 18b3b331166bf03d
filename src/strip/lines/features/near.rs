//! What a block's neighbours are.

use super::super::facts::page::Page;
use super::own::{end_kind, link_share, marker_kind, ruled};
use crate::strip::features::Sink;
use crate::strip::features::logarithm::ln1p as log;
use crate::strip::lines::ruling::Ruling;

/// What a block is to its neighbours, one number a column.
pub(super) type Near = [f32; COLUMNS.len()];

const COLUMNS: [&str; 12] = [
    "words",
    "sentences",
    "closing",
    "stop",
    "marker",
    "date",
    "link-share",
    "prose",
    "gap",
    "ruled",
    "head",
    "shared-words",
];

/// Looks at a block once for all of its neighbours.
pub(super) fn of(page: &Page<'_>, rulings: &[Option<Ruling>], at: usize) -> Near {
    let s = &page.stats[at];
    [
        log(s.words),
        (s.sentences as f32).min(10.0),
        end_kind(s.closing),
        page.known[at].stop,
        marker_kind(page.units[at].marker),
        page.dated[at].value(),
        link_share(page, at),
        f32::from(u8::from(page.prose[at])),
        f32::from(page.units[at].gap.min(6)),
        ruled(rulings, at),
        page.readings[at].head.map_or(0.0, |label| label as u8 as f32 + 1.0),
        page.known[at].shared,
    ]
}

/// Puts the columns of one neighbour; where there is none, all are −1.
pub(super) fn put(near: Option<&Near>, name: &str, sink: &mut impl Sink) {
    sink.put_all(near.unwrap_or(&[-1.0; COLUMNS.len()]), |at| (COLUMNS[at], name));
}
