//! Blocks of an HTML page.

use super::segment::segment;
use super::{Context, Stripped, label, measure, rules, sums};
use crate::html::Document;
use crate::page::{Outcome, Verdict};

/// Takes an HTML page apart.
#[must_use]
pub fn strip_html(page: Document<'_>, context: &Context<'_>) -> Stripped {
    let mut layout = segment(page);
    let mut words = Vec::new();
    let measures: Vec<_> = layout
        .blocks
        .iter()
        .map(|(_, text)| {
            words.clear();
            measure::measure(text, &mut words)
        })
        .collect();
    let sums = sums::subtree_sums(&layout, &measures);
    let scores = rules::scores(&layout, &measures, &sums);
    label::label(&mut layout, &measures, &scores, 0.5, context);
    let blocks = layout.blocks;
    let kept = blocks.rows.iter().any(|b| b.kept);
    let outcome = if kept { Outcome::Article } else { Outcome::Empty };
    Stripped { blocks, verdict: Verdict { outcome, confidence: 0.5, evidence: Vec::new() } }
}
