//! The words that went and those that came.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// It stands in both versions.
    Same,
    /// It stands only in the old one.
    Gone,
    /// It stands only in the new one.
    Came,
}

/// A piece of text. Paragraphs are separated by a line break within it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// What became of it.
    pub piece: Piece,
    /// Its words.
    pub text: String,
}

/// What changed from one version of a text to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The whole of both texts, in reading order.
    pub spans: Vec<Span>,
    /// Words that stand in both.
    pub same: usize,
    /// Words that stand only in the old one.
    pub gone: usize,
    /// Words that stand only in the new one.
    pub came: usize,
}

/// Word pairs up to which two passages are compared word by word; beyond, one is taken to have been
/// put in the other's place.
const COMPARED: usize = 4_000_000;

/// Compares two texts word by word (Myers' algorithm), after aligning their paragraphs.
#[must_use]
pub fn change(old: &str, new: &str) -> Change {
    let (old, new) = (paragraphs(old), paragraphs(new));
    let mut change = Change::default();
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => change.push(Piece::Same, &words(before)),
            _ => change.compare(&words(before), &words(after)),
        }
    }
    change
}

/// The paragraphs of a text.
fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n').filter(|line| !line.trim().is_empty()).collect()
}

/// The words of some paragraphs, with a line break as a word of its own after each.
fn words<'a>(paragraphs: &[&'a str]) -> Vec<&'a str> {
    paragraphs.iter().flat_map(|p| p.split_whitespace().chain(std::iter::once("\n"))).collect()
}

impl Change {
    fn compare(&mut self, old: &[&str], new: &[&str]) {
        if old.len().saturating_mul(new.len()) > COMPARED {
            self.push(Piece::Gone, old);
            self.push(Piece::Came, new);
            return;
        }
        for op in capture_diff_slices(Algorithm::Myers, old, new) {
            match op {
                DiffOp::Equal { .. } => self.push(Piece::Same, &new[op.new_range()]),
                _ => {
                    self.push(Piece::Gone, &old[op.old_range()]);
                    self.push(Piece::Came, &new[op.new_range()]);
                }
            }
        }
    }

    fn push(&mut self, piece: Piece, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        let counted = words.iter().filter(|word| **word != "\n").count();
        match piece {
            Piece::Same => self.same += counted,
            Piece::Gone => self.gone += counted,
            Piece::Came => self.came += counted,
        }
        let continued = self.spans.last().is_some_and(|span| span.piece == piece);
        if !continued {
            self.spans.push(Span { piece, text: String::new() });
        }
        let Some(span) = self.spans.last_mut() else { return };
        for word in words {
            if *word != "\n" && !span.text.is_empty() && !span.text.ends_with('\n') {
                span.text.push(' ');
            }
            span.text.push_str(word);
        }
    }

    /// Whether the two texts have the same words in the same order.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.gone == 0 && self.came == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        change(old, new)
            .spans
            .iter()
            .map(|span| match span.piece {
                Piece::Same => span.text.replace('\n', "|"),
                Piece::Gone => format!("[-{}-]", span.text.replace('\n', "|")),
                Piece::Came => format!("{{+{}+}}", span.text.replace('\n', "|")),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_changed_word_stands_alone() {
        assert_eq!(
            marked("T\n\nThe bridge has three arches.\n", "T\n\nThe bridge has two arches.\n"),
            "T|The bridge has [-three-] {+two+} arches.|"
        );
    }

    #[test]
    fn paragraphs_that_moved_in_are_whole() {
        let found = change("A b.\n\nC d.\n", "A b.\n\nNew one.\n\nC d.\n");
        assert_eq!((found.same, found.gone, found.came), (4, 0, 2));
        assert!(change("A  b.\n", "A b.\n\n").is_empty());
    }

    #[test]
    fn both_versions_can_be_read_back() {
        let (old, new) =
            ("One two three.\n\nFour.\n\nFive six.\n", "One three.\n\nFive seven six.\n");
        let found = change(old, new);
        let side = |other: Piece| {
            let spans = found.spans.iter().filter(|span| span.piece != other);
            spans.flat_map(|span| span.text.split_whitespace()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(side(Piece::Came), old.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(side(Piece::Gone), new.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn long_texts_without_a_common_word_end_soon() {
        let old: String = (0..50_000).map(|n| format!("a{n} ")).collect();
        let new: String = (0..50_000).map(|n| format!("b{n} ")).collect();
        let found = change(&old, &new);
        assert_eq!((found.gone, found.came), (50_000, 50_000));
    }
}
