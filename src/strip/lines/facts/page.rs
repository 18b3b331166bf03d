//! What is known of a page's blocks before they are weighed.

use super::super::read::unit::Unit;
use super::characters::{Characters, text_of};
use super::dates::{self, Dated};
use super::repeats::Repeat;
use super::stats::Stats;
use super::vocabulary::Vocabulary;
use crate::lexicon::{self, Reading};
use crate::page::Blocks;

/// Facts of one block.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip::lines) struct Known {
    /// Share of stop words.
    pub(in crate::strip::lines) stop: f32,
    /// How many addresses of pages or mail it holds, up to 9.
    pub(in crate::strip::lines) address: u8,
    /// Whether it names a price.
    pub(in crate::strip::lines) money: u8,
    /// How often its text stands on the page, itself included.
    pub(in crate::strip::lines) copies: u16,
    /// How many blocks begin like it, itself included.
    pub(in crate::strip::lines) same_start: u16,
    /// Share of the headline's words in it, of both together.
    pub(in crate::strip::lines) title_overlap: f32,
    /// Share of its longer words that running text has elsewhere; −1 when it has none.
    pub(in crate::strip::lines) shared: f32,
}

/// Everything that is known of a page's blocks before they are weighed.
pub(in crate::strip::lines) struct Page<'a> {
    pub(in crate::strip::lines) blocks: &'a Blocks,
    pub(in crate::strip::lines) units: &'a [Unit],
    pub(in crate::strip::lines) stats: &'a [Stats],
    pub(in crate::strip::lines) repeats: &'a [Repeat],
    pub(in crate::strip::lines) dated: Vec<Dated>,
    /// Whether each block names a news agency and nothing else.
    pub(in crate::strip::lines) agency: Vec<bool>,
    /// What the word lists say of each block.
    pub(in crate::strip::lines) readings: Vec<Reading>,
    /// What words and copies tell; empty until the headline is known.
    pub(in crate::strip::lines) known: Vec<Known>,
    /// Blocks that read as running text and stand in no list and no repetition.
    pub(in crate::strip::lines) prose: Vec<bool>,
}

impl<'a> Page<'a> {
    /// Gathers what is known of a page.
    pub(in crate::strip::lines) fn new(
        blocks: &'a Blocks,
        units: &'a [Unit],
        characters: &'a Characters,
        repeats: &'a [Repeat],
    ) -> Self {
        let Characters { stats, same, .. } = characters;
        let dated = once(same, |at| match text_of(blocks, at) {
            // digits of other scripts are no letters of theirs
            text if stats[at].digits == 0 && text.is_ascii() => Dated::No,
            text => dates::dated(text),
        });
        let prose = stats
            .iter()
            .enumerate()
            .map(|(at, s)| {
                let links = units[at].link_bytes * 2 > blocks.rows[at].end - blocks.rows[at].start;
                s.is_prose() && !repeats[at].is_double() && !(links && units[at].links < 2)
            })
            .collect();
        let readings = once(same, |at| lexicon::read(text_of(blocks, at)));
        let agency = once(same, |at| is_agency_line(text_of(blocks, at), &stats[at]));
        Page { blocks, units, stats, repeats, dated, agency, readings, known: Vec::new(), prose }
    }

    /// A page without blocks.
    pub(in crate::strip::lines) fn empty() -> Page<'static> {
        static NOTHING: Blocks = Blocks {
            text: String::new(),
            rows: Vec::new(),
            inlines: Vec::new(),
            pictures: Vec::new(),
        };
        static UNREAD: Characters =
            Characters { stats: Vec::new(), vocabulary: Vocabulary::NONE, same: Vec::new() };
        Page::new(&NOTHING, &[], &UNREAD, &[])
    }

    pub(in crate::strip::lines) fn text(&self, at: usize) -> &str {
        text_of(self.blocks, at)
    }

    /// Whether a block has no sign of being something else than text: no link, picture, figure or address,
    /// no hint of the word lists, and it stands once.
    pub(in crate::strip::lines) fn is_plain(&self, at: usize) -> bool {
        let (s, unit, reading) = (&self.stats[at], &self.units[at], self.readings[at]);
        s.digits == 0
            && s.address == 0
            && unit.links == 0
            && unit.images == 0
            && reading.cues.is_empty()
            && reading.head.is_none()
            && self.repeats[at] == Repeat::No
    }

    pub(in crate::strip::lines) fn len(&self) -> usize {
        self.stats.len()
    }
}

/// What is read of each block, read once for blocks with the same text.
fn once<T: Copy>(same: &[u32], read: impl Fn(usize) -> T) -> Vec<T> {
    let mut out: Vec<T> = Vec::with_capacity(same.len());
    for (at, first) in same.iter().enumerate() {
        let earlier = out.get(*first as usize).copied();
        out.push(earlier.unwrap_or_else(|| read(at)));
    }
    out
}

/// Whether a line names a news agency and nothing else.
fn is_agency_line(text: &str, s: &Stats) -> bool {
    s.words <= 5.0 && text.len() <= 60 && lexicon::agency(text).is_some()
}
