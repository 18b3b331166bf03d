//! What a block's neighbours are.

use super::log;
use super::own::{end_kind, link_share, marker_kind, ruled};
use crate::strip::features::Sink;
use crate::strip::lines::rules::{Page, Ruling};

pub(super) fn put(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    other: Option<usize>,
    name: &str,
    sink: &mut impl Sink,
) {
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
    let Some(other) = other else {
        for column in COLUMNS {
            sink.put_in(column, name, -1.0);
        }
        return;
    };
    let s = &page.stats[other];
    let values = [
        log(s.words),
        (s.sentences as f32).min(10.0),
        end_kind(s.closing),
        page.known[other].stop,
        marker_kind(page.units[other].marker),
        f32::from(page.dated[other] as u8),
        link_share(page, other),
        f32::from(u8::from(page.prose[other])),
        f32::from(page.units[other].gap.min(6)),
        ruled(rulings, other),
        page.readings[other].head.map_or(0.0, |label| label as u8 as f32 + 1.0),
        page.known[other].shared,
    ];
    for (column, value) in COLUMNS.into_iter().zip(values) {
        sink.put_in(column, name, value);
    }
}
