//! What words and copies tell of each block: stop words, addresses, prices, how often its text and
//! its beginning stand on the page, how much of the headline is in it.

use super::page::{Known, Page, once};
use super::vocabulary::{self, Running, Vocabulary};
use crate::strip::hashed::table::Table;

/// Bytes of a block that are searched for words.
const READ: usize = 600;

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
    let headline = title.map(|at| vocabulary::sorted(vocabulary.of(at))).unwrap_or_default();
    let running = Running::of(vocabulary, &page.prose);
    let words = once(&page.same, |at| {
        let text = page.text(at);
        let text = text.get(..text.floor_char_boundary(READ)).unwrap_or("");
        let money = u8::from(page.stats[at].digits > 0 && names_price(text));
        (addresses(text), money)
    });
    (0..page.len())
        .map(|at| {
            let (address, money) = words[at];
            let s = &page.stats[at];
            Known {
                stop: s.stop,
                address,
                money,
                copies: copies.get(s.key).unwrap_or(1),
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

fn addresses(text: &str) -> u8 {
    let bytes = text.as_bytes();
    let found = memchr::memchr3_iter(b':', b'@', b'.', bytes).filter(|at| match bytes[*at] {
        b':' => bytes[at + 1..].starts_with(b"//"),
        b'.' => bytes[..*at].ends_with(b"www"),
        _ => true,
    });
    found.count().min(9) as u8
}

fn names_price(text: &str) -> bool {
    let bytes = text.as_bytes();
    // the first bytes of these signs; there are others that begin so
    memchr::memchr3_iter(b'$', 0xC2, 0xE2, bytes)
        .any(|at| text[at..].starts_with(['€', '$', '£', '¥']))
}
