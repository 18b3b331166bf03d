//! What tells at once of nearly all places in a line that no phrase of a list begins there.

/// How the bits of a key lie to each other.
const TWO_BITS: u64 = 1 << 41 | 1;

/// What tells of most keys that they are none of some.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter(pub(super) Vec<u64>);

impl Filter {
    /// A filter of so many numbers, a power of two.
    pub(super) fn of_numbers(count: usize) -> Filter {
        Filter(vec![0; count])
    }

    /// Where a key is kept, and in which bits.
    #[inline]
    fn bits(&self, key: u64) -> (usize, u64) {
        let hash = hash(key);
        let at = (hash >> 50) as usize & (self.0.len() - 1);
        (at, TWO_BITS.rotate_left((hash >> 44) as u32))
    }

    pub(super) fn add(&mut self, key: u64) {
        let (at, bits) = self.bits(key);
        self.0[at] |= bits;
    }

    /// Whether the key may be among them.
    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (at, bits) = self.bits(key);
        self.0.get(at).is_some_and(|held| held & bits == bits)
    }
}

/// For each way in which phrases open, one bit of a number for how they go on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Openings(pub(super) Vec<u64>);

impl Openings {
    /// Openings of so many phrases, none yet.
    pub(super) fn with_room_for(phrases: usize) -> Openings {
        Openings(vec![0; (phrases / 4).next_power_of_two()])
    }

    /// Adds a phrase by its first eight bytes; behind a shorter one anything may stand.
    pub(super) fn add(&mut self, start: u64, has_eight: bool) {
        let (at, bit) = self.place(start);
        self.0[at] |= if has_eight { 1 << bit } else { u64::MAX };
    }

    /// Whether a phrase may begin where these eight bytes do.
    #[inline]
    pub(super) fn may_have(&self, start: u64) -> bool {
        let (at, bit) = self.place(start);
        self.0.get(at).is_some_and(|bits| bits >> bit & 1 != 0)
    }

    /// Where a text has its number, and in which bit of it how it goes on. It opens with its first four
    /// bytes up to a sign or digit, with its first character alone where that is of three bytes: where a
    /// phrase begins, the text opens as the phrase does.
    #[inline]
    fn place(&self, start: u64) -> (usize, u32) {
        // the highest bit of each byte below `@`
        let signs = !(start | start << 1) & 0x8080_8080;
        let up_to_sign = ((signs & signs.wrapping_neg()) >> 7).wrapping_sub(1) & 0xFFFF_FFFF;
        let character = if start & 0xFF >= 0xE0 { 0xFF_FFFF } else { u64::MAX };
        let opening = start & up_to_sign & character;
        let at = (hash(opening) >> 40) as usize & (self.0.len() - 1);
        (at, (hash(start >> 24) >> 58) as u32)
    }
}

/// A number of which the upper bits depend on all of a key.
#[inline]
pub(super) fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
