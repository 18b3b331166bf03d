//! What a page may hold that is there for machines.

use crate::html::{Document, Tag};

/// What a page may hold for machines.
pub(super) struct Kinds {
    /// Charts as ai2html writes them, each label an element.
    pub charts: bool,
    /// Records of microdata.
    pub records: bool,
    /// Formulas that are printed twice, as KaTeX and MathJax do.
    pub formulas: bool,
}

impl Kinds {
    pub(super) fn of(page: Document<'_>) -> Kinds {
        Kinds {
            charts: page.source_has("g-artboard"),
            records: page.source_has("itemscope"),
            formulas: page.tags().any(|(_, tag)| tag == Tag::MATH),
        }
    }
}
