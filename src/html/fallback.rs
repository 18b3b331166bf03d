//! The conformant road: html5ever, into the arena, in bounded time.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use super::arena::Arena;
use super::links::NONE;
use super::row::Merged;
use super::sink::{Sink, Tree};
use super::{Limits, Tag as Name, build};

/// How many elements html5ever may look at on any page, and how many more for each of its bytes.
/// Real pages take one or two a byte.
const STEPS: u64 = 1 << 20;
const STEPS_A_BYTE: u64 = 8;

/// Parses with html5ever into `arena`.
///
/// The caps hold before html5ever builds a tree: what the fast path would ignore is cut out of its
/// input. Where the standard's searches would take it long all the same, the page ends.
pub(super) fn build(input: &str, arena: &mut Arena, limits: &Limits) {
    let cuts = build::scout(input, arena, limits);
    let shallow = without(input, &cuts);
    arena.rows.clear();
    arena.side.clear();
    arena.names.clear();
    arena.merged.clear();

    let guard = Guard::new(limits, shallow.len());
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*shallow));
    // It stops behind scripts and encoding declarations, to be told to go on.
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let Guard { builder, dropped_tags, dropped_text, .. } = tokenizer.sink;
    if dropped_tags.get() > 0 || dropped_text.get() > 0 {
        arena.notes.push(format!(
            "the page ends before its last {} tags and {} bytes of text: its nesting would take too \
             long to follow",
            dropped_tags.get(),
            dropped_text.get()
        ));
    }
    place(builder.sink.finish(), arena, limits);
}

/// Puts the rows in document order.
fn place(mut tree: Tree, arena: &mut Arena, limits: &Limits) {
    let depth = limits.depth.saturating_add(build::SLACK);
    let (place, dissolved) = tree.links.order(&tree.rows, &mut tree.names, depth, &mut arena.rows);
    if dissolved > 0 {
        arena.notes.push(format!("{dissolved} elements flattened"));
    }
    arena.side = tree.side;
    arena.names = tree.names;
    // What html5ever has taken out of the tree is in no place.
    arena.names.retain(|name| name.row != NONE);
    let moved = |merged: Merged| Merged { row: place[merged.row as usize], ..merged };
    arena.merged.extend(tree.merged.into_iter().map(moved));
    arena.merged.sort_by_key(|merged| merged.row);
}

/// `input` without `cuts`, which are in order.
fn without<'a>(input: &'a str, cuts: &[Range<usize>]) -> Cow<'a, str> {
    if cuts.is_empty() {
        return Cow::Borrowed(input);
    }
    let mut out = String::with_capacity(input.len());
    let mut from = 0;
    for cut in cuts {
        out.push_str(input.get(from..cut.start).unwrap_or(""));
        from = from.max(cut.end);
    }
    out.push_str(input.get(from..).unwrap_or(""));
    Cow::Owned(out)
}

/// Stands between html5ever's tokenizer and its tree builder, and lets nothing through any more when
/// the tree builder has done enough.
struct Guard {
    builder: TreeBuilder<u32, Sink>,
    most_steps: u64,
    most_rows: usize,
    /// Steps that the sink is not told of.
    hidden: Cell<u64>,
    /// How many formatting elements may be waiting to be opened again.
    formatting: Cell<u64>,
    most_formatting: u64,
    /// Text that waits for the token behind it: the tokenizer gives a page of `<` or `&amp;` out in
    /// single characters, each of which would cost the tree builder a search.
    waiting: RefCell<StrTendril>,
    dropped_tags: Cell<usize>,
    dropped_text: Cell<usize>,
}

impl Guard {
    fn new(limits: &Limits, bytes: usize) -> Guard {
        Guard {
            builder: TreeBuilder::new(Sink::new(*limits), TreeBuilderOpts::default()),
            most_steps: STEPS + STEPS_A_BYTE * bytes as u64,
            most_rows: limits.nodes as usize,
            hidden: Cell::new(0),
            formatting: Cell::new(0),
            most_formatting: limits.depth.into(),
            waiting: RefCell::default(),
            dropped_tags: Cell::new(0),
            dropped_text: Cell::new(0),
        }
    }

    fn is_spent(&self) -> bool {
        let sink = &self.builder.sink;
        sink.steps() + self.hidden.get() > self.most_steps || sink.rows() >= self.most_rows
    }

    /// Gives the tree builder the text that waits, as one token.
    fn pass_text(&self, line: u64) {
        let text = self.waiting.take();
        if text.is_empty() {
            return;
        }
        if self.is_spent() {
            self.dropped_text.set(self.dropped_text.get() + text.len());
            return;
        }
        // Its answer to text is always to go on.
        let _ = self.builder.process_token(Token::CharacterTokens(text), line);
    }

    /// A formatting element is compared with all that are active, which the sink is not told of.
    fn weigh(&self, tag: &Tag) {
        if !build::is_formatting(Name::of(&tag.name)) {
            return;
        }
        let active = self.formatting.get();
        match tag.kind {
            TagKind::StartTag => {
                let each = 8 * (1 + tag.attrs.len() as u64);
                self.hidden.set(self.hidden.get() + active * each);
                self.formatting.set((active + 1).min(self.most_formatting));
            }
            TagKind::EndTag => self.formatting.set(active.saturating_sub(1)),
        }
    }
}

impl TokenSink for Guard {
    type Handle = u32;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<u32> {
        match &token {
            // In front of text it makes the tree builder forget that a line break behind `<pre>` is
            // not text; elsewhere it does nothing.
            Token::ParseError(_) if !self.waiting.borrow().is_empty() => {
                return TokenSinkResult::Continue;
            }
            Token::ParseError(_) => {}
            Token::CharacterTokens(text) => {
                self.waiting.borrow_mut().push_tendril(text);
                return TokenSinkResult::Continue;
            }
            _ => self.pass_text(line),
        }
        if let Token::TagToken(tag) = &token {
            if self.is_spent() {
                self.dropped_tags.set(self.dropped_tags.get() + 1);
                return TokenSinkResult::Continue;
            }
            self.weigh(tag);
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
