//! The page as rows: elements and text nodes in document order.

use std::borrow::Cow;

use super::Tag;

/// A node's number. Numbers grow in document order, so a parent's is smaller than its children's
/// and a subtree is the range from a node to [`Document::end`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Element,
    Text,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub kind: Kind,
    pub tag: Tag,
    pub depth: u16,
    pub parent: u32,
    /// One past the last descendant.
    pub end: u32,
    /// Text: byte offset in the side buffer. Element: index of its first attribute.
    pub start: u32,
    /// Text: length in bytes. Element: number of attributes.
    pub len: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub name: String,
    pub value: String,
}

/// Memory for one parsed page, reused from page to page.
#[derive(Debug, Default)]
pub struct Arena {
    pub(super) rows: Vec<Row>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) side: String,
    pub(super) unknown_names: Vec<(u32, String)>,
    pub(super) notes: Vec<String>,
}

impl Arena {
    /// An empty arena.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.attributes.clear();
        self.side.clear();
        self.unknown_names.clear();
        self.notes.clear();
    }
}

/// A parsed page: a view of an [`Arena`] and the input that it points into.
///
/// Node 0, where there is any node, is the `html` element. Comments, doctypes and processing
/// instructions are not kept. The text of `script`, `style` and the like is.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
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

    /// Whether the node is a run of text.
    #[must_use]
    pub fn is_text(self, id: NodeId) -> bool {
        self.arena.rows[id.index()].kind == Kind::Text
    }

    /// An element's tag; of a text node, [`Tag::UNKNOWN`].
    #[must_use]
    pub fn tag(self, id: NodeId) -> Tag {
        self.arena.rows[id.index()].tag
    }

    /// An element's name as spelled in the tree, also when it is not in the table.
    #[must_use]
    pub fn tag_name(self, id: NodeId) -> &'a str {
        let tag = self.tag(id);
        if tag != Tag::UNKNOWN {
            return tag.name();
        }
        let names = &self.arena.unknown_names;
        match names.binary_search_by_key(&id.0, |(id, _)| *id) {
            Ok(found) => &names[found].1,
            Err(_) => "",
        }
    }

    /// The parent element; none for the root.
    #[must_use]
    pub fn parent(self, id: NodeId) -> Option<NodeId> {
        (id.0 != 0).then(|| NodeId(self.arena.rows[id.index()].parent))
    }

    /// How many ancestors the node has.
    #[must_use]
    pub fn depth(self, id: NodeId) -> u16 {
        self.arena.rows[id.index()].depth
    }

    /// One past the last descendant of the node, so that its subtree is `id..end`.
    #[must_use]
    pub fn end(self, id: NodeId) -> NodeId {
        NodeId(self.arena.rows[id.index()].end)
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

    /// The text of a text node, entities decoded; empty for an element.
    #[must_use]
    pub fn text(self, id: NodeId) -> Cow<'a, str> {
        let row = &self.arena.rows[id.index()];
        match row.kind {
            Kind::Text => {
                Cow::Borrowed(&self.arena.side[row.start as usize..(row.start + row.len) as usize])
            }
            Kind::Element => Cow::Borrowed(""),
        }
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

    /// The value of an element's attribute, entities decoded. `name` is in lower case.
    #[must_use]
    pub fn attribute(self, id: NodeId, name: &str) -> Option<Cow<'a, str>> {
        self.attributes(id).find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// An element's attributes in source order, entities decoded.
    pub fn attributes(self, id: NodeId) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let row = &self.arena.rows[id.index()];
        let range = match row.kind {
            Kind::Element => row.start as usize..(row.start + row.len) as usize,
            Kind::Text => 0..0,
        };
        self.arena.attributes[range].iter().map(|a| (a.name.as_str(), Cow::Borrowed(&*a.value)))
    }

    /// What was cut or flattened to keep within [`super::Limits`], one sentence each.
    #[must_use]
    pub fn notes(self) -> &'a [String] {
        &self.arena.notes
    }
}
