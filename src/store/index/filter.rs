//! A set of values that takes two bytes for each and now and then takes an unknown value for known.

/// Values that a part by which a filter grows is made for at most. Each has 16 bits: 64 MB.
const LARGEST: usize = 1 << 25;
/// Values that share a line of 512 bits.
const IN_LINE: usize = 32;
/// Bits that are set for a value.
const BITS: u32 = 7;

/// A Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970) whose bits
/// for one value lie in one line of the processor's cache, and which grows by further parts, each three times as
/// large as all before it, up to [`LARGEST`]. Of unknown values each part takes one in some thousand for
/// known; a known value is never taken for unknown.
#[derive(Debug)]
pub(super) struct Filter {
    parts: Vec<Part>,
    /// Values that its parts are made for.
    room: usize,
    /// Values that were added.
    count: usize,
}

#[derive(Debug)]
struct Part {
    lines: Vec<[u64; 8]>,
}

impl Filter {
    /// One that is made for so many values, and grows beyond them.
    pub(super) fn with_room(values: usize) -> Filter {
        let mut filter = Filter { parts: Vec::new(), room: 0, count: 0 };
        filter.grow(values.max(IN_LINE));
        filter
    }

    fn grow(&mut self, room: usize) {
        self.parts.push(Part { lines: vec![[0; 8]; room.div_ceil(IN_LINE)] });
        self.room += room;
    }

    /// Takes note of a value.
    pub(super) fn add(&mut self, value: u64) {
        if self.may_have(value) {
            return;
        }
        if self.count == self.room {
            self.grow((3 * self.room).min(LARGEST));
        }
        if let Some(part) = self.parts.last_mut() {
            self.count += 1;
            let (line, hash) = place(value, part.lines.len());
            for (word, bit) in bits(hash) {
                part.lines[line][word] |= bit;
            }
        }
    }

    /// Whether a value may have been added: false of none that was.
    pub(super) fn may_have(&self, value: u64) -> bool {
        self.parts.iter().any(|part| {
            let (line, hash) = place(value, part.lines.len());
            bits(hash).all(|(word, bit)| part.lines[line][word] & bit != 0)
        })
    }
}

/// The line of a value, and what its bits are made of.
fn place(value: u64, lines: usize) -> (usize, u64) {
    let hash = value.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let hash = hash ^ (hash >> 32);
    // As a fraction of all lines, of digits that the bits do not depend on.
    let fraction = u128::from(hash.wrapping_mul(0x2545_f491_4f6c_dd1d));
    (((fraction * lines as u128) >> 64) as usize, hash)
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
        let unknown =
            |filter: &Filter| (5_000_000..5_100_000).filter(|n| filter.may_have(value(*n))).count();
        let mut filter = Filter::with_room(400_000);
        (0..100_000).for_each(|n| filter.add(value(n)));
        (100_000..400_000).for_each(|n| filter.add(value(n)));
        assert!((0..400_000).all(|n| filter.may_have(value(n))));
        assert_eq!(filter.parts.len(), 1);
        let wrong = unknown(&filter);
        assert!(wrong < 180, "{wrong} of 100,000 unknown values taken for known");
        (400_000..1_600_000).for_each(|n| filter.add(value(n)));
        assert!((0..1_600_000).all(|n| filter.may_have(value(n))));
        assert_eq!(filter.parts.len(), 2);
        let wrong = unknown(&filter);
        assert!(wrong < 380, "{wrong} of 100,000 unknown values taken for known");
    }

    #[test]
    fn one_that_is_made_for_nothing_grows() {
        let mut filter = Filter::with_room(0);
        assert!(!filter.may_have(7));
        (0..1_000).for_each(|n| filter.add(value(n)));
        assert!((0..1_000).all(|n| filter.may_have(value(n))));
    }
}
