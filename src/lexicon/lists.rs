//! The lists of phrases: one file a cue, one for section heads.

use std::sync::OnceLock;

use super::agency;
use super::cue::Cue;
use super::phrases::Phrases;
use super::rows::rows;
use crate::page::Label;

/// What a section's head can announce, in the order of the values in its list.
pub(super) const HEAD_LABELS: [Label; 9] = [
    Label::Related,
    Label::Comment,
    Label::Newsletter,
    Label::Share,
    Label::Tags,
    Label::Navigation,
    Label::Advert,
    Label::Footer,
    Label::Byline,
];

/// `language ⇥ label ⇥ phrase`.
pub(super) const HEADS: &str = include_str!("data/heads.tsv");

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

/// `language ⇥ prefix`.
pub(super) const BYLINES: &str = include_str!("data/bylines.tsv");

/// `language ⇥ label`: what stands before a name in a field that is known to be a byline, and would
/// be another thing in a line of its own (`quelle:`, `vom`). None of them is in [`BYLINES`].
pub(super) const BYLINE_LABELS: &str = include_str!("data/byline-labels.tsv");

pub(super) fn cues() -> &'static Phrases {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| {
        let agencies: Vec<_> = agency::cue_entries().collect();
        let phrases = CUES
            .iter()
            .flat_map(|(cue, data)| rows(data).map(|(_, phrase)| (phrase, *cue as u8)))
            .chain(agencies.iter().map(|(phrase, cue)| (phrase.as_str(), *cue)));
        Phrases::new(phrases, false)
    })
}

pub(super) fn heads() -> &'static Phrases {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| {
        // The phrases of a label stand together.
        let mut last = ("", None);
        let phrases = rows(HEADS).filter_map(move |(_, rest)| {
            let tab = rest.bytes().position(|byte| byte == b'\t')?;
            let (label, phrase) = (&rest[..tab], &rest[tab + 1..]);
            if last.0 != label {
                last = (label, HEAD_LABELS.iter().position(|l| l.name() == label));
            }
            Some((phrase, last.1? as u8))
        });
        Phrases::new(phrases, true)
    })
}

pub(super) fn bylines() -> &'static Phrases {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| Phrases::new(rows(BYLINES).map(|(_, phrase)| (phrase, 0)), false))
}

/// Everything that stands before a name in a byline, as spelled in lower case.
pub(super) fn byline_labels() -> impl Iterator<Item = &'static str> {
    rows(BYLINES).chain(rows(BYLINE_LABELS)).map(|(_, label)| label)
}
