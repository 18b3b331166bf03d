//! Trees whose nodes did not arrive in document order.
//!
//! Nearly every page's tree grows at its end, and then a row's number is its place. Foster
//! parenting, the adoption agency and late head elements put nodes elsewhere: from the first of
//! these on, children are linked lists, and at the end of the page the rows are put in order.

use super::Tag;
use super::row::{Kind, Name, Row};

/// No row.
pub(super) const NONE: u32 = u32::MAX;

/// The sibling lists, by row.
#[derive(Debug, Default)]
pub(super) struct Links {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    previous: u32,
    next: u32,
    first: u32,
    last: u32,
}

const LONE: Node = Node { previous: NONE, next: NONE, first: NONE, last: NONE };

impl Links {
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
    }

    /// Links rows that stand in document order.
    pub(super) fn start(&mut self, rows: &mut [Row]) {
        self.nodes.clear();
        self.nodes.resize(rows.len(), LONE);
        for id in 1..rows.len() {
            self.append(rows, rows[id].parent, id as u32);
        }
    }

    /// The last child of `parent`, or [`NONE`].
    pub(super) fn last_of(&self, parent: u32) -> u32 {
        self.nodes[parent as usize].last
    }

    /// The sibling before `child`, or [`NONE`].
    pub(super) fn before(&self, child: u32) -> u32 {
        self.nodes[child as usize].previous
    }

    /// A new row, not yet anywhere.
    pub(super) fn add(&mut self) {
        self.nodes.push(LONE);
    }

    pub(super) fn append(&mut self, rows: &mut [Row], parent: u32, child: u32) {
        let last = self.nodes[parent as usize].last;
        self.nodes[child as usize].previous = last;
        self.nodes[child as usize].next = NONE;
        match last {
            NONE => self.nodes[parent as usize].first = child,
            _ => self.nodes[last as usize].next = child,
        }
        self.nodes[parent as usize].last = child;
        rows[child as usize].parent = parent;
    }

    pub(super) fn insert_before(&mut self, rows: &mut [Row], sibling: u32, child: u32) {
        let parent = rows[sibling as usize].parent;
        let previous = self.nodes[sibling as usize].previous;
        self.nodes[child as usize].previous = previous;
        self.nodes[child as usize].next = sibling;
        self.nodes[sibling as usize].previous = child;
        match previous {
            NONE => self.nodes[parent as usize].first = child,
            _ => self.nodes[previous as usize].next = child,
        }
        rows[child as usize].parent = parent;
    }

    /// Takes a node out of its place, if it is in one.
    pub(super) fn detach(&mut self, rows: &mut [Row], child: u32) {
        let parent = std::mem::replace(&mut rows[child as usize].parent, NONE);
        if parent == NONE {
            return;
        }
        let Node { previous, next, .. } = self.nodes[child as usize];
        match previous {
            NONE => self.nodes[parent as usize].first = next,
            _ => self.nodes[previous as usize].next = next,
        }
        match next {
            NONE => self.nodes[parent as usize].last = previous,
            _ => self.nodes[next as usize].previous = previous,
        }
        self.nodes[child as usize].previous = NONE;
        self.nodes[child as usize].next = NONE;
    }

    /// Moves all children of `from` to the end of `to`.
    pub(super) fn move_children(&mut self, rows: &mut [Row], from: u32, to: u32) {
        let mut child = self.nodes[from as usize].first;
        self.nodes[from as usize].first = NONE;
        self.nodes[from as usize].last = NONE;
        while child != NONE {
            let next = self.nodes[child as usize].next;
            self.append(rows, to, child);
            child = next;
        }
    }

    /// Writes the rows in document order into `out`, parents, depths and ends with them. Elements
    /// deeper than `depth` that hold anything dissolve into their parent; returns how many.
    pub(super) fn order(
        &self,
        rows: &[Row],
        names: &mut Vec<Name>,
        depth: u16,
        out: &mut Vec<Row>,
    ) -> (Vec<u32>, u32) {
        out.clear();
        out.reserve(rows.len());
        let mut place = vec![NONE; rows.len()];
        let mut dissolved = Vec::new();
        let mut at = 0;
        loop {
            let row = rows[at as usize];
            let parent = if at == 0 { 0 } else { place[row.parent as usize] };
            let level = if at == 0 { 0 } else { out[parent as usize].depth + 1 };
            let first = self.nodes[at as usize].first;
            if level > depth && first != NONE && !holds_raw_text(row.tag, row.kind) {
                dissolved.push(at);
                place[at as usize] = parent;
            } else {
                let id = out.len() as u32;
                place[at as usize] = id;
                out.push(Row { parent, depth: level, end: id + 1, ..row });
            }
            if first != NONE {
                at = first;
                continue;
            }
            // Up to the next sibling, closing what ends here.
            loop {
                let done = place[at as usize];
                out[done as usize].end = out.len() as u32;
                if at == 0 {
                    dissolved.sort_unstable();
                    names.retain(|name| dissolved.binary_search(&name.row).is_err());
                    for name in names.iter_mut() {
                        name.row = place[name.row as usize];
                    }
                    names.sort_unstable_by_key(|name| name.row);
                    return (place, dissolved.len() as u32);
                }
                if self.nodes[at as usize].next != NONE {
                    at = self.nodes[at as usize].next;
                    break;
                }
                at = rows[at as usize].parent;
            }
        }
    }
}

/// Whether an element's text is none of its parent's, whatever becomes of the element. Not those of
/// SVG: they nest.
fn holds_raw_text(tag: Tag, kind: Kind) -> bool {
    let html = !kind.has(Kind::FOREIGN);
    html && matches!(
        tag,
        Tag::IFRAME
            | Tag::NOEMBED
            | Tag::NOFRAMES
            | Tag::NOSCRIPT
            | Tag::SCRIPT
            | Tag::STYLE
            | Tag::TEXTAREA
            | Tag::TITLE
            | Tag::XMP
    )
}
