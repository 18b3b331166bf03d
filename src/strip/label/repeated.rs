//! What the site's profile says of a page's blocks: one more voice beside the model's.

use crate::page::{Blocks, Label};
use crate::profile::{LEAST, SiteProfile, key};
use crate::strip::features::logarithm::exp;

/// How much less likely, in natural log-odds, a block of a news page of markup is the article's when
/// its text stands on every page of the site; on fewer pages, as much less as its share of them.
pub(in crate::strip) const MARKUP: f32 = 1.0;

/// The same for other pages of markup: nothing. What a shop repeats (terms, sizes, a brand's own words)
/// is what its pages' gold texts hold, and weighing it cost them two points.
pub(in crate::strip) const OTHER_MARKUP: f32 = 0.0;

/// The same for a line of flattened text. Chosen on pages of the kinds that are stored, which the model
/// had not seen; `training/MODEL_CARD.md` says how.
pub(in crate::strip) const LINES: f32 = 4.0;

/// The profile is left aside where it would take more than this of what the page is expected to
/// keep: what repeats there is the page's own text, that others print again.
const MOST: f32 = 0.5;

/// On how many pages of the site each block's text stands, where that says something, and of how
/// many.
pub(in crate::strip) struct Known {
    pages: Vec<u32>,
    of: u32,
}

/// Lowers the probability of each `open` block by what the profile says of its text. A text on fewer
/// than three pages is left as it is.
pub(in crate::strip) fn weigh(
    profile: &SiteProfile,
    blocks: &Blocks,
    weight: f32,
    words: impl Fn(usize) -> f32,
    open: impl Fn(usize) -> bool,
    p: &mut [f32],
) -> Known {
    let of = profile.pages().max(1);
    let pages: Vec<u32> = blocks
        .iter()
        .map(|(_, text)| key(text).and_then(|key| profile.find(key)))
        .map(|found| found.map_or(0, |found| found.pages.min(of)))
        .map(|pages| if pages >= LEAST { pages } else { 0 })
        .collect();
    if weight <= 0.0 {
        return Known { pages, of };
    }
    let lowered = |at: usize, p: f32| {
        if pages[at] == 0 || !open(at) {
            return p;
        }
        let share = pages[at] as f32 / of as f32;
        let odds = p / (1.0 - p).max(1e-6) * exp(-weight * share);
        odds / (1.0 + odds)
    };
    let all: Vec<f32> = p.iter().enumerate().map(|(at, p)| lowered(at, *p)).collect();
    let mass = |p: &[f32]| -> f32 {
        (0..p.len()).filter(|at| open(*at)).map(|at| p[at] * words(at)).sum()
    };
    if mass(&all) < mass(p) * MOST {
        return Known { pages: Vec::new(), of };
    }
    p.copy_from_slice(&all);
    Known { pages, of }
}

/// Says of each block that was left out on how many pages of its site it stands, whether that counted
/// or not; nothing where the profile was left aside.
pub(in crate::strip) fn explain(known: &Known, blocks: &mut Blocks) {
    for (block, pages) in blocks.rows.iter_mut().zip(&known.pages) {
        if *pages > 0 && !block.kept && block.label != Label::Title {
            let of = known.of;
            block.reason =
                format!("{}; stands on {pages} of {of} pages seen of its site", block.reason)
                    .into();
        }
    }
}
