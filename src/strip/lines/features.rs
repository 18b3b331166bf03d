//! What the line model is shown of each block.

use std::sync::OnceLock;

use super::marker::Marker;
use super::rules::{Page, Ruling};
use super::style::Style;
use crate::lexicon::Cue;
use crate::page::{Label, Shape};

/// Neighbours that a block is shown with.
const NEAR: [(isize, &str); 6] = [(-3, "-3"), (-2, "-2"), (-1, "-1"), (1, "1"), (2, "2"), (3, "3")];
/// Blocks to both sides over which text is summed up.
const WINDOWS: [(usize, &str); 3] = [(3, "3"), (8, "8"), (20, "20")];

/// Receives the features of a row, one after the other.
trait Sink {
    fn put(&mut self, name: &str, of: &str, value: f32);
}

/// Collects values.
struct Values<'a>(&'a mut Vec<f32>);

impl Sink for Values<'_> {
    #[inline]
    fn put(&mut self, _: &str, _: &str, value: f32) {
        self.0.push(value);
    }
}

/// Collects names.
struct Names(Vec<String>);

impl Sink for Names {
    fn put(&mut self, name: &str, of: &str, _: f32) {
        self.0.push(if of.is_empty() { name.to_owned() } else { format!("{name}@{of}") });
    }
}

/// The names of the features, in the order of a row.
pub(super) fn names() -> Vec<String> {
    let mut names = Names(Vec::new());
    let page = Page::empty();
    let sums = Sums::of(&page, &[], &Style::default(), None);
    put_row(&page, &[], &sums, 0, &mut names);
    names.0
}

/// How many features a row has.
pub(super) fn names_count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| names().len())
}

/// Fills `rows` with the features of the blocks from `from` up to `to`, row after row.
pub(super) fn fill(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    range: std::ops::Range<usize>,
    rows: &mut Vec<f32>,
) {
    rows.clear();
    for at in range {
        put_row(page, rulings, sums, at, &mut Values(rows));
    }
}

/// Sums over the page that the rows share.
pub(super) struct Sums {
    title: Option<usize>,
    /// Prose words before each block, and all words before it; one more than there are blocks.
    prose: Vec<f32>,
    words: Vec<f32>,
    items: Vec<u32>,
    /// The last section head and the last heading above each block, one past their index.
    section: Vec<u32>,
    heading: Vec<u32>,
    /// The run of list items, and the group without blank lines, that each block stands in.
    run: Vec<(u32, u32)>,
    group: Vec<(u32, u32)>,
    first: f32,
    last: f32,
    centre: f32,
    page: [f32; 13],
}

impl Sums {
    /// Sums over a page whose blocks have been ruled on.
    pub(super) fn of(
        page: &Page<'_>,
        rulings: &[Option<Ruling>],
        style: &Style,
        title: Option<usize>,
    ) -> Sums {
        let n = page.len();
        let mut s = Sums {
            title,
            prose: vec![0.0],
            words: vec![0.0],
            items: vec![0],
            section: Vec::with_capacity(n),
            heading: Vec::with_capacity(n),
            run: spans(n, |at| page.units[at].marker.is_item(), |_| false),
            group: spans(n, |_| true, |at| page.units[at].gap > 0),
            first: 0.0,
            last: 0.0,
            centre: 0.0,
            page: [0.0; 13],
        };
        let (mut prose, mut words, mut items, mut mass) = (0.0, 0.0, 0, 0.0);
        let (mut section, mut heading) = (0, 0);
        let (mut long, mut dates, mut questions, mut linked, mut heads) =
            (0u32, 0u32, 0u32, 0u32, 0u32);
        let mut first = None;
        for (at, ruling) in rulings.iter().enumerate().take(n) {
            let w = page.stats[at].words;
            if page.prose[at] {
                prose += w;
                mass += w * at as f32;
                first.get_or_insert(at);
                s.last = at as f32;
            }
            words += w;
            items += u32::from(page.units[at].marker.is_item());
            long += u32::from(w >= 20.0);
            dates += u32::from(page.dated[at] != super::dates::Dated::No);
            questions += u32::from(page.stats[at].closing == '?');
            linked += u32::from(page.units[at].links > 0);
            s.prose.push(prose);
            s.words.push(words);
            s.items.push(items);
            s.section.push(section);
            s.heading.push(heading);
            let head = page.readings[at].head.is_some_and(|l| !l.is_body())
                || ruling
                    .is_some_and(|r| r.label == Label::Related && page.readings[at].head.is_some());
            if head {
                section = at as u32 + 1;
                heads += 1;
            }
            if matches!(page.blocks.rows[at].shape, Shape::Heading(_)) {
                heading = at as u32 + 1;
            }
        }
        s.first = first.unwrap_or(n / 2) as f32;
        s.centre = if prose > 0.0 { mass / prose } else { n as f32 / 2.0 };
        let count = n.max(1) as f32;
        s.page = [
            log(n as f32),
            log(words),
            prose / words.max(1.0),
            log(long as f32),
            log(dates as f32),
            log(questions as f32),
            items as f32 / count,
            linked as f32 / count,
            log(heads as f32),
            words / count,
            f32::from(u8::from(style.dense)),
            f32::from(u8::from(style.markdown)) + 2.0 * f32::from(u8::from(style.numbered_links)),
            f32::from(u8::from(style.wrap.is_some())),
        ];
        s
    }
}

/// For each block, the first and one past the last of the stretch it stands in; blocks that are
/// outside stand alone.
fn spans(
    n: usize,
    inside: impl Fn(usize) -> bool,
    breaks: impl Fn(usize) -> bool,
) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(n);
    let mut start = 0;
    for at in 0..=n {
        let ends = at == n || at == start || !inside(at) || !inside(at - 1) || breaks(at);
        if at > start && ends {
            out.extend((start..at).map(|_| (start as u32, at as u32)));
            start = at;
        }
    }
    out
}

fn log(value: f32) -> f32 {
    (1.0 + value).ln()
}

fn signed(value: f32) -> f32 {
    log(value.abs()).copysign(value)
}

fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn put_row(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    sums: &Sums,
    at: usize,
    sink: &mut impl Sink,
) {
    own(page, rulings, at, sink);
    place(page, sums, at, sink);
    around(page, sums, at, sink);
    for (by, name) in NEAR {
        near(page, rulings, at.checked_add_signed(by).filter(|n| *n < page.len()), name, sink);
    }
    const PAGE: [&str; 13] = [
        "blocks",
        "words",
        "prose",
        "long",
        "dates",
        "questions",
        "items",
        "linked",
        "heads",
        "mean",
        "dense",
        "marks",
        "wrapped",
    ];
    for (name, value) in PAGE.into_iter().zip(sums.page) {
        sink.put("page", name, value);
    }
}

fn marker_kind(marker: Marker) -> f32 {
    match marker {
        Marker::Bullet => 1.0,
        Marker::Number(_) => 2.0,
        Marker::Heading(_) => 3.0,
        Marker::Quote(_) => 4.0,
        Marker::Fence => 5.0,
        _ => 0.0,
    }
}

fn end_kind(c: char) -> f32 {
    match c {
        '.' | '!' | '。' | '！' | '।' | '۔' => 1.0,
        '?' | '？' | '؟' => 2.0,
        ':' | '：' => 3.0,
        '"' | '”' | '»' | '\'' | '’' | ')' | '」' => 4.0,
        '>' | '›' | '→' | '|' => 5.0,
        '…' => 6.0,
        ',' | ';' => 7.0,
        c if c.is_ascii_digit() => 8.0,
        _ => 0.0,
    }
}

fn start_kind(c: char) -> f32 {
    match c {
        c if c.is_uppercase() => 1.0,
        c if c.is_lowercase() => 2.0,
        c if c.is_ascii_digit() => 3.0,
        '-' | '–' | '•' | '*' | '·' | '+' => 4.0,
        '"' | '“' | '«' | '„' | '\'' | '「' => 5.0,
        c if c.is_alphabetic() => 6.0,
        _ => 0.0,
    }
}

fn link_share(page: &Page<'_>, at: usize) -> f32 {
    let row = &page.blocks.rows[at];
    share(page.units[at].link_bytes, row.end - row.start)
}

fn ruled(rulings: &[Option<Ruling>], at: usize) -> f32 {
    rulings
        .get(at)
        .copied()
        .flatten()
        .map_or(0.0, |r| if r.label == Label::Title { 2.0 } else { 1.0 })
}

/// Filled in by the trainer alone: whether a page's gold text counts captions, bylines and title
/// lines. News' own convention does not.
const CONVENTION: f32 = 0.0;

fn own(page: &Page<'_>, rulings: &[Option<Ruling>], at: usize, sink: &mut impl Sink) {
    let s = page.stats.get(at).copied().unwrap_or_default();
    let mut put = |name, value| sink.put(name, "", value);
    put("convention", CONVENTION);
    put("words", log(s.words));
    put("chars", log(s.chars as f32));
    put("word-length", s.chars as f32 / s.words.max(1.0));
    put("sentences", (s.sentences as f32).min(20.0));
    put("sentences-a-word", s.sentences as f32 / s.words.max(1.0));
    put("commas", (s.commas as f32).min(20.0));
    put("commas-a-word", s.commas as f32 / s.words.max(1.0));
    put("last", end_kind(s.last));
    put("closing", end_kind(s.closing));
    put("first", start_kind(s.first));
    put("digits", share(s.digits, s.chars));
    put("upper", share(s.upper, s.letters));
    put("letters", share(s.letters, s.chars));
    put("capitals", s.capitals as f32 / s.words.max(1.0));
    put("quotes", share(s.quotes, s.chars));
    put("separators", (s.separators as f32).min(10.0));
    let known = page.known.get(at).copied().unwrap_or_default();
    put("stop", known.stop);
    put("address", f32::from(known.address));
    put("money", f32::from(known.money));
    put("date", page.dated.get(at).map_or(0.0, |d| f32::from(*d as u8)));
    put("repeat", page.repeats.get(at).map_or(0.0, |r| f32::from(*r as u8)));
    put("copies", log(f32::from(known.copies)));
    put("same-start", log(f32::from(known.same_start)));
    put("title-words", known.title_overlap);
    put("ruled", ruled(rulings, at));
    let reading = page.readings.get(at).copied().unwrap_or_default();
    put("head", reading.head.map_or(0.0, |label| label as u8 as f32 + 1.0));
    for cue in Cue::ALL {
        put(cue.name(), f32::from(u8::from(reading.cues.has(cue))));
    }
    let Some(u) = page.units.get(at) else {
        for name in UNIT {
            put(name, 0.0);
        }
        return;
    };
    let number = |at: usize| match page.units.get(at).map(|u| u.marker) {
        Some(Marker::Number(n)) => n as f32,
        _ => -1.0,
    };
    let level = match page.blocks.rows[at].shape {
        Shape::Heading(level) => f32::from(level),
        Shape::TableRow { header } => 7.0 + f32::from(u8::from(header)),
        _ => 0.0,
    };
    let before = at.checked_sub(1).map_or(-1.0, number);
    let values = [
        marker_kind(u.marker),
        number(at),
        number(at) - before,
        level,
        f32::from(u.gap.min(6)),
        page.units.get(at + 1).map_or(6.0, |u| f32::from(u.gap.min(6))),
        f32::from(u.indent.min(60)),
        log(u.lines as f32),
        log(f32::from(u.links)),
        link_share(page, at),
        f32::from(u.images.min(5)),
        f32::from(u8::from(u.emphasised)),
    ];
    for (name, value) in UNIT.into_iter().zip(values) {
        put(name, value);
    }
}

const UNIT: [&str; 12] = [
    "marker",
    "number",
    "number-step",
    "level",
    "gap",
    "gap-behind",
    "indent",
    "lines",
    "links",
    "link-share",
    "images",
    "emphasised",
];

/// Where the block stands on the page.
fn place(page: &Page<'_>, sums: &Sums, at: usize, sink: &mut impl Sink) {
    let n = page.len().max(1);
    let behind = n.saturating_sub(at + 1);
    let mut put = |name, value| sink.put(name, "", value);
    put("place", at as f32 / n as f32);
    put("from-start", log(at as f32));
    put("from-end", log(behind as f32));
    put("from-first", signed(at as f32 - sums.first));
    put("from-last", signed(at as f32 - sums.last));
    put("from-centre", signed(at as f32 - sums.centre));
    put("from-title", sums.title.map_or(-99.0, |title| signed(at as f32 - title as f32)));
    let all_prose = sums.prose.last().copied().unwrap_or(0.0).max(1.0);
    let all_words = sums.words.last().copied().unwrap_or(0.0).max(1.0);
    let prose = |at: usize| sums.prose.get(at).copied().unwrap_or(0.0);
    let words = |at: usize| sums.words.get(at).copied().unwrap_or(0.0);
    put("prose-before", prose(at) / all_prose);
    put("prose-behind", (all_prose - prose(at + 1)) / all_prose);
    put("words-before", words(at) / all_words);
    for (name, heads) in [("section", &sums.section), ("heading", &sums.heading)] {
        let head = heads.get(at).copied().unwrap_or(0) as usize;
        let known = head > 0;
        sink.put(name, "blocks", if known { log((at + 1 - head) as f32) } else { -1.0 });
        sink.put(name, "words", if known { log(words(at) - words(head)) } else { -1.0 });
        let kind = head.checked_sub(1).and_then(|h| page.readings.get(h)).and_then(|r| r.head);
        sink.put(name, "kind", kind.map_or(0.0, |label| label as u8 as f32 + 1.0));
        let level = head.checked_sub(1).and_then(|h| page.blocks.rows.get(h)).map(|r| r.shape);
        let level = if let Some(Shape::Heading(level)) = level { f32::from(level) } else { -1.0 };
        sink.put(name, "level", level);
    }
}

/// The text around the block, the list and the group it stands in.
fn around(page: &Page<'_>, sums: &Sums, at: usize, sink: &mut impl Sink) {
    let n = page.len();
    let sum = |list: &[f32], from: usize, to: usize| {
        list.get(to).copied().unwrap_or(0.0) - list.get(from).copied().unwrap_or(0.0)
    };
    let count = |from: usize, to: usize| {
        (sums.items.get(to).copied().unwrap_or(0) - sums.items.get(from).copied().unwrap_or(0))
            as f32
    };
    for (width, name) in WINDOWS {
        let (from, to) = (at.saturating_sub(width).min(n), (at + width + 1).min(n));
        let blocks = (to - from).max(1) as f32;
        let (prose, words) = (sum(&sums.prose, from, to), sum(&sums.words, from, to));
        sink.put("window-prose", name, prose / words.max(1.0));
        sink.put("window-log", name, log(prose));
        sink.put("window-mean", name, words / blocks);
        sink.put("window-items", name, count(from, to) / blocks);
        let (before, behind) =
            (sum(&sums.prose, from, at.min(n)), sum(&sums.prose, (at + 1).min(n), to));
        sink.put("window-before", name, log(before));
        sink.put("window-behind", name, log(behind));
    }
    for (name, spans) in [("run", &sums.run), ("group", &sums.group)] {
        let (from, to) = spans.get(at).copied().unwrap_or((0, 0));
        let (from, to) = (from as usize, to as usize);
        let blocks = (to - from).max(1) as f32;
        let words = sum(&sums.words, from, to);
        sink.put(name, "blocks", log(blocks));
        sink.put(name, "mean", words / blocks);
        sink.put(name, "prose", sum(&sums.prose, from, to) / words.max(1.0));
        sink.put(name, "place", (at.saturating_sub(from)) as f32 / blocks);
    }
}

fn near(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    other: Option<usize>,
    name: &str,
    sink: &mut impl Sink,
) {
    const COLUMNS: [&str; 11] = [
        "words",
        "sentences",
        "closing",
        "stop",
        "marker",
        "date",
        "link-share",
        "prose",
        "gap",
        "ruled",
        "head",
    ];
    let Some(other) = other else {
        for column in COLUMNS {
            sink.put(column, name, -1.0);
        }
        return;
    };
    let s = &page.stats[other];
    let values = [
        log(s.words),
        (s.sentences as f32).min(10.0),
        end_kind(s.closing),
        page.known[other].stop,
        marker_kind(page.units[other].marker),
        f32::from(page.dated[other] as u8),
        link_share(page, other),
        f32::from(u8::from(page.prose[other])),
        f32::from(page.units[other].gap.min(6)),
        ruled(rulings, other),
        page.readings[other].head.map_or(0.0, |label| label as u8 as f32 + 1.0),
    ];
    for (column, value) in COLUMNS.into_iter().zip(values) {
        sink.put(column, name, value);
    }
}
