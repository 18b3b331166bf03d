//! The canonical clean text.

use crate::page::{Blocks, CleanText, Label};

/// The clean text of a page: the first kept title, then every other kept block, one blank line
/// between two blocks.
#[must_use]
pub fn clean_text(blocks: &Blocks) -> CleanText {
    let mut title = String::new();
    let mut body = String::new();
    for (block, text) in blocks.iter().filter(|(block, _)| block.kept) {
        if block.label == Label::Title {
            if title.is_empty() {
                title.push_str(text);
            }
            continue;
        }
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(text);
    }
    CleanText::new(title, body)
}
