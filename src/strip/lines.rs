//! Blocks of a page that survives only as flattened text.

use super::{Context, Stripped};
use crate::page::{Blocks, Label, Outcome, Shape, Verdict};

/// Takes a flattened page apart.
#[must_use]
pub fn strip_lines(text: &str, context: &Context<'_>) -> Stripped {
    let _ = context;
    let mut blocks = Blocks::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() {
            blocks.push(line, Shape::Paragraph, number as u32 + 1);
        }
    }
    for block in &mut blocks.rows {
        block.kept = block.end - block.start > 80;
        block.label = if block.kept { Label::Body } else { Label::Other };
        block.reason = if block.kept { "a long line".into() } else { "a short line".into() };
    }
    let outcome =
        if blocks.rows.iter().any(|b| b.kept) { Outcome::Article } else { Outcome::Empty };
    Stripped { blocks, verdict: Verdict { outcome, confidence: 0.5, evidence: Vec::new() } }
}
