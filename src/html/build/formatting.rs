//! The list of active formatting elements: reconstruction and the adoption agency.

use super::class::SPECIAL;
use super::place::Place;
use super::{Builder, End, Kind, Open, Span, Start, Tag};
use crate::html::attributes::Lexer;
use crate::html::entities;
use crate::html::links::NONE;
use crate::html::scratch::Entry;

/// Whether elements of this name are opened again after a block has closed them.
pub(in crate::html) const fn is_formatting(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::B
            | Tag::BIG
            | Tag::CODE
            | Tag::EM
            | Tag::FONT
            | Tag::I
            | Tag::NOBR
            | Tag::S
            | Tag::SMALL
            | Tag::STRIKE
            | Tag::STRONG
            | Tag::TT
            | Tag::U
    )
}

impl Builder<'_> {
    pub(super) fn push_marker(&mut self) {
        self.formatting.push(Entry {
            row: NONE,
            tag: Tag::UNKNOWN,
            kind: Kind::ELEMENT,
            attributes: Span::default(),
            hash: 0,
        });
    }

    pub(super) fn clear_to_marker(&mut self) {
        while self.formatting.pop().is_some_and(|entry| entry.row != NONE) {}
    }

    /// Opens again the formatting elements that a block's end has closed
    /// (<https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements>).
    #[inline]
    pub(super) fn reconstruct(&mut self) {
        if let Some(last) = self.formatting.last()
            && last.row != NONE
            && self.stack_index(last.row).is_none()
        {
            self.reopen();
        }
    }

    #[cold]
    fn reopen(&mut self) {
        let most = usize::from(self.limits.depth);
        let mut first = self.formatting.len() - 1;
        while first > 0 && self.stack.len() <= most && self.patience > 0 {
            let entry = self.formatting[first - 1];
            self.patience = self.patience.saturating_sub(self.stack.len() as u64);
            if entry.row == NONE || self.stack_index(entry.row).is_some() {
                break;
            }
            first -= 1;
        }
        for index in first..self.formatting.len() {
            if self.stack.len() > most || self.patience == 0 {
                self.flattened += 1;
                return;
            }
            let entry = self.formatting[index];
            let row = self.add(entry.kind, entry.tag, entry.attributes);
            self.push(row, entry.tag);
            self.formatting[index].row = row;
        }
    }

    /// Adds and opens a formatting element, of which no more than three alike are active.
    pub(super) fn insert_formatting(&mut self, start: &Start) {
        if self.formatting.len() >= usize::from(self.limits.depth) {
            return self.ignore(start);
        }
        let Some(row) = self.insert_open(start) else { return };
        let kind = if start.side { Kind::SIDE } else { Kind::ELEMENT };
        let mut new = Entry { row, tag: start.tag, kind, attributes: start.attributes, hash: 0 };
        let mut alike = 0;
        let mut earliest = 0;
        for index in (0..self.formatting.len()).rev() {
            let entry = self.formatting[index];
            if entry.row == NONE {
                break;
            }
            if entry.tag == start.tag && self.alike(index, &mut new) {
                alike += 1;
                earliest = index;
            }
        }
        if alike >= 3 {
            self.formatting.remove(earliest);
        }
        self.formatting.push(new);
    }

    fn alike(&mut self, index: usize, new: &mut Entry) -> bool {
        let old = self.formatting[index];
        if old.hash != 0 && new.hash != 0 && old.hash != new.hash {
            return false;
        }
        if self.attributes_of(&old) == self.attributes_of(new) {
            return true;
        }
        if new.hash == 0 {
            new.hash = self.hash(new);
        }
        let hash = if old.hash == 0 { self.hash(&old) } else { old.hash };
        self.formatting[index].hash = hash;
        hash == new.hash && self.sorted(&old) == self.sorted(new)
    }

    fn attributes_of(&self, entry: &Entry) -> &str {
        let from = if entry.kind.has(Kind::SIDE) { &self.side } else { self.text };
        from.get(entry.attributes.range()).unwrap_or("")
    }

    fn sorted(&self, entry: &Entry) -> Vec<(&str, std::borrow::Cow<'_, str>)> {
        let mut all: Vec<_> = Lexer::new(self.attributes_of(entry))
            .map(|a| (a.name, entities::decode(a.raw, entities::Place::Attribute)))
            .collect();
        // Of two with one name the first counts.
        all.sort_by_key(|(name, _)| *name);
        all.dedup_by_key(|(name, _)| *name);
        all
    }

    /// FNV-1a over the sorted attributes.
    fn hash(&self, entry: &Entry) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        for (name, value) in self.sorted(entry) {
            for byte in name.bytes().chain([0]).chain(value.bytes()).chain([1]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        hash | 1
    }

    fn entry_index(&self, row: u32) -> Option<usize> {
        self.formatting.iter().position(|entry| entry.row == row)
    }

    /// An `a` in an `a` ends the first.
    pub(super) fn close_misnested_anchor(&mut self) {
        let open = self
            .formatting
            .iter()
            .rev()
            .take_while(|entry| entry.row != NONE)
            .find(|entry| entry.tag == Tag::A)
            .map(|entry| entry.row);
        let Some(row) = open else { return };
        self.adopt(Tag::A);
        if let Some(index) = self.entry_index(row) {
            self.formatting.remove(index);
        }
        if let Some(index) = self.stack_index(row) {
            self.remove_from_stack(index);
        }
    }

    /// The adoption agency algorithm, for the end of a formatting element
    /// (<https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm>).
    pub(super) fn adopt(&mut self, subject: Tag) {
        let top = self.top();
        if top.tag == subject {
            match self.formatting.last() {
                // The nearly only case: what is closed is what was opened last.
                Some(last) if last.row == top.row => {
                    self.formatting.pop();
                    self.pop();
                    return;
                }
                _ if self.entry_index(top.row).is_none() => {
                    self.pop();
                    return;
                }
                _ => {}
            }
        }
        for _ in 0..8 {
            let entry = self
                .formatting
                .iter()
                .enumerate()
                .rev()
                .take_while(|(_, entry)| entry.row != NONE)
                .find(|(_, entry)| entry.tag == subject);
            let Some((entry_index, &entry)) = entry else {
                return self.end_other(&End { tag: subject, name: Span::default() });
            };
            let Some(index) = self.stack_index(entry.row) else {
                self.formatting.remove(entry_index);
                return;
            };
            if !self.row_in_scope(entry.row) {
                return;
            }
            let block = self.stack[index..].iter().position(|open| open.class & SPECIAL != 0);
            let Some(block) = block else {
                self.truncate(index);
                self.formatting.remove(entry_index);
                return;
            };
            self.adopt_block(entry, index, index + block);
        }
    }

    /// One round of the adoption agency in which a block stands in the formatting element: the
    /// block moves out, and its content goes into a copy of the element.
    #[cold]
    fn adopt_block(&mut self, entry: Entry, index: usize, block_index: usize) {
        self.link();
        let ancestor = self.stack[index - 1];
        let block = self.stack[block_index];
        let mut bookmark = None;
        let mut last = block.row;
        let mut at = block_index;
        let mut round = 0;
        loop {
            round += 1;
            at -= 1;
            let node = self.stack[at];
            if node.row == entry.row {
                break;
            }
            let listed = self.entry_index(node.row);
            let Some(listed) = listed.filter(|_| round <= 3) else {
                if let Some(listed) = listed {
                    self.formatting.remove(listed);
                }
                self.drop_open(at);
                continue;
            };
            let Entry { tag, kind, attributes, .. } = self.formatting[listed];
            let copy = self.lone(kind, tag, attributes);
            self.stack[at].row = copy;
            self.formatting[listed].row = copy;
            if last == block.row {
                bookmark = Some(copy);
            }
            self.links.detach(&mut self.rows, last);
            self.attach(last, Place::LastOf(copy));
            last = copy;
        }
        self.links.detach(&mut self.rows, last);
        let place = self.place(ancestor);
        self.attach(last, place);
        let copy = self.lone(entry.kind, entry.tag, entry.attributes);
        self.links.move_children(&mut self.rows, block.row, copy);
        self.attach(copy, Place::LastOf(block.row));
        let new = Entry { row: copy, ..entry };
        match bookmark.and_then(|row| self.entry_index(row)) {
            None => {
                if let Some(listed) = self.entry_index(entry.row) {
                    self.formatting[listed] = new;
                }
            }
            Some(listed) => {
                self.formatting.insert(listed + 1, new);
                if let Some(old) = self.entry_index(entry.row) {
                    self.formatting.remove(old);
                }
            }
        }
        if let Some(old) = self.stack_index(entry.row) {
            self.drop_open(old);
        }
        let behind = self.stack_index(block.row).map_or(self.stack.len(), |found| found + 1);
        self.open[entry.tag.index()] += 1;
        self.stack.insert(behind, Open { row: copy, tag: entry.tag, class: 0 });
    }

    fn drop_open(&mut self, index: usize) {
        let open = self.stack.remove(index);
        self.open[open.tag.index()] -= 1;
    }
}
