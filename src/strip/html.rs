//! Blocks of an HTML page.

use super::{Context, Stripped};
use crate::html::{Document, NodeId, Tag};
use crate::page::{Blocks, Label, Outcome, Shape, Verdict};

/// Takes an HTML page apart.
#[must_use]
pub fn strip_html(page: Document<'_>, context: &Context<'_>) -> Stripped {
    let _ = context;
    let mut blocks = Blocks::default();
    for id in page.ids().filter(|id| page.tag(*id) == Tag::P) {
        let text = paragraph(page, id);
        if !text.is_empty() {
            blocks.push(&text, Shape::Paragraph, id.0);
        }
    }
    for block in &mut blocks.rows {
        let long = block.end - block.start > 80;
        block.label = if long { Label::Body } else { Label::Other };
        block.kept = long;
        block.score = if long { 0.6 } else { 0.2 };
        block.reason = if long { "a long paragraph".into() } else { "short".into() };
    }
    let kept = blocks.rows.iter().any(|b| b.kept);
    let outcome = if kept { Outcome::Article } else { Outcome::Empty };
    Stripped { blocks, verdict: Verdict { outcome, confidence: 0.5, evidence: Vec::new() } }
}

fn paragraph(page: Document<'_>, id: NodeId) -> String {
    page.subtree_text(id).split_whitespace().collect::<Vec<_>>().join(" ")
}
