//! The words of a page as digests: which of a block's words its running text has elsewhere, and how
//! many it shares with the headline.

use std::ops::Range;

use crate::strip::hashed::table::Table;

/// Letters from which a word counts: shorter ones stand in every text.
const LETTERS: u32 = 4;
/// Words of a block that are read.
const READ: usize = 400;

/// Digests of the words of all blocks, block after block.
#[derive(Debug, Default)]
pub(in crate::strip::lines) struct Vocabulary {
    words: Vec<u32>,
    /// Where each block's words begin; one more than there are blocks.
    starts: Vec<u32>,
}

impl Vocabulary {
    /// No words of no block.
    pub(super) const NONE: Vocabulary = Vocabulary { words: Vec::new(), starts: Vec::new() };

    /// Adds a word of the block that is being read.
    #[inline]
    pub(super) fn add(&mut self, digest: u32, letters: u32) {
        if letters >= LETTERS {
            self.words.push(digest);
        }
    }

    /// Begins a block.
    pub(super) fn begin(&mut self) {
        self.starts.push(self.words.len() as u32);
    }

    /// Begins a block with the words of another, and ends it.
    pub(super) fn repeat(&mut self, at: usize) {
        self.begin();
        self.words.extend_from_within(self.place(at));
    }

    /// Where a block's words stand.
    fn place(&self, at: usize) -> Range<usize> {
        let start = |at| self.starts.get(at).map_or(self.words.len(), |start| *start as usize);
        start(at)..start(at + 1)
    }

    /// A block's words.
    pub(in crate::strip::lines) fn of(&self, at: usize) -> &[u32] {
        let Range { start, end } = self.place(at);
        self.words.get(start..end.min(start + READ)).unwrap_or(&[])
    }
}

/// In how many blocks of running text each word stands.
pub(super) struct Running {
    /// Of each digest the blocks that have it, and one past the last of them.
    blocks: Table<u32, (u16, u32)>,
}

impl Running {
    /// Counts over the blocks that are running text.
    pub(super) fn of(vocabulary: &Vocabulary, prose: &[bool]) -> Running {
        let running = || (0..prose.len()).filter(|at| prose[*at]);
        let total: usize = running().map(|at| vocabulary.of(at).len()).sum();
        let mut blocks: Table<u32, (u16, u32)> = Table::with_room_for(total);
        for at in running() {
            for word in vocabulary.of(at) {
                let entry = blocks.entry(word | 1);
                if entry.1 != at as u32 + 1 {
                    *entry = (entry.0.saturating_add(1), at as u32 + 1);
                }
            }
        }
        Running { blocks }
    }

    /// The share of a block's words that running text has elsewhere; −1 without words.
    pub(super) fn share(&self, words: &[u32], is_running: bool) -> f32 {
        if words.is_empty() {
            return -1.0;
        }
        let own = u16::from(is_running);
        let blocks = |word: &u32| self.blocks.get(word | 1).map_or(0, |(blocks, _)| blocks);
        let found = words.iter().filter(|word| blocks(word) > own).count();
        found as f32 / words.len() as f32
    }
}

/// The share of the words of two texts that both have; the first are sorted, without copies.
pub(super) fn overlap(sorted: &Sorted, words: &[u32]) -> f32 {
    let Sorted { words: sorted, bits } = sorted;
    if sorted.is_empty() || words.is_empty() {
        return 0.0;
    }
    // hardly any word is of the headline, which one of its bits tells of most
    let may = |word: &&u32| bits >> (**word % 64) & 1 != 0;
    let shared = words.iter().filter(may).filter(|w| sorted.binary_search(w).is_ok()).count();
    shared as f32 / (sorted.len() + words.len()).saturating_sub(shared).max(1) as f32
}

/// The words of a block, sorted, without copies.
#[derive(Default)]
pub(super) struct Sorted {
    words: Vec<u32>,
    /// A bit for each word, by its last digits.
    bits: u64,
}

impl Sorted {
    pub(super) fn of(words: &[u32]) -> Sorted {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.dedup();
        let bits = words.iter().fold(0, |bits, word| bits | 1 << (word % 64));
        Sorted { words, bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_running_text_are_known() {
        let texts =
            ["The ferry on the Lenta stopped", "A ferry that stopped, again", "Cooking recipes"];
        let mut blocks = crate::page::Blocks::default();
        texts.into_iter().for_each(|text| blocks.push(text, crate::page::Shape::Paragraph, 0));
        let vocabulary = crate::strip::lines::facts::characters::read(&blocks).vocabulary;
        let running = Running::of(&vocabulary, &[true, true, false]);
        // ferry and stopped of ferry, Lenta and stopped
        assert!((running.share(vocabulary.of(0), true) - 2.0 / 3.0).abs() < 1e-6);
        assert_eq!(running.share(vocabulary.of(2), false), 0.0);
        assert_eq!(running.share(&[], false), -1.0);
        let headline = Sorted::of(vocabulary.of(0));
        assert!((overlap(&headline, vocabulary.of(1)) - 2.0 / 5.0).abs() < 0.2);
    }
}
