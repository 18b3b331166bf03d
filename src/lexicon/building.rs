//! What the build script needs of this room: it makes the lists of phrases, so that a program that
//! starts has them ready. No part of the program.

mod agency;
mod bylines;
mod cue;
mod filter;
mod fold;
mod heads;
mod line;
mod lists;
mod measure;
mod phrases;
mod rows;
mod saying;
mod stored;

use std::path::Path;
use std::{fs, io};

use phrases::Phrases;

/// Writes each list to two files of its name in a folder: its texts, which the compiler checks to be
/// UTF-8, so that no start has to, and its numbers.
pub(crate) fn write_lists(folder: &Path) -> io::Result<()> {
    let lists = [
        ("cues", lists::cues()),
        ("heads", lists::heads()),
        ("bylines", lists::bylines()),
        ("notes", lists::notes()),
    ];
    lists.iter().try_for_each(|(name, list)| {
        fs::write(folder.join(format!("{name}.texts")), list.texts.as_bytes())?;
        fs::write(folder.join(format!("{name}.phrases")), numbers(list))
    })
}

/// What a list holds beside its texts, as [`Phrases::of_parts`] reads it.
fn numbers(list: &Phrases) -> Vec<u8> {
    let mut out = Written::default();
    out.numbers(list.phrases.iter().map(|phrase| phrase.start));
    out.numbers(list.phrases.iter().map(|phrase| {
        let [a, b] = phrase.length.to_le_bytes();
        let [c, d, e, f] = phrase.at.to_le_bytes();
        u64::from_le_bytes([c, d, e, f, a, b, phrase.reach as u8, phrase.value])
    }));
    out.numbers(list.heads.iter().map(|head| u64::from(*head)));
    let [first, second] = &list.openings;
    for numbers in [&first.0, &second.0, &list.at_start.0, &list.behind.0] {
        out.numbers(numbers.iter().copied());
    }
    out.0
}

/// Lists of numbers as [`stored`] has them.
#[derive(Default)]
struct Written(Vec<u8>);

impl Written {
    fn numbers(&mut self, numbers: impl ExactSizeIterator<Item = u64>) {
        self.0.extend_from_slice(&(numbers.len() as u64).to_le_bytes());
        numbers.for_each(|number| self.0.extend_from_slice(&number.to_le_bytes()));
    }
}
