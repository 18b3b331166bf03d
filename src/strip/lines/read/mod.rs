//! Physical lines ─▶ blocks: wrapping undone, markers read, inline marks taken off.

mod address;
pub(super) mod columns;
mod fences;
mod fields;
mod hyphen;
mod joint;
mod lynx;
mod mail;
mod markdown;
pub(super) mod marker;
mod paper;
mod pending;
pub(super) mod physical;
mod posts;
mod row;
mod signs;
pub(super) mod skip;
pub(super) mod style;
pub(super) mod told;
pub(super) mod unbroken;
pub(super) mod unit;
mod wire;
mod wrap;

use crate::page::{Blocks, Shape};
use fences::fences;
use hyphen::Hyphens;
use joint::Meeting;
use lynx::{BUTTON, has_button, without_buttons, without_link_numbers};
use markdown::{Inline, Open};
use marker::{Marker, marker, text_column};
use pending::Pending;
use physical::{RawLine, scrub, shown};
use row::{cells, is_row};
use signs::Signs;
use skip::Skip;
use style::Style;
use told::{Field, Told};
use unit::Unit;

/// The longest link text that is followed over line ends, in lines.
const LINK_LINES: u32 = 20;
/// Builds the blocks of a text and what is known of how each was set. `skip` says which lines are
/// no text of the page (link lists, page headers), and which is the subject of a mail.
pub(super) fn read(lines: &[RawLine<'_>], style: &Style, skip: &Skip) -> (Blocks, Vec<Unit>) {
    let bytes = lines.iter().map(|line| line.text.len() + 1).sum();
    let count = lines.iter().filter(|line| !line.is_blank()).count();
    let mut reader = Reader {
        style: *style,
        hyphens: if style.wrap.is_some() { Hyphens::of(lines) } else { Hyphens::default() },
        blocks: Blocks {
            text: String::with_capacity(bytes),
            rows: Vec::with_capacity(count),
            ..Blocks::default()
        },
        units: Vec::with_capacity(count),
        pending: Pending::default(),
        text: String::new(),
        bare: String::new(),
        plain: String::new(),
        gap: 0,
        table: false,
        told: None,
    };
    let mut told = skip.told.iter().peekable();
    let is_skipped = |at: usize| skip.lines.get(at).copied().unwrap_or(false);
    let mut fences = fences(lines, is_skipped).into_iter().peekable();
    let mut fenced = false;
    let mut previous = None;
    for (at, line) in lines.iter().enumerate() {
        let is_fence = fences.next_if_eq(&at).is_some();
        if is_skipped(at) {
            continue;
        }
        let previous = previous.replace(line);
        if line.is_blank() {
            if fenced {
                reader.pending.text.push('\n');
            } else {
                reader.flush();
                reader.gap = reader.gap.saturating_add(1);
                reader.table = false;
            }
            continue;
        }
        if let Some(Told { from, to, field, .. }) = told.next_if(|told| told.line == at) {
            reader.flush();
            let level = |level| Marker::Heading(level);
            let mark = match field {
                Field::Title => level(1),
                Field::NextTitle => level(2),
                Field::Author | Field::Date => Marker::None,
            };
            reader.begin(line, mark, line.text.get(*from..*to).unwrap_or(""));
            reader.told = Some(*field);
            reader.flush();
            continue;
        }
        if let Some((_, from)) = skip.subject.filter(|(subject, _)| *subject == at) {
            reader.flush();
            reader.begin(line, Marker::Heading(1), line.text.get(from..).unwrap_or(""));
            reader.flush();
            continue;
        }
        let (mark, rest) = marker(line);
        if is_fence {
            reader.flush();
            fenced = !fenced;
            if fenced {
                reader.begin(line, Marker::Fence, "");
            }
            continue;
        }
        if fenced {
            if !reader.pending.text.is_empty() {
                reader.pending.text.push('\n');
            }
            reader.pending.text.push_str(line.text);
            reader.pending.signs = reader.pending.signs.and(line.signs);
            continue;
        }
        let (mark, rest) =
            if mark == Marker::Fence { (Marker::None, line.body()) } else { (mark, rest) };
        match mark {
            Marker::Rule(stroke) => reader.rule(stroke, line),
            Marker::TableRule => reader.table_head(),
            _ => {
                let ahead = lines.get(at + 1..).unwrap_or(&[]);
                reader.line(line, mark, rest, previous, ahead);
            }
        }
    }
    reader.flush();
    (reader.blocks, reader.units)
}

struct Reader {
    style: Style,
    hyphens: Hyphens,
    blocks: Blocks,
    units: Vec<Unit>,
    pending: Pending,
    text: String,
    /// The pending text without the numbers of its links, and without its Markdown.
    bare: String,
    plain: String,
    gap: u8,
    table: bool,
    /// What the pending line says of the text, where it is a field.
    told: Option<Field>,
}

impl Reader {
    fn line(
        &mut self,
        line: &RawLine<'_>,
        mark: Marker,
        rest: &str,
        previous: Option<&RawLine<'_>>,
        ahead: &[RawLine<'_>],
    ) {
        let next = ahead.first();
        let meeting = previous.map(|previous| Meeting {
            pending: &self.pending,
            style: &self.style,
            apart: self.gap > 0,
            above: &self.blocks.text,
            previous,
            line,
            ahead,
        });
        // A number before running text is part of it; only among its like, or indented, it counts.
        let runs_on = || meeting.as_ref().is_some_and(Meeting::runs_on);
        let (mark, rest) = match mark {
            Marker::Number(_) if !self.is_counted(line, next, runs_on) => {
                (Marker::None, line.body())
            }
            Marker::Heading(_) if !self.style.markdown && rest.len() >= 200 => {
                (Marker::None, line.body())
            }
            _ => (mark, rest),
        };
        if let Some(glue) = meeting.and_then(|meeting| meeting.glue(mark, rest)) {
            self.join(line, rest, glue);
            return;
        }
        self.flush();
        self.begin(line, mark, rest);
        self.pending.row = self.table && rest.contains('|');
        if !self.pending.row
            && (is_row(rest, line.signs)
                && (next.is_some_and(|l| is_row(l.body(), l.signs))
                    || previous.is_some_and(|l| is_row(l.body(), l.signs))))
        {
            self.pending.row = true;
        }
    }

    fn is_counted(
        &self,
        line: &RawLine<'_>,
        next: Option<&RawLine<'_>>,
        runs_on: impl FnOnce() -> bool,
    ) -> bool {
        next.is_some_and(|l| matches!(marker(l).0, Marker::Number(_)))
            || self.pending.marker.is_some_and(|m| matches!(m, Marker::Number(_)))
            || (self.gap == 0
                && self.units.last().is_some_and(|u| matches!(u.marker, Marker::Number(_))))
            || line.indent > 0 && !runs_on()
    }

    fn begin(&mut self, line: &RawLine<'_>, mark: Marker, rest: &str) {
        self.pending.text.clear();
        self.pending.text.push_str(rest);
        self.pending.signs = line.signs;
        self.pending.marker = Some(mark);
        self.pending.first = line.number;
        self.pending.indent = line.indent;
        self.pending.column = text_column(line, rest);
        self.pending.lines = 1;
        self.pending.row = false;
        self.pending.loose = line.loose;
        self.note_open();
    }

    fn note_open(&mut self) {
        let brackets = self.pending.signs.any(Signs::OPENS.and(Signs::CLOSES));
        self.pending.open = match self.style.markdown {
            true if brackets => Some(markdown::open_at_end(&self.pending.text)),
            true => Some(Open::No),
            false => None,
        };
    }

    fn join(&mut self, line: &RawLine<'_>, rest: &str, glue: &str) {
        if glue.is_empty() && self.hyphens.is_line_s(&self.pending.text, rest) {
            self.pending.text.pop();
        }
        self.pending.text.push_str(glue);
        self.pending.text.push_str(rest);
        self.pending.signs = self.pending.signs.and(line.signs);
        self.pending.lines += 1;
        if self.pending.lines < LINK_LINES {
            self.note_open();
        } else {
            self.pending.open = None;
        }
    }

    fn rule(&mut self, stroke: u8, line: &RawLine<'_>) {
        let underlines = matches!(stroke, b'=' | b'-')
            && self.pending.lines == 1
            && self.pending.marker == Some(Marker::None)
            && self.gap == 0
            && line.width + 12 >= self.pending.text.chars().count() as u32
            && line.width >= 3;
        if underlines {
            self.pending.marker = Some(Marker::Heading(if stroke == b'=' { 1 } else { 2 }));
        }
        self.flush();
        self.gap = self.gap.max(1);
        self.table = false;
    }

    fn table_head(&mut self) {
        self.table = true;
        self.pending.row = true;
        self.flush();
        if let Some(row) = self.blocks.rows.last_mut()
            && row.shape == (Shape::TableRow { header: false })
        {
            row.shape = Shape::TableRow { header: true };
        }
    }

    fn flush(&mut self) {
        let Some(mark) = self.pending.marker.take() else { return };
        let told = self.told.take();
        self.text.clear();
        let inline = match mark {
            Marker::Fence => self.put_program(),
            _ => self.put_words(mark),
        };
        let whole = self.pending.text.trim();
        let emphasised = whole.len() > 4
            && self.pending.signs.any(Signs::STAR.and(Signs::UNDERLINE))
            && ["**", "__"].iter().any(|m| whole.starts_with(m) && whole.ends_with(m));
        self.pending.text.clear();
        if self.text.trim().is_empty() {
            return;
        }
        self.blocks.push(&self.text, self.shape_of(mark), self.pending.first);
        self.units.push(Unit {
            marker: mark,
            indent: self.pending.indent,
            lines: self.pending.lines,
            images: inline.images,
            emphasised,
            gap: std::mem::take(&mut self.gap),
            links: inline.links,
            link_bytes: inline.link_bytes,
            told,
            loose: self.pending.loose,
        });
    }

    /// Puts the lines of a program into the text as they are.
    fn put_program(&mut self) -> Inline {
        for line in self.pending.text.lines() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.extend(line.chars().filter_map(shown));
        }
        Inline::default()
    }

    /// Puts the words of the pending lines into the text, without what flatteners set into them for links, buttons
    /// and emphasis, and says how many of these there were.
    fn put_words(&mut self, mark: Marker) -> Inline {
        let mut inline = Inline::default();
        let mut source = self.pending.text.as_str();
        let signs = self.pending.signs;
        // where a link ends is not told; its text is a few words
        let guessed = |links: u16, whole: &str| (u32::from(links) * 24).min(whole.len() as u32);
        if self.style.numbered_links && signs.any(Signs::OPENS) {
            self.bare.clear();
            inline.links = without_link_numbers(source, &mut self.bare);
            inline.link_bytes = guessed(inline.links, &self.bare);
            source = &self.bare;
        }
        if let Some(brackets) = self.style.addresses
            && signs.any(Signs::COLON.and(Signs::OPENS))
        {
            self.plain.clear();
            let links = brackets.take_off(source, &mut self.plain);
            inline.links = inline.links.saturating_add(links);
            inline.link_bytes = guessed(inline.links, &self.plain);
            self.bare.clone_from(&self.plain);
            source = &self.bare;
        }
        if signs.any(Signs::ROUND) && has_button(source) {
            self.plain.clear();
            let buttons = without_buttons(source, &mut self.plain);
            inline.links = inline.links.saturating_add(buttons);
            inline.link_bytes = match source.starts_with(BUTTON) {
                true => self.plain.len() as u32,
                false => guessed(inline.links, &self.plain),
            };
            self.bare.clone_from(&self.plain);
            source = &self.bare;
        }
        if matches!(mark, Marker::Heading(_)) && source.ends_with('}') {
            source = markdown::without_attributes(source);
        }
        source = wire::headline(source);
        if !signs.any(Signs::MARKDOWN) {
            // what is told of links by marks of Markdown stands for what numbers told
            inline = if self.style.markdown { Inline::default() } else { inline };
        } else if self.style.markdown || markdown::has_emphasis(source) {
            self.plain.clear();
            inline = markdown::take_off(source, self.style.markdown, &mut self.plain);
            source = &self.plain;
        }
        if self.pending.row {
            for cell in cells(source) {
                if !self.text.is_empty() {
                    self.text.push('\t');
                }
                scrub(cell, &mut self.text);
            }
        } else {
            scrub(source, &mut self.text);
        }
        inline
    }

    fn shape_of(&self, mark: Marker) -> Shape {
        let depth = depth(self.pending.indent);
        match mark {
            _ if self.pending.row && self.text.contains('\t') => Shape::TableRow { header: false },
            Marker::Heading(level) => Shape::Heading(level),
            Marker::Bullet => Shape::ListItem { depth, ordered: false },
            Marker::Number(_) => Shape::ListItem { depth, ordered: true },
            Marker::Quote(_) => Shape::Quotation,
            Marker::Fence => Shape::Preformatted,
            _ => Shape::Paragraph,
        }
    }
}

fn depth(indent: u16) -> u8 {
    (1 + indent / 5).min(6) as u8
}
