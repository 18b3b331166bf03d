//! A stream that knows where it is.

use std::io::{self, BufRead, Read};

/// Counts what is taken from a stream.
#[derive(Debug)]
pub(super) struct Counting<B> {
    inner: B,
    place: u64,
    /// Bytes looked at ahead of their turn.
    ahead: Vec<u8>,
    used: usize,
    /// What was taken since the mark, while that is not too much.
    tape: Option<Vec<u8>>,
    /// How many bytes were given back in all.
    given_back: u64,
}

/// How much is kept to go back over.
const TAPE_LIMIT: usize = 4 << 20;

/// Bytes that may be given back, whatever was read; of what was read, twice as much may. So the work stays in
/// proportion to the stream, however many of its lengths lie.
const GIVEN_BACK: u64 = 1 << 30;

impl<B: BufRead> Counting<B> {
    pub(super) fn new(inner: B, place: u64) -> Self {
        Counting { inner, place, ahead: Vec::new(), used: 0, tape: None, given_back: 0 }
    }

    /// The stream itself. What was looked at ahead of its turn is lost.
    pub(super) fn into_inner(self) -> B {
        self.inner
    }

    /// The stream itself, as it stands.
    pub(super) fn get_ref(&self) -> &B {
        &self.inner
    }

    /// Marks this place, to come back to with [`Counting::rewind`].
    pub(super) fn mark(&mut self) {
        let mut tape = self.tape.take().unwrap_or_default();
        tape.clear();
        self.tape = Some(tape);
    }

    /// Goes back to the mark, unless that is too far back.
    pub(super) fn rewind(&mut self) {
        if let Some(mut tape) = self.tape.take() {
            self.place -= tape.len() as u64;
            tape.extend_from_slice(self.ahead.get(self.used..).unwrap_or(&[]));
            self.ahead = tape;
            self.used = 0;
        }
    }

    /// Takes back the bytes that were taken last, to be read once more; whether they were taken back.
    pub(super) fn give_back(&mut self, mut bytes: Vec<u8>) -> bool {
        let count = bytes.len() as u64;
        if self.given_back + count > GIVEN_BACK.saturating_add(self.place.saturating_mul(2)) {
            return false;
        }
        self.given_back += count;
        self.place = self.place.saturating_sub(count);
        self.tape = None;
        bytes.extend_from_slice(self.ahead.get(self.used..).unwrap_or(&[]));
        (self.ahead, self.used) = (bytes, 0);
        true
    }

    /// How many bytes were taken, counted from the file's start.
    pub(super) fn place(&self) -> u64 {
        self.place
    }

    /// The next bytes, at most `count`, without taking them; fewer only at the end.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.ahead.len() - self.used < count {
            // Less than `count` bytes are moved, so that going over much that was given back stays linear.
            self.ahead.drain(..self.used);
            self.ahead.shrink_to(TAPE_LIMIT);
            self.used = 0;
        }
        while self.ahead.len() - self.used < count {
            let wanted = count - self.ahead.len();
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let taken = wanted.min(buffer.len());
            self.ahead.extend_from_slice(&buffer[..taken]);
            self.inner.consume(taken);
        }
        let ahead = self.ahead.get(self.used..).unwrap_or(&[]);
        Ok(ahead.get(..count).unwrap_or(ahead))
    }

    /// Takes `count` bytes, fewer at the end.
    pub(super) fn skip(&mut self, mut count: u64) -> io::Result<()> {
        while count > 0 {
            let have = self.fill_buf()?.len();
            if have == 0 {
                break;
            }
            let taken = usize::try_from(count).unwrap_or(usize::MAX).min(have);
            self.consume(taken);
            count -= taken as u64;
        }
        Ok(())
    }

    /// Goes on to where one of the patterns begins, at least one byte from here; whether there is
    /// such a place. There are at most three patterns, of at most eight bytes.
    pub(super) fn seek_to(&mut self, patterns: &[&[u8]]) -> io::Result<bool> {
        self.skip(1)?;
        let first = |n: usize| patterns.get(n).or(patterns.first()).map_or(0, |p| p[0]);
        let firsts = [first(0), first(1), first(2)];
        loop {
            let head = self.peek(1 << 16)?;
            if head.is_empty() {
                return Ok(false);
            }
            let found = memchr::memchr3_iter(firsts[0], firsts[1], firsts[2], head)
                .find(|i| patterns.iter().any(|p| head[*i..].starts_with(p)));
            match found {
                Some(at) => return self.skip(at as u64).map(|()| true),
                // The last bytes may be the beginning of a pattern.
                None if head.len() > 8 => {
                    let past = head.len() as u64 - 8;
                    self.skip(past)?;
                }
                None => {
                    let past = head.len() as u64;
                    self.skip(past)?;
                }
            }
        }
    }
}

impl<B: BufRead> Read for Counting<B> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let have = self.fill_buf()?;
        let taken = have.len().min(out.len());
        out[..taken].copy_from_slice(&have[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<B: BufRead> BufRead for Counting<B> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used < self.ahead.len() {
            return Ok(&self.ahead[self.used..]);
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.place += count as u64;
        if let Some(tape) = &mut self.tape {
            let taken = if self.used < self.ahead.len() {
                self.ahead.get(self.used..self.used + count)
            } else {
                // What was filled before is still there, so that this cannot fail.
                self.inner.fill_buf().ok().and_then(|buffer| buffer.get(..count))
            };
            match taken {
                Some(taken) if tape.len() + count <= TAPE_LIMIT => tape.extend_from_slice(taken),
                _ => self.tape = None,
            }
        }
        if self.used < self.ahead.len() {
            self.used += count;
        } else {
            self.inner.consume(count);
        }
    }
}
