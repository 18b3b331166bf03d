//! Items of one make: the cards of a list of other pages, a shop's grid, a thread's posts.

use super::facts::Facts;
use crate::html::Tag;
use crate::page::Shape;

/// A list has at least so many items.
const LEAST: u16 = 4;
/// How far above a link its item is looked for.
const REACH: usize = 8;
/// Share of the page's words, and words, beyond which an element is a part of the page and no item.
const SHARE: f32 = 0.2;
const WORDS: f32 = 120.0;

/// Which blocks stand in items that are made alike and lead elsewhere.
pub(in crate::strip) struct Cards {
    /// For each element, whether it is such an item or stands in one.
    inside: Vec<bool>,
    /// How many such items there are.
    pub count: u32,
}

impl Cards {
    /// Finds a page's items: elements of one make, four at least side by side, in each of which a
    /// line is mostly a link.
    pub(in crate::strip) fn of(facts: &Facts<'_>) -> Cards {
        let elements = &facts.layout.elements;
        let mut leads = vec![false; elements.len()];
        for (at, block) in facts.layout.blocks.rows.iter().enumerate() {
            let heading = matches!(block.shape, Shape::Heading(_));
            let enough = facts.measures[at].words >= 2.0 || heading;
            if !enough || facts.link_share(at) <= 0.6 {
                continue;
            }
            let mut element = facts.layout.runs[at].element;
            for _ in 0..REACH {
                let here = &mut leads[element as usize];
                if std::mem::replace(here, true) {
                    break;
                }
                element = elements[element as usize].parent;
            }
        }
        let built = built_alike(facts, &leads);
        let most = (facts.sums.first().map_or(0.0, |page| page.words) * SHARE).max(WORDS);
        let mut inside = vec![false; elements.len()];
        let mut count = 0;
        for (at, element) in elements.iter().enumerate() {
            let above = at > 0 && inside[element.parent as usize];
            let item = !above
                && leads[at]
                && (element.alike >= LEAST || built[at] >= LEAST)
                && !matches!(element.tag, Tag::BODY | Tag::P)
                && facts.sums[at].words <= most;
            count += u32::from(item);
            inside[at] = above || item;
        }
        Cards { inside, count }
    }

    /// Whether a block stands in an item.
    pub(in crate::strip) fn hold(&self, facts: &Facts<'_>, block: usize) -> bool {
        self.inside[facts.layout.runs[block].element as usize]
    }
}

/// Of each element that leads elsewhere, how many of its kind its parent has, itself included: those of one tag that
/// are articles, or begin with an element of one make. The items of many systems have class names of their own, as in
/// `post-2231 hentry category-sea`.
fn built_alike(facts: &Facts<'_>, leads: &[bool]) -> Vec<u16> {
    let elements = &facts.layout.elements;
    let mut first: Vec<Option<u32>> = vec![None; elements.len()];
    for element in elements.iter().skip(1) {
        first[element.parent as usize].get_or_insert(element.signature);
    }
    let kind = |at: usize| {
        let element = &elements[at];
        let begins = if element.tag == Tag::ARTICLE { Some(0) } else { first[at] };
        begins.filter(|_| leads[at]).map(|begins| (element.parent, element.tag.index(), begins))
    };
    let mut kinds: Vec<_> = (1..elements.len()).filter_map(|at| Some((kind(at)?, at))).collect();
    kinds.sort_unstable();
    let mut alike = vec![0; elements.len()];
    for of_kind in kinds.chunk_by(|a, b| a.0 == b.0) {
        let count = u16::try_from(of_kind.len()).unwrap_or(u16::MAX);
        of_kind.iter().for_each(|(_, at)| alike[*at] = count);
    }
    alike
}
