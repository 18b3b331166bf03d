//! A block's ancestors: how much text, how many links, how it repeats.

use super::{Facts, Sink, log};
use crate::html::Tag;
use crate::strip::element::Element;
use crate::strip::layout::Layout;
use crate::strip::sums::Sum;

const NONE: u32 = u32::MAX;
/// How many levels above the block's element are looked at, itself included.
const LEVELS: [&str; 5] = ["0", "1", "2", "3", "4"];

/// What each element inherits from above, and the best candidate.
#[derive(Debug, Default)]
pub(in crate::strip) struct Chains {
    elements: Vec<Above>,
    best: u32,
}

/// What an element inherits from above.
#[derive(Clone, Copy, Debug)]
struct Above {
    /// The nearest section, list, table or the like, itself included.
    landmark: u32,
    /// The nearest element that repeats among its siblings, itself included.
    repeated: u32,
    /// The outermost `article` element, itself included.
    article: u32,
    /// Steps up to the nearest ancestor shared with the best candidate.
    apart: u16,
    /// Whether it is the best candidate or inside it.
    inside: bool,
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

/// The columns of one element, in their order.
const COLUMNS: [&str; 11] = [
    "words",
    "share",
    "links",
    "blocks",
    "a-block",
    "paragraphs",
    "long",
    "score",
    "sentences",
    "alike",
    "siblings",
];
/// Those that are asked for of other ancestors too.
const WORDS: usize = 0;
const SHARE: usize = 1;
const LINKS: usize = 2;
const LONG: usize = 6;

/// What the columns say of each element: many blocks stand below the same one.
pub(super) struct Elements(Vec<[f32; COLUMNS.len()]>);

impl Elements {
    pub(super) fn new(facts: &Facts<'_>) -> Elements {
        let elements = &facts.layout.elements;
        let sums = &facts.sums;
        let whole = sums[0].words.max(1.0);
        let top = sums[facts.chains.best as usize].score.max(1e-6);
        let of = |(sum, e): (&Sum, &Element)| {
            // nothing stands below most elements, and nobody asks for them
            if sum.blocks == 0.0 {
                return [0.0; COLUMNS.len()];
            }
            let words = sum.words.max(1.0);
            let parent = &elements[e.parent as usize];
            [
                log(sum.words),
                sum.words / whole,
                sum.link_share(),
                log(sum.blocks),
                sum.words / sum.blocks.max(1.0),
                sum.paragraphs / words,
                sum.long / words,
                sum.score / top,
                sum.sentences / sum.blocks.max(1.0),
                f32::from(e.alike.min(60)),
                f32::from(parent.children.min(60)),
            ]
        };
        Elements(sums.iter().zip(elements).map(of).collect())
    }
}

pub(super) fn put(facts: &Facts<'_>, rows: &Elements, at: usize, sink: &mut impl Sink) {
    let elements = &facts.layout.elements;
    let sums = &facts.sums;
    let own = facts.layout.runs[at].element;
    let above = &facts.chains.elements[own as usize];
    let mut element = Some(own);
    for level in LEVELS {
        let values = element.map_or(&[-1.0; COLUMNS.len()], |id| &rows.0[id as usize]);
        sink.put_all(values, |column| (COLUMNS[column], level));
        element = element.and_then(|id| {
            let parent = elements[id as usize].parent;
            (parent != id).then_some(parent)
        });
    }
    let mark = rows.0.get(above.landmark as usize);
    for (name, column) in
        [("mark-words", WORDS), ("mark-share", SHARE), ("mark-links", LINKS), ("mark-long", LONG)]
    {
        sink.put(name, mark.map_or(-1.0, |mark| mark[column]));
    }
    let repeated = above.repeated as usize;
    match (sums.get(repeated), elements.get(repeated)) {
        (Some(sum), Some(e)) => {
            let (item, items) = (&rows.0[repeated], &rows.0[e.parent as usize]);
            sink.put("item-alike", f32::from(e.alike.min(80)));
            sink.put("item-words", item[WORDS]);
            sink.put("item-links", item[LINKS]);
            sink.put("item-link-count", sum.links.min(20.0));
            sink.put("items-share", items[SHARE]);
            sink.put("items-long", items[LONG]);
        }
        _ => {
            for name in [
                "item-alike",
                "item-words",
                "item-links",
                "item-link-count",
                "items-share",
                "items-long",
            ] {
                sink.put(name, -1.0);
            }
        }
    }
    sink.put("apart", f32::from(above.apart));
    sink.put("inside", f32::from(u8::from(above.inside)));
}
