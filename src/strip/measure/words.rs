//! Hashed words: what repeats on the page, and what its head says already.

use crate::strip::hashed::table::Table;

/// What a block shares with the page's head.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip) struct Overlap {
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

/// The hash of three words in a row.
pub(in crate::strip) fn triple(words: &[u32]) -> u32 {
    words.iter().fold(17u32, |hash, word| (hash ^ word).wrapping_mul(0x85EB_CA6B).rotate_left(13))
}

/// The hash of two words, or of a word and a number.
pub(in crate::strip) fn pair(a: u32, b: u32) -> u32 {
    (a.wrapping_mul(0x85EB_CA6B).rotate_left(13) ^ b).wrapping_mul(0xC2B2_AE35)
}

/// How often the page prints each block's text, and each beginning.
#[derive(Clone, Debug)]
pub(in crate::strip) struct Counts {
    texts: Table<u32, u32>,
    starts: Table<u32, u32>,
    /// Of each block: its text's hash, that of its beginning where it is long enough, and whether the text
    /// was met before.
    blocks: Vec<(u32, Option<u32>, bool)>,
}

impl Counts {
    pub(in crate::strip) fn new(blocks: usize) -> Counts {
        Counts {
            texts: Table::with_room_for(blocks),
            starts: Table::with_room_for(blocks),
            blocks: Vec::with_capacity(blocks),
        }
    }

    /// Counts the next block.
    pub(in crate::strip) fn add(&mut self, text: u32, words: &[u32]) {
        let times = self.texts.entry(text);
        *times += 1;
        let before = *times > 1;
        let start = words.get(..5).map(triple);
        if let Some(start) = start {
            *self.starts.entry(start) += 1;
        }
        self.blocks.push((text, start, before));
    }

    /// How often the block's text is printed on the page.
    pub(in crate::strip) fn times(&self, at: usize) -> u32 {
        self.texts.get(self.blocks[at].0).unwrap_or(0)
    }

    /// How many blocks begin with the same words; 0 for shorter blocks.
    pub(in crate::strip) fn alike(&self, at: usize) -> u32 {
        self.blocks[at].1.and_then(|start| self.starts.get(start)).unwrap_or(0)
    }

    /// Whether the same text stands further up.
    pub(in crate::strip) fn before(&self, at: usize) -> bool {
        self.blocks[at].2
    }
}
