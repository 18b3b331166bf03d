//! A block by itself and in the order of blocks.

use super::facts::Facts;
use super::logarithm::{ln1p as log, signed};
use super::row::Sink;
use super::sums::is_long;
use crate::html::Tag;
use crate::lexicon::Cue;
use crate::page::Shape;
use crate::strip::segment::cues;
use crate::strip::segment::near::{self, CUES, FAR, KIND_NAMES};
use crate::strip::segment::run::Covers;

/// Where things stand along the page.
pub(super) struct Positions {
    /// Words before each block, and of the whole page at the end.
    words: Vec<f32>,
    /// The same of running text: sentences that are no links.
    core: Vec<f32>,
    first_long: f32,
    last_long: f32,
    /// The centre of the running text.
    centre: f32,
    /// The block with the headline.
    heading: Option<usize>,
    title: Option<usize>,
    /// First-level headings before each block.
    tops: Vec<u16>,
}

impl Positions {
    pub(super) fn new(facts: &Facts<'_>) -> Positions {
        let len = facts.len();
        let (mut words, mut core) = (Vec::with_capacity(len + 1), Vec::with_capacity(len + 1));
        let (mut total, mut running, mut moment) = (0.0f32, 0.0f32, 0.0f32);
        let (mut first, mut last) = (None, 0);
        let mut tops = Vec::with_capacity(len);
        let mut top = 0u16;
        let mut heading: Option<(usize, f32)> = None;
        let mut title: Option<(usize, f32)> = None;
        for at in 0..len {
            words.push(total);
            core.push(running);
            let m = &facts.measures[at];
            let share = facts.link_share(at);
            total += m.words;
            if m.words >= 8.0 && m.sentences > 0.0 {
                let weight = m.words * (1.0 - share);
                running += weight;
                moment += weight * at as f32;
            }
            if is_long(m, share) {
                first.get_or_insert(at);
                last = at;
            }
            let alike = facts.overlaps[at].title;
            tops.push(top);
            if facts.layout.blocks.rows[at].shape == Shape::Heading(1) {
                top = top.saturating_add(1);
            }
            if facts.layout.blocks.rows[at].shape == Shape::Heading(1)
                && heading.is_none_or(|(_, best)| alike > best)
            {
                heading = Some((at, alike));
            }
            if alike > 0.4 && title.is_none_or(|(_, best)| alike > best) {
                title = Some((at, alike));
            }
        }
        words.push(total);
        core.push(running);
        Positions {
            words,
            core,
            first_long: first.unwrap_or(0) as f32,
            last_long: last as f32,
            centre: if running > 0.0 { moment / running } else { len as f32 / 2.0 },
            heading: heading.or(title).map(|(at, _)| at),
            title: title.map(|(at, _)| at),
            tops,
        }
    }
}

pub(super) fn put(facts: &Facts<'_>, positions: &Positions, at: usize, sink: &mut impl Sink) {
    text(facts, at, sink);
    words(facts, at, sink);
    inline(facts, at, sink);
    surroundings(facts, at, sink);
    position(facts, positions, at, sink);
}

fn text(facts: &Facts<'_>, at: usize, sink: &mut impl Sink) {
    let m = &facts.measures[at];
    let words = m.words.max(1.0);
    let chars = m.chars.max(1.0);
    sink.put("words", log(m.words));
    sink.put("chars", log(m.chars));
    sink.put("word-length", m.chars / words);
    sink.put("sentences", m.sentences.min(20.0));
    sink.put("sentences-a-word", m.sentences / words);
    sink.put("commas", m.commas.min(30.0));
    sink.put("commas-a-word", m.commas / words);
    sink.put("last", f32::from(m.last));
    sink.put("first", f32::from(m.first));
    sink.put("digits", m.digits / chars);
    sink.put("upper", m.upper / m.letters.max(1.0));
    sink.put("letters", m.letters / chars);
    sink.put("capitals", m.capitals);
    sink.put("rules", m.rules.min(20.0));
    sink.put("questions", m.questions.min(10.0));
    sink.put("quotes", m.quotes.min(10.0));
    sink.put("unspaced", m.unspaced / chars);
    sink.put("date", f32::from(u8::from(m.numbers.date)));
    sink.put("time", f32::from(u8::from(m.numbers.time)));
    sink.put("year", f32::from(u8::from(m.numbers.year)));
    sink.put("price", f32::from(u8::from(m.numbers.price)));
    sink.put("address", f32::from(u8::from(m.address)));
}

fn words(facts: &Facts<'_>, at: usize, sink: &mut impl Sink) {
    let o = &facts.overlaps[at];
    sink.put("stop", o.stop);
    sink.put("distinct", o.distinct);
    sink.put("title", o.title);
    sink.put("title-cover", o.title_cover);
    sink.put("description", o.description);
    sink.put("json-body", o.body);
    let counts = &facts.counts;
    sink.put("times", counts.times(at).min(20) as f32);
    sink.put("before", f32::from(u8::from(counts.before(at))));
    sink.put("begins-alike", counts.alike(at).min(20) as f32);
    let reading = &facts.readings[at];
    let cues = Cue::ALL.map(|cue| f32::from(u8::from(reading.cues.has(cue))));
    sink.put_all(&cues, |cue| ("cue", Cue::ALL[cue].name()));
    sink.put("cues", reading.cues.0.count_ones() as f32);
    sink.put("head", reading.head.map_or(0.0, |label| label as u8 as f32 + 1.0));
}

fn inline(facts: &Facts<'_>, at: usize, sink: &mut impl Sink) {
    let run = &facts.layout.runs[at];
    let words = facts.measures[at].words.max(1.0);
    sink.put("link-share", facts.link_share(at));
    sink.put("links", f32::from(run.links.min(50)));
    sink.put("links-a-word", f32::from(run.links) / words);
    sink.put("strong", f32::from(run.strong.min(5)));
    sink.put("emphasis", f32::from(run.emphasis.min(5)));
    sink.put("images", f32::from(run.images.min(5)));
    sink.put("spans", f32::from(run.spans.min(10)));
    sink.put("controls", f32::from(run.buttons.saturating_add(run.inputs).min(5)));
    sink.put("times-inside", f32::from(run.times.min(3)));
    sink.put("icons", f32::from(run.icons.min(5)));
    sink.put("breaks", f32::from(run.breaks.min(10)));
    let covers = COVERS.map(|(_, bit)| f32::from(u8::from(run.covers & bit != 0)));
    sink.put_all(&covers, |cover| ("all", COVERS[cover].0));
}

/// The inline elements that can hold the whole of a block's text.
const COVERS: [(&str, u8); 8] = [
    ("link", Covers::LINK),
    ("strong", Covers::STRONG),
    ("emphasis", Covers::EMPHASIS),
    ("small", Covers::SMALL),
    ("time", Covers::TIME),
    ("button", Covers::BUTTON),
    ("span", Covers::SPAN),
    ("code", Covers::CODE),
];

fn surroundings(facts: &Facts<'_>, at: usize, sink: &mut impl Sink) {
    let run = &facts.layout.runs[at];
    let kinds: [f32; CUES] = std::array::from_fn(|kind| distance(run.near.get(kind)));
    sink.put_all(&kinds, |kind| ("near", KIND_NAMES[kind]));
    let far = |class: usize| if facts.nameless { FAR } else { run.near.get(CUES + class) };
    let distances: [f32; cues::COUNT] = std::array::from_fn(|class| distance(far(class)));
    sink.put_all(&distances, |class| ("class", cues::name(class)));
    let bad = (1..cues::COUNT).filter(|class| far(*class) < 12).count();
    sink.put("class-kinds", bad as f32);
    sink.put("role", f32::from(run.role));
    sink.put("property", f32::from(run.property));
    let elements = &facts.layout.elements;
    let element = &elements[run.element as usize];
    let parent = &elements[element.parent as usize];
    let grand = &elements[parent.parent as usize];
    sink.put("tag", tag(element.tag));
    sink.put("parent-tag", tag(parent.tag));
    sink.put("grandparent-tag", tag(grand.tag));
    sink.put("depth", f32::from(element.depth));
    sink.put("shape", facts.shape(at));
    sink.put(
        "in-heading",
        f32::from(u8::from((near::H1..=near::H456).any(|k| run.near.get(k) < 4))),
    );
}

fn distance(far: u8) -> f32 {
    f32::from(far.min(30))
}

/// Tags by what they usually hold, so that a threshold cuts between kinds.
fn tag(tag: Tag) -> f32 {
    match tag {
        Tag::P => 0.0,
        Tag::BLOCKQUOTE => 1.0,
        Tag::PRE => 2.0,
        Tag::H1 => 3.0,
        Tag::H2 => 4.0,
        Tag::H3 => 5.0,
        Tag::H4 | Tag::H5 | Tag::H6 => 6.0,
        Tag::ARTICLE => 7.0,
        Tag::MAIN => 8.0,
        Tag::SECTION => 9.0,
        Tag::DIV => 10.0,
        Tag::TD | Tag::TH => 11.0,
        Tag::TR | Tag::TBODY | Tag::TABLE => 12.0,
        Tag::DD | Tag::DT | Tag::DL => 13.0,
        Tag::LI => 14.0,
        Tag::UL | Tag::OL => 15.0,
        Tag::FIGURE => 16.0,
        Tag::FIGCAPTION | Tag::CAPTION => 17.0,
        Tag::BODY | Tag::HTML => 18.0,
        Tag::SPAN => 19.0,
        Tag::A => 20.0,
        Tag::UNKNOWN => 21.0,
        Tag::HEADER | Tag::HGROUP => 22.0,
        Tag::ASIDE => 23.0,
        Tag::FORM | Tag::FIELDSET | Tag::LABEL | Tag::LEGEND => 24.0,
        Tag::BUTTON => 25.0,
        Tag::FOOTER => 26.0,
        Tag::NAV => 27.0,
        _ => 28.0,
    }
}

fn position(facts: &Facts<'_>, p: &Positions, at: usize, sink: &mut impl Sink) {
    let len = facts.len();
    let here = at as f32;
    let total = p.words[len].max(1.0);
    let core = p.core[len].max(1.0);
    sink.put("place", here / len as f32);
    sink.put("place-in-words", p.words[at] / total);
    sink.put("index", log(here));
    sink.put("index-from-end", log((len - 1 - at) as f32));
    match p.heading {
        Some(heading) => {
            sink.put("from-heading", signed(here - heading as f32));
            sink.put("words-from-heading", signed(p.words[at] - p.words[heading]));
        }
        None => {
            sink.put("from-heading", -20.0);
            sink.put("words-from-heading", -20.0);
        }
    }
    sink.put("tops-before", f32::from(p.tops[at].min(6)));
    let article = |at: usize| facts.chains.article(facts.layout.runs[at].element);
    let own = article(at);
    let shared = match p.heading.or(p.title).and_then(article) {
        Some(theirs) => f32::from(u8::from(own == Some(theirs))),
        None => -1.0,
    };
    sink.put("article-of-heading", shared);
    sink.put("article-share", own.map_or(-1.0, |a| facts.sums[a as usize].words / total));
    sink.put("from-title", p.title.map_or(-20.0, |title| signed(here - title as f32)));
    sink.put("from-first-long", signed(here - p.first_long));
    sink.put("from-last-long", signed(here - p.last_long));
    sink.put("from-centre", signed(here - p.centre));
    sink.put("core-before", p.core[at] / core);
    sink.put("core-after", (p.core[len] - p.core[at + 1]) / core);
    for (name, reach) in [("3", 3), ("8", 8), ("20", 20)] {
        let low = at.saturating_sub(reach);
        let high = (at + reach + 1).min(len);
        let near = p.core[high] - p.core[low];
        sink.put_in("core-share", name, near / (p.words[high] - p.words[low]).max(1.0));
        sink.put_in("core", name, log(near));
    }
}
