//! A text that is clean already.

use super::{Cleaned, Kind};
use crate::page::{Blocks, Label, Metadata, Outcome, Shape, Verdict};
use crate::{decode, text};

/// What cleaning would have given of a text that is clean already: the text as it is, in the form of ours, and
/// nothing found out about it.
#[must_use]
pub fn taken_over(bytes: &[u8]) -> Cleaned {
    let decoded = decode::decode(bytes, None);
    let text = text::taken_over(&decoded.text);
    let mut blocks = Blocks::default();
    let paragraphs = text.body().split("\n\n").map(|paragraph| (paragraph, Label::Body));
    for (piece, label) in std::iter::once((text.title(), Label::Title)).chain(paragraphs) {
        let shape = if piece.contains('\n') { Shape::Preformatted } else { Shape::Paragraph };
        blocks.push(piece, shape, 0);
        if let Some(block) = blocks.rows.last_mut() {
            (block.label, block.kept) = (label, true);
        }
    }
    let evidence = vec!["a clean text from elsewhere, taken over as it is".to_owned()];
    Cleaned {
        verdict: Verdict { outcome: Outcome::Article, confidence: 1.0, evidence, kept_back: false },
        metadata: Metadata::default(),
        blocks,
        text,
        kind: Kind::Text,
        encoding: decoded.encoding,
        profile: None,
        leads_to: None,
        notes: decoded.notes,
    }
}
