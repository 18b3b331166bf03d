//! The blocks around a block, and the heading it stands under.

use super::facts::Facts;
use super::logarithm::ln1p as log;
use super::row::Sink;
use crate::page::{Label, Shape};
use crate::strip::segment::cues;
use crate::strip::segment::near::{CUES, FAR, NAV};

/// Of every block, what its neighbours see of it, the nearest heading above and the nearest head of
/// a section of furniture.
pub(super) struct Around {
    seen: Vec<[f32; COLUMNS.len() - 1]>,
    heading: Vec<u32>,
    section: Vec<u32>,
    words: Vec<f32>,
}

const NONE: u32 = u32::MAX;
const RELATED: usize = CUES + cues::bit("related") as usize;

impl Around {
    pub(super) fn new(facts: &Facts<'_>) -> Around {
        let len = facts.len();
        let mut heads = Around {
            seen: (0..len).map(|at| seen(facts, at)).collect(),
            heading: Vec::with_capacity(len),
            section: Vec::with_capacity(len),
            words: Vec::with_capacity(len),
        };
        let (mut heading, mut section, mut words) = (NONE, NONE, 0.0);
        for at in 0..len {
            heads.heading.push(heading);
            heads.section.push(section);
            heads.words.push(words);
            words += facts.measures[at].words;
            if matches!(facts.layout.blocks.rows[at].shape, Shape::Heading(_)) {
                heading = at as u32;
            }
            if facts.readings[at].head.is_some_and(|label| !label.is_body()) {
                section = at as u32;
            }
        }
        heads
    }
}

pub(super) fn put(facts: &Facts<'_>, heads: &Around, at: usize, sink: &mut impl Sink) {
    for (by, name) in [(-3isize, "-3"), (-2, "-2"), (-1, "-1"), (1, "1"), (2, "2"), (3, "3")] {
        let other = at.checked_add_signed(by).filter(|other| *other < facts.len());
        neighbour(facts, heads, at, other, name, sink);
    }
    match heads.heading[at] {
        NONE => {
            for name in ["under", "under-level", "under-words", "under-head"] {
                sink.put(name, -1.0);
            }
        }
        heading => {
            let above = heading as usize;
            let level = match facts.layout.blocks.rows[above].shape {
                Shape::Heading(level) => level,
                _ => 0,
            };
            sink.put("under", log((at - above) as f32));
            sink.put("under-level", f32::from(level));
            sink.put("under-words", heads.seen[above][0]);
            sink.put("under-head", kind(facts.readings[above].head));
        }
    }
    match heads.section[at] {
        NONE => {
            for name in ["section", "section-words", "section-kind"] {
                sink.put(name, -1.0);
            }
        }
        section => {
            let above = section as usize;
            sink.put("section", log((at - above) as f32));
            sink.put("section-words", log(heads.words[at] - heads.words[above]));
            sink.put("section-kind", kind(facts.readings[above].head));
        }
    }
}

fn kind(label: Option<Label>) -> f32 {
    label.map_or(0.0, |label| label as u8 as f32 + 1.0)
}

/// The columns of a neighbour, in their order; the last depends on both blocks.
const COLUMNS: [&str; 14] = [
    "words",
    "links",
    "sentences",
    "last",
    "stop",
    "depth",
    "capitals",
    "title",
    "parent-words",
    "parent-links",
    "related",
    "nav",
    "shape",
    "same-parent",
];

/// What the columns but the last say of a block, to each of the six whose neighbour it is.
fn seen(facts: &Facts<'_>, at: usize) -> [f32; COLUMNS.len() - 1] {
    let m = &facts.measures[at];
    let run = &facts.layout.runs[at];
    let elements = &facts.layout.elements;
    let element = &elements[run.element as usize];
    let parent = &facts.sums[element.parent as usize];
    let far = if facts.nameless { FAR } else { run.near.get(RELATED) };
    let shape = facts.shape(at);
    [
        log(m.words),
        facts.link_share(at),
        m.sentences.min(10.0),
        f32::from(m.last),
        facts.overlaps[at].stop,
        f32::from(element.depth),
        m.capitals,
        facts.overlaps[at].title,
        log(parent.words),
        parent.link_share(),
        f32::from(far.min(30)),
        f32::from(run.near.get(NAV).min(30)),
        shape,
    ]
}

fn neighbour(
    facts: &Facts<'_>,
    around: &Around,
    at: usize,
    other: Option<usize>,
    name: &str,
    sink: &mut impl Sink,
) {
    let Some(other) = other else {
        sink.put_all(&[-1.0; COLUMNS.len()], |column| (COLUMNS[column], name));
        return;
    };
    let (own, run) = (&facts.layout.runs[at], &facts.layout.runs[other]);
    let elements = &facts.layout.elements;
    let same = if own.element == run.element {
        2.0
    } else if elements[own.element as usize].parent == elements[run.element as usize].parent {
        1.0
    } else {
        0.0
    };
    sink.put_all(&around.seen[other], |column| (COLUMNS[column], name));
    sink.put_in(COLUMNS[COLUMNS.len() - 1], name, same);
}
