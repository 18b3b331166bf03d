//! What kind of change a new version is.

use serde::Serialize;

use super::change::{Change, Piece};
use crate::lexicon::letters;

/// What kind of change led from one version of a page to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionClass {
    /// Spelling, punctuation, spacing: nobody reads another thing.
    Typo,
    /// A few words read otherwise, or the new text says that it was corrected.
    Correction,
    /// The old text stands, and more was added.
    Update,
    /// Another text.
    Rewrite,
    /// The new text says that the article was withdrawn.
    Retraction,
    /// Where there was a text, there is an error page, a wall or nothing.
    PageLost,
    /// The page is the same, or all but what its site repeats; a later cleaner, or a later profile of
    /// the site, reads it otherwise.
    Recleaned,
}

impl VersionClass {
    /// All of them.
    pub const ALL: [VersionClass; 7] = [
        VersionClass::Typo,
        VersionClass::Correction,
        VersionClass::Update,
        VersionClass::Rewrite,
        VersionClass::Retraction,
        VersionClass::PageLost,
        VersionClass::Recleaned,
    ];

    /// The name that reports print and the archive keeps.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            VersionClass::Typo => "typo",
            VersionClass::Correction => "correction",
            VersionClass::Update => "update",
            VersionClass::Rewrite => "rewrite",
            VersionClass::Retraction => "retraction",
            VersionClass::PageLost => "page-lost",
            VersionClass::Recleaned => "recleaned",
        }
    }
}

/// Beginnings of words by which newspapers say that an article was withdrawn (English, German,
/// French, Italian, Spanish).
const WITHDRAWN: &[&str] = &[
    "retracted",
    "retraction",
    "withdrawn",
    "zurückgezogen",
    "depubliziert",
    "rétracté",
    "rétractation",
    "ritrattat",
    "ritrattazione",
    "ritirato",
    "retractad",
    "retractación",
];

/// Beginnings of words that open a note of correction.
const CORRECTED: &[&str] = &[
    "correction",
    "corrected",
    "clarification",
    "korrektur",
    "korrigiert",
    "berichtigung",
    "richtigstellung",
    "rectificatif",
    "correctif",
    "rectification",
    "rettifica",
    "correzione",
    "precisazione",
    "errata",
    "corrección",
    "rectificación",
];

/// The class of a change between two texts.
#[must_use]
pub fn classify(change: &Change) -> VersionClass {
    let (old, new) = (change.same + change.gone, change.same + change.came);
    let came = |beginnings: &[&str]| says(change, Piece::Came, beginnings);
    // What a note says only counts where the old text did not say it.
    let withdrawn = came(WITHDRAWN) && !says(change, Piece::Same, WITHDRAWN);
    if withdrawn && change.came < 80 {
        return VersionClass::Retraction;
    }
    if is_spelling(change) {
        return VersionClass::Typo;
    }
    if came(CORRECTED) && change.same * 2 > old {
        return VersionClass::Correction;
    }
    let changed = change.gone.max(change.came);
    if changed <= 12 || changed * 50 <= old.max(new) {
        return if change.same * 2 > old {
            VersionClass::Correction
        } else {
            VersionClass::Rewrite
        };
    }
    // Most of the old text stands: at least seven words in ten.
    if change.same * 10 >= old * 7 && change.came >= change.gone {
        return VersionClass::Update;
    }
    if change.same * 10 >= old * 9 { VersionClass::Correction } else { VersionClass::Rewrite }
}

/// Whether some word of these pieces begins with one of `beginnings`.
fn says(change: &Change, piece: Piece, beginnings: &[&str]) -> bool {
    change.spans.iter().filter(|span| span.piece == piece).any(|span| {
        span.text.split_whitespace().any(|word| {
            let word = bare(word);
            beginnings.iter().any(|beginning| word.starts_with(beginning))
        })
    })
}

/// A word without what stands around it, in lower case.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether each passage that went is spelled nearly as the one that came in its place. Numbers never
/// are: a changed digit is a changed fact.
fn is_spelling(change: &Change) -> bool {
    let mut spans = change.spans.iter().filter(|span| span.piece != Piece::Same).peekable();
    while let Some(span) = spans.next() {
        let other = spans.next_if(|next| span.piece == Piece::Gone && next.piece == Piece::Came);
        let (old, new) = match (span.piece, other) {
            (Piece::Gone, Some(new)) => (span.text.as_str(), new.text.as_str()),
            (Piece::Gone, None) => (span.text.as_str(), ""),
            _ => ("", span.text.as_str()),
        };
        if old.len().max(new.len()) > 400 || !same_spelling(old, new) {
            return false;
        }
    }
    !change.is_empty()
}

fn same_spelling(old: &str, new: &str) -> bool {
    let (before, after): (Vec<char>, Vec<char>) = (letters(old).collect(), letters(new).collect());
    let digits =
        |letters: &[char]| -> String { letters.iter().filter(|c| c.is_numeric()).collect() };
    if digits(&before) != digits(&after) {
        return false;
    }
    if before == after {
        return true;
    }
    let (before, after): (String, String) = (before.iter().collect(), after.iter().collect());
    let length = before.chars().count().max(after.chars().count());
    // A letter or two in a word of some length; a short word that changed is another word.
    length >= 4 && strsim::osa_distance(&before, &after) <= (length / 4).clamp(1, 2)
}

#[cfg(test)]
mod tests {
    use super::super::change;
    use super::*;

    const OLD: &str = "Flood in the valley\n\nThe river rose by two metres on Monday night and cut the road to the village of Aro. \
        Twelve people were brought to safety by the fire brigade, said the mayor, Anna Rossi.\n\n\
        The road will stay closed until Friday, the canton announced in the afternoon.\n";

    fn class(from: &str, to: &str) -> VersionClass {
        classify(&change(OLD, &OLD.replace(from, to)))
    }

    #[test]
    fn spelling_is_no_correction() {
        assert_eq!(class("brought", "brougth"), VersionClass::Typo);
        assert_eq!(class("safety by", "safety, by"), VersionClass::Typo);
        assert_eq!(class("Friday, the", "Friday – the"), VersionClass::Typo);
        assert_eq!(class("fire brigade", "firebrigade"), VersionClass::Typo);
    }

    #[test]
    fn a_changed_fact_is_a_correction() {
        assert_eq!(class("Twelve", "Thirteen"), VersionClass::Correction);
        assert_eq!(class("Anna Rossi", "Bruno Verdi"), VersionClass::Correction);
        let old = OLD.replace("Twelve", "12");
        assert_eq!(classify(&change(&old, &old.replace("12", "13"))), VersionClass::Correction);
        let note = format!(
            "{OLD}\nCorrection: an earlier version of this article gave the wrong name of the mayor and of the village, and said the road was closed until Saturday.\n"
        );
        assert_eq!(classify(&change(OLD, &note)), VersionClass::Correction);
    }

    #[test]
    fn more_text_is_an_update_and_other_text_a_rewrite() {
        let more = format!(
            "{OLD}\nOn Tuesday the water fell again. Helpers from the whole region cleared the mud from cellars, and the school reopened for all classes.\n"
        );
        assert_eq!(classify(&change(OLD, &more)), VersionClass::Update);
        let other = "Elections\n\nThe council meets on Thursday to decide about the new tax that the left has asked for since spring.\n";
        assert_eq!(classify(&change(OLD, other)), VersionClass::Rewrite);
    }

    #[test]
    fn a_withdrawn_article_is_a_retraction() {
        let gone = "Flood in the valley\n\nThis article has been withdrawn because it did not meet our standards.\n";
        assert_eq!(classify(&change(OLD, gone)), VersionClass::Retraction);
        let reported = OLD.replace("Twelve", "The offer was withdrawn. Twelve");
        let mended = reported.replace("Twelve", "Thirteen");
        assert_eq!(classify(&change(&reported, &mended)), VersionClass::Correction);
    }
}
