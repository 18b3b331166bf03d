//! Blocks of an HTML page.

use super::segment::segment;
use super::verdict::{self, Markup, Span};
use super::{Context, Stripped, label, measure, rules, sums};
use crate::html::Document;

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
    let spans: Vec<Span> = blocks
        .rows
        .iter()
        .zip(measures.iter().zip(&layout.runs))
        .map(|(block, (measure, run))| Span {
            words: measure.words,
            linked: run.linked as f32 / (block.end - block.start).max(1) as f32,
            sentences: measure.sentences,
        })
        .collect();
    let markup = Markup::of(page, Span::small(&spans));
    let verdict = verdict::judge(&verdict::Page {
        blocks: &blocks,
        spans: &spans,
        metadata: context.metadata,
        url: context.url,
        markup: Some(&markup),
    });
    Stripped { blocks, verdict }
}
