//! What two texts share that differ only in spaces, punctuation and marks.

use crate::strip::hashed::hash::mixed;

/// Letters and digits of a text's beginning.
const HEAD: u32 = 24;

/// The digest of a text's letters and digits, whatever stands between them: eight bytes at a time, not
/// those that stand together.
#[derive(Default)]
pub(super) struct Key {
    digest: u64,
    /// Bytes that wait for others, the first lowest, and how many there are, from 0 to 7.
    waiting: u64,
    bytes: u32,
    /// Letters and digits so far.
    count: u32,
    /// The digest of the first [`HEAD`]; 0 where there are fewer.
    pub(super) head: u64,
}

impl Key {
    /// Adds up to eight bytes of so many letters: as many, or one that takes all of them.
    #[inline]
    pub(super) fn add(&mut self, letters: u64, bytes: u32, count: u32) {
        if self.count < HEAD && self.count + count >= HEAD {
            // the beginning ends among these
            let missing = HEAD - self.count;
            let (first, kept) = if count > missing { (missing, missing * 8) } else { (bytes, 64) };
            self.append(letters & (u64::MAX >> (64 - kept)), first);
            self.head = self.whole().max(1);
            if count > missing {
                self.append(letters >> kept, bytes - missing);
            }
        } else {
            self.append(letters, bytes);
        }
        self.count += count;
    }

    #[inline]
    fn append(&mut self, letters: u64, bytes: u32) {
        self.waiting |= letters << (8 * self.bytes % 64);
        let together = self.bytes + bytes;
        if together >= 8 {
            self.digest = mixed(self.digest, self.waiting);
            // those that found no room: shifted in two steps, for all eight may have found it
            self.waiting = letters >> (8 * (7 - self.bytes % 8)) >> 8;
        }
        self.bytes = together % 8;
    }

    /// The digest of all.
    pub(super) fn whole(&self) -> u64 {
        mixed(self.digest, self.waiting)
    }
}
