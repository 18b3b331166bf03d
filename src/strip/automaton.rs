//! The Aho-Corasick automaton that finds all words of a list in one pass over a name.
//!
//! Class names are ASCII, in any case: with letters of either case in one class of bytes, a row of the
//! table is 64 bytes long, and the whole is built in a fraction of a millisecond.

/// Classes of bytes: letters, what else the words are made of, and the rest, which is class 0.
const CLASSES: usize = 32;
/// Marks the step to a state in which a word ends.
const ENDS: u16 = 1 << 15;

/// The class of each byte.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut letter = 0;
    while letter < 26 {
        class[b'a' as usize + letter] = 1 + letter as u8;
        class[b'A' as usize + letter] = 1 + letter as u8;
        letter += 1;
    }
    class[b'-' as usize] = 27;
    class[b'_' as usize] = 28;
    class[b'1' as usize] = 29;
    class
};

/// Words, and the kinds of cues that they are signs of.
#[derive(Debug)]
pub(super) struct Automaton {
    /// Which state follows each state at each class of bytes.
    steps: Vec<[u16; CLASSES]>,
    /// What the words that end in each state are signs of.
    signs: Vec<Sign>,
}

/// What was found where a state is reached.
#[derive(Clone, Debug, Default)]
struct Sign {
    /// The kinds, one bit each, of words that count wherever they stand.
    anywhere: u32,
    /// The words that count only at the start or end of a word.
    bound: Vec<Bound>,
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    kind: u32,
    length: usize,
    starts: bool,
    ends: bool,
}

impl Automaton {
    /// Builds the automaton from `(kind, word)`, kinds below 32. A word with a leading or trailing space
    /// must stand at the start or end of a word.
    pub(super) fn new(words: impl Iterator<Item = (u32, &'static str)>) -> Automaton {
        let mut steps = vec![[0u16; CLASSES]];
        let mut signs = vec![Sign::default()];
        for (kind, word) in words {
            let (starts, ends) = (word.starts_with(' '), word.ends_with(' '));
            let word = word.trim();
            let mut state = 0;
            for byte in word.bytes() {
                let class = usize::from(CLASS[usize::from(byte)]);
                if steps[state][class] == 0 {
                    steps[state][class] = steps.len() as u16;
                    steps.push([0; CLASSES]);
                    signs.push(Sign::default());
                }
                state = usize::from(steps[state][class]);
            }
            if starts || ends {
                signs[state].bound.push(Bound { kind, length: word.len(), starts, ends });
            } else {
                signs[state].anywhere |= 1 << kind;
            }
        }
        fall_back(&mut steps, &mut signs);
        let ends = |sign: &Sign| sign.anywhere != 0 || !sign.bound.is_empty();
        let marks: Vec<u16> = signs.iter().map(|sign| ENDS * u16::from(ends(sign))).collect();
        for next in steps.iter_mut().flatten() {
            *next |= marks[usize::from(*next)];
        }
        Automaton { steps, signs }
    }

    /// The kinds of all words that stand in a name, one bit each.
    pub(super) fn find(&self, name: &str) -> u32 {
        let bytes = name.as_bytes();
        let mut found = 0;
        let mut state = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let next = self.steps[state][usize::from(CLASS[usize::from(*byte)])];
            state = usize::from(next & !ENDS);
            if next & ENDS == 0 {
                continue;
            }
            let Sign { anywhere, bound } = &self.signs[state];
            found |= anywhere;
            for Bound { kind, length, starts, ends } in bound {
                if (!starts || starts_word(bytes, at + 1 - length))
                    && (!ends || ends_word(bytes, at + 1))
                {
                    found |= 1 << kind;
                }
            }
        }
        found
    }
}

/// Gives each state of a tree of words the steps of the longest other beginning of a word that it ends
/// in, where it has none of its own, and what is found there.
fn fall_back(steps: &mut [[u16; CLASSES]], signs: &mut [Sign]) {
    let mut back = vec![0; steps.len()];
    let mut row = vec![0];
    while !row.is_empty() {
        let mut below = Vec::new();
        for state in row {
            let others = if state == 0 { [0; CLASSES] } else { steps[back[state]] };
            for (next, other) in steps[state].iter_mut().zip(others) {
                if *next == 0 {
                    *next = other;
                    continue;
                }
                let (own, other) = (usize::from(*next), usize::from(other));
                back[own] = other;
                let Sign { anywhere, bound } = signs[other].clone();
                signs[own].anywhere |= anywhere;
                signs[own].bound.extend(bound);
                below.push(own);
            }
        }
        row = below;
    }
}

fn starts_word(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| bytes[before]) else { return true };
    !before.is_ascii_alphabetic() || bytes[at].is_ascii_uppercase() && before.is_ascii_lowercase()
}

fn ends_word(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|next| !next.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_within_words_and_behind_other_words_are_found() {
        let words = ["he", "she", "hers", "his", " he ", "s-1 "];
        let words = Automaton::new((0..).zip(words));
        assert_eq!(words.find("ushers"), 0b000111);
        assert_eq!(words.find("HIS"), 0b001000);
        assert_eq!(words.find("he-hi"), 0b010001);
        assert_eq!(words.find("s-12 S-1"), 0b100000);
        assert_eq!(words.find("s-1x h e é"), 0);
        assert_eq!(words.find(""), 0);
    }
}
