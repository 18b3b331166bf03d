//! What a pass writes of text nodes and line breaks.

use super::Pass;
use crate::html::NodeId;
use crate::strip::segment::kinds::is_strong;
use crate::strip::segment::{prose, write};

impl Pass<'_> {
    pub(super) fn text(&mut self, node: NodeId) {
        let Some(top) = self.stack.last() else { return };
        let (preformatted, linked, in_row) = (top.preformatted, top.linked, top.row);
        let raw = self.page.raw_text(node);
        if !preformatted && write::is_blank(raw) {
            if !raw.is_empty() {
                self.writer.space();
            }
            return;
        }
        let text = self.page.text(node);
        let before = self.writer.len();
        if preformatted {
            self.writer.push_lines(&text);
        } else if !linked
            && !in_row
            && let Some(parts) = prose::parted(&text)
        {
            for (at, part) in parts.into_iter().enumerate() {
                if at > 0 {
                    self.flush();
                }
                self.writer.push(part);
            }
            self.breaks = 0;
            return;
        } else {
            self.writer.push(&text);
        }
        // Preformatted text may lose spaces that were written before it.
        let written = self.writer.len().saturating_sub(before);
        if written > 0 {
            self.breaks = 0;
            if linked {
                self.run.linked += written;
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        let Some(top) = self.stack.last() else { return };
        if top.preformatted {
            self.writer.push_lines("\n");
            return;
        }
        self.breaks = self.breaks.saturating_add(1);
        self.run.breaks = self.run.breaks.saturating_add(1);
        if top.row {
            self.writer.space();
        } else if self.breaks > 1 || self.ends_head() {
            self.flush();
        } else {
            let headed =
                self.cover.finish(self.writer.len()).iter().any(|(tag, _)| is_strong(*tag));
            self.writer.line_break(headed);
        }
    }
}
