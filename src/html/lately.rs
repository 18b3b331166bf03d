//! What was found in pieces of a page that were met lately.

/// What was found in the last of a page's pieces of each hash: what is met again is mostly met soon, and
/// a few kilobytes are seldom out of reach. It never grows, whatever the page is made of.
#[derive(Debug)]
pub struct Lately<'a, T, const PLACES: usize>(Vec<Option<(&'a str, T)>>);

impl<'a, T: Copy, const PLACES: usize> Lately<'a, T, PLACES> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Lately(vec![None; PLACES])
    }

    /// What was found in a piece, or is found now. `hash` is any hash of the piece: pieces that share one
    /// are told apart.
    pub fn of(&mut self, piece: &'a str, hash: u32, find: impl FnOnce() -> T) -> T {
        let place = &mut self.0[hash as usize % PLACES];
        match place {
            Some((kept, found)) if *kept == piece => *found,
            _ => place.insert((piece, find())).1,
        }
    }
}

impl<T: Copy, const PLACES: usize> Default for Lately<'_, T, PLACES> {
    fn default() -> Self {
        Self::new()
    }
}

/// A hash of a piece's ends, its middle and its length, whatever its length at the same price: what tells
/// most tags of a page from each other.
#[must_use]
pub fn hash_of_ends(piece: &str) -> u32 {
    let bytes = piece.as_bytes();
    let word = |chunk: Option<&[u8; 8]>| chunk.map_or(0, |chunk| u64::from_le_bytes(*chunk));
    let middle = bytes.get(bytes.len() / 2..).unwrap_or(&[]);
    let all = word(bytes.first_chunk())
        ^ word(middle.first_chunk()).rotate_left(23)
        ^ word(bytes.last_chunk()).rotate_left(47);
    ((all ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_hash_are_told_apart() {
        let (one, other) = ("one", "other");
        let mut found = Lately::<u8, 4>::new();
        for _ in 0..2 {
            assert_eq!(found.of(one, 7, || 1), 1);
            assert_eq!(found.of(one, 7, || 3), 1);
            assert_eq!(found.of(other, 7, || 2), 2);
        }
    }
}
