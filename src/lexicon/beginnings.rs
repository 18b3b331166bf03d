//! Lists of what sentences begin with: which of them a text begins with, told by three bytes for most texts.

use super::fold;

/// Bytes of a text that are folded to tell what three bytes it begins with.
const FIRST: usize = 16;

/// What sentences begin with, folded and in order, each with what else is known of it.
pub struct Beginnings<T = ()> {
    sorted: Vec<(String, T)>,
    /// Whether one begins with bytes that have this number.
    starts: Box<[bool; 1 << 15]>,
}

impl<T: Ord> Beginnings<T> {
    /// The beginnings as a list has them, of three bytes and more each once they are folded.
    pub fn of<'a>(list: impl Iterator<Item = (&'a str, T)>) -> Beginnings<T> {
        let mut sorted: Vec<(String, T)> = list.map(|(words, more)| (fold(words), more)).collect();
        sorted.sort();
        sorted.dedup();
        let mut starts = Box::new([false; 1 << 15]);
        let three = |(words, _): &(String, T)| words.as_bytes().first_chunk().copied();
        sorted.iter().filter_map(three).for_each(|three| starts[start(three)] = true);
        Beginnings { sorted, starts }
    }

    /// Whether a text whose first character is a letter or a digit may begin with one: most do not, and need not be
    /// folded.
    #[must_use]
    pub fn may_begin(&self, text: &str) -> bool {
        let Some(first) = text.as_bytes().first_chunk::<3>() else { return false };
        // Folding changes more than the case of letters beyond ASCII.
        let first = match first.is_ascii() {
            true => Some(*first),
            false => {
                fold(&text[..text.floor_char_boundary(FIRST)]).as_bytes().first_chunk().copied()
            }
        };
        first.is_some_and(|first| self.starts[start(first)])
    }

    /// Of those that a folded text begins with, what is behind each in the text, and what is known of it.
    pub fn of_text<'a>(&'a self, said: &'a str) -> impl Iterator<Item = (&'a str, &'a T)> {
        let before = self.sorted.partition_point(|(begins, _)| **begins <= *said);
        let alike = |(begins, _): &&(String, T)| {
            begins.as_bytes().first_chunk::<3>() == said.as_bytes().first_chunk()
        };
        // They are among the last ones before it in order.
        let near = self.sorted[..before].iter().rev().take_while(alike);
        near.filter_map(|(begins, more)| Some((said.strip_prefix(&**begins)?, more)))
    }
}

/// A number made of the first three bytes of a text, the same in upper and lower case.
fn start(bytes: [u8; 3]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 5 | usize::from(byte & 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_what_it_begins_with() {
        let list = [("the weir", 1), ("the weir leaks", 2), ("článek", 3)];
        let known = Beginnings::of(list.into_iter());
        let of = |text: &str| -> Vec<(String, u32)> {
            let said = fold(text);
            let found = known.of_text(&said).map(|(rest, n)| (rest.to_owned(), *n));
            if known.may_begin(text) { found.collect() } else { Vec::new() }
        };
        let behind = |rest: &str, n| (rest.to_owned(), n);
        assert_eq!(of("The weir leaks again"), [behind(" again", 2), behind(" leaks again", 1)]);
        assert_eq!(of("Článek o jezu"), [behind(" o jezu", 3)]);
        assert!(of("A weir leaks").is_empty() && of("The mill").is_empty() && of("").is_empty());
    }
}
