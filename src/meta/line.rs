//! Values of one line.

use super::entity;
use super::head::squash;

/// Longer values of one line are cut, in bytes.
pub(super) const LINE: usize = 2000;

/// One line of text, cut where it is absurdly long.
pub(super) fn line(text: &str) -> String {
    squash(&entity::decode(&text[..text.floor_char_boundary(LINE)]))
}
