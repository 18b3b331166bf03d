//! The parsed page as its readers see it.

use std::borrow::Cow;

use super::Tag;
use super::arena::Arena;
use super::entities;
use super::hard::Hard;
use super::row::{Kind, NodeId, Row, Span};

/// The vocabulary that an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// A parsed page: a view of an [`Arena`] and the input that it points into.
///
/// Node 0, where there is any node, is the `html` element. Comments, doctypes and processing
/// instructions are not kept. The text of `script`, `style` and the like is. Two text nodes may
/// stand side by side, where a comment or a tag that means nothing stood between them.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    pub(super) input: &'a str,
    pub(super) arena: &'a Arena,
}

impl<'a> Document<'a> {
    /// How many nodes there are; ids are `0..len`.
    #[must_use]
    pub fn len(self) -> u32 {
        self.arena.rows.len() as u32
    }

    /// Whether the page holds no node at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.arena.rows.is_empty()
    }

    /// All ids, in document order.
    pub fn ids(self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.len()).map(NodeId)
    }

    /// All ids with their tags, in document order; see [`Document::tag`].
    pub fn tags(self) -> impl Iterator<Item = (NodeId, Tag)> + 'a {
        (0..).map(NodeId).zip(self.arena.rows.iter().map(|row| row.tag))
    }

    /// What the page says that its links start from, as it is written: the first `base` element's `href`.
    #[must_use]
    pub fn base(self) -> Option<Cow<'a, str>> {
        let bases = self.tags().filter(|(id, tag)| *tag == Tag::BASE && !self.is_foreign(*id));
        bases.into_iter().find_map(|(id, _)| self.attribute(id, "href"))
    }

    pub(super) fn row(self, id: NodeId) -> &'a Row {
        &self.arena.rows[id.index()]
    }

    pub(super) fn slice(self, kind: Kind, span: Span) -> &'a str {
        let from = if kind.has(Kind::SIDE) { &self.arena.side } else { self.input };
        from.get(span.range()).unwrap_or("")
    }

    /// Whether the node is a run of text.
    #[must_use]
    pub fn is_text(self, id: NodeId) -> bool {
        self.row(id).kind.has(Kind::TEXT)
    }

    /// Whether the node is an element of SVG or MathML. Its tag is that of an HTML element of the
    /// same name, where there is one: an SVG `title` has [`Tag::TITLE`].
    #[must_use]
    pub fn is_foreign(self, id: NodeId) -> bool {
        self.row(id).kind.has(Kind::FOREIGN)
    }

    /// The vocabulary that an element belongs to.
    #[must_use]
    pub fn namespace(self, id: NodeId) -> Namespace {
        let kind = self.row(id).kind;
        if kind.has(Kind::SVG) {
            Namespace::Svg
        } else if kind.has(Kind::MATHML) {
            Namespace::MathMl
        } else {
            Namespace::Html
        }
    }

    /// An element's tag; of a text node, [`Tag::UNKNOWN`].
    #[must_use]
    pub fn tag(self, id: NodeId) -> Tag {
        self.row(id).tag
    }

    /// An element's name as spelled in the tree, also when it is not in the table.
    #[must_use]
    pub fn tag_name(self, id: NodeId) -> &'a str {
        let tag = self.tag(id);
        if tag != Tag::UNKNOWN {
            return tag.name();
        }
        let names = &self.arena.names;
        match names.binary_search_by_key(&id.0, |name| name.row) {
            Ok(found) => self.slice(Kind::SIDE, names[found].span),
            Err(_) => "",
        }
    }

    /// The parent element; none for the root.
    #[must_use]
    pub fn parent(self, id: NodeId) -> Option<NodeId> {
        (id.0 != 0).then(|| NodeId(self.row(id).parent))
    }

    /// How many ancestors the node has.
    #[must_use]
    pub fn depth(self, id: NodeId) -> u16 {
        self.row(id).depth
    }

    /// One past the last descendant of the node, so that its subtree is `id..end`.
    #[must_use]
    pub fn end(self, id: NodeId) -> NodeId {
        NodeId(self.row(id).end)
    }

    /// The node's children, in order.
    pub fn children(self, id: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        let end = self.end(id);
        let mut next = NodeId(id.0 + 1);
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.end(child);
                child
            })
        })
    }

    /// The text of a text node, character references decoded and line ends as `\n`; empty for an
    /// element.
    #[must_use]
    pub fn text(self, id: NodeId) -> Cow<'a, str> {
        let row = self.row(id);
        let raw = self.raw_text(id);
        if row.kind.has(Kind::SIDE) {
            Cow::Borrowed(raw)
        } else if row.kind.has(Kind::RAW) {
            entities::lines(raw)
        } else {
            entities::decode(raw, entities::Place::Text)
        }
    }

    /// The text of a text node as it stands in the page, character references and line ends
    /// untouched: a length to reckon with where decoding is not worth its while.
    #[must_use]
    pub fn raw_text(self, id: NodeId) -> &'a str {
        let row = self.row(id);
        if row.kind.has(Kind::TEXT) { self.slice(row.kind, row.span) } else { "" }
    }

    /// Whether nothing in [`Document::raw_text`] could need decoding, so that it is
    /// [`Document::text`].
    #[must_use]
    pub fn text_is_plain(self, id: NodeId) -> bool {
        let kind = self.row(id).kind;
        let raw = self.raw_text(id).as_bytes();
        if kind.has(Kind::SIDE) {
            true
        } else if kind.has(Kind::RAW) {
            memchr::memchr(b'\r', raw).is_none()
        } else {
            memchr::memchr2(b'&', b'\r', raw).is_none()
        }
    }

    /// Whether the page's source holds these bytes anywhere.
    #[must_use]
    pub fn source_has(self, bytes: &str) -> bool {
        memchr::memmem::find(self.input.as_bytes(), bytes.as_bytes()).is_some()
    }

    /// The text of all text nodes below `id`, one after the other, nothing skipped.
    #[must_use]
    pub fn subtree_text(self, id: NodeId) -> String {
        let mut out = String::new();
        for child in id.0..self.end(id).0 {
            out.push_str(&self.text(NodeId(child)));
        }
        out
    }

    pub(super) fn side_or_input(self, side: bool, span: Span) -> &'a str {
        self.slice(if side { Kind::SIDE } else { Kind::ELEMENT }, span)
    }

    /// What was cut or flattened to keep within [`super::Limits`], one sentence each.
    #[must_use]
    pub fn notes(self) -> &'a [String] {
        &self.arena.notes
    }

    /// Why the page went through html5ever; none for a page that the fast path understood.
    #[must_use]
    pub fn hard(self) -> Option<Hard> {
        self.arena.hard
    }
}
