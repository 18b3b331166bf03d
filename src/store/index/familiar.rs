//! What the texts have, in memory, while many are written: asking the index for every value of every new
//! text's sketch is the dearest part of storing it, and asking it for a digest or an address that is not there
//! is of no use.
//!
//! Up to [`EXACT`] values of sketches all of it is kept. Beyond, a filter still tells most values that no text
//! has, which are most of a new text's, and the index is asked for the others. Of the hashes by which texts and
//! addresses are found there is a filter from the beginning.

use std::cell::RefCell;
use std::collections::HashMap;

use super::filter::Filter;

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
    /// The hashes of all texts and addresses; none while they have not been read.
    hashes: Option<Filter>,
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

/// Values of a text that a filter is made for, and some room beside.
const VALUES: usize = 32;
/// Hashes that come with a text: its own, and those of the addresses it stands at.
const HASHES: usize = 4;
/// Texts that a filter of hashes is made for at least.
const FEW: u64 = 1 << 12;

/// What older texts have, as far as it has been read.
#[derive(Debug)]
pub(super) struct Learning {
    known: Known,
    hashes: Filter,
}

impl Learning {
    /// Of so many texts.
    pub(super) fn new(texts: u64) -> Learning {
        let known = if texts <= EXACT_TEXTS {
            Known::All(Postings::default())
        } else {
            Known::Values(Filter::with_room(texts as usize * VALUES))
        };
        Learning { known, hashes: Filter::with_room(texts.max(FEW) as usize * HASHES) }
    }

    /// Whether it is wanted which texts have a value; else each value is wanted once.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.known, Known::All(_))
    }

    /// A value that the text of this ordinal has.
    pub(super) fn add(&mut self, value: u64, ordinal: i64) {
        match &mut self.known {
            Known::All(postings) => {
                postings.add(value, ordinal);
                if postings.first.len() > EXACT {
                    self.known = Known::Values(postings.values());
                }
            }
            Known::Values(filter) => filter.add(kept(value)),
            Known::Nothing => {}
        }
    }

    /// The hash of a text or an address.
    pub(super) fn add_hash(&mut self, hash: i64) {
        self.hashes.add(hash as u64);
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
            Known::Values(filter) => values.iter().for_each(|value| filter.add(kept(*value))),
        }
    }

    /// Which texts have a value.
    pub(super) fn having(&self, value: u64) -> Having {
        match &self.0.borrow().known {
            Known::All(postings) => Having::These(postings.of(value)),
            Known::Values(filter) if !filter.may_have(kept(value)) => Having::These(Vec::new()),
            Known::Nothing | Known::Values(_) => Having::AskIndex,
        }
    }

    /// Takes note of the hash of a text or an address.
    pub(super) fn add_hash(&self, hash: i64) {
        if let Some(hashes) = &mut self.0.borrow_mut().hashes {
            hashes.add(hash as u64);
        }
    }

    /// Whether a text or an address may have this hash; if not, the index need not be asked.
    pub(super) fn may_have_hash(&self, hash: i64) -> bool {
        self.0.borrow().hashes.as_ref().is_none_or(|hashes| hashes.may_have(hash as u64))
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
        let mut state = self.0.borrow_mut();
        (state.known, state.hashes) = (learning.known, Some(learning.hashes));
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
        self.first.keys().for_each(|value| filter.add(*value));
        filter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(n: u64) -> u64 {
        n.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ n << 40
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
