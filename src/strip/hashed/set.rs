//! Sets of hashes that are asked much more often than they are added to.
//!
//! Eight hashes stand in a bucket and are compared at once, so that what is asked for next does not wait
//! for a guess at where this one stands. As in [`super::table`], a page can be written so that its own
//! crowd into one bucket; what finds no place there is kept in a tree.

use std::collections::BTreeSet;

/// Hashes in a bucket.
const BUCKET: usize = 8;

/// A set of hashes; 0 is taken for 1.
#[derive(Clone, Debug, Default)]
pub(in crate::strip) struct HashedSet {
    /// Filled from the left; zeros are free.
    buckets: Vec<[u32; BUCKET]>,
    used: usize,
    crowd: BTreeSet<u32>,
}

impl HashedSet {
    /// A set with room for so many hashes.
    pub(in crate::strip) fn with_room_for(hashes: usize) -> HashedSet {
        let buckets = vec![[0; BUCKET]; (hashes * 9 / 4).div_ceil(BUCKET).next_power_of_two()];
        HashedSet { buckets, ..HashedSet::default() }
    }

    #[inline]
    fn bucket(&self, hash: u32) -> usize {
        hash.wrapping_mul(0x9E37_79B9) as usize >> 7 & (self.buckets.len().wrapping_sub(1))
    }

    /// Whether the hash is in the set.
    #[inline]
    pub(in crate::strip) fn has(&self, hash: u32) -> bool {
        let hash = hash.max(1);
        let Some(bucket) = self.buckets.get(self.bucket(hash)) else { return false };
        let found = bucket.iter().fold(false, |found, kept| found | (*kept == hash));
        let full = bucket[BUCKET - 1] != 0;
        found | (full && !self.crowd.is_empty() && self.crowd.contains(&hash))
    }

    /// Adds a hash; whether it is new.
    pub(in crate::strip) fn insert(&mut self, hash: u32) -> bool {
        let hash = hash.max(1);
        if self.has(hash) {
            return false;
        }
        if (self.used + 1) * 9 > self.buckets.len() * BUCKET * 4 {
            self.grow();
        }
        let at = self.bucket(hash);
        match self.buckets[at].iter_mut().find(|kept| **kept == 0) {
            Some(free) => {
                *free = hash;
                self.used += 1;
            }
            None => {
                self.crowd.insert(hash);
            }
        }
        true
    }

    #[cold]
    fn grow(&mut self) {
        let hashes = self.len().max(7) * 2;
        let before = std::mem::replace(self, HashedSet::with_room_for(hashes));
        let kept = before.buckets.into_iter().flatten().filter(|kept| *kept != 0);
        for hash in kept.chain(before.crowd) {
            self.insert(hash);
        }
    }

    /// Whether nothing is in it.
    pub(in crate::strip) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many hashes there are.
    pub(in crate::strip) fn len(&self) -> usize {
        self.used + self.crowd.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_set_says_what_is_new() {
        let mut set = HashedSet::default();
        assert!(set.is_empty() && !set.has(7));
        assert!(set.insert(7) && !set.insert(7) && set.insert(0) && !set.insert(1));
        assert!(set.has(7) && set.has(0) && !set.has(8));
        assert_eq!(set.len(), 2);
    }

    #[test]
    fn a_set_is_one_also_where_its_hashes_crowd() {
        // the inverse of the multiplier, modulo 2^32: all of the first stand in the same bucket
        let inverse = 0x144C_BC89_u32;
        let crowded = (0..3_000u32).map(|at| ((at % 128) | (at / 128) << 25).wrapping_mul(inverse));
        let scattered = (1..3_000u32).map(|at| at.wrapping_mul(0x2545_F491));
        let hashes: Vec<u32> = crowded.chain(scattered).filter(|hash| *hash != 0).collect();
        for mut set in [HashedSet::default(), HashedSet::with_room_for(hashes.len())] {
            let mut known = HashSet::new();
            for hash in &hashes {
                assert_eq!(set.has(*hash), known.contains(hash));
                assert_eq!(set.insert(*hash), known.insert(*hash));
            }
            assert_eq!(set.len(), known.len());
            assert!(hashes.iter().all(|hash| set.has(*hash)));
            assert!(set.crowd.len() > 1_000, "they did not crowd: {}", set.crowd.len());
        }
    }
}
