//! Tables and their parts.

use super::class::{BODY_CONTEXT, CELL, IMPLIED, ROW_CONTEXT, TABLE_SCOPE};
use super::{Builder, End, Mode, Start, Step, Tag};
use crate::html::attributes::Lexer;
use crate::html::entities;
use crate::html::links::NONE;

impl Builder<'_> {
    pub(super) fn start_in_table(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::CAPTION => {
                self.clear_back_to(TABLE_SCOPE);
                self.push_marker();
                self.insert_part(start);
                self.mode = Mode::InCaption;
            }
            Tag::COLGROUP => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_part(start);
                self.mode = Mode::InColumnGroup;
            }
            Tag::COL => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_implied(Tag::COLGROUP);
                self.mode = Mode::InColumnGroup;
                return Step::Again;
            }
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_part(start);
                self.mode = Mode::InTableBody;
            }
            Tag::TD | Tag::TH | Tag::TR => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_implied(Tag::TBODY);
                self.mode = Mode::InTableBody;
                return Step::Again;
            }
            Tag::TABLE => {
                if self.in_scope(Tag::TABLE, TABLE_SCOPE) {
                    self.pop_until(Tag::TABLE);
                    self.mode = self.reset_mode();
                    return Step::Again;
                }
            }
            Tag::STYLE | Tag::SCRIPT | Tag::TEMPLATE => self.start_head_element(start),
            Tag::INPUT if self.is_hidden(start) => {
                self.insert(start);
            }
            Tag::FORM => {
                if self.form == NONE && !self.has_template() {
                    self.form = self.insert(start);
                }
            }
            _ => {
                self.foster = true;
                self.start_in_body(start);
                self.foster = false;
            }
        }
        Step::Done
    }

    fn is_hidden(&self, start: &Start) -> bool {
        let from = if start.side { self.side.as_str() } else { self.text };
        let tag = from.get(start.attributes.range()).unwrap_or("");
        Lexer::new(tag)
            .take(self.limits.attributes.into())
            .find(|attribute| attribute.name == "type")
            .is_some_and(|attribute| {
                entities::decode(attribute.raw, entities::Place::Attribute)
                    .eq_ignore_ascii_case("hidden")
            })
    }

    pub(super) fn end_in_table(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::TABLE => {
                if self.in_scope(Tag::TABLE, TABLE_SCOPE) {
                    self.pop_until(Tag::TABLE);
                    self.mode = self.reset_mode();
                }
            }
            Tag::BODY
            | Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::HTML
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => {}
            Tag::TEMPLATE => self.end_template(),
            _ => {
                self.foster = true;
                let step = self.end_in_body(end);
                self.foster = false;
                return step;
            }
        }
        Step::Done
    }

    pub(super) fn start_in_caption(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => self.close_caption(),
            _ => {
                self.start_in_body(start);
                Step::Done
            }
        }
    }

    /// Closes the caption, after which the tag is the table's.
    fn close_caption(&mut self) -> Step {
        if !self.in_scope(Tag::CAPTION, TABLE_SCOPE) {
            return Step::Done;
        }
        self.imply_ends(IMPLIED);
        self.pop_until(Tag::CAPTION);
        self.clear_to_marker();
        self.mode = Mode::InTable;
        Step::Again
    }

    pub(super) fn end_in_caption(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::CAPTION => {
                self.close_caption();
            }
            Tag::TABLE => return self.close_caption(),
            Tag::BODY
            | Tag::COL
            | Tag::COLGROUP
            | Tag::HTML
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => {}
            _ => return self.end_in_body(end),
        }
        Step::Done
    }

    pub(super) fn start_in_column_group(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::HTML => self.start_in_body(start),
            Tag::COL => {
                self.insert(start);
            }
            Tag::TEMPLATE => self.start_head_element(start),
            _ => return self.close_column_group(),
        }
        Step::Done
    }

    fn close_column_group(&mut self) -> Step {
        if !self.top_is(Tag::COLGROUP) {
            return Step::Done;
        }
        self.pop();
        self.mode = Mode::InTable;
        Step::Again
    }

    pub(super) fn end_in_column_group(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::COLGROUP => {
                self.close_column_group();
            }
            Tag::COL => {}
            Tag::TEMPLATE => self.end_template(),
            _ => return self.close_column_group(),
        }
        Step::Done
    }

    pub(super) fn start_in_table_body(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::TR => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert_part(start);
                self.mode = Mode::InRow;
                Step::Done
            }
            Tag::TH | Tag::TD => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert_implied(Tag::TR);
                self.mode = Mode::InRow;
                Step::Again
            }
            Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                self.close_table_body()
            }
            _ => self.start_in_table(start),
        }
    }

    fn close_table_body(&mut self) -> Step {
        // As html5ever has it: a `thead` is left out of this set.
        let inside = self.stack.iter().rev().find_map(|open| {
            if matches!(open.tag, Tag::TABLE | Tag::TBODY | Tag::TFOOT) {
                return Some(true);
            }
            (open.class & TABLE_SCOPE != 0).then_some(false)
        });
        if inside != Some(true) {
            return Step::Done;
        }
        self.clear_back_to(BODY_CONTEXT);
        self.pop();
        self.mode = Mode::InTable;
        Step::Again
    }

    pub(super) fn end_in_table_body(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                if self.in_scope(end.tag, TABLE_SCOPE) {
                    self.clear_back_to(BODY_CONTEXT);
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Step::Done
            }
            Tag::TABLE => self.close_table_body(),
            Tag::BODY
            | Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::HTML
            | Tag::TD
            | Tag::TH
            | Tag::TR => Step::Done,
            _ => self.end_in_table(end),
        }
    }

    pub(super) fn start_in_row(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::TH | Tag::TD => {
                self.clear_back_to(ROW_CONTEXT);
                self.insert_part(start);
                self.mode = Mode::InCell;
                self.push_marker();
                Step::Done
            }
            Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::TBODY
            | Tag::TFOOT
            | Tag::THEAD
            | Tag::TR => self.close_row(),
            _ => self.start_in_table(start),
        }
    }

    fn close_row(&mut self) -> Step {
        if !self.in_scope(Tag::TR, TABLE_SCOPE) {
            return Step::Done;
        }
        self.clear_back_to(ROW_CONTEXT);
        self.pop();
        self.mode = Mode::InTableBody;
        Step::Again
    }

    pub(super) fn end_in_row(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::TR => {
                self.close_row();
                Step::Done
            }
            Tag::TABLE => self.close_row(),
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                if self.in_scope(end.tag, TABLE_SCOPE) {
                    self.close_row()
                } else {
                    Step::Done
                }
            }
            Tag::BODY | Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::HTML | Tag::TD | Tag::TH => {
                Step::Done
            }
            _ => self.end_in_table(end),
        }
    }

    pub(super) fn start_in_cell(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => {
                if !self.class_in_scope(CELL, TABLE_SCOPE) {
                    return Step::Done;
                }
                self.close_cell();
                Step::Again
            }
            _ => {
                self.start_in_body(start);
                Step::Done
            }
        }
    }

    fn close_cell(&mut self) {
        self.imply_ends(IMPLIED);
        self.pop_until_class(CELL);
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    pub(super) fn end_in_cell(&mut self, end: &End) -> Step {
        match end.tag {
            Tag::TD | Tag::TH => {
                if self.in_scope(end.tag, TABLE_SCOPE) {
                    self.imply_ends(IMPLIED);
                    self.pop_until(end.tag);
                    self.clear_to_marker();
                    self.mode = Mode::InRow;
                }
                Step::Done
            }
            Tag::BODY | Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::HTML => Step::Done,
            Tag::TABLE | Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TR => {
                if !self.in_scope(end.tag, TABLE_SCOPE) {
                    return Step::Done;
                }
                self.close_cell();
                Step::Again
            }
            _ => self.end_in_body(end),
        }
    }
}
