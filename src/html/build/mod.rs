//! The fast path: tokens found by search, a tree built of rows as they come.

mod body;
mod body_end;
mod class;
mod doctype;
mod eof;
mod foreign;
mod formatting;
mod head;
mod lex;
mod place;
mod raw;
mod stack;
mod table;
mod text;

use std::ops::Range;

use super::arena::Arena;
use super::hard::Hard;
use super::links::{Links, NONE};
use super::row::{Kind, Merged, Name, Row, Span};
use super::scratch::{Entry, Open, Scratch};
use super::{Limits, Tag};

pub(super) use formatting::is_formatting;

/// The standard's insertion modes. `text` and `in head noscript` are missing: raw text is read in
/// one go, and scripting counts as enabled, as it does in `scraper`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    AfterAfterBody,
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
struct Start {
    tag: Tag,
    name: Span,
    attributes: Span,
    /// The attributes were rewritten into the side buffer.
    side: bool,
    self_closing: bool,
}

/// An end tag.
#[derive(Clone, Copy, Debug)]
struct End {
    tag: Tag,
    name: Span,
}

/// Whether a tag has been dealt with, or is to be looked at again in the mode now set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Done,
    Again,
}

struct Builder<'i> {
    text: &'i str,
    bytes: &'i [u8],
    /// Where the tokenizer stands.
    at: usize,
    rows: Vec<Row>,
    side: String,
    names: Vec<Name>,
    merged: Vec<Merged>,
    stack: Vec<Open>,
    /// How many elements of each tag are on the stack.
    open: [u32; 256],
    formatting: Vec<Entry>,
    templates: Vec<Mode>,
    mode: Mode,
    quirks: bool,
    head: u32,
    form: u32,
    /// Foster parenting is on.
    foster: bool,
    /// Rows no longer come in document order; `links` has the tree.
    linked: bool,
    links: Links,
    /// Something was taken out of the middle of the stack, so that closing times say nothing of
    /// where subtrees end.
    removed: bool,
    /// Start tags ignored since the stack is full, by tag, until their end tags come.
    ignored: [u32; 256],
    ignoring: bool,
    limits: Limits,
    /// How many open elements may still be looked at to open formatting elements again.
    patience: u64,
    flattened: u32,
    cut_attributes: u32,
    full: bool,
    hard: Option<Hard>,
    /// Only looking for what html5ever must not see; hard reasons are passed over.
    scouting: bool,
    cuts: Vec<Range<usize>>,
}

/// The parts of a hard page that html5ever must not see, since its time grows with the square of
/// depth and of attributes: what the fast path would ignore to keep within the limits, its hard
/// reasons passed over. Says so in the arena's notes.
pub(super) fn scout(text: &str, arena: &mut Arena, limits: &Limits) -> Vec<Range<usize>> {
    let mut builder = Builder::new(text, arena, limits);
    builder.scouting = true;
    builder.run();
    if builder.full {
        builder.cuts.push(builder.at..text.len());
    }
    let cuts = std::mem::take(&mut builder.cuts);
    // Without any hard reason this cannot fail.
    let _ = builder.finish(arena);
    cuts
}

/// Parses `text` into `arena`, or says why it cannot. The arena holds nothing of use then.
pub(super) fn build(text: &str, arena: &mut Arena, limits: &Limits) -> Result<(), Hard> {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(Hard::Nul);
    }
    let mut builder = Builder::new(text, arena, limits);
    builder.run();
    builder.finish(arena)
}

impl<'i> Builder<'i> {
    fn new(text: &'i str, arena: &mut Arena, limits: &Limits) -> Self {
        let take = |rows: &mut Vec<Row>| std::mem::take(rows);
        let mut builder = Builder {
            text,
            bytes: text.as_bytes(),
            at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
            rows: take(&mut arena.rows),
            side: std::mem::take(&mut arena.side),
            names: std::mem::take(&mut arena.names),
            merged: std::mem::take(&mut arena.merged),
            stack: std::mem::take(&mut arena.scratch.stack),
            open: [0; 256],
            formatting: std::mem::take(&mut arena.scratch.formatting),
            templates: Vec::new(),
            mode: Mode::Initial,
            quirks: false,
            head: NONE,
            form: NONE,
            foster: false,
            linked: false,
            links: std::mem::take(&mut arena.scratch.links),
            removed: false,
            ignored: [0; 256],
            ignoring: false,
            limits: *limits,
            patience: PATIENCE + PATIENCE_A_BYTE * text.len() as u64,
            flattened: 0,
            cut_attributes: 0,
            full: false,
            hard: None,
            scouting: false,
            cuts: Vec::new(),
        };
        builder.stack.clear();
        builder.formatting.clear();
        builder
    }

    /// Stops: the page is left to html5ever.
    #[cold]
    fn hard(&mut self, reason: Hard) {
        if self.scouting {
            return;
        }
        self.hard.get_or_insert(reason);
        self.at = self.bytes.len();
    }

    fn finish(mut self, arena: &mut Arena) -> Result<(), Hard> {
        // Deeper than the stack may grow, an element comes only by adoption and the like.
        let depth = self.limits.depth.saturating_add(SLACK);
        let mut out = std::mem::take(&mut arena.scratch.rows);
        if self.hard.is_none() {
            if self.removed && !self.linked {
                self.close_by_parents();
                if self.rows.iter().any(|row| row.depth > depth) {
                    self.link();
                }
            }
            if self.linked {
                let (place, dissolved) =
                    self.links.order(&self.rows, &mut self.names, depth, &mut out);
                self.flattened += dissolved;
                for merged in &mut self.merged {
                    merged.row = place[merged.row as usize];
                }
                std::mem::swap(&mut self.rows, &mut out);
            }
            self.merged.sort_by_key(|merged| merged.row);
            self.note(arena);
        }
        self.links.clear();
        arena.rows = self.rows;
        arena.side = self.side;
        arena.names = self.names;
        arena.merged = self.merged;
        arena.scratch = Scratch {
            stack: self.stack,
            formatting: self.formatting,
            links: self.links,
            rows: out,
        };
        self.hard.map_or(Ok(()), Err)
    }

    fn note(&self, arena: &mut Arena) {
        if self.flattened > 0 {
            arena.notes.push(format!("{} elements flattened", self.flattened));
        }
        if self.cut_attributes > 0 {
            arena.notes.push(format!(
                "{} attributes beyond the first {} of their tags are not read",
                self.cut_attributes, self.limits.attributes
            ));
        }
        if self.full {
            arena.notes.push(format!(
                "the page ends after {} nodes, at byte {} of {}",
                self.rows.len(),
                self.at,
                self.bytes.len()
            ));
        }
    }

    /// Subtree ends from parents, for rows in document order.
    fn close_by_parents(&mut self) {
        for id in (1..self.rows.len()).rev() {
            let end = self.rows[id].end.max(id as u32 + 1);
            self.rows[id].end = end;
            let parent = self.rows[id].parent as usize;
            self.rows[parent].end = self.rows[parent].end.max(end);
        }
    }
}

/// How many open elements may be looked at, on any page and more for each of its bytes, to open
/// formatting elements again. Real pages take next to none.
const PATIENCE: u64 = 4 << 20;
const PATIENCE_A_BYTE: u64 = 8;

/// How much deeper than the limit the parts of a table and elements without content may stand.
pub(super) const SLACK: u16 = 8;
