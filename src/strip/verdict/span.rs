//! What is counted in one block.

use crate::lexicon::{CueSet, measure};
use crate::page::Blocks;

/// What is counted in one block.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip) struct Span {
    /// Words; a character of an unspaced script counts as six tenths.
    pub words: f32,
    /// Share of the text that stands in links, from 0 to 1.
    pub linked: f32,
    /// Ends of sentences.
    pub sentences: f32,
    /// The hints in its words, where they were read before.
    pub cues: Option<CueSet>,
    /// Whether it stands in one of several items that are made alike and lead to other pages.
    pub carded: bool,
    /// Whether it names a price.
    pub price: bool,
    /// Whether it holds a date.
    pub dated: bool,
}

impl Span {
    /// Counts a block of whose markup nothing is known.
    pub(in crate::strip) fn of(text: &str) -> Span {
        let stop =
            |c: &char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '۔');
        // byte by byte many are looked at at once
        let sentences = if text.is_ascii() {
            let stop = |b: &u8| u8::from((*b == b'.') | (*b == b'!') | (*b == b'?'));
            text.as_bytes().chunks(255).map(|c| usize::from(c.iter().map(stop).sum::<u8>())).sum()
        } else {
            text.chars().filter(stop).count()
        };
        let words = measure::length(text).as_words();
        Span { words, sentences: sentences as f32, ..Span::default() }
    }

    /// Whether a page of these blocks has so few words that its markup is worth a look.
    pub(in crate::strip) fn small(spans: &[Span]) -> bool {
        spans.iter().map(|span| span.words).sum::<f32>() < 400.0
    }

    /// Whether so little of a page of these blocks was kept that it may be one to log in at.
    pub(in crate::strip) fn short(spans: &[Span], blocks: &Blocks) -> bool {
        let kept = spans.iter().zip(&blocks.rows).filter(|(_, block)| block.kept);
        kept.map(|(span, _)| span.words).sum::<f32>() < 500.0
    }

    pub(super) fn is_prose(&self) -> bool {
        self.linked < 0.35 && (self.words >= 12.0 && self.sentences >= 1.0 || self.words >= 30.0)
    }
}
