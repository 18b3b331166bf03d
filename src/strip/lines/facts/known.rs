//! What words and copies tell of each block: stop words, addresses, prices, how often its text and
//! its beginning stand on the page, how much of the headline is in it.

use super::page::{Known, Page};
use super::repeats::Repeat;
use super::vocabulary::{self, Running, Sorted, Vocabulary};
use crate::strip::hashed::table::Table;

/// Gathers the facts of all blocks.
pub(in crate::strip::lines) fn of(
    page: &Page<'_>,
    vocabulary: &Vocabulary,
    title: Option<usize>,
) -> Vec<Known> {
    let mut copies: Table<u64, u16> = Table::with_room_for(page.len());
    let mut starts: Table<u64, u16> = Table::default();
    for s in page.stats {
        let count = copies.entry(s.key);
        *count = count.saturating_add(1);
        if s.head != 0 {
            let count = starts.entry(s.head);
            *count = count.saturating_add(1);
        }
    }
    let headline = title.map(|at| Sorted::of(vocabulary.of(at))).unwrap_or_default();
    let running = Running::of(vocabulary, &page.prose);
    (0..page.len())
        .map(|at| {
            let s = &page.stats[at];
            Known {
                stop: s.stop,
                address: s.address,
                money: u8::from(s.digits > 0 && s.money),
                // a heading that a list of contents names has no copies
                copies: match page.repeats[at] {
                    Repeat::No if s.letters >= 2 => 1,
                    _ => copies.get(s.key).unwrap_or(1),
                },
                same_start: match s.head {
                    0 => 1,
                    head => starts.get(head).unwrap_or(1),
                },
                title_overlap: if s.words < 60.0 {
                    vocabulary::overlap(&headline, vocabulary.of(at))
                } else {
                    0.0
                },
                shared: running.share(vocabulary.of(at), page.prose[at]),
            }
        })
        .collect()
}
