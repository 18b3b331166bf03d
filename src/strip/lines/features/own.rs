//! What a block shows on its own: its characters, its words, how it was set.

use super::super::facts::page::Page;
use super::super::read::marker::Marker;
use crate::lexicon::Cue;
use crate::page::{Label, Shape};
use crate::strip::features::Sink;
use crate::strip::features::logarithm::ln1p as log;
use crate::strip::lines::ruling::Ruling;

pub(super) fn marker_kind(marker: Marker) -> f32 {
    match marker {
        Marker::Bullet => 1.0,
        Marker::Number(_) => 2.0,
        Marker::Heading(_) => 3.0,
        Marker::Quote(_) => 4.0,
        Marker::Fence => 5.0,
        _ => 0.0,
    }
}

pub(super) fn end_kind(c: char) -> f32 {
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

pub(in crate::strip::lines) fn link_share(page: &Page<'_>, at: usize) -> f32 {
    let row = &page.blocks.rows[at];
    share(page.units[at].link_bytes, row.end - row.start)
}

pub(super) fn ruled(rulings: &[Option<Ruling>], at: usize) -> f32 {
    rulings
        .get(at)
        .copied()
        .flatten()
        .map_or(0.0, |r| if r.label == Label::Title { 2.0 } else { 1.0 })
}

/// Filled in by the trainer alone: whether a page's gold text counts captions, bylines and title
/// lines. News' own convention does not.
const CONVENTION: f32 = 0.0;

pub(super) fn put(page: &Page<'_>, rulings: &[Option<Ruling>], at: usize, sink: &mut impl Sink) {
    let s = page.stats.get(at).copied().unwrap_or_default();
    let mut put = |name, value| sink.put(name, value);
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
    put("date", page.dated.get(at).map_or(0.0, |d| d.value()));
    put("repeat", page.repeats.get(at).map_or(0.0, |r| f32::from(*r as u8)));
    put("copies", log(f32::from(known.copies)));
    put("same-start", log(f32::from(known.same_start)));
    put("title-words", known.title_overlap);
    put("shared-words", known.shared);
    put("ruled", ruled(rulings, at));
    let reading = page.readings.get(at).copied().unwrap_or_default();
    put("head", reading.head.map_or(0.0, |label| label as u8 as f32 + 1.0));
    for (bit, cue) in Cue::ALL.iter().enumerate() {
        put(cue.name(), (reading.cues.0 >> bit & 1) as f32);
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
    for (at, value) in values.iter().enumerate() {
        put(UNIT[at], *value);
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

fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}
