//! The conformant road: html5ever, by way of `scraper`, into the arena.

use scraper::node::Node;

use super::arena::{Attribute, Kind, Row};
use super::{Arena, Document, Limits, Tag};

/// Parses with html5ever and copies the tree, in document order, into `arena`.
pub(super) fn parse<'a>(input: &'a str, arena: &'a mut Arena, limits: &Limits) -> Document<'a> {
    arena.clear();
    let input = cut(input, limits.input as usize, arena);
    let tree = scraper::Html::parse_document(input).tree;
    let mut copy = Copy { arena, limits, open: Vec::new(), flattened: 0, dropped: 0 };
    for edge in tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => copy.open(node.value()),
            ego_tree::iter::Edge::Close(node) => copy.close(node.value()),
        }
    }
    copy.finish();
    Document { arena }
}

fn cut<'a>(input: &'a str, most: usize, arena: &mut Arena) -> &'a str {
    if input.len() <= most {
        return input;
    }
    let end = input.floor_char_boundary(most);
    arena.notes.push(format!("cut after {end} of {} bytes", input.len()));
    &input[..end]
}

struct Copy<'a> {
    arena: &'a mut Arena,
    limits: &'a Limits,
    /// Ids of the open elements that are in the arena; `None` for those that were flattened.
    open: Vec<Option<u32>>,
    flattened: usize,
    dropped: usize,
}

impl Copy<'_> {
    fn parent(&self) -> Option<u32> {
        self.open.iter().rev().find_map(|id| *id)
    }

    fn open(&mut self, node: &Node) {
        match node {
            Node::Element(element) => {
                let parent = self.parent();
                let depth = parent.map_or(0, |p| self.arena.rows[p as usize].depth + 1);
                if depth > self.limits.depth || self.full() {
                    self.flattened += 1;
                    self.open.push(None);
                    return;
                }
                let id = self.arena.rows.len() as u32;
                let start = self.arena.attributes.len() as u32;
                for (name, value) in element.attrs().take(self.limits.attributes as usize) {
                    self.arena
                        .attributes
                        .push(Attribute { name: name.to_owned(), value: value.to_owned() });
                }
                let tag = Tag::of(element.name());
                if tag == Tag::UNKNOWN {
                    self.arena.unknown_names.push((id, element.name().to_owned()));
                }
                let len = self.arena.attributes.len() as u32 - start;
                self.push(Kind::Element, tag, depth, parent, start, len);
                self.open.push(Some(id));
            }
            Node::Text(text) => {
                let Some(parent) = self.parent() else { return };
                if self.full() {
                    self.dropped += 1;
                    return;
                }
                let depth = self.arena.rows[parent as usize].depth + 1;
                let start = self.arena.side.len() as u32;
                self.arena.side.push_str(text);
                self.push(Kind::Text, Tag::UNKNOWN, depth, Some(parent), start, text.len() as u32);
            }
            _ => {}
        }
    }

    fn close(&mut self, node: &Node) {
        if matches!(node, Node::Element(_))
            && let Some(Some(id)) = self.open.pop()
        {
            self.arena.rows[id as usize].end = self.arena.rows.len() as u32;
        }
    }

    fn full(&self) -> bool {
        self.arena.rows.len() >= self.limits.nodes as usize
    }

    fn push(
        &mut self,
        kind: Kind,
        tag: Tag,
        depth: u16,
        parent: Option<u32>,
        start: u32,
        len: u32,
    ) {
        let end = self.arena.rows.len() as u32 + 1;
        self.arena.rows.push(Row {
            kind,
            tag,
            depth,
            parent: parent.unwrap_or(0),
            end,
            start,
            len,
        });
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
