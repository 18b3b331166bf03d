//! Lines ─▶ blocks with all that is known of them before they are weighed.

use super::code;
use super::facts::page::Page;
use super::facts::vocabulary::Vocabulary;
use super::facts::{characters, known, repeats};
use super::features::Sums;
use super::notation;
use super::pointers;
use super::read::style::{self, Style};
use super::read::{columns, physical, read, skip, unbroken};
use super::rules;
use super::ruling::Ruling;
use super::title;
use crate::page::Blocks;

/// Reads a text into blocks, gathers what is known of them and what rules are sure of, and hands it
/// to `look`. Also says how many lines the text has.
pub(super) fn sift(
    text: &str,
    look: impl FnOnce(&Page<'_>, &[Option<Ruling>], &Sums),
) -> (Blocks, u32) {
    gather(text, |mut page, vocabulary, style| {
        let title = title::told(&page).or_else(|| title::find(&page, vocabulary));
        page.known = known::of(&page, vocabulary, title);
        let rulings = rules::rule(&page, title);
        pointers::forget(&mut page);
        let sums = Sums::of(&page, &rulings, style, title);
        look(&page, &rulings, &sums);
    })
}

/// Reads a text into blocks and hands what is known of them, before the headline is, to `look`. Also
/// says how many lines the text has.
pub(super) fn gather(
    text: &str,
    look: impl FnOnce(Page<'_>, &Vocabulary, &Style),
) -> (Blocks, u32) {
    // Pandoc's attributes look like code; code looks like many a notation
    let bare = if notation::is_pandoc(text) { None } else { code::without(text) };
    let text = bare.as_deref().unwrap_or(text);
    let plain = notation::plain(text);
    let told = plain.as_ref().map_or(&[][..], |plain| &plain.told);
    let mut lines = physical::lines(plain.as_ref().map_or(text, |plain| &plain.text));
    let count = lines.len() as u32;
    if let Some(parted) = unbroken::parted(&lines) {
        lines = parted;
    }
    let columns = if told.is_empty() { columns::parted(&lines) } else { None };
    if let Some(parted) = columns {
        lines = parted;
    }
    let single = if told.is_empty() { physical::single_spaced(&lines) } else { None };
    if let Some(single) = single.filter(|single| style::of(single).wrap.is_some()) {
        lines = single;
    }
    let written = physical::without_blank_ends(&lines);
    let skip = skip::lines_to_skip(written, told);
    let unquoted = physical::unquoted(written);
    let written = unquoted.as_deref().unwrap_or(written);
    let style = style::of(written);
    let (blocks, units) = read(written, &style, &skip);
    drop(unquoted);
    drop(lines);
    drop(plain);
    drop(bare);
    let characters = characters::read(&blocks);
    let repeats = repeats::find(&blocks, &units, &characters.stats);
    look(Page::new(&blocks, &units, &characters, &repeats), &characters.vocabulary, &style);
    (blocks, count)
}
