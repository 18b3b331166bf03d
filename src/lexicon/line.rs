//! A folded line, and where words begin in it.

use std::cell::RefCell;

use super::measure::{Sixteen, is_unspaced, table_of};

/// A line in the form in which phrases are looked for, kept from text to text for its memory.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The folded bytes, behind `length` eight zeros and what is left of earlier ones.
    bytes: Vec<u8>,
    length: usize,
    /// Where a phrase can begin, in order: `count` of them.
    starts: Vec<u32>,
    count: usize,
}

impl Line {
    /// Empties the line, to be written again: at most so many bytes.
    pub(super) fn write(&mut self, most: usize) -> Pen<'_> {
        // Letters are written up to sixteen at a time, however many they are; zeros end a line.
        let room = most + 16;
        if self.bytes.len() < room {
            self.bytes.resize(room, 0);
            self.starts.resize(room, 0);
        }
        let Line { bytes, length, starts, count } = self;
        (*length, *count) = (0, 0);
        Pen { bytes, starts, end: 0, count: 0, blank: true, begins: true, whole: (length, count) }
    }

    /// The folded text.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&[])
    }

    /// Eight bytes of the folded text, from a place in it on, the first lowest; zeros behind its end.
    #[inline]
    pub(super) fn eight_at(&self, at: usize) -> u64 {
        let eight = self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>());
        eight.map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    /// The folded text as a string.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or("")
    }

    /// Where a phrase can begin: where words do, at opening brackets, and at each character of a script
    /// without spaces between words.
    pub(super) fn starts(&self) -> &[u32] {
        self.starts.get(..self.count).unwrap_or(&[])
    }

    /// Writes a line into memory that is kept from call to call, and has it read.
    pub(super) fn of<T>(write: impl FnOnce(&mut Line), read: impl FnOnce(&Line) -> T) -> T {
        thread_local! {
            static KEPT: RefCell<Line> = RefCell::new(Line::default());
        }
        let written = |line: &mut Line| {
            write(line);
            read(line)
        };
        KEPT.with(|kept| match kept.try_borrow_mut() {
            Ok(mut line) => written(&mut line),
            Err(_) => written(&mut Line::default()),
        })
    }
}

/// Writes a line, byte by byte and without a branch on what is written: it is written where it
/// would go, and the end moves on only where it stays.
pub(super) struct Pen<'a> {
    bytes: &'a mut [u8],
    starts: &'a mut [u32],
    end: usize,
    count: usize,
    /// Whether the last byte is a blank, or there is none.
    blank: bool,
    /// Whether a word may begin here.
    begins: bool,
    whole: (&'a mut usize, &'a mut usize),
}

impl Pen<'_> {
    /// Writes a byte of ASCII, but no second blank.
    #[inline]
    pub(super) fn put(&mut self, byte: u8) {
        let parts = PARTS[usize::from(byte)];
        self.mark((self.begins & !parts) | (byte == b'('));
        self.bytes[self.end] = byte;
        let blank = byte == b' ';
        self.end += usize::from(!(blank & self.blank));
        (self.blank, self.begins) = (blank, parts);
    }

    /// Writes so many letters and digits of ASCII, up to eight, the first lowest.
    #[inline]
    pub(super) fn put_word(&mut self, letters: u64, length: usize) {
        self.mark(self.begins);
        self.bytes[self.end..self.end + 8].copy_from_slice(&letters.to_le_bytes());
        self.end += length;
        (self.blank, self.begins) = (false, false);
    }

    /// Writes as many of sixteen bytes as are letters, digits and single blanks; says how many.
    #[inline]
    pub(super) fn put_plain(&mut self, sixteen: &Sixteen) -> usize {
        let blanks = sixteen.blanks;
        let double = blanks & (blanks << 1 | u32::from(self.blank));
        let plain = (sixteen.alphanumeric | blanks) & !double;
        let length = (!plain).trailing_zeros();
        let own = (1 << length) - 1;
        let mut starts = sixteen.alphanumeric & own & (blanks << 1 | u32::from(self.begins));
        while starts != 0 {
            self.starts[self.count] = self.end as u32 + starts.trailing_zeros();
            self.count += 1;
            starts &= starts - 1;
        }
        if length > 0 {
            self.bytes[self.end..self.end + 16].copy_from_slice(&sixteen.folded);
            self.end += length as usize;
            self.blank = blanks >> (length - 1) & 1 != 0;
            self.begins = self.blank;
        }
        length as usize
    }

    /// Writes a blank, also behind another.
    #[inline]
    pub(super) fn put_blank(&mut self) {
        self.bytes[self.end] = b' ';
        self.end += 1;
        (self.blank, self.begins) = (true, true);
    }

    /// Writes a character.
    pub(super) fn put_char(&mut self, c: char) {
        if c.is_ascii() {
            self.put(c as u8);
            return;
        }
        let wide = is_unspaced(c) || is_hangul(c);
        self.mark(self.begins | wide);
        self.end += c.encode_utf8(&mut self.bytes[self.end..]).len();
        (self.blank, self.begins) = (false, wide);
    }

    /// Takes back a blank at the end.
    #[inline]
    pub(super) fn unspace(&mut self) {
        if self.end > 0 && self.bytes[self.end - 1] == b' ' {
            self.end -= 1;
        }
    }

    /// Ends the line.
    pub(super) fn lift(self) {
        self.bytes[self.end..self.end + 8].fill(0);
        (*self.whole.0, *self.whole.1) = (self.end, self.count);
    }

    #[inline]
    fn mark(&mut self, begins: bool) {
        self.starts[self.count] = self.end as u32;
        self.count += usize::from(begins);
    }
}

/// The bytes of ASCII behind which a word begins.
const PARTS: [bool; 256] = table_of(b" ':(");

/// Whether a character is a syllable of Hangul: words are spaced, but their ends are grown to them.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold_into;
    use super::super::measure::eight_at;
    use super::*;

    #[test]
    fn what_is_written_sixteen_bytes_at_a_time_is_what_each_byte_asks_for() {
        let text = "A line of words, and  MORE words (AP): 12 o'clock -- next day ; END of it all, \
            which goes on for longer than sixteen bytes without a sign anywhere   ";
        let parts = |c: char| matches!(c, ' ' | '\'' | ':' | '(');
        let mut line = Line::default();
        for from in 0..text.len() {
            let (mut folded, mut starts) = (String::new(), Vec::new());
            for c in text[from..].chars() {
                let kept = c.is_ascii_alphanumeric() || matches!(c, ':' | '(' | ')' | '\'');
                let c = if kept { c.to_ascii_lowercase() } else { ' ' };
                if c == ':' && folded.ends_with(' ') {
                    folded.pop();
                }
                if c == ' ' && (folded.is_empty() || folded.ends_with(' ')) {
                    continue;
                }
                folded.push(c);
            }
            let mut before = ' ';
            for (at, c) in folded.trim_end().char_indices() {
                if c == '(' || (parts(before) && !parts(c)) {
                    starts.push(at as u32);
                }
                before = c;
            }
            fold_into(&text[from..], &mut line);
            assert_eq!((line.text(), line.starts()), (folded.trim_end(), &starts[..]), "{from}");
        }
    }

    #[test]
    fn a_line_that_is_written_again_ends_where_the_new_text_ends() {
        let mut line = Line::default();
        for text in ["A long line, of which nothing is left", "Più (AP): l'été", "", "読むs"] {
            fold_into(text, &mut line);
            for at in 0..line.bytes().len() {
                assert_eq!(line.eight_at(at), eight_at(line.bytes(), at), "{text}: {at}");
            }
        }
        fold_into("(AP): l'été 読むs a", &mut line);
        assert_eq!(line.text(), "(ap): l'ete 読むs a");
        assert_eq!(line.starts(), [0, 1, 6, 8, 12, 15, 18, 20]);
    }
}
