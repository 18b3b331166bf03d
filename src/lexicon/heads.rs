//! What the heads of sections announce.

use crate::page::Label;

/// What a section's head can announce, in the order of the values in its list.
pub(super) const HEAD_LABELS: [Label; 9] = [
    Label::Related,
    Label::Comment,
    Label::Newsletter,
    Label::Share,
    Label::Tags,
    Label::Navigation,
    Label::Advert,
    Label::Footer,
    Label::Byline,
];
