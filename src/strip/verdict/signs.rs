//! What is counted over a page's blocks.

use super::page::Page;
use super::span::Span;
use crate::lexicon::{self, Cue, CueSet};
use crate::page::{Label, Shape};

/// Prose, in words, from which a page is taken to hold its article; its words are not searched for
/// walls.
const ENOUGH: f32 = 500.0;
/// Longest block, in bytes, that is read for hints.
const SHORT: usize = 400;
/// Blocks that are read for hints at most.
const READ: usize = 3000;
/// Longest heading or title, in bytes, that can be a wall's.
const HEADING: usize = 160;

/// A block that hints at what the page is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    /// Its place among the blocks.
    pub at: usize,
    /// The hints in its words.
    pub cues: CueSet,
    /// Its words.
    pub words: f32,
    /// Whether it is mostly a link.
    pub link: bool,
    /// Whether it is a heading.
    pub heading: bool,
}

/// The counts over all blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs {
    /// Words of the page.
    pub words: f32,
    /// Words in links.
    pub linked: f32,
    /// Words of blocks of running text.
    pub prose: f32,
    /// Blocks of running text.
    pub paragraphs: u32,
    /// Words of blocks that were kept as the article's.
    pub kept: f32,
    /// Words of running text that was kept.
    pub kept_prose: f32,
    /// Whether there is a letter in what was kept.
    pub lettered: bool,
    /// Words that stand in items of one make, and running text among them.
    pub carded: f32,
    pub carded_prose: f32,
    /// Words that were kept as the article's and stand in such items.
    pub kept_carded: f32,
    /// Words of running text that was kept and stands in no such item.
    pub own: f32,
    /// Words of the longest unbroken run of it.
    pub run: f32,
    /// Blocks that name a price.
    pub prices: u32,
    /// Blocks that hold a date and stand in items of one make.
    pub dated: u32,
    /// Blocks of preformatted text.
    pub code: u32,
    /// Blocks that a script was to fill. Their words are not counted.
    pub templates: u32,
    /// Blocks that are mostly links and of a headline's length.
    pub teasers: u32,
    /// Headings that are mostly links.
    pub linked_headings: u32,
    /// Place of the last kept block.
    pub last_kept: usize,
    /// Whether the last kept block of running text ends in an ellipsis.
    pub breaks_off: bool,
    /// Whether it ends as a sentence does.
    pub ends: bool,
    /// The blocks that hint at something, in reading order; empty for a page with enough prose.
    pub hints: Vec<Hint>,
    /// The hints in the page's own title.
    pub title: CueSet,
}

impl Signs {
    pub(super) fn of(page: &Page<'_>) -> Signs {
        let mut signs = Signs::default();
        let span =
            |at: usize, text: &str| page.spans.get(at).copied().unwrap_or_else(|| Span::of(text));
        let mut run = 0.0;
        for (at, (block, text)) in page.blocks.iter().enumerate() {
            if block.shape != Shape::Preformatted && lexicon::is_template(text) {
                signs.templates += 1;
                continue;
            }
            let span = span(at, text);
            signs.words += span.words;
            signs.prices += u32::from(span.price);
            signs.dated += u32::from(span.dated && span.carded);
            if span.carded {
                signs.carded += span.words;
                signs.carded_prose += if span.is_prose() { span.words } else { 0.0 };
                signs.kept_carded += if block.kept { span.words } else { 0.0 };
            }
            if block.kept && span.is_prose() && !span.carded {
                run += span.words;
                signs.own += span.words;
                signs.run = signs.run.max(run);
            } else if span.carded || span.linked > 0.6 && span.words >= 3.0 {
                run = 0.0;
            }
            signs.linked += span.words * span.linked;
            signs.code += u32::from(block.shape == Shape::Preformatted);
            signs.teasers += u32::from(span.linked > 0.6 && (4.0..40.0).contains(&span.words));
            let heading = matches!(block.shape, Shape::Heading(_));
            signs.linked_headings += u32::from(heading && span.linked > 0.6);
            if span.is_prose() {
                signs.prose += span.words;
                signs.paragraphs += 1;
            }
            if block.kept && block.label != Label::Title {
                signs.last_kept = at;
                signs.kept += span.words;
                signs.lettered = signs.lettered || text.contains(char::is_alphabetic);
                if span.is_prose() {
                    signs.kept_prose += span.words;
                    let text = text.trim_end();
                    signs.breaks_off = text.ends_with(['…', '⋯']) || text.ends_with("...");
                    signs.ends = lexicon::ends_sentence(text);
                }
            }
        }
        if signs.prose < ENOUGH {
            for (at, (block, text)) in page.blocks.iter().enumerate().take(READ) {
                let known = page.spans.get(at).and_then(|span| span.cues);
                let cues = known.unwrap_or_else(|| lexicon::cues(text));
                let cues = if text.len() <= SHORT { cues } else { long(cues) };
                if !cues.is_empty() {
                    let span = span(at, text);
                    let heading = matches!(block.shape, Shape::Heading(_)) && text.len() <= HEADING;
                    let link = span.linked > 0.6;
                    signs.hints.push(Hint { at, cues, words: span.words, link, heading });
                }
            }
        }
        if let Some(title) = &page.metadata.title
            && title.value.len() <= HEADING
        {
            signs.title = lexicon::cues(&title.value);
        }
        signs
    }

    /// Blocks with a hint of the given kind that are no links.
    pub(super) fn hinting(&self, cue: Cue) -> impl Iterator<Item = &Hint> {
        self.hints.iter().filter(move |hint| hint.cues.has(cue) && !hint.link)
    }

    /// Words of all blocks with a hint of the given kind.
    pub(super) fn words_hinting(&self, cue: Cue) -> f32 {
        self.hints.iter().filter(|hint| hint.cues.has(cue)).map(|hint| hint.words).sum()
    }

    /// Whether any line or the title has the hint.
    pub(super) fn headed_or_said(&self, cue: Cue) -> bool {
        self.title.has(cue) || self.hinting(cue).next().is_some()
    }

    /// Whether a heading or the title has the hint.
    pub(super) fn headed(&self, cue: Cue) -> bool {
        self.title.has(cue) || self.hints.iter().any(|hint| hint.heading && hint.cues.has(cue))
    }
}

/// Of a long block only the kinds of hints that long notices carry count.
fn long(cues: CueSet) -> CueSet {
    let kinds = Cue::Consent.set() | Cue::Challenge.set() | Cue::Script.set() | Cue::Paywall.set();
    CueSet(cues.0 & kinds.0)
}
