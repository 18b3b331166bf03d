//! Sets of hashed words: what repeats on the page, and what its head says already.

/// What a block shares with the page's head.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Overlap {
    /// Shared words with the title, of the words in either.
    pub title: f32,
    /// Share of the block's words that stand in the title.
    pub title_cover: f32,
    /// Share of the block's three-word runs that stand in the page's description of itself.
    pub description: f32,
    /// The same of the article's text in JSON-LD; −1 where there is none.
    pub body: f32,
    /// Share of the words that are stop words.
    pub stop: f32,
    /// Share of different words among the first.
    pub distinct: f32,
}

/// A set of hashes, open addressing, never removed from.
#[derive(Clone, Debug, Default)]
pub(super) struct HashedSet {
    slots: Vec<u32>,
    used: usize,
}

impl HashedSet {
    /// Adds a hash; whether it is new.
    pub(super) fn insert(&mut self, hash: u32) -> bool {
        if (self.used + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(64);
            let old = std::mem::replace(&mut self.slots, vec![0; size]);
            self.used = 0;
            for hash in old.into_iter().filter(|hash| *hash != 0) {
                self.place(hash);
            }
        }
        self.place(hash.max(1))
    }

    fn place(&mut self, hash: u32) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = hash.wrapping_mul(0x9E37_79B9) as usize >> 7 & mask;
        loop {
            match self.slots[at] {
                0 => {
                    self.slots[at] = hash;
                    self.used += 1;
                    return true;
                }
                kept if kept == hash => return false,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Whether the hash is in the set.
    pub(super) fn has(&self, hash: u32) -> bool {
        let Some(mask) = self.slots.len().checked_sub(1) else { return false };
        let hash = hash.max(1);
        let mut at = hash.wrapping_mul(0x9E37_79B9) as usize >> 7 & mask;
        loop {
            match self.slots[at] {
                0 => return false,
                kept if kept == hash => return true,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// How many hashes are in it.
    pub(super) fn len(&self) -> usize {
        self.used
    }
}

/// The hash of three words in a row.
pub(super) fn triple(words: &[u32]) -> u32 {
    words.iter().fold(17u32, |hash, word| (hash ^ word).wrapping_mul(0x85EB_CA6B).rotate_left(13))
}

/// The hash of two words, or of a word and a number.
pub(super) fn pair(a: u32, b: u32) -> u32 {
    (a.wrapping_mul(0x85EB_CA6B).rotate_left(13) ^ b).wrapping_mul(0xC2B2_AE35)
}

/// Counts equal keys.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    slots: Vec<(u32, u32)>,
}

impl Tally {
    /// A tally of at most so many different keys.
    pub(super) fn new(most: usize) -> Tally {
        Tally { slots: vec![(0, 0); (most * 2).next_power_of_two().max(16)] }
    }

    /// How often a key was counted.
    pub(super) fn times_of(&self, key: u32) -> u32 {
        let key = key.max(1);
        let mask = self.slots.len() - 1;
        let mut at = key.wrapping_mul(0x9E37_79B9) as usize >> 7 & mask;
        loop {
            match self.slots[at] {
                (0, _) => return 0,
                (kept, times) if kept == key => return times,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Counts one more; gives the slot's number.
    pub(super) fn add(&mut self, key: u32) -> u32 {
        let key = key.max(1);
        let mask = self.slots.len() - 1;
        let mut at = key.wrapping_mul(0x9E37_79B9) as usize >> 7 & mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.0 == 0 || slot.0 == key {
                *slot = (key, slot.1 + 1);
                return at as u32;
            }
            at = (at + 1) & mask;
        }
    }
}

/// How often the page prints each block's text, and each beginning.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    texts: Tally,
    starts: Tally,
    /// Of each block: its text's slot, its beginning's slot, and whether the text was met before.
    blocks: Vec<(u32, u32, bool)>,
}

impl Counts {
    pub(super) fn new(blocks: usize) -> Counts {
        Counts {
            texts: Tally::new(blocks),
            starts: Tally::new(blocks),
            blocks: Vec::with_capacity(blocks),
        }
    }

    /// Counts the next block.
    pub(super) fn add(&mut self, text: u32, words: &[u32]) {
        let slot = self.texts.add(text);
        let before = self.texts.slots[slot as usize].1 > 1;
        let start = match words.get(..5) {
            Some(first) => self.starts.add(triple(first)),
            None => u32::MAX,
        };
        self.blocks.push((slot, start, before));
    }

    /// How often the block's text is printed on the page.
    pub(super) fn times(&self, at: usize) -> u32 {
        self.texts.slots[self.blocks[at].0 as usize].1
    }

    /// How many blocks begin with the same words; 0 for shorter blocks.
    pub(super) fn alike(&self, at: usize) -> u32 {
        self.starts.slots.get(self.blocks[at].1 as usize).map_or(0, |slot| slot.1)
    }

    /// Whether the same text stands further up.
    pub(super) fn before(&self, at: usize) -> bool {
        self.blocks[at].2
    }
}
