//! The lists of phrases: one file a cue, one for section heads. Building them takes far longer than a page
//! does, so that it is done when the program is built.

use super::agency;
use super::bylines::BYLINES;
use super::cue::Cue;
use super::fold::fold;
use super::heads::HEAD_LABELS;
use super::phrases::Phrases;
use super::rows::rows;
use super::saying::Saying;

/// `language ⇥ label ⇥ phrase`.
pub(super) const HEADS: &str = include_str!("data/heads.tsv");

/// `language ⇥ kind ⇥ phrase`: what notes on an article are made of.
pub(super) const NOTES: &str = include_str!("data/notes.tsv");

/// What the kinds of phrases of notes are called.
pub(super) const SAYINGS: [(Saying, &str); 7] = [
    (Saying::Head, "head"),
    (Saying::Told, "told"),
    (Saying::Page, "page"),
    (Saying::Corrected, "corrected"),
    (Saying::Removed, "removed"),
    (Saying::Withdrawn, "withdrawn"),
    (Saying::Retraction, "retraction"),
];

/// `language ⇥ phrase`, one file a cue. Bylines are prefixes and have a list of their own; agencies
/// are named in `agencies.tsv`.
pub(super) const CUES: [(Cue, &str); 25] = [
    (Cue::Related, include_str!("data/cues/related.tsv")),
    (Cue::Comment, include_str!("data/cues/comment.tsv")),
    (Cue::Newsletter, include_str!("data/cues/newsletter.tsv")),
    (Cue::Consent, include_str!("data/cues/consent.tsv")),
    (Cue::Paywall, include_str!("data/cues/paywall.tsv")),
    (Cue::Login, include_str!("data/cues/login.tsv")),
    (Cue::Advert, include_str!("data/cues/advert.tsv")),
    (Cue::Share, include_str!("data/cues/share.tsv")),
    (Cue::Copyright, include_str!("data/cues/copyright.tsv")),
    (Cue::Credit, include_str!("data/cues/credit.tsv")),
    (Cue::Dateline, include_str!("data/cues/dateline.tsv")),
    (Cue::ReadingTime, include_str!("data/cues/reading-time.tsv")),
    (Cue::Skip, include_str!("data/cues/skip.tsv")),
    (Cue::ScreenReader, include_str!("data/cues/screen-reader.tsv")),
    (Cue::Correction, include_str!("data/cues/correction.tsv")),
    (Cue::Error, include_str!("data/cues/error.tsv")),
    (Cue::Challenge, include_str!("data/cues/challenge.tsv")),
    (Cue::Script, include_str!("data/cues/script.tsv")),
    (Cue::Navigation, include_str!("data/cues/navigation.tsv")),
    (Cue::Tags, include_str!("data/cues/tags.tsv")),
    (Cue::Listen, include_str!("data/cues/listen.tsv")),
    (Cue::Live, include_str!("data/cues/live.tsv")),
    (Cue::Product, include_str!("data/cues/product.tsv")),
    (Cue::Forum, include_str!("data/cues/forum.tsv")),
    (Cue::Support, include_str!("data/cues/support.tsv")),
];

pub(super) fn cues() -> Phrases {
    let agencies: Vec<_> = agencies().collect();
    let phrases = CUES
        .iter()
        .flat_map(|(cue, data)| rows(data).map(|(_, phrase)| (phrase, *cue as u8)))
        .chain(agencies.iter().map(|(phrase, cue)| (phrase.as_str(), *cue)));
    Phrases::new(phrases, false)
}

/// Agencies sign in brackets anywhere, or with the whole line.
fn agencies() -> impl Iterator<Item = (String, u8)> {
    agency::entries().flat_map(|(_, phrase)| {
        let phrase = fold(phrase);
        [format!("({phrase})"), format!("={phrase}"), format!("=© {phrase}")]
            .map(|entry| (entry, Cue::Agency as u8))
    })
}

pub(super) fn heads() -> Phrases {
    let phrases = rows(HEADS).filter_map(|(_, rest)| {
        let (label, phrase) = rest.split_once('\t')?;
        Some((phrase, HEAD_LABELS.iter().position(|l| l.name() == label)? as u8))
    });
    Phrases::new(phrases, true)
}

pub(super) fn bylines() -> Phrases {
    Phrases::new(rows(BYLINES).map(|(_, phrase)| (phrase, 0)), false)
}

pub(super) fn notes() -> Phrases {
    let phrases = rows(NOTES).filter_map(|(_, rest)| {
        let (kind, phrase) = rest.split_once('\t')?;
        let (saying, _) = SAYINGS.into_iter().find(|(_, name)| *name == kind)?;
        Some((phrase, saying as u8))
    });
    Phrases::new(phrases, false)
}
