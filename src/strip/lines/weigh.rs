//! Keeps or drops each block, and says what the page is.

use super::rules::{Page, Ruling};
use crate::page::{Label, Shape};

/// What became of a block.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub(super) label: Label,
    pub(super) score: f32,
    pub(super) kept: bool,
    pub(super) reason: &'static str,
}

/// Labels every block: by its ruling where there is one, else by what it and its neighbours look like.
pub(super) fn weigh(page: &Page<'_>, rulings: &[Option<Ruling>]) -> Vec<Weighed> {
    let running: Vec<bool> =
        (0..page.len()).map(|at| rulings[at].is_none() && page.prose[at]).collect();
    let first = running.iter().position(|r| *r);
    let last = running.iter().rposition(|r| *r);
    (0..page.len())
        .map(|at| {
            if let Some(r) = rulings[at] {
                let title = r.label == Label::Title;
                let score = if title { 0.9 } else { 0.05 };
                return Weighed { label: r.label, score, kept: title, reason: r.reason };
            }
            let (Some(first), Some(last)) = (first, last) else {
                return dropped("no running text on the page");
            };
            if running[at] {
                return Weighed {
                    label: body_label(page, at),
                    score: 0.9,
                    kept: true,
                    reason: "running text",
                };
            }
            if at < first || at > last {
                return dropped("a short line outside the running text");
            }
            Weighed {
                label: inner_label(page, at),
                score: 0.6,
                kept: true,
                reason: "a line inside the running text",
            }
        })
        .collect()
}

fn dropped(reason: &'static str) -> Weighed {
    Weighed { label: Label::Other, score: 0.1, kept: false, reason }
}

fn body_label(page: &Page<'_>, at: usize) -> Label {
    match page.blocks.rows[at].shape {
        Shape::Paragraph | Shape::Heading(_) => Label::Body,
        Shape::ListItem { .. } => Label::ListItem,
        Shape::Quotation => Label::Quotation,
        Shape::TableRow { .. } => Label::Table,
        Shape::Preformatted => Label::Code,
    }
}

fn inner_label(page: &Page<'_>, at: usize) -> Label {
    match page.blocks.rows[at].shape {
        Shape::Heading(_) => Label::Subhead,
        Shape::Paragraph if !page.stats[at].ends_sentence() => Label::Subhead,
        _ => body_label(page, at),
    }
}
