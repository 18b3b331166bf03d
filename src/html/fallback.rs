//! The conformant road: html5ever, by way of `scraper`, into the arena.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use scraper::node::{Element, Node};

use super::arena::{Arena, Kind, Name, Row, Span};
use super::{Limits, Tag, build};

/// Parses with html5ever and copies the tree, in document order, into `arena`.
///
/// The caps hold before html5ever builds a tree: what the fast path would ignore is cut out of its
/// input.
pub(super) fn build(input: &str, arena: &mut Arena, limits: &Limits) {
    let cuts = build::scout(input, arena, limits);
    arena.rows.clear();
    arena.side.clear();
    arena.names.clear();
    arena.merged.clear();
    let shallow = without(input, &cuts);
    let tree = scraper::Html::parse_document(&shallow).tree;
    let mut copy = Copy { arena, limits, open: Vec::new(), flattened: 0, dropped: 0 };
    for edge in tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => copy.open(node.value()),
            ego_tree::iter::Edge::Close(node) => copy.close(node.value()),
        }
    }
    copy.finish();
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

struct Copy<'a> {
    arena: &'a mut Arena,
    limits: &'a Limits,
    /// Ids of the open elements that are in the arena; for those that were flattened, of their
    /// nearest ancestor that is.
    open: Vec<(Option<u32>, bool)>,
    flattened: usize,
    dropped: usize,
}

impl Copy<'_> {
    fn parent(&self) -> Option<u32> {
        self.open.last().and_then(|(id, _)| *id)
    }

    fn open(&mut self, node: &Node) {
        match node {
            Node::Element(element) => {
                let parent = self.parent();
                let depth = parent.map_or(0, |p| self.arena.rows[p as usize].depth + 1);
                let tag = Tag::of(element.name());
                let kind = match &*element.name.ns {
                    "http://www.w3.org/2000/svg" => Kind::SVG,
                    "http://www.w3.org/1998/Math/MathML" => Kind::MATHML,
                    _ => Kind::ELEMENT,
                };
                let deep = depth > self.limits.depth.saturating_add(build::SLACK)
                    && !build::holds_raw_text(tag, kind);
                if deep || self.full() {
                    self.flattened += 1;
                    self.open.push((parent, false));
                    return;
                }
                let id = self.arena.rows.len() as u32;
                if tag == Tag::UNKNOWN {
                    let span = self.write(element.name());
                    self.arena.names.push(Name { row: id, span });
                }
                let span = self.attributes(element);
                self.push(kind.and(Kind::SIDE), tag, depth, parent, span);
                self.open.push((Some(id), true));
            }
            Node::Text(text) => {
                let Some(parent) = self.parent() else { return };
                if self.full() {
                    self.dropped += 1;
                    return;
                }
                let depth = self.arena.rows[parent as usize].depth + 1;
                let span = self.write(text);
                self.push(Kind::TEXT.and(Kind::SIDE), Tag::UNKNOWN, depth, Some(parent), span);
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) -> Span {
        let start = self.arena.side.len();
        self.arena.side.push_str(text);
        Span::new(start, self.arena.side.len())
    }

    /// Writes attributes as a tag has them.
    fn attributes(&mut self, element: &Element) -> Span {
        let side = &mut self.arena.side;
        let start = side.len();
        for (name, value) in element.attrs().take(self.limits.attributes.into()) {
            // Writing to a string cannot fail.
            let _ = write!(side, " {name}=\"");
            for piece in value.split_inclusive(['&', '"', '\r']) {
                let last = piece.len().saturating_sub(1);
                let (plain, escaped) = match piece.as_bytes().last() {
                    Some(b'&') => (&piece[..last], "&amp;"),
                    Some(b'"') => (&piece[..last], "&quot;"),
                    Some(b'\r') => (&piece[..last], "&#13;"),
                    _ => (piece, ""),
                };
                side.push_str(plain);
                side.push_str(escaped);
            }
            side.push('"');
        }
        Span::new(start, side.len())
    }

    fn close(&mut self, node: &Node) {
        if matches!(node, Node::Element(_))
            && let Some((Some(id), true)) = self.open.pop()
        {
            self.arena.rows[id as usize].end = self.arena.rows.len() as u32;
        }
    }

    fn full(&self) -> bool {
        self.arena.rows.len() >= self.limits.nodes as usize
    }

    fn push(&mut self, kind: Kind, tag: Tag, depth: u16, parent: Option<u32>, span: Span) {
        let end = self.arena.rows.len() as u32 + 1;
        self.arena.rows.push(Row { span, parent: parent.unwrap_or(0), end, depth, tag, kind });
    }

    fn finish(self) {
        if self.flattened > 0 {
            self.arena.notes.push(format!("{} elements flattened", self.flattened));
        }
        if self.dropped > 0 {
            self.arena.notes.push(format!("{} text nodes dropped", self.dropped));
        }
    }
}
