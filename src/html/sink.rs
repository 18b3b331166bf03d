//! What html5ever builds, as rows: the tree sink of the fallback.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

use super::links::{Links, NONE};
use super::row::{Kind, Merged, Name, Row, Span};
use super::{Limits, Tag};

/// The handle of the document, which is no row.
const DOCUMENT: u32 = NONE;
/// The handle of every comment and the like: they are not kept.
const COMMENT: u32 = NONE - 1;

/// The tree as it grows: rows in the order of their creation, placed by links.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) rows: Vec<Row>,
    pub(super) links: Links,
    pub(super) side: String,
    pub(super) names: Vec<Name>,
    pub(super) merged: Vec<Merged>,
    /// By row, as html5ever asks for it; of a text, something.
    spelled: Vec<QualName>,
}

/// A [`Tree`] that html5ever can write to.
pub(super) struct Sink {
    tree: RefCell<Tree>,
    limits: Limits,
    steps: Cell<u64>,
}

impl Sink {
    pub(super) fn new(limits: Limits) -> Sink {
        Sink { tree: RefCell::default(), limits, steps: Cell::new(0) }
    }

    /// How often html5ever has looked at an element: what its searches through the open and the
    /// formatting elements cost.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get()
    }

    pub(super) fn rows(&self) -> usize {
        self.tree.borrow().rows.len()
    }

    fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    fn has_parent(&self, id: u32) -> bool {
        self.tree.borrow().rows.get(id as usize).is_some_and(|row| row.parent != NONE)
    }
}

impl Tree {
    fn row(&mut self, kind: Kind, tag: Tag, span: Span, name: QualName) -> u32 {
        let id = self.rows.len() as u32;
        self.rows.push(Row { span, parent: NONE, end: id + 1, depth: 0, tag, kind });
        self.links.add();
        self.spelled.push(name);
        id
    }

    fn write(&mut self, text: &str) -> Span {
        let start = self.side.len();
        self.side.push_str(text);
        Span::new(start, self.side.len())
    }

    /// A row of text, unless it goes on where the row `before` it ends.
    fn text(&mut self, text: &str, before: u32) -> Option<u32> {
        let span = self.write(text);
        if let Some(row) = self.rows.get_mut(before as usize)
            && row.kind.has(Kind::TEXT)
            && row.span.start + row.span.len == span.start
        {
            row.span.len += span.len;
            return None;
        }
        let name = QualName::new(None, Namespace::default(), LocalName::default());
        Some(self.row(Kind::TEXT.and(Kind::SIDE), Tag::UNKNOWN, span, name))
    }

    /// Writes attributes as a tag has them. An attribute without a prefix comes before one of the
    /// same local name with one: of two with one name the first counts.
    fn attributes(&mut self, attributes: &[Attribute], limits: &Limits) -> Span {
        let start = self.side.len();
        let prefixed = |attribute: &&Attribute| !attribute.name.ns.is_empty();
        let plain = attributes.iter().filter(|attribute| !prefixed(attribute));
        let all = plain.chain(attributes.iter().filter(prefixed));
        for Attribute { name, value } in all.take(limits.attributes.into()) {
            self.side.push(' ');
            self.side.push_str(&name.local);
            self.side.push_str("=\"");
            for piece in value.split_inclusive(['&', '"', '\r']) {
                let last = piece.len().saturating_sub(1);
                let (plain, escaped) = match piece.as_bytes().last() {
                    Some(b'&') => (&piece[..last], "&amp;"),
                    Some(b'"') => (&piece[..last], "&quot;"),
                    Some(b'\r') => (&piece[..last], "&#13;"),
                    _ => (piece, ""),
                };
                self.side.push_str(plain);
                self.side.push_str(escaped);
            }
            self.side.push('"');
        }
        Span::new(start, self.side.len())
    }

    fn element(&mut self, name: QualName, attributes: &[Attribute], limits: &Limits) -> u32 {
        let tag = Tag::of(&name.local);
        let kind = match &*name.ns {
            "http://www.w3.org/2000/svg" => Kind::SVG,
            "http://www.w3.org/1998/Math/MathML" => Kind::MATHML,
            _ => Kind::ELEMENT,
        };
        let spelled = (tag == Tag::UNKNOWN).then(|| self.write(&name.local));
        let span = self.attributes(attributes, limits);
        let row = self.row(kind.and(Kind::SIDE), tag, span, name);
        self.names.extend(spelled.map(|span| Name { row, span }));
        row
    }
}

impl TreeSink for Sink {
    type Handle = u32;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        self.step();
        Ref::map(self.tree.borrow(), |tree| &tree.spelled[*target as usize])
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> u32 {
        self.step();
        self.tree.borrow_mut().element(name, &attrs, &self.limits)
    }

    fn create_comment(&self, _: StrTendril) -> u32 {
        COMMENT
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        COMMENT
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        let tree = &mut *self.tree.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(COMMENT) => return,
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(_) if *parent == DOCUMENT => return,
            NodeOrText::AppendText(text) => {
                let Some(id) = tree.text(&text, tree.links.last_of(*parent)) else { return };
                id
            }
        };
        // The root stays without a parent: where it goes is known.
        if *parent != DOCUMENT {
            tree.links.append(&mut tree.rows, *parent, child);
        }
    }

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        let tree = &mut *self.tree.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(COMMENT) => return,
            NodeOrText::AppendNode(id) => {
                tree.links.detach(&mut tree.rows, id);
                id
            }
            NodeOrText::AppendText(text) => {
                let Some(id) = tree.text(&text, tree.links.before(*sibling)) else { return };
                id
            }
        };
        tree.links.insert_before(&mut tree.rows, *sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &u32, previous: &u32, child: NodeOrText<u32>) {
        if self.has_parent(*element) {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, x: &u32, y: &u32) -> bool {
        self.step();
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &u32, attrs: Vec<Attribute>) {
        let tree = &mut *self.tree.borrow_mut();
        if !attrs.is_empty() && tree.merged.len() < usize::from(self.limits.attributes) {
            let span = tree.attributes(&attrs, &self.limits);
            tree.merged.push(Merged { row: *target, span, side: true });
        }
    }

    fn remove_from_parent(&self, target: &u32) {
        let tree = &mut *self.tree.borrow_mut();
        tree.links.detach(&mut tree.rows, *target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        let tree = &mut *self.tree.borrow_mut();
        tree.links.move_children(&mut tree.rows, *node, *new_parent);
    }
}
