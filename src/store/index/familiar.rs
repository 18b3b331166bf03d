//! Which texts have which values of sketches, in memory, while many texts are written: asking the index
//! for every value of every new text is the dearest part of storing it.
//!
//! Up to [`EXACT`] values all of it is kept. Beyond, a filter still tells most values that no text has,
//! which are most of a new text's, and the index is asked for the others.

use std::cell::RefCell;
use std::collections::HashMap;

/// A value of a sketch that so many texts have says little about any of them: it is heeded only
/// where most values of the sketch are like that, as in a text that everybody printed.
pub(super) const COMMON: usize = 64;

/// Values that are kept with their texts: some 40 MB. Articles of 3 KB have 28 each, the longest 96. One
/// more, and a table in memory would have to double.
const EXACT: usize = 1_800_000;
/// Texts beyond which they have more values than that.
const EXACT_TEXTS: u64 = EXACT as u64 / 24;
/// What older texts have is read once so many texts have been stored of as many that there are:
/// reading that of fifty texts costs about what the look-ups of one do.
const WORTH: u64 = 50;

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Familiar(RefCell<State>);

#[derive(Debug, Default)]
struct State {
    known: Known,
    /// Texts that were stored since the index was opened.
    stored: u64,
}

#[derive(Debug, Default)]
enum Known {
    #[default]
    Nothing,
    All(Postings),
    Values(Filter),
}

/// What older texts have, as far as it has been read.
#[derive(Debug)]
pub(super) struct Learning(Known);

impl Learning {
    /// Of so many texts.
    pub(super) fn new(texts: u64) -> Learning {
        Learning(if texts <= EXACT_TEXTS {
            Known::All(Postings::default())
        } else {
            Known::Values(Filter::with_room(texts as usize * VALUES))
        })
    }

    /// Whether it is wanted which texts have a value; else each value is wanted once.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.0, Known::All(_))
    }

    /// A value that the text of this ordinal has.
    pub(super) fn add(&mut self, value: u64, ordinal: i64) {
        match &mut self.0 {
            Known::All(postings) => {
                postings.add(value, ordinal);
                if postings.first.len() > EXACT {
                    self.0 = Known::Values(postings.values());
                }
            }
            Known::Values(filter) => filter.add(value),
            Known::Nothing => {}
        }
    }
}

/// Which texts have a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Having {
    /// These, in order, at most [`COMMON`] of them.
    These(Vec<i64>),
    /// The index must be asked.
    AskIndex,
}

impl Familiar {
    /// Takes note of a text's values.
    pub(super) fn add(&self, ordinal: u64, values: &[u64]) {
        let mut state = self.0.borrow_mut();
        state.stored += 1;
        match &mut state.known {
            Known::Nothing => {}
            Known::All(postings) => {
                postings.add_text(ordinal, values);
                if postings.first.len() > EXACT {
                    state.known = Known::Values(postings.values());
                }
            }
            Known::Values(filter) => values.iter().for_each(|value| filter.add(*value)),
        }
    }

    /// Which texts have a value.
    pub(super) fn having(&self, value: u64) -> Having {
        match &self.0.borrow().known {
            Known::All(postings) => Having::These(postings.of(value)),
            Known::Values(filter) if !filter.may_have(value) => Having::These(Vec::new()),
            Known::Nothing | Known::Values(_) => Having::AskIndex,
        }
    }

    /// Begins to learn what older texts have, where so many have been stored, of as many as there are, that
    /// it is worth it.
    pub(super) fn learning(&self, texts: u64) -> Option<Learning> {
        let state = self.0.borrow();
        if !matches!(state.known, Known::Nothing) || state.stored * WORTH < texts {
            return None;
        }
        Some(Learning::new(texts))
    }

    /// Keeps what was learned.
    pub(super) fn learned(&self, learning: Learning) {
        self.0.borrow_mut().known = learning.0;
    }

    /// Forgets everything: after a change that was taken back, ordinals are given again.
    pub(super) fn clear(&self) {
        *self.0.borrow_mut() = State::default();
    }
}

/// The part of a value that the index keeps.
const fn kept(value: u64) -> u64 {
    value >> 24
}

/// The texts of each value, the first [`COMMON`] of them.
#[derive(Debug, Default)]
struct Postings {
    first: HashMap<u64, u32>,
    /// The others of values that several texts have.
    more: HashMap<u64, Vec<u32>>,
}

impl Postings {
    fn add_text(&mut self, ordinal: u64, values: &[u64]) {
        values.iter().for_each(|value| self.add(*value, ordinal as i64));
    }

    fn add(&mut self, value: u64, ordinal: i64) {
        // No archive in memory has ordinals that long.
        let ordinal = u32::try_from(ordinal).unwrap_or(u32::MAX);
        let first = *self.first.entry(kept(value)).or_insert(ordinal);
        if first == ordinal {
            return;
        }
        let (first, other) = (first.min(ordinal), first.max(ordinal));
        self.first.insert(kept(value), first);
        let more = self.more.entry(kept(value)).or_default();
        if let Err(at) = more.binary_search(&other)
            && at < COMMON - 1
        {
            more.insert(at, other);
            more.truncate(COMMON - 1);
        }
    }

    fn of(&self, value: u64) -> Vec<i64> {
        let Some(first) = self.first.get(&kept(value)) else { return Vec::new() };
        let more = self.more.get(&kept(value)).map_or(&[][..], Vec::as_slice);
        let mut texts = Vec::with_capacity(1 + more.len());
        texts.push(i64::from(*first));
        texts.extend(more.iter().map(|ordinal| i64::from(*ordinal)));
        texts
    }

    fn values(&self) -> Filter {
        let mut filter = Filter::with_room(4 * self.first.len());
        self.first.keys().for_each(|value| filter.add(value << 24));
        filter
    }
}

/// Values of a text that a filter is made for, and some room beside.
const VALUES: usize = 32;
/// Values that a part by which the filter grows is made for at most. Each has 16 bits: 64 MB.
const LARGEST: usize = 1 << 25;
/// Values that share a line of 512 bits.
const IN_LINE: usize = 32;
/// Bits that are set for a value.
const BITS: u32 = 7;

/// A Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970) whose bits
/// for one value lie in one line of the processor's cache, and which grows by further parts, each three times as
/// large as all before it, up to [`LARGEST`]. Of unknown values each part takes one in some thousand for
/// known; a known value is never taken for unknown.
#[derive(Debug)]
struct Filter {
    parts: Vec<Part>,
    /// Values that its parts are made for.
    room: usize,
    /// Values that were added.
    count: usize,
}

#[derive(Debug)]
struct Part {
    lines: Vec<[u64; 8]>,
}

impl Filter {
    fn with_room(values: usize) -> Filter {
        let mut filter = Filter { parts: Vec::new(), room: 0, count: 0 };
        filter.grow(values);
        filter
    }

    fn grow(&mut self, room: usize) {
        self.parts.push(Part { lines: vec![[0; 8]; room.div_ceil(IN_LINE)] });
        self.room += room;
    }

    fn add(&mut self, value: u64) {
        if self.may_have(value) {
            return;
        }
        if self.count == self.room {
            self.grow((3 * self.room).clamp(IN_LINE, LARGEST));
        }
        if let Some(part) = self.parts.last_mut() {
            self.count += 1;
            let (line, hash) = place(value, part.lines.len());
            for (word, bit) in bits(hash) {
                part.lines[line][word] |= bit;
            }
        }
    }

    fn may_have(&self, value: u64) -> bool {
        self.parts.iter().any(|part| {
            let (line, hash) = place(value, part.lines.len());
            bits(hash).all(|(word, bit)| part.lines[line][word] & bit != 0)
        })
    }
}

/// The line of a value, and what its bits are made of.
fn place(value: u64, lines: usize) -> (usize, u64) {
    let hash = kept(value).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let hash = hash ^ (hash >> 32);
    // As a fraction of all lines, of digits that the bits do not depend on.
    let fraction = u128::from(hash.wrapping_mul(0x2545_f491_4f6c_dd1d));
    (((fraction * lines as u128) >> 64) as usize, hash)
}

fn bits(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    (0..BITS).map(move |at| {
        let bit = hash >> (9 * at) & 511;
        ((bit >> 6) as usize, 1 << (bit & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(n: u64) -> u64 {
        n.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ n << 40
    }

    #[test]
    fn what_was_added_is_known_and_little_else() {
        let unknown =
            |filter: &Filter| (5_000_000..5_100_000).filter(|n| filter.may_have(value(*n))).count();
        let mut postings = Postings::default();
        (0..100_000).for_each(|n| postings.add(value(n), 7));
        let mut filter = postings.values();
        (100_000..400_000).for_each(|n| filter.add(value(n)));
        assert!((0..400_000).all(|n| filter.may_have(value(n))));
        assert_eq!(filter.parts.len(), 1);
        let wrong = unknown(&filter);
        assert!(wrong < 180, "{wrong} of 100,000 unknown values taken for known");
        (400_000..1_600_000).for_each(|n| filter.add(value(n)));
        assert!((0..1_600_000).all(|n| filter.may_have(value(n))));
        assert_eq!(filter.parts.len(), 2);
        let wrong = unknown(&filter);
        assert!(wrong < 380, "{wrong} of 100,000 unknown values taken for known");
    }

    #[test]
    fn the_first_texts_of_a_common_value_are_kept_in_whatever_order_they_come() {
        let mut postings = Postings::default();
        for n in 0..1_000 {
            postings.add(value(1), (n * 617) % 1_000);
            postings.add(value(1), (n * 617) % 1_000);
        }
        assert_eq!(postings.of(value(1)), (0..COMMON as i64).collect::<Vec<_>>());
        assert!(postings.of(value(2)).is_empty());
    }
}
