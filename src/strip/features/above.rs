//! What each element inherits from above.

use super::sums::Sum;
use crate::html::Tag;
use crate::strip::segment::layout::Layout;

/// Where there is no such element.
const NONE: u32 = u32::MAX;

/// What each element inherits from above, and the best candidate.
#[derive(Debug, Default)]
pub(in crate::strip) struct Chains {
    pub(super) elements: Vec<Above>,
    best: u32,
}

/// What an element inherits from above.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above {
    /// The nearest section, list, table or the like, itself included.
    pub(super) landmark: u32,
    /// The nearest element that repeats among its siblings, itself included.
    pub(super) repeated: u32,
    /// The outermost `article` element, itself included.
    pub(super) article: u32,
    /// Steps up to the nearest ancestor shared with the best candidate.
    pub(super) apart: u16,
    /// Whether it is the best candidate or inside it.
    pub(super) inside: bool,
}

impl Chains {
    pub(super) fn new(layout: &Layout, sums: &[Sum]) -> Chains {
        let elements = &layout.elements;
        let mut best = 0;
        for (at, sum) in sums.iter().enumerate() {
            if sum.score > sums[best].score {
                best = at;
            }
        }
        let mut path = vec![0u16; elements.len()];
        let mut at = best;
        let mut steps = 1;
        while let Some(slot) = path.get_mut(at) {
            *slot = steps;
            steps += 1;
            let parent = elements[at].parent as usize;
            if parent == at {
                break;
            }
            at = parent;
        }
        let none = Above { landmark: NONE, repeated: NONE, article: NONE, apart: 0, inside: false };
        let mut chains: Vec<Above> = Vec::with_capacity(elements.len());
        for (at, element) in elements.iter().enumerate() {
            let mut own = chains.get(element.parent as usize).copied().unwrap_or(none);
            if is_landmark(element.tag) {
                own.landmark = at as u32;
            }
            if element.alike >= 3 && sums[at].blocks >= 2.0 {
                own.repeated = at as u32;
            }
            if element.tag == Tag::ARTICLE && own.article == NONE {
                own.article = at as u32;
            }
            if path[at] != 0 {
                own.apart = path[at] - 1;
            }
            own.inside |= at == best;
            chains.push(own);
        }
        Chains { elements: chains, best: best as u32 }
    }
}

impl Chains {
    /// The outermost `article` element around an element.
    pub(in crate::strip) fn article(&self, element: u32) -> Option<u32> {
        let above = self.elements.get(element as usize)?;
        (above.article != NONE).then_some(above.article)
    }

    /// Whether an element is the best candidate or inside it.
    pub(in crate::strip) fn inside(&self, element: u32) -> bool {
        self.elements.get(element as usize).is_some_and(|above| above.inside)
    }

    /// The element with the best readability score.
    pub(super) fn best(&self) -> usize {
        self.best as usize
    }
}

fn is_landmark(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::ARTICLE
            | Tag::MAIN
            | Tag::SECTION
            | Tag::ASIDE
            | Tag::NAV
            | Tag::FOOTER
            | Tag::HEADER
            | Tag::FORM
            | Tag::UL
            | Tag::OL
            | Tag::TABLE
    )
}
