//! A block's ancestors: how much text, how many links, how it repeats.

use super::facts::Facts;
use super::logarithm::ln1p as log;
use super::row::Sink;
use super::sums::Sum;
use crate::strip::segment::element::Element;

/// How many levels above the block's element are looked at, itself included.
const LEVELS: [&str; 5] = ["0", "1", "2", "3", "4"];

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
        let top = sums[facts.chains.best()].score.max(1e-6);
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
