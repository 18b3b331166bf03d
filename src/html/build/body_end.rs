//! End tags in a body.

use super::class::{BUTTON, HEADING, IMPLIED, LIST, SCOPE, SPECIAL};
use super::formatting::is_formatting;
use super::{Builder, End, Kind, Mode, Span, Step, Tag};
use crate::html::links::NONE;

impl Builder<'_> {
    pub(super) fn close_p(&mut self) {
        self.imply_ends_except(IMPLIED, Tag::P);
        self.pop_until(Tag::P);
    }

    pub(super) fn end_in_body(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::ADDRESS
            | Tag::ARTICLE
            | Tag::ASIDE
            | Tag::BLOCKQUOTE
            | Tag::BUTTON
            | Tag::CENTER
            | Tag::DETAILS
            | Tag::DIALOG
            | Tag::DIR
            | Tag::DIV
            | Tag::DL
            | Tag::FIELDSET
            | Tag::FIGCAPTION
            | Tag::FIGURE
            | Tag::FOOTER
            | Tag::HEADER
            | Tag::HGROUP
            | Tag::LISTING
            | Tag::MAIN
            | Tag::MENU
            | Tag::NAV
            | Tag::OL
            | Tag::PRE
            | Tag::SEARCH
            | Tag::SECTION
            | Tag::SELECT
            | Tag::SUMMARY
            | Tag::UL => {
                if self.in_scope(end.tag, SCOPE) {
                    self.imply_ends(IMPLIED);
                    self.pop_until(end.tag);
                }
            }
            tag if is_formatting(tag) => self.adopt(tag),
            Tag::P => {
                if !self.in_scope(Tag::P, SCOPE | BUTTON) {
                    self.insert_implied(Tag::P);
                }
                self.close_p();
            }
            Tag::LI | Tag::DD | Tag::DT => {
                let barrier = if end.tag == Tag::LI { SCOPE | LIST } else { SCOPE };
                if self.in_scope(end.tag, barrier) {
                    self.imply_ends_except(IMPLIED, end.tag);
                    self.pop_until(end.tag);
                }
            }
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                if self.class_in_scope(HEADING, SCOPE) {
                    self.imply_ends(IMPLIED);
                    self.pop_until_class(HEADING);
                }
            }
            Tag::BODY | Tag::HTML => {
                if self.in_scope(Tag::BODY, SCOPE) {
                    self.mode = Mode::AfterBody;
                    if end.tag == Tag::HTML {
                        return Step::Again;
                    }
                }
            }
            Tag::FORM => self.end_form(),
            Tag::APPLET | Tag::MARQUEE | Tag::OBJECT => {
                if self.in_scope(end.tag, SCOPE) {
                    self.imply_ends(IMPLIED);
                    self.pop_until(end.tag);
                    self.clear_to_marker();
                }
            }
            Tag::BR => {
                self.reconstruct();
                self.add(Kind::ELEMENT, Tag::BR, Span::default());
            }
            Tag::TEMPLATE => self.end_template(),
            _ => self.end_other(end),
        }
        Step::Done
    }

    fn end_form(&mut self) {
        if self.has_template() {
            if self.in_scope(Tag::FORM, SCOPE) {
                self.imply_ends(IMPLIED);
                self.pop_until(Tag::FORM);
            }
            return;
        }
        let form = std::mem::replace(&mut self.form, NONE);
        if form != NONE && self.row_in_scope(form) {
            self.imply_ends(IMPLIED);
            if let Some(index) = self.stack_index(form) {
                self.remove_from_stack(index);
            }
        }
    }

    pub(super) fn row_in_scope(&self, row: u32) -> bool {
        for open in self.stack.iter().rev() {
            if open.row == row {
                return true;
            }
            if open.class & SCOPE != 0 {
                return false;
            }
        }
        false
    }

    /// Any other end tag: closes the nearest element of its name, if nothing special stands
    /// between.
    pub(super) fn end_other(&mut self, end: &End) {
        if end.tag != Tag::UNKNOWN && self.open[end.tag.index()] == 0 {
            return;
        }
        let mut found = None;
        for (index, open) in self.stack.iter().enumerate().rev() {
            if open.tag == end.tag && (end.tag != Tag::UNKNOWN || self.same_name(open.row, end)) {
                found = Some(index);
                break;
            }
            if open.class & SPECIAL != 0 {
                return;
            }
        }
        let Some(index) = found else { return };
        if end.tag == Tag::UNKNOWN {
            // No element that ends are implied for is outside the table.
            self.imply_ends(IMPLIED);
        } else {
            self.imply_ends_except(IMPLIED, end.tag);
        }
        self.truncate(index);
    }

    pub(super) fn same_name(&self, row: u32, end: &End) -> bool {
        let name = self.text.get(end.name.range()).unwrap_or("");
        self.name_of(row).eq_ignore_ascii_case(name)
    }
}
