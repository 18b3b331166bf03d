//! What stands below each element, summed in one reverse loop.

use crate::html::Tag;
use crate::strip::measure::Measure;
use crate::strip::segment::layout::Layout;

/// Sums over the blocks of an element's subtree.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip) struct Sum {
    pub words: f32,
    /// Words inside links.
    pub linked: f32,
    pub blocks: f32,
    /// Words in `p` elements.
    pub paragraphs: f32,
    pub commas: f32,
    pub sentences: f32,
    pub links: f32,
    pub headings: f32,
    /// Words of long blocks with few links.
    pub long: f32,
    /// A readability score of the paragraphs near below; see [`subtree_sums`].
    pub score: f32,
}

impl Sum {
    fn add(&mut self, other: &Sum) {
        self.words += other.words;
        self.linked += other.linked;
        self.blocks += other.blocks;
        self.paragraphs += other.paragraphs;
        self.commas += other.commas;
        self.sentences += other.sentences;
        self.links += other.links;
        self.headings += other.headings;
        self.long += other.long;
    }

    /// Share of the words that are links.
    pub(super) fn link_share(&self) -> f32 {
        self.linked / self.words.max(1.0)
    }
}

/// Whether a block is long, and running text rather than links.
pub(super) fn is_long(measure: &Measure, link_share: f32) -> bool {
    measure.words >= 15.0 && link_share < 0.3
}

/// The sums of every element. The score goes to parent, grandparent and great-grandparent of each
/// paragraph, halved at every step: Readability's candidates (arc90, 2009; Mozilla Readability).
pub(super) fn subtree_sums(layout: &Layout, measures: &[Measure]) -> Vec<Sum> {
    let elements = &layout.elements;
    let mut sums = vec![Sum::default(); elements.len()];
    for ((run, block), measure) in layout.runs.iter().zip(&layout.blocks.rows).zip(measures) {
        let share = run.linked as f32 / ((block.end - block.start).max(1)) as f32;
        let tag = elements[run.element as usize].tag;
        let sum = &mut sums[run.element as usize];
        sum.words += measure.words;
        sum.linked += measure.words * share;
        sum.blocks += 1.0;
        sum.commas += measure.commas;
        sum.sentences += measure.sentences;
        sum.links += f32::from(run.links);
        if tag == Tag::P {
            sum.paragraphs += measure.words;
        }
        if matches!(tag, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4) {
            sum.headings += 1.0;
        }
        if is_long(measure, share) {
            sum.long += measure.words;
        }
        let chars = measure.chars + measure.unspaced * 2.0;
        if chars >= 25.0 && share < 0.5 {
            let mut given = 1.0 + measure.commas + (chars / 100.0).min(3.0);
            let mut at = run.element;
            for _ in 0..3 {
                let parent = elements[at as usize].parent;
                if parent == at {
                    break;
                }
                sums[parent as usize].score += given;
                given /= 2.0;
                at = parent;
            }
        }
    }
    for at in (1..elements.len()).rev() {
        let below = sums[at];
        let parent = elements[at].parent as usize;
        if parent < at {
            sums[parent].add(&below);
        }
    }
    for sum in &mut sums {
        sum.score *= 1.0 - sum.link_share();
    }
    sums
}
