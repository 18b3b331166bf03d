//! Stop words of a text's beginning, counted while its characters are read.

use crate::lexicon::StopShare;

/// Bytes of a block of which the stop words are counted.
pub(super) const READ: usize = 600;

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
        let word = || text.get(from..at).unwrap_or("");
        if at > READ {
            self.end_behind(text, from);
        } else if self.mixed {
            self.share.add(word());
        } else {
            self.share.add_ascii(self.first, at - from, word);
        }
    }

    /// A word has ended behind what is read: the beginning may end in it.
    #[cold]
    fn end_behind(&mut self, text: &str, from: usize) {
        let to = text.floor_char_boundary(READ);
        self.share.add_text(text.get(from..to).unwrap_or(""));
    }
}
