//! Stop words of a text's beginning, counted while its characters are read.

use crate::lexicon::StopShare;

/// Bytes of a block of which the stop words are counted.
const READ: usize = 600;

/// How many words of a text's beginning are stop words.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) share: StopShare,
    /// Where the word began that is being read, one past it: zero where there is none.
    pub(super) from: usize,
    /// Its first eight bytes.
    pub(super) first: u64,
    /// Whether it has letters outside ASCII.
    pub(super) mixed: bool,
}

impl Listed {
    /// The word that is being read, if one is, has ended.
    #[inline]
    pub(super) fn end(&mut self, text: &str, at: usize) {
        let Some(from) = self.from.checked_sub(1) else { return };
        self.from = 0;
        let to = at.min(READ);
        if from >= to {
            return;
        }
        match text.get(from..to) {
            Some(word) if to == at && self.mixed => self.share.add(word),
            Some(word) if to == at => self.share.add_ascii(self.first, word),
            // the beginning ends in it
            _ => self.share.add_text(text.get(from..text.floor_char_boundary(to)).unwrap_or("")),
        }
    }
}
