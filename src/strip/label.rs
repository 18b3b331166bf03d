//! In or out ─▶ what each block is, and why.

use std::collections::HashSet;

use super::Context;
use super::measure::Measure;
use super::near::{self, FAR};
use super::segment::Layout;
use crate::page::{Label, Shape};

/// Labels the blocks whose score reaches `cut` as the article's, the rest as furniture.
pub(super) fn label(
    layout: &mut Layout,
    measures: &[Measure],
    scores: &[f32],
    cut: f32,
    context: &Context<'_>,
) {
    let title = title_block(layout, context);
    let mut seen = HashSet::new();
    for at in 0..layout.blocks.rows.len() {
        let run = &layout.runs[at];
        let block = &mut layout.blocks.rows[at];
        block.score = scores[at];
        if title == Some(at) {
            block.label = Label::Title;
            block.kept = true;
            block.reason = "the page's headline".into();
            continue;
        }
        if scores[at] < cut {
            block.label =
                if run.near.get(near::NAV) != FAR { Label::Navigation } else { Label::Other };
            block.reason = "reads like furniture".into();
            continue;
        }
        if measures[at].words >= 4.0 && !seen.insert(measures[at].hash) {
            block.label = Label::Repeat;
            block.reason = "printed before".into();
            continue;
        }
        block.label = match block.shape {
            Shape::Heading(_) => Label::Subhead,
            Shape::ListItem { .. } => Label::ListItem,
            Shape::Quotation => Label::Quotation,
            Shape::TableRow { .. } => Label::Table,
            Shape::Preformatted => Label::Code,
            Shape::Paragraph => Label::Body,
        };
        block.kept = true;
        block.reason = "reads like the article".into();
    }
}

/// The block that prints the headline: the heading that says what the metadata says, or else the
/// first `h1`.
fn title_block(layout: &Layout, context: &Context<'_>) -> Option<usize> {
    let known = context.metadata.title.as_ref().map(|t| folded(&t.value)).unwrap_or_default();
    let mut first = None;
    for (at, (block, text)) in layout.blocks.iter().enumerate() {
        let Shape::Heading(level) = block.shape else { continue };
        if !known.is_empty() && text.len() < 600 {
            let text = folded(text);
            if text == known || (text.len() > 15 && known.starts_with(&text)) {
                return Some(at);
            }
        }
        if level == 1 && first.is_none() {
            first = Some(at);
        }
    }
    first
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
