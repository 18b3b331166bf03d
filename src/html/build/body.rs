//! Start tags in a body.

use super::class::{HEADING, IMPLIED, SCOPE, SPECIAL};
use super::{Builder, Hard, Kind, Mode, Start, Tag};
use crate::html::links::NONE;

impl Builder<'_> {
    pub(super) fn start_in_body(&mut self, start: &Start) {
        match start.tag {
            Tag::ADDRESS
            | Tag::ARTICLE
            | Tag::ASIDE
            | Tag::BLOCKQUOTE
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
            | Tag::MAIN
            | Tag::MENU
            | Tag::NAV
            | Tag::OL
            | Tag::P
            | Tag::SEARCH
            | Tag::SECTION
            | Tag::SUMMARY
            | Tag::UL => {
                self.close_paragraph();
                self.insert_open(start);
            }
            Tag::A => {
                self.close_misnested_anchor();
                self.reconstruct();
                self.insert_formatting(start);
            }
            Tag::LI => self.start_item(start, &[Tag::LI]),
            Tag::DD | Tag::DT => self.start_item(start, &[Tag::DD, Tag::DT]),
            Tag::B
            | Tag::BIG
            | Tag::CODE
            | Tag::EM
            | Tag::FONT
            | Tag::I
            | Tag::S
            | Tag::SMALL
            | Tag::STRIKE
            | Tag::STRONG
            | Tag::TT
            | Tag::U => {
                self.reconstruct();
                self.insert_formatting(start);
            }
            Tag::AREA | Tag::BR | Tag::EMBED | Tag::IMG | Tag::KEYGEN | Tag::WBR => {
                self.reconstruct();
                self.insert(start);
            }
            Tag::IMAGE => {
                self.reconstruct();
                self.insert_as(start, Tag::IMG);
            }
            Tag::BASE
            | Tag::BASEFONT
            | Tag::BGSOUND
            | Tag::LINK
            | Tag::META
            | Tag::NOFRAMES
            | Tag::SCRIPT
            | Tag::STYLE
            | Tag::TEMPLATE
            | Tag::TITLE => self.start_head_element(start),
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                self.close_paragraph();
                if self.top().class & HEADING != 0 {
                    self.pop();
                }
                self.insert_open(start);
            }
            Tag::BUTTON => {
                if self.in_scope(Tag::BUTTON, SCOPE) {
                    self.imply_ends(IMPLIED);
                    self.pop_until(Tag::BUTTON);
                }
                self.reconstruct();
                self.insert_open(start);
            }
            Tag::INPUT => {
                if self.in_scope(Tag::SELECT, SCOPE) {
                    self.pop_until(Tag::SELECT);
                }
                self.reconstruct();
                self.insert(start);
            }
            Tag::IFRAME | Tag::NOEMBED => self.raw_element(start, Kind::RAW),
            Tag::TEXTAREA => self.raw_element(start, Kind::ELEMENT),
            Tag::NOSCRIPT => {
                self.raw_element(start, Kind::RAW);
            }
            Tag::PARAM | Tag::SOURCE | Tag::TRACK => {
                self.insert(start);
            }
            Tag::SVG | Tag::MATH => {
                self.reconstruct();
                self.insert_foreign(start, start.tag == Tag::SVG);
            }
            Tag::FORM => self.start_form(start),
            Tag::TABLE => {
                if !self.quirks {
                    self.close_paragraph();
                }
                if self.insert_open(start).is_some() {
                    self.mode = Mode::InTable;
                }
            }
            Tag::HR => {
                self.close_paragraph();
                if self.in_scope(Tag::SELECT, SCOPE) {
                    self.imply_ends(IMPLIED);
                }
                self.insert(start);
            }
            Tag::PRE | Tag::LISTING => {
                self.close_paragraph();
                self.insert_open(start);
                self.skip_line_feed();
            }
            Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::FRAME
            | Tag::HEAD
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => {}
            _ => self.start_rare(start),
        }
    }

    fn start_rare(&mut self, start: &Start) {
        match start.tag {
            Tag::SELECT if self.in_scope(Tag::SELECT, SCOPE) => self.pop_until(Tag::SELECT),
            Tag::OPTION | Tag::OPTGROUP => {
                if self.in_scope(Tag::SELECT, SCOPE) {
                    if start.tag == Tag::OPTION {
                        self.imply_ends_except(IMPLIED, Tag::OPTGROUP);
                    } else {
                        self.imply_ends(IMPLIED);
                    }
                } else if self.top_is(Tag::OPTION) {
                    self.pop();
                }
                self.reconstruct();
                self.insert_open(start);
            }
            Tag::NOBR => {
                self.reconstruct();
                if self.in_scope(Tag::NOBR, SCOPE) {
                    self.adopt(Tag::NOBR);
                    self.reconstruct();
                }
                self.insert_formatting(start);
            }
            Tag::APPLET | Tag::MARQUEE | Tag::OBJECT => {
                self.reconstruct();
                if self.insert_open(start).is_some() {
                    self.push_marker();
                }
            }
            Tag::XMP => {
                self.close_paragraph();
                self.reconstruct();
                self.raw_element(start, Kind::RAW);
            }
            Tag::PLAINTEXT => {
                self.close_paragraph();
                self.insert_open(start);
                let (from, to) = (self.at, self.bytes.len());
                self.at = to;
                if from < to {
                    self.text_token(from, to, Kind::TEXT.and(Kind::RAW));
                }
            }
            Tag::RB | Tag::RTC => {
                if self.in_scope(Tag::RUBY, SCOPE) {
                    self.imply_ends(IMPLIED);
                }
                self.insert_open(start);
            }
            Tag::RP | Tag::RT => {
                if self.in_scope(Tag::RUBY, SCOPE) {
                    self.imply_ends_except(IMPLIED, Tag::RTC);
                }
                self.insert_open(start);
            }
            Tag::HTML => {
                if !self.has_template() {
                    self.merge_attributes(0, start);
                }
            }
            Tag::BODY => {
                let body = self.body_row();
                if body != NONE && !self.has_template() {
                    self.merge_attributes(body, start);
                }
            }
            Tag::FRAMESET => self.hard(Hard::Frameset),
            _ => {
                self.reconstruct();
                self.insert_open(start);
            }
        }
    }

    fn start_item(&mut self, start: &Start, closes: &[Tag]) {
        let open = self
            .stack
            .iter()
            .rev()
            .map(|open| (open.tag, open.class))
            .find(|(tag, class)| {
                closes.contains(tag)
                    || (class & SPECIAL != 0 && !matches!(*tag, Tag::ADDRESS | Tag::DIV | Tag::P))
            })
            .filter(|(tag, _)| closes.contains(tag));
        if let Some((tag, _)) = open {
            self.imply_ends_except(IMPLIED, tag);
            self.pop_until(tag);
        }
        self.close_paragraph();
        self.insert_open(start);
    }

    fn start_form(&mut self, start: &Start) {
        if self.form != NONE && !self.has_template() {
            return;
        }
        self.close_paragraph();
        if let Some(id) = self.insert_open(start)
            && !self.has_template()
        {
            self.form = id;
        }
    }
}
