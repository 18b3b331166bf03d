//! Maps from hashes to small values that live as long as a page: open addressing, never removed from.
//!
//! How words and names are hashed is no secret, and a page can be written so that all of its own crowd
//! into one corner of a table. What does not find a place within a few steps is kept in a tree, so that
//! such a page costs little more than any other of its length.

use std::collections::BTreeMap;

/// Steps from a key's own slot within which it must find its place; more are needed only by design.
const STEPS: usize = 64;

/// What a table is asked by. The default marks the slots that are free.
pub(in crate::strip) trait Key: Copy + Ord + Default {
    /// The key that this one counts as: never the default.
    fn proper(self) -> Self;

    /// Where the key would best stand, as a number to be cut to the table's size.
    fn place(self) -> usize;
}

impl Key for u32 {
    #[inline]
    fn proper(self) -> u32 {
        self.max(1)
    }

    #[inline]
    fn place(self) -> usize {
        self.wrapping_mul(0x9E37_79B9) as usize >> 7
    }
}

impl Key for u64 {
    #[inline]
    fn proper(self) -> u64 {
        self.max(1)
    }

    #[inline]
    fn place(self) -> usize {
        (self.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
    }
}

/// A map, of which most slots are free.
#[derive(Clone, Debug)]
pub(in crate::strip) struct Table<K, V> {
    slots: Vec<(K, V)>,
    used: usize,
    crowd: BTreeMap<K, V>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table { slots: Vec::new(), used: 0, crowd: BTreeMap::new() }
    }
}

impl<K: Key, V: Copy + Default> Table<K, V> {
    /// A table with room for so many keys.
    pub(in crate::strip) fn with_room_for(keys: usize) -> Table<K, V> {
        let size = (keys * 2 + 2).next_power_of_two().max(16);
        Table { slots: vec![Default::default(); size], ..Table::default() }
    }

    /// The slot of a key, or the free one where it belongs; none where its corner is crowded.
    #[inline]
    fn find(&self, key: K) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = key.place() & mask;
        for _ in 0..STEPS {
            let kept = self.slots[at].0;
            if kept == key || kept == K::default() {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// The value of a key, if it has one.
    #[inline]
    pub(in crate::strip) fn get(&self, key: K) -> Option<V> {
        let key = key.proper();
        match self.find(key) {
            Some(at) => (self.slots[at].0 == key).then(|| self.slots[at].1),
            None => self.crowd.get(&key).copied(),
        }
    }

    /// The value of a key, a default one at first.
    #[inline]
    pub(in crate::strip) fn entry(&mut self, key: K) -> &mut V {
        let key = key.proper();
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        match self.find(key) {
            Some(at) => {
                let slot = &mut self.slots[at];
                self.used += usize::from(slot.0 != key);
                slot.0 = key;
                &mut slot.1
            }
            None => self.crowd.entry(key).or_default(),
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let slots = std::mem::replace(&mut self.slots, vec![Default::default(); size]);
        self.used = 0;
        let crowd = std::mem::take(&mut self.crowd);
        for (key, value) in slots.into_iter().filter(|slot| slot.0 != K::default()).chain(crowd) {
            *self.entry(key) = value;
        }
    }

    /// How many keys there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.used + self.crowd.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Keys whose own slots are the same in every table of up to 2^18 slots.
    fn crowded(count: u32) -> impl Iterator<Item = u32> {
        // the inverse of the multiplier, modulo 2^32
        let inverse = 0x144C_BC89_u32;
        assert_eq!(0x9E37_79B9u32.wrapping_mul(inverse), 1);
        (0..count).map(move |at| ((at % 128) | ((at / 128) << 25) | (5 << 7)).wrapping_mul(inverse))
    }

    #[test]
    fn a_table_is_a_map_also_where_its_keys_crowd() {
        let scattered = (1..3_000u32).map(|at| at.wrapping_mul(0x2545_F491));
        let keys: Vec<u32> = crowded(3_000).chain(scattered).filter(|key| *key != 0).collect();
        for mut table in [Table::default(), Table::with_room_for(keys.len())] {
            let mut map: HashMap<u32, u32> = HashMap::new();
            for (at, key) in keys.iter().enumerate() {
                for _ in 0..at % 3 {
                    *table.entry(*key) += 1u32;
                    *map.entry(*key).or_default() += 1;
                }
            }
            assert_eq!(table.len(), map.len());
            for key in keys.iter().chain(&[1, 77, u32::MAX]) {
                assert_eq!(table.get(*key), map.get(key).copied(), "{key}");
            }
            assert!(table.crowd.len() > 1_000, "the keys did not crowd: {}", table.crowd.len());
        }
    }
}
