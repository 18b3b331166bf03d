//! The stack of open elements: opening, closing, and what stands in which scope.

use super::class::CLASS;
use super::{Builder, Mode, Open, Tag};
use crate::html::links::NONE;

impl Builder<'_> {
    pub(super) fn top(&self) -> Open {
        self.stack.last().copied().unwrap_or(Open { row: 0, tag: Tag::HTML, class: 0 })
    }

    pub(super) fn top_is(&self, tag: Tag) -> bool {
        self.top().tag == tag
    }

    /// Opens an HTML element that is in the tree already.
    pub(super) fn push(&mut self, row: u32, tag: Tag) {
        self.push_open(Open { row, tag, class: CLASS[tag.index()] });
    }

    pub(super) fn push_open(&mut self, open: Open) {
        self.open[open.tag.index()] += 1;
        self.stack.push(open);
    }

    /// Closes the current element; the `html` element stays.
    pub(super) fn pop(&mut self) -> Open {
        let top = self.top();
        if self.stack.len() > 1 {
            self.stack.pop();
            self.open[top.tag.index()] -= 1;
            self.rows[top.row as usize].end = self.rows.len() as u32;
        }
        top
    }

    pub(super) fn truncate(&mut self, len: usize) {
        while self.stack.len() > len.max(1) {
            self.pop();
        }
    }

    /// Takes an element out of the stack, leaving those above it open.
    pub(super) fn remove_from_stack(&mut self, index: usize) {
        if index + 1 == self.stack.len() {
            self.pop();
        } else {
            let open = self.stack.remove(index);
            self.open[open.tag.index()] -= 1;
            self.removed = true;
        }
    }

    pub(super) fn stack_index(&self, row: u32) -> Option<usize> {
        self.stack.iter().rposition(|open| open.row == row)
    }

    /// Closes elements until one of `tag` is closed.
    pub(super) fn pop_until(&mut self, tag: Tag) {
        while self.stack.len() > 1 && self.pop().tag != tag {}
    }

    pub(super) fn pop_until_class(&mut self, class: u16) {
        while self.stack.len() > 1 && self.pop().class & class == 0 {}
    }

    /// Closes elements until the current one is of `class`.
    pub(super) fn clear_back_to(&mut self, class: u16) {
        while self.stack.len() > 1 && self.top().class & class == 0 {
            self.pop();
        }
    }

    pub(super) fn in_scope(&self, tag: Tag, barrier: u16) -> bool {
        if self.open[tag.index()] == 0 {
            return false;
        }
        for open in self.stack.iter().rev() {
            if open.tag == tag {
                return true;
            }
            if open.class & barrier != 0 {
                return false;
            }
        }
        false
    }

    pub(super) fn class_in_scope(&self, class: u16, barrier: u16) -> bool {
        for open in self.stack.iter().rev() {
            if open.class & class != 0 {
                return true;
            }
            if open.class & barrier != 0 {
                return false;
            }
        }
        false
    }

    pub(super) fn imply_ends(&mut self, class: u16) {
        while self.top().class & class != 0 && self.stack.len() > 1 {
            self.pop();
        }
    }

    pub(super) fn imply_ends_except(&mut self, class: u16, tag: Tag) {
        while self.top().class & class != 0 && !self.top_is(tag) && self.stack.len() > 1 {
            self.pop();
        }
    }

    pub(super) fn reset_mode(&self) -> Mode {
        for (index, open) in self.stack.iter().enumerate().rev() {
            match open.tag {
                Tag::TD | Tag::TH if index > 0 => return Mode::InCell,
                Tag::TR => return Mode::InRow,
                Tag::TBODY | Tag::THEAD | Tag::TFOOT => return Mode::InTableBody,
                Tag::CAPTION => return Mode::InCaption,
                Tag::COLGROUP => return Mode::InColumnGroup,
                Tag::TABLE => return Mode::InTable,
                Tag::TEMPLATE => {
                    return self.templates.last().copied().unwrap_or(Mode::InTemplate);
                }
                Tag::HEAD if index > 0 => return Mode::InHead,
                Tag::BODY => return Mode::InBody,
                Tag::HTML if self.head == NONE => return Mode::BeforeHead,
                Tag::HTML => return Mode::AfterHead,
                _ => {}
            }
        }
        Mode::InBody
    }
}
