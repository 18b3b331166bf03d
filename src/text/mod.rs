//! Labelled blocks ─▶ the texts that are printed and stored.

mod canonical;
mod compose;
mod escape;
mod inline;
mod markdown;
#[cfg(test)]
mod markdown_tests;

pub use canonical::{clean_text, split_title, taken_over};
pub use compose::recomposed;
pub use escape::escape_html;
pub use markdown::markdown;

use crate::page::{Block, Label};

/// What a text holds beside title and body. The labelling is the same whatever is asked for; the
/// texts of an archive are made with the default, which adds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// Captions of images and whose they are, where they stand.
    pub captions: bool,
    /// Readers' comments.
    pub comments: bool,
    /// Where links within the text lead, in Markdown.
    pub links: bool,
    /// The pictures of the article, in Markdown.
    pub images: bool,
}

impl Include {
    /// Whether the block is printed.
    #[must_use]
    pub fn holds(self, block: &Block) -> bool {
        block.kept
            || (self.captions && matches!(block.label, Label::Caption | Label::Credit))
            || (self.comments && block.label == Label::Comment)
    }
}
