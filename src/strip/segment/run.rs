//! What is known of a block beside its text.

use super::near::Near;
use crate::html::{NodeId, Tag};

/// Of the table row that is being read: how many cells are headings.
#[derive(Clone, Copy, Default)]
pub(super) struct Cells {
    pub headings: u16,
    pub data: u16,
}

/// A block's surroundings and its inline elements.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Run {
    /// The nearest block-level element, by its number in the layout.
    pub element: u32,
    /// What stands above it.
    pub near: Near,
    /// The nearest ARIA role, as [`super::element`] numbers them.
    pub role: u8,
    /// The nearest microdata property, as [`super::element`] numbers them.
    pub property: u8,
    /// Which inline elements hold the whole of the text, as bits of [`Covers`].
    pub covers: u8,
    /// Bytes of text inside links.
    pub linked: u32,
    pub links: u8,
    pub strong: u8,
    pub emphasis: u8,
    pub images: u8,
    pub spans: u8,
    pub buttons: u8,
    pub inputs: u8,
    pub times: u8,
    pub icons: u8,
    pub breaks: u8,
}

impl Default for Run {
    fn default() -> Self {
        Run {
            element: 0,
            near: Near::NONE,
            role: 0,
            property: 0,
            covers: 0,
            linked: 0,
            links: 0,
            strong: 0,
            emphasis: 0,
            images: 0,
            spans: 0,
            buttons: 0,
            inputs: 0,
            times: 0,
            icons: 0,
            breaks: 0,
        }
    }
}

impl Run {
    /// Counts an inline element of the block.
    pub(super) fn count(&mut self, tag: Tag) {
        let counter = match tag {
            Tag::A => &mut self.links,
            Tag::STRONG | Tag::B => &mut self.strong,
            Tag::EM | Tag::I => &mut self.emphasis,
            Tag::IMG | Tag::PICTURE => &mut self.images,
            Tag::SPAN | Tag::FONT => &mut self.spans,
            Tag::BUTTON => &mut self.buttons,
            Tag::INPUT | Tag::LABEL => &mut self.inputs,
            Tag::TIME => &mut self.times,
            _ => return,
        };
        *counter = counter.saturating_add(1);
    }
}

/// Bits of [`Run::covers`].
pub(in crate::strip) struct Covers;

impl Covers {
    pub(in crate::strip) const LINK: u8 = 1;
    pub(in crate::strip) const STRONG: u8 = 2;
    pub(in crate::strip) const EMPHASIS: u8 = 4;
    pub(in crate::strip) const SMALL: u8 = 8;
    pub(in crate::strip) const TIME: u8 = 16;
    pub(in crate::strip) const BUTTON: u8 = 32;
    pub(in crate::strip) const SPAN: u8 = 64;
    pub(in crate::strip) const CODE: u8 = 128;

    pub(super) fn of(tag: Tag) -> u8 {
        match tag {
            Tag::A => Self::LINK,
            Tag::STRONG | Tag::B => Self::STRONG,
            Tag::EM | Tag::I => Self::EMPHASIS,
            Tag::SMALL | Tag::SUB | Tag::SUP => Self::SMALL,
            Tag::TIME => Self::TIME,
            Tag::BUTTON | Tag::LABEL => Self::BUTTON,
            Tag::SPAN | Tag::FONT => Self::SPAN,
            Tag::CODE | Tag::KBD | Tag::SAMP => Self::CODE,
            _ => 0,
        }
    }
}

/// The inline elements that hold the block's text from its start to where they closed.
#[derive(Debug, Default)]
pub(super) struct Cover {
    end: u32,
    elements: Vec<(Tag, NodeId)>,
}

impl Cover {
    /// An inline element that began with the block closes at `end`.
    pub(super) fn close(&mut self, end: u32, tag: Tag, node: NodeId) {
        if self.end != end {
            self.elements.clear();
            self.end = end;
        }
        self.elements.push((tag, node));
    }

    /// What holds all of a block that ends at `end`.
    pub(super) fn finish(&self, end: u32) -> &[(Tag, NodeId)] {
        if self.end == end { &self.elements } else { &[] }
    }

    /// Makes ready for the next block.
    pub(super) fn clear(&mut self) {
        self.elements.clear();
    }
}
