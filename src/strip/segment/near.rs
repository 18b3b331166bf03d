//! What stands above a block: distances to the nearest ancestor of each telling kind.
//!
//! One byte a kind, 0 for the element itself, 1 for its parent and so on, [`FAR`] where there is
//! none. The array is copied from parent to child with every byte raised by one, for the elements that
//! hold text, so that a block's surroundings cost nothing to ask for.

use crate::html::Tag;

/// How many kinds there are: element kinds first, then the cues of [`super::cues`].
pub(super) const KINDS: usize = 64;
/// Where the cues begin.
pub(in crate::strip) const CUES: usize = 30;
/// No ancestor of the kind.
pub(in crate::strip) const FAR: u8 = 255;

/// Distances to the nearest ancestor of each kind.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Near(pub(super) [u8; KINDS]);

impl Near {
    pub(super) const NONE: Near = Near([FAR; KINDS]);

    /// The distances of a child that is of no kind itself.
    pub(super) fn below(&self) -> Near {
        let mut child = *self;
        for distance in &mut child.0 {
            *distance = distance.saturating_add(1);
        }
        child
    }

    /// Marks the element itself as of every kind in `cues`.
    pub(super) fn mark_cues(&mut self, cues: u32) {
        let mut rest = cues;
        while rest != 0 {
            self.0[CUES + rest.trailing_zeros() as usize] = 0;
            rest &= rest - 1;
        }
    }

    /// Marks the element itself by its tag.
    pub(super) fn mark_tag(&mut self, tag: Tag) {
        if let Some(kind) = kind(tag) {
            self.0[kind] = 0;
        }
    }

    /// The distance to the nearest element of a kind, capped for use as a feature.
    pub(in crate::strip) fn get(&self, kind: usize) -> u8 {
        self.0[kind]
    }
}

pub(super) const ARTICLE: usize = 0;
pub(super) const MAIN: usize = 1;
pub(in crate::strip) const NAV: usize = 2;
pub(in crate::strip) const ASIDE: usize = 3;
pub(in crate::strip) const FOOTER: usize = 4;
pub(super) const HEADER: usize = 5;
pub(in crate::strip) const FORM: usize = 6;
pub(super) const LIST: usize = 7;
pub(super) const TABLE: usize = 8;
pub(super) const ITEM: usize = 9;
pub(super) const SECTION: usize = 10;
pub(super) const FIGURE: usize = 11;
pub(in crate::strip) const FIGCAPTION: usize = 12;
pub(super) const QUOTE: usize = 13;
pub(super) const PRE: usize = 14;
pub(super) const DETAILS: usize = 15;
pub(in crate::strip) const DIALOG: usize = 16;
pub(in crate::strip) const BUTTON: usize = 17;
pub(super) const LINK: usize = 18;
pub(in crate::strip) const H1: usize = 19;
pub(super) const H2: usize = 20;
pub(super) const H3: usize = 21;
pub(in crate::strip) const H456: usize = 22;
pub(super) const DESCRIPTIONS: usize = 23;
pub(super) const CELL: usize = 24;
pub(super) const PARAGRAPH: usize = 25;
pub(super) const LABEL: usize = 26;
pub(super) const ADDRESS: usize = 27;
pub(super) const CUSTOM: usize = 28;
/// An element whose attributes hide it.
pub(in crate::strip) const HIDDEN: usize = 29;

/// The names of the element kinds, for the list of features.
pub(in crate::strip) const KIND_NAMES: [&str; CUES] = [
    "article",
    "main",
    "nav",
    "aside",
    "footer",
    "header",
    "form",
    "list",
    "table",
    "item",
    "section",
    "figure",
    "figcaption",
    "quote",
    "pre",
    "details",
    "dialog",
    "button",
    "link",
    "h1",
    "h2",
    "h3",
    "h456",
    "descriptions",
    "cell",
    "paragraph",
    "label",
    "address",
    "custom",
    "hidden",
];

fn kind(tag: Tag) -> Option<usize> {
    Some(match tag {
        Tag::ARTICLE => ARTICLE,
        Tag::MAIN => MAIN,
        Tag::NAV => NAV,
        Tag::ASIDE => ASIDE,
        Tag::FOOTER => FOOTER,
        Tag::HEADER => HEADER,
        Tag::FORM | Tag::FIELDSET => FORM,
        Tag::UL | Tag::OL | Tag::MENU | Tag::DIR => LIST,
        Tag::TABLE => TABLE,
        Tag::LI => ITEM,
        Tag::SECTION => SECTION,
        Tag::FIGURE => FIGURE,
        Tag::FIGCAPTION => FIGCAPTION,
        Tag::BLOCKQUOTE => QUOTE,
        Tag::PRE | Tag::LISTING | Tag::XMP => PRE,
        Tag::DETAILS => DETAILS,
        Tag::DIALOG => DIALOG,
        Tag::BUTTON => BUTTON,
        Tag::A => LINK,
        Tag::H1 => H1,
        Tag::H2 => H2,
        Tag::H3 => H3,
        Tag::H4 | Tag::H5 | Tag::H6 => H456,
        Tag::DL => DESCRIPTIONS,
        Tag::TD | Tag::TH => CELL,
        Tag::P => PARAGRAPH,
        Tag::LABEL | Tag::LEGEND => LABEL,
        Tag::ADDRESS => ADDRESS,
        Tag::UNKNOWN => CUSTOM,
        _ => return None,
    })
}
