//! What kind of change a new version is.

use serde::Serialize;

use super::change::Change;
use super::sentences::Sentences;
use super::spelling::is_spelling;

/// What kind of change led from one version of a page to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionClass {
    /// Spelling, punctuation, spacing: nobody reads another thing.
    Typo,
    /// A few words read otherwise, sentences stand in another order, or the new text says that it was corrected.
    Correction,
    /// Most of the old text stands; more was added to it, or passages of it were written anew.
    Update,
    /// Passages are gone, and what is left of the old text stands.
    Cut,
    /// Another text.
    Rewrite,
    /// The new text says that the article was withdrawn.
    Retraction,
    /// Where there was a text, there is none any more: the server says so, or leads elsewhere.
    PageLost,
    /// The page is the same, or all but what its site repeats; a later cleaner, or a later profile of
    /// the site, reads it otherwise.
    Recleaned,
}

impl VersionClass {
    /// All of them.
    pub const ALL: [VersionClass; 8] = [
        VersionClass::Typo,
        VersionClass::Correction,
        VersionClass::Update,
        VersionClass::Cut,
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
            VersionClass::Cut => "cut",
            VersionClass::Rewrite => "rewrite",
            VersionClass::Retraction => "retraction",
            VersionClass::PageLost => "page-lost",
            VersionClass::Recleaned => "recleaned",
        }
    }
}

/// Words up to which a change is small, and the part of a text up to which it is.
const FEW: usize = 12;
const SMALL: usize = 50;

/// The class of a change between two texts.
#[must_use]
pub fn classify(change: &Change) -> VersionClass {
    let found = Sentences::of(change);
    let kept = found.kept();
    let mostly_kept = kept * 2 > found.old;
    // At least seven words in ten.
    let stands = kept * 10 >= found.old * 7;
    if found.withdrawn || found.shortened && !mostly_kept {
        return VersionClass::Retraction;
    }
    if is_spelling(change) {
        return VersionClass::Typo;
    }
    if (found.corrected || found.shortened) && mostly_kept {
        return VersionClass::Correction;
    }
    let (came, gone) = (found.grown + found.added, found.cut + found.removed);
    let edited = found.added.max(found.removed);
    // What came is hardly a part of what went, and less than what stands.
    if found.cut > edited && came * 4 <= found.cut && came < kept {
        return VersionClass::Cut;
    }
    if found.grown > found.cut.max(edited) && stands {
        return VersionClass::Update;
    }
    let changed = gone.max(came);
    if mostly_kept && (changed <= FEW || changed * SMALL <= found.old.max(found.new)) {
        return VersionClass::Correction;
    }
    if stands { VersionClass::Update } else { VersionClass::Rewrite }
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
        for note in [
            "This article has been withdrawn because it did not meet our standards.",
            "This article has been removed from our website because it did not meet our editorial standards.",
            "Dit artikel is ingetrokken. De redactie kon de beweringen niet bevestigen.",
            "Este artigo foi retirado do ar. A redação lamenta o erro.",
        ] {
            let gone = format!("Flood in the valley\n\n{note}\n");
            assert_eq!(classify(&change(OLD, &gone)), VersionClass::Retraction, "{note}");
        }
        let above =
            OLD.replace("The river", "Retraction: The Herald retracts this article.\n\nThe river");
        assert_eq!(classify(&change(OLD, &above)), VersionClass::Retraction);
        // What it said before is no news.
        let mended = above.replace("Twelve", "Thirteen");
        assert_eq!(classify(&change(&above, &mended)), VersionClass::Correction);
        let line = "A quote was removed from this article after its author denied it.";
        let removed = format!("{OLD}\n{line}\n");
        assert_eq!(classify(&change(OLD, &removed)), VersionClass::Correction);
    }

    /// A text of so many paragraphs.
    fn long(paragraphs: usize) -> String {
        let paragraph = |n: usize| {
            format!(
                "The road number {n} is closed. It will be so for {n} days, the canton said on Monday night.\n\n"
            )
        };
        (0..paragraphs).map(paragraph).collect()
    }

    #[test]
    fn added_sentences_are_an_update_whatever_they_speak_of() {
        for sentence in [
            "On Tuesday the army said its helicopters would be withdrawn.",
            "Martedì il fiume si è ritirato e la strada è stata riaperta.",
            "The city had corrected its flood maps only last year.",
            "The school is open again.",
        ] {
            let more = format!("{OLD}\n{sentence}\n");
            assert_eq!(classify(&change(OLD, &more)), VersionClass::Update, "{sentence}");
            let long = long(200);
            let longer = long.replacen(
                "The road number 90",
                &format!("{sentence}\n\nThe road number 90"),
                1,
            );
            assert_eq!(classify(&change(&long, &longer)), VersionClass::Update, "{sentence}");
        }
        // A word within a sentence turns it round.
        assert_eq!(class("will stay closed", "will not stay closed"), VersionClass::Correction);
    }

    #[test]
    fn what_was_taken_out_is_a_cut() {
        let old = long(6);
        let paragraph = "The road number 3 is closed. It will be so for 3 days, the canton said on Monday night.\n\n";
        let short = old.replace(paragraph, "");
        assert_eq!(classify(&change(&old, &short)), VersionClass::Cut);
        assert_eq!(classify(&change(&short, &old)), VersionClass::Update);
        let start = &old[..old.find("The road number 2").unwrap()];
        assert_eq!(classify(&change(&old, start)), VersionClass::Cut);
        // Neither a cut nor growth: the same sentences in another order.
        let moved = format!("{short}{paragraph}");
        assert_eq!(classify(&change(&old, &moved)), VersionClass::Correction);
    }

    #[test]
    fn a_passage_written_anew_is_an_update() {
        let old = long(20);
        let anew = "Helpers cleared the mud from all of the cellars, and nobody was hurt. The school has reopened.\n\n";
        let paragraph = "The road number 3 is closed. It will be so for 3 days, the canton said on Monday night.\n\n";
        assert_eq!(classify(&change(&old, &old.replace(paragraph, anew))), VersionClass::Update);
    }
}
