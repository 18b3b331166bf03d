//! Runs of text, in every insertion mode.

use super::class::{FOREIGN, FOSTERS, HTML_POINT, TEXT_POINT};
use super::{Builder, Kind, Mode, Span, Tag};
use crate::html::attributes::is_space;
use crate::html::entities::{self, Place};

impl Builder<'_> {
    /// Text found between tags.
    #[inline]
    pub(super) fn text_run(&mut self, from: usize, to: usize) {
        if from < to {
            self.text_token(from, to, Kind::TEXT);
        }
    }

    pub(super) fn text_token(&mut self, from: usize, to: usize, kind: Kind) {
        let class = self.top().class;
        if class & FOREIGN != 0 && class & (TEXT_POINT | HTML_POINT) == 0 {
            self.add(kind, Tag::UNKNOWN, Span::new(from, to));
        } else if matches!(self.mode, Mode::InBody | Mode::InCell) {
            self.text_in_body(from, to, kind);
        } else {
            self.text_elsewhere(from, to, kind);
        }
    }

    #[inline]
    fn text_in_body(&mut self, from: usize, to: usize, kind: Kind) {
        if !self.formatting.is_empty() {
            self.reconstruct();
        }
        self.add(kind, Tag::UNKNOWN, Span::new(from, to));
    }

    fn text_elsewhere(&mut self, from: usize, to: usize, kind: Kind) {
        let mut from = from;
        while from < to {
            match self.mode {
                Mode::Initial => {
                    from = self.skip_white(from, to, kind);
                    if from < to {
                        self.quirks = true;
                        self.mode = Mode::BeforeHtml;
                    }
                }
                Mode::BeforeHtml => {
                    from = self.skip_white(from, to, kind);
                    if from < to {
                        self.create_root(None);
                    }
                }
                Mode::BeforeHead => {
                    from = self.skip_white(from, to, kind);
                    if from < to {
                        self.imply_head();
                    }
                }
                Mode::InHead => {
                    from = self.take_white(from, to, kind);
                    if from < to {
                        self.pop();
                        self.mode = Mode::AfterHead;
                    }
                }
                Mode::AfterHead => {
                    from = self.take_white(from, to, kind);
                    if from < to {
                        self.imply_body();
                    }
                }
                Mode::InColumnGroup => {
                    from = self.take_white(from, to, kind);
                    if from == to {
                        return;
                    }
                    if !self.top_is(Tag::COLGROUP) {
                        // Each run that is not white space is dropped by itself.
                        from = self.skip_black(from, to, kind);
                        continue;
                    }
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Mode::InTable | Mode::InTableBody | Mode::InRow => {
                    return self.text_in_table(from, to, kind);
                }
                Mode::AfterBody | Mode::AfterAfterBody => {
                    let black = self.skip_white(from, to, kind);
                    if black > from {
                        self.text_in_body(from, black, kind);
                    }
                    from = black;
                    if from < to {
                        self.mode = Mode::InBody;
                    }
                }
                Mode::InBody | Mode::InCell | Mode::InCaption | Mode::InTemplate => {
                    return self.text_in_body(from, to, kind);
                }
            }
        }
    }

    fn text_in_table(&mut self, from: usize, to: usize, kind: Kind) {
        if self.top().class & FOSTERS != 0 && self.skip_white(from, to, kind) == to {
            self.add(kind, Tag::UNKNOWN, Span::new(from, to));
        } else {
            self.foster = true;
            self.text_in_body(from, to, kind);
            self.foster = false;
        }
    }

    /// Behind the white space at `from`.
    fn skip_white(&self, from: usize, to: usize, kind: Kind) -> usize {
        self.skip(from, to, kind, true)
    }

    fn skip_black(&self, from: usize, to: usize, kind: Kind) -> usize {
        self.skip(from, to, kind, false)
    }

    fn skip(&self, from: usize, to: usize, kind: Kind, white: bool) -> usize {
        let mut at = from;
        while at < to {
            let byte = self.bytes[at];
            let mut length = 1;
            let mut space = is_space(byte);
            if byte == b'&' && !kind.has(Kind::RAW) {
                let rest = self.text.get(at..to).unwrap_or("");
                if let Some(found) = entities::reference(rest, Place::Text) {
                    length = found.length;
                    space = found.first.is_ascii_whitespace() && found.second.is_none();
                }
            }
            if space != white {
                break;
            }
            at += length;
        }
        at
    }

    /// Adds the white space at `from` to the current element, and goes behind it.
    fn take_white(&mut self, from: usize, to: usize, kind: Kind) -> usize {
        let black = self.skip_white(from, to, kind);
        if black > from {
            self.add(kind, Tag::UNKNOWN, Span::new(from, black));
        }
        black
    }
}
