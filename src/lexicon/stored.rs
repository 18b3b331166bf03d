//! Lists as the program holds them: numbers of eight bytes, the lowest first, behind how many there
//! are.

/// Reads them in the order in which they stand; of what is not there it reads nothing.
#[derive(Debug)]
pub(super) struct Reader(&'static [u8]);

impl Reader {
    pub(super) fn new(bytes: &'static [u8]) -> Reader {
        Reader(bytes)
    }

    fn take(&mut self, count: usize) -> &'static [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(super) fn numbers(&mut self) -> impl Iterator<Item = u64> + use<> {
        let count = self.take(8).first_chunk().map_or(0, |count| u64::from_le_bytes(*count));
        let (numbers, _) = self.take(count as usize * 8).as_chunks();
        numbers.iter().map(|number| u64::from_le_bytes(*number))
    }
}
