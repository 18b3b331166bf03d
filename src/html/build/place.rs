//! Where new nodes go.

use super::class::{CLASS, FOSTERS};
use super::{Builder, End, Kind, Merged, Name, Open, Row, Span, Start, Tag};
use crate::html::links::NONE;

/// A place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    LastOf(u32),
    Before(u32),
}

impl Builder<'_> {
    /// Appends a row at the appropriate place for inserting a node.
    pub(super) fn add(&mut self, kind: Kind, tag: Tag, span: Span) -> u32 {
        if self.foster | self.linked {
            return self.add_elsewhere(kind, tag, span);
        }
        let parent = self.top().row;
        self.append_row(kind, tag, span, parent)
    }

    fn append_row(&mut self, kind: Kind, tag: Tag, span: Span, parent: u32) -> u32 {
        let id = self.rows.len() as u32;
        let depth = self.rows.get(parent as usize).map_or(0, |row| row.depth.saturating_add(1));
        self.rows.push(Row { span, parent, end: id + 1, depth, tag, kind });
        id
    }

    #[cold]
    fn add_elsewhere(&mut self, kind: Kind, tag: Tag, span: Span) -> u32 {
        let place = self.place(self.top());
        if matches!(place, Place::Before(_)) || place != Place::LastOf(self.top().row) {
            self.link();
        }
        if !self.linked {
            return self.append_row(kind, tag, span, self.top().row);
        }
        let id = self.lone(kind, tag, span);
        self.attach(id, place);
        id
    }

    /// A row that is in no place yet. The tree must be linked.
    pub(super) fn lone(&mut self, kind: Kind, tag: Tag, span: Span) -> u32 {
        let id = self.rows.len() as u32;
        self.rows.push(Row { span, parent: NONE, end: id + 1, depth: 0, tag, kind });
        self.links.add();
        id
    }

    pub(super) fn attach(&mut self, id: u32, place: Place) {
        match place {
            Place::LastOf(parent) => self.links.append(&mut self.rows, parent, id),
            Place::Before(sibling) => self.links.insert_before(&mut self.rows, sibling, id),
        }
    }

    /// From now on children are linked lists.
    #[cold]
    pub(super) fn link(&mut self) {
        if !self.linked {
            self.links.start(&mut self.rows);
            self.linked = true;
        }
    }

    /// The appropriate place for inserting a node, with `target` as the standard's override target.
    pub(super) fn place(&self, target: Open) -> Place {
        if !(self.foster && target.class & FOSTERS != 0) {
            return Place::LastOf(target.row);
        }
        for open in self.stack.iter().rev() {
            if open.tag == Tag::TEMPLATE {
                return Place::LastOf(open.row);
            }
            if open.tag == Tag::TABLE {
                return Place::Before(open.row);
            }
        }
        Place::LastOf(0)
    }

    /// Adds an HTML element without opening it.
    pub(super) fn insert(&mut self, start: &Start) -> u32 {
        self.insert_as(start, start.tag)
    }

    pub(super) fn insert_as(&mut self, start: &Start, tag: Tag) -> u32 {
        let kind = if start.side { Kind::SIDE } else { Kind::ELEMENT };
        let id = self.add(kind, tag, start.attributes);
        if tag == Tag::UNKNOWN {
            self.name_row(id, start.name, None);
        }
        id
    }

    /// Adds an HTML element and opens it; not if the stack is full, then its text and children go
    /// to the current element.
    pub(super) fn insert_open(&mut self, start: &Start) -> Option<u32> {
        if self.stack.len() > usize::from(self.limits.depth) {
            self.ignore(start);
            return None;
        }
        let id = self.insert(start);
        self.push(id, start.tag);
        Some(id)
    }

    /// Adds and opens a part of a table, which goes where the table went.
    pub(super) fn insert_part(&mut self, start: &Start) {
        let id = self.insert(start);
        self.push(id, start.tag);
    }

    /// Adds and opens an element that no tag stands for.
    pub(super) fn insert_implied(&mut self, tag: Tag) -> u32 {
        let id = self.add(Kind::ELEMENT, tag, Span::default());
        self.push_open(Open { row: id, tag, class: CLASS[tag.index()] });
        id
    }

    #[cold]
    pub(super) fn ignore(&mut self, start: &Start) {
        self.ignored[start.tag.index()] += 1;
        if self.scouting {
            self.cuts.push(start.name.start as usize - 1..self.at);
        }
        self.ignoring = true;
        self.flattened += 1;
    }

    /// Whether an end tag belongs to a start tag that was ignored.
    #[cold]
    pub(super) fn ends_ignored(&mut self, end: &End) -> bool {
        if self.stack.len() <= usize::from(self.limits.depth) {
            self.ignoring = false;
            self.ignored.fill(0);
            return false;
        }
        let count = &mut self.ignored[end.tag.index()];
        let ends = *count > 0;
        *count = count.saturating_sub(1);
        if ends && self.scouting {
            self.cuts.push(end.name.start as usize - 2..self.at);
        }
        ends
    }

    /// Remembers the name of an element that is not in the table of tags.
    #[cold]
    pub(super) fn name_row(&mut self, row: u32, name: Span, adjusted: Option<&str>) {
        let start = self.side.len();
        match adjusted {
            Some(name) => self.side.push_str(name),
            None => {
                self.side.push_str(self.text.get(name.range()).unwrap_or(""));
                if let Some(added) = self.side.get_mut(start..) {
                    added.make_ascii_lowercase();
                }
            }
        }
        self.names.push(Name { row, span: Span::new(start, self.side.len()) });
    }

    /// The spelling of an open element's name, when its tag is not in the table.
    pub(super) fn name_of(&self, row: u32) -> &str {
        match self.names.binary_search_by_key(&row, |name| name.row) {
            Ok(found) => self.side.get(self.names[found].span.range()).unwrap_or(""),
            Err(_) => "",
        }
    }

    /// Gives an element the attributes of a later tag that it does not have itself.
    pub(super) fn merge_attributes(&mut self, row: u32, start: &Start) {
        if start.attributes.len > 0 && self.merged.len() < usize::from(self.limits.attributes) {
            self.merged.push(Merged { row, span: start.attributes, side: start.side });
        }
    }
}
