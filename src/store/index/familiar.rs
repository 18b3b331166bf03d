//! Which values the sketches of the archive's texts have, in memory, while many texts are written. Most
//! values of a new text are in no other, and asking the index for every one of them is the dearest part
//! of storing it.
//!
//! A Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970) whose
//! bits for one value lie in one line of the processor's cache, and which grows by further parts, each
//! twice as large as the last. It may take a value for known that is not, never the other way round.

use std::cell::RefCell;

use super::Index;
use crate::store::StoreError;

/// Values of the first part. Each has 16 bits: one in some hundred unknown values is taken for known.
const FIRST: usize = 1 << 15;
/// Values that share a line of 512 bits.
const IN_LINE: usize = 32;
/// Bits that are set for a value.
const BITS: u32 = 5;
/// The values of older texts are read once so many texts have been stored of as many that there are:
/// reading those of fifty texts costs about what the look-ups of one do.
const WORTH: u64 = 50;

/// What is known of the values.
#[derive(Debug, Default)]
pub(super) struct Familiar(RefCell<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether the values of all texts are in the filter.
    is_complete: bool,
    filter: Filter,
    /// Texts that were stored since the index was opened.
    stored: u64,
}

impl Familiar {
    /// Takes note of a text's values.
    pub(super) fn add(&self, values: &[u64]) {
        let mut state = self.0.borrow_mut();
        state.stored += 1;
        values.iter().for_each(|value| state.filter.add(*value));
    }

    /// Whether some text may have a value.
    pub(super) fn may_have(&self, value: u64) -> bool {
        let state = self.0.borrow();
        !state.is_complete || state.filter.may_have(value)
    }
}

impl Index {
    /// Reads the values of all texts where so many are being stored that it is worth it. Not in a
    /// transaction.
    pub(in crate::store) fn learn_values(&self) -> Result<(), StoreError> {
        let stored = {
            let state = self.familiar.0.borrow();
            if state.is_complete {
                return Ok(());
            }
            state.stored
        };
        if stored * WORTH < self.next_ordinal()? {
            return Ok(());
        }
        let mut filter = Filter::default();
        let mut read = || {
            self.connection.execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.sketch_value
                   USING fts5vocab ('main', 'sketch', 'row')",
            )?;
            let mut statement = self.connection.prepare("SELECT term FROM temp.sketch_value")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let term = row.get_ref(0)?.as_str()?;
                filter.add(super::relate::value_of(term));
            }
            drop(rows);
            drop(statement);
            self.connection.execute_batch("DROP TABLE temp.sketch_value")
        };
        read().map_err(self.failed("reading the index of near texts"))?;
        let mut state = self.familiar.0.borrow_mut();
        state.filter = filter;
        state.is_complete = true;
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Filter {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    lines: Vec<[u64; 8]>,
    room: usize,
}

impl Filter {
    fn add(&mut self, value: u64) {
        if self.may_have(value) {
            return;
        }
        if self.parts.last().is_none_or(|part| part.room == 0) {
            let room = FIRST << self.parts.len().min(24);
            self.parts.push(Part { lines: vec![[0; 8]; room / IN_LINE], room });
        }
        if let Some(part) = self.parts.last_mut() {
            part.room -= 1;
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

/// The line of a value, and what its bits are made of. Only the part of a value counts that the index
/// keeps.
fn place(value: u64, lines: usize) -> (usize, u64) {
    let hash = (value >> 24).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let hash = hash ^ (hash >> 32);
    ((hash >> 45) as usize % lines.max(1), hash)
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
        let mut filter = Filter::default();
        (0..200_000).for_each(|n| filter.add(value(n)));
        assert!((0..200_000).all(|n| filter.may_have(value(n))));
        let wrong = (1_000_000..1_100_000).filter(|n| filter.may_have(value(*n))).count();
        assert!(wrong < 5_000, "{wrong} of 100,000 unknown values taken for known");
    }

    #[test]
    fn the_values_of_older_texts_are_read_once_many_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let values = |text: u64| (0..30).map(|n| value(text * 30 + n)).collect::<Vec<_>>();
        let index = Index::open(folder.path()).unwrap();
        index.learn_values().unwrap();
        assert!(!index.familiar.may_have(value(1)), "an empty index knows that it is empty");
        for text in 0..200 {
            index.insert_words(text, "Title", "Body", &values(text)).unwrap();
        }
        drop(index);
        let index = Index::open(folder.path()).unwrap();
        assert!(index.familiar.may_have(value(77_777)), "nothing is known yet");
        index.insert_words(200, "Title", "Body", &values(200)).unwrap();
        index.learn_values().unwrap();
        for text in 0..=200 {
            assert_eq!(index.candidates(&values(text)).unwrap(), [text]);
        }
        assert!(!index.familiar.may_have(value(77_777)));
        assert!(index.candidates(&values(300)).unwrap().is_empty());
    }
}
