//! What is known of an element while what is in it is being cut into blocks.

use super::element::Traits;
use super::near::{HIDDEN, Near};
use crate::html::{NodeId, Tag};

/// An element that is open at the point of the pass over a page's rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub node: NodeId,
    pub end: u32,
    /// Where the buffer stood when it opened, for inline elements.
    pub start: u32,
    /// Where its children begin among [`super::siblings`].
    pub children: u32,
    /// The stack position of the nearest block-level element, itself included.
    pub block: u16,
    /// The stack position of the nearest list item, plus one.
    pub item: u16,
    pub tag: Tag,
    pub lists: u8,
    pub inline: bool,
    pub linked: bool,
    /// It stands in a line and is no part of what that says.
    pub unread: bool,
    pub preformatted: bool,
    /// Inside a table row that is taken as one block.
    pub row: bool,
    pub ordered: bool,
    /// Of a list item: whether its first block was seen.
    pub begun: bool,
}

impl Open {
    /// What a page's root is opened in.
    pub(super) const ROOT: Open = Open {
        node: NodeId(0),
        end: 0,
        start: 0,
        children: 0,
        block: 0,
        item: 0,
        tag: Tag::UNKNOWN,
        lists: 0,
        inline: false,
        linked: false,
        unread: false,
        preformatted: false,
        row: false,
        ordered: false,
        begun: false,
    };
}

/// What stands around a block in an open element. Only what holds text is asked for it, which is the
/// smaller part of a page's elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub near: Near,
    pub signature: u32,
    /// The nearest ARIA role, itself included.
    pub role: u8,
    /// The nearest microdata property, itself included.
    pub property: u8,
    /// The element's number in the layout, once it has one.
    pub element: u32,
}

impl Around {
    /// What stands around a block in an element with these traits, by what stands around its parent.
    pub(super) fn within(parent: Option<&Around>, tag: Tag, traits: Traits) -> Around {
        let own_or = |own: u8, above: u8| if own == 0 { above } else { own };
        let mut near = parent.map_or(Near::NONE, |parent| parent.near.below());
        near.mark_tag(tag);
        near.mark_cues(traits.cues);
        if traits.hidden {
            near.0[HIDDEN] = 0;
        }
        Around {
            near,
            signature: traits.signature,
            role: own_or(traits.role, parent.map_or(0, |parent| parent.role)),
            property: own_or(traits.property, parent.map_or(0, |parent| parent.property)),
            element: 0,
        }
    }
}
