//! SVG and MathML inside a page.

use super::class::{FOREIGN, HTML_POINT, SVG, TEXT_POINT};
use super::{Builder, End, Kind, Open, Span, Start, Tag};
use crate::html::attributes::Lexer;

impl Builder<'_> {
    /// Whether a start tag, with a foreign element open, is a foreign element's. html5ever takes
    /// no `annotation-xml` for an integration point, except for `svg`.
    pub(super) fn is_foreign_start(&self, start: &Start) -> bool {
        let top = self.top();
        if top.class & TEXT_POINT != 0 {
            return self.name_is(start.name, &["mglyph", "malignmark"]);
        }
        if top.class & HTML_POINT != 0 {
            return false;
        }
        !(start.tag == Tag::SVG
            && top.class & SVG == 0
            && self.name_of(top.row) == "annotation-xml")
    }

    fn name_is(&self, name: Span, any: &[&str]) -> bool {
        let name = self.text.get(name.range()).unwrap_or("");
        any.iter().any(|one| one.eq_ignore_ascii_case(name))
    }

    pub(super) fn foreign_start(&mut self, start: &Start) {
        if breaks_out(start.tag) || (start.tag == Tag::FONT && self.is_styled(start)) {
            self.leave_foreign();
            self.start_by_mode(start);
        } else {
            let svg = self.top().class & SVG != 0;
            self.insert_foreign(start, svg);
        }
    }

    fn leave_foreign(&mut self) {
        loop {
            let class = self.top().class;
            if class & FOREIGN == 0 || class & (TEXT_POINT | HTML_POINT) != 0 {
                return;
            }
            self.pop();
        }
    }

    /// A `font` with attributes that only HTML's has.
    fn is_styled(&self, start: &Start) -> bool {
        let from = if start.side { self.side.as_str() } else { self.text };
        Lexer::new(from.get(start.attributes.range()).unwrap_or(""))
            .any(|attribute| matches!(attribute.name, "color" | "face" | "size"))
    }

    pub(super) fn insert_foreign(&mut self, start: &Start, svg: bool) {
        if !start.self_closing && self.stack.len() > usize::from(self.limits.depth) {
            return self.ignore(start);
        }
        let kind = if start.side { Kind::SIDE } else { Kind::ELEMENT };
        let kind = kind.and(if svg { Kind::SVG } else { Kind::MATHML });
        let id = self.add(kind, start.tag, start.attributes);
        let mut class = FOREIGN | if svg { SVG } else { 0 };
        if start.tag == Tag::UNKNOWN {
            let adjusted = if svg { self.adjusted_name(start.name) } else { None };
            self.name_row(id, start.name, adjusted);
            class |= match (svg, self.name_of(id)) {
                (true, "foreignObject" | "desc") => HTML_POINT,
                (false, "mi" | "mo" | "mn" | "ms" | "mtext") => TEXT_POINT,
                _ => 0,
            };
        } else if svg && start.tag == Tag::TITLE {
            class |= HTML_POINT;
        }
        if class & (HTML_POINT | TEXT_POINT) != 0 {
            // Integration points end every scope.
            class |= super::class::SCOPE;
        }
        if !start.self_closing {
            self.push_open(Open { row: id, tag: Tag::FOREIGN, class });
        }
    }

    pub(super) fn foreign_end(&mut self, end: &End) {
        if matches!(end.tag, Tag::BR | Tag::P) {
            self.leave_foreign();
            return self.end_by_mode(end);
        }
        for index in (1..self.stack.len()).rev() {
            let open = self.stack[index];
            if open.class & FOREIGN == 0 && index + 1 < self.stack.len() {
                return self.end_by_mode(end);
            }
            let tag = self.rows[open.row as usize].tag;
            if tag == end.tag && (tag != Tag::UNKNOWN || self.same_name(open.row, end)) {
                return self.truncate(index);
            }
        }
    }

    /// The spelling of an SVG element whose name has capitals.
    fn adjusted_name(&self, name: Span) -> Option<&'static str> {
        let name = self.text.get(name.range()).unwrap_or("");
        if name.len() < 6 {
            return None;
        }
        SVG_NAMES.iter().find(|one| one.eq_ignore_ascii_case(name)).copied()
    }
}

/// HTML elements that end foreign content.
fn breaks_out(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::B
            | Tag::BIG
            | Tag::BLOCKQUOTE
            | Tag::BODY
            | Tag::BR
            | Tag::CENTER
            | Tag::CODE
            | Tag::DD
            | Tag::DIV
            | Tag::DL
            | Tag::DT
            | Tag::EM
            | Tag::EMBED
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::HEAD
            | Tag::HR
            | Tag::I
            | Tag::IMG
            | Tag::LI
            | Tag::LISTING
            | Tag::MENU
            | Tag::META
            | Tag::NOBR
            | Tag::OL
            | Tag::P
            | Tag::PRE
            | Tag::RUBY
            | Tag::S
            | Tag::SMALL
            | Tag::SPAN
            | Tag::STRONG
            | Tag::STRIKE
            | Tag::SUB
            | Tag::SUP
            | Tag::TABLE
            | Tag::TT
            | Tag::U
            | Tag::UL
            | Tag::VAR
    )
}

/// SVG elements with capitals in their names.
#[rustfmt::skip]
const SVG_NAMES: &[&str] = &[
    "altGlyph", "altGlyphDef", "altGlyphItem", "animateColor", "animateMotion", "animateTransform",
    "clipPath", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
    "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
    "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge",
    "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight",
    "feTile", "feTurbulence", "foreignObject", "glyphRef", "linearGradient", "radialGradient",
    "textPath",
];
