//! The end of the page.

use super::{Builder, Mode, Tag};

impl Builder<'_> {
    /// Makes the elements that every page has, and closes what is open.
    pub(super) fn end_of_file(&mut self) {
        loop {
            match self.mode {
                Mode::Initial => self.mode = Mode::BeforeHtml,
                Mode::BeforeHtml => self.create_root(None),
                Mode::BeforeHead => self.imply_head(),
                Mode::InHead => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                }
                Mode::AfterHead => self.imply_body(),
                Mode::AfterBody | Mode::AfterAfterBody => break,
                _ if self.templates.is_empty() => break,
                _ if !self.has_template() => break,
                _ => {
                    self.pop_until(Tag::TEMPLATE);
                    self.clear_to_marker();
                    self.templates.pop();
                    self.mode = self.reset_mode();
                }
            }
        }
        self.truncate(1);
        let end = self.rows.len() as u32;
        if let Some(root) = self.rows.first_mut() {
            root.end = end;
        }
    }
}
