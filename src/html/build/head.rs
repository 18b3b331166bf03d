//! Tags up to the body, and which mode looks at which tag.

use super::class::{BUTTON, FOREIGN, SCOPE, THOROUGH};
use super::{Builder, End, Hard, Kind, Mode, Start, Step, Tag};
use crate::html::links::NONE;

impl Builder<'_> {
    pub(super) fn start(&mut self, start: &Start) {
        if self.top().class & FOREIGN != 0 && self.is_foreign_start(start) {
            return self.foreign_start(start);
        }
        self.start_by_mode(start);
    }

    #[inline]
    pub(super) fn start_by_mode(&mut self, start: &Start) {
        while self.start_step(start) == Step::Again {}
    }

    #[inline]
    fn start_step(&mut self, start: &Start) -> Step {
        match self.mode {
            Mode::InBody => self.start_in_body(start),
            Mode::Initial => {
                self.quirks = true;
                self.mode = Mode::BeforeHtml;
                return Step::Again;
            }
            Mode::BeforeHtml if start.tag == Tag::HTML => self.create_root(Some(start)),
            Mode::BeforeHtml => {
                self.create_root(None);
                return Step::Again;
            }
            Mode::BeforeHead => return self.start_before_head(start),
            Mode::InHead => return self.start_in_head(start),
            Mode::AfterHead => return self.start_after_head(start),
            Mode::InTable => return self.start_in_table(start),
            Mode::InCaption => return self.start_in_caption(start),
            Mode::InColumnGroup => return self.start_in_column_group(start),
            Mode::InTableBody => return self.start_in_table_body(start),
            Mode::InRow => return self.start_in_row(start),
            Mode::InCell => return self.start_in_cell(start),
            Mode::InTemplate => return self.start_in_template(start),
            Mode::AfterBody | Mode::AfterAfterBody if start.tag == Tag::HTML => {
                self.start_in_body(start);
            }
            Mode::AfterBody | Mode::AfterAfterBody => {
                self.mode = Mode::InBody;
                return Step::Again;
            }
        }
        Step::Done
    }

    pub(super) fn end(&mut self, end: &End) {
        if self.ignoring && self.ends_ignored(end) {
            return;
        }
        if self.top().class & FOREIGN != 0 {
            return self.foreign_end(end);
        }
        self.end_by_mode(end);
    }

    #[inline]
    pub(super) fn end_by_mode(&mut self, end: &End) {
        while self.end_step(end) == Step::Again {}
    }

    #[inline]
    fn end_step(&mut self, end: &End) -> Step {
        match self.mode {
            Mode::InBody => return self.end_in_body(end),
            Mode::Initial => {
                self.quirks = true;
                self.mode = Mode::BeforeHtml;
                return Step::Again;
            }
            Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead => {
                return self.end_before_body(end);
            }
            Mode::InTable => return self.end_in_table(end),
            Mode::InCaption => return self.end_in_caption(end),
            Mode::InColumnGroup => return self.end_in_column_group(end),
            Mode::InTableBody => return self.end_in_table_body(end),
            Mode::InRow => return self.end_in_row(end),
            Mode::InCell => return self.end_in_cell(end),
            Mode::InTemplate if end.tag == Tag::TEMPLATE => self.end_template(),
            Mode::InTemplate => {}
            Mode::AfterBody if end.tag == Tag::HTML => self.mode = Mode::AfterAfterBody,
            Mode::AfterBody | Mode::AfterAfterBody => {
                self.mode = Mode::InBody;
                return Step::Again;
            }
        }
        Step::Done
    }

    pub(super) fn create_root(&mut self, start: Option<&Start>) {
        match start {
            Some(start) => self.insert_part(start),
            None => {
                self.insert_implied(Tag::HTML);
            }
        }
        self.mode = Mode::BeforeHead;
    }

    pub(super) fn imply_head(&mut self) {
        self.head = self.insert_implied(Tag::HEAD);
        self.mode = Mode::InHead;
    }

    pub(super) fn imply_body(&mut self) {
        self.insert_implied(Tag::BODY);
        self.mode = Mode::InBody;
    }

    fn start_before_head(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::HTML => self.start_in_body(start),
            Tag::HEAD => {
                self.insert_part(start);
                self.head = self.top().row;
                self.mode = Mode::InHead;
            }
            _ => {
                self.imply_head();
                return Step::Again;
            }
        }
        Step::Done
    }

    fn start_in_head(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::HTML => self.start_in_body(start),
            Tag::NOSCRIPT => self.raw_element(start, Kind::RAW),
            Tag::HEAD => {}
            _ if is_head_element(start.tag) => self.start_head_element(start),
            _ => {
                self.pop();
                self.mode = Mode::AfterHead;
                return Step::Again;
            }
        }
        Step::Done
    }

    /// The elements that are treated as "in head" says also in a body, a table and a template.
    pub(super) fn start_head_element(&mut self, start: &Start) {
        match start.tag {
            Tag::TITLE => self.raw_element(start, Kind::ELEMENT),
            Tag::NOFRAMES | Tag::STYLE | Tag::SCRIPT => self.raw_element(start, Kind::RAW),
            Tag::TEMPLATE => {
                if self.insert_open(start).is_some() {
                    self.push_marker();
                    self.mode = Mode::InTemplate;
                    self.templates.push(Mode::InTemplate);
                }
            }
            _ => {
                self.insert(start);
                self.look_for_mark();
            }
        }
    }

    fn start_after_head(&mut self, start: &Start) -> Step {
        match start.tag {
            Tag::HTML => self.start_in_body(start),
            Tag::BODY => {
                self.insert_part(start);
                self.mode = Mode::InBody;
            }
            Tag::FRAMESET => self.hard(Hard::Frameset),
            Tag::HEAD => {}
            _ if is_head_element(start.tag) => {
                // Back into the head, which may have something behind it by now.
                let head = self.head;
                if self.rows[head as usize].end as usize != self.rows.len() {
                    self.link();
                }
                self.push(head, Tag::HEAD);
                self.start_head_element(start);
                if let Some(index) = self.stack_index(head) {
                    self.remove_from_stack(index);
                }
            }
            _ => {
                self.imply_body();
                return Step::Again;
            }
        }
        Step::Done
    }

    fn end_before_body(&mut self, end: &End) -> Step {
        match (self.mode, end.tag) {
            (Mode::InHead, Tag::HEAD) => {
                self.pop();
                self.mode = Mode::AfterHead;
                return Step::Done;
            }
            (Mode::InHead | Mode::AfterHead, Tag::TEMPLATE) => self.end_template(),
            (Mode::BeforeHtml | Mode::BeforeHead, Tag::HEAD)
            | (_, Tag::BODY | Tag::HTML | Tag::BR) => {
                match self.mode {
                    Mode::BeforeHtml => self.create_root(None),
                    Mode::BeforeHead => self.imply_head(),
                    Mode::InHead => {
                        self.pop();
                        self.mode = Mode::AfterHead;
                    }
                    _ => self.imply_body(),
                }
                return Step::Again;
            }
            _ => {}
        }
        Step::Done
    }

    pub(super) fn end_template(&mut self) {
        if self.open[Tag::TEMPLATE.index()] == 0 {
            return;
        }
        self.imply_ends(THOROUGH);
        self.pop_until(Tag::TEMPLATE);
        self.clear_to_marker();
        self.templates.pop();
        self.mode = self.reset_mode();
    }

    fn start_in_template(&mut self, start: &Start) -> Step {
        let mode = match start.tag {
            tag if is_head_element(tag) => {
                self.start_head_element(start);
                return Step::Done;
            }
            Tag::CAPTION | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD => Mode::InTable,
            Tag::COL => Mode::InColumnGroup,
            Tag::TR => Mode::InTableBody,
            Tag::TD | Tag::TH => Mode::InRow,
            _ => Mode::InBody,
        };
        self.templates.pop();
        self.templates.push(mode);
        self.mode = mode;
        Step::Again
    }

    /// Whether there is a paragraph to close before a block.
    #[inline]
    pub(super) fn close_paragraph(&mut self) {
        if self.open[Tag::P.index()] != 0 && self.in_scope(Tag::P, SCOPE | BUTTON) {
            self.close_p();
        }
    }

    pub(super) fn has_template(&self) -> bool {
        self.open[Tag::TEMPLATE.index()] != 0
    }

    /// The body element, if it is where it should be: second on the stack.
    pub(super) fn body_row(&self) -> u32 {
        match self.stack.get(1) {
            Some(open) if open.tag == Tag::BODY => open.row,
            _ => NONE,
        }
    }
}

pub(super) fn is_head_element(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::BASE
            | Tag::BASEFONT
            | Tag::BGSOUND
            | Tag::LINK
            | Tag::META
            | Tag::NOFRAMES
            | Tag::SCRIPT
            | Tag::STYLE
            | Tag::TEMPLATE
            | Tag::TITLE
    )
}
