//! Texts of JSON-LD as a reader sees them.

use crate::meta::entity;
use crate::meta::head::squash;

/// Longer texts are cut; a title or a description is never that long.
const LONG: usize = 4096;

/// A text as a reader sees it: references decoded, which are often escaped twice, and one space
/// between words.
pub(super) fn clean(text: std::borrow::Cow<'_, str>) -> Option<String> {
    let cut = &text[..text.floor_char_boundary(LONG)];
    let text = squash(&entity::decode(&entity::decode(cut)));
    (!text.is_empty()).then_some(text)
}
