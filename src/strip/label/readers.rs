//! Lines that speak of the page itself to those who read it: to share or hear it, to comment, to subscribe.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::kinds::of_kind;
use crate::lexicon::{self, Cue, CueSet, fold};
use crate::page::{Label, Shape};
use crate::strip::features::Facts;

/// Words of the longest such line.
const LONG: f32 = 14.0;
/// Words of the longest line that names whom to follow by a handle.
const HANDLE: f32 = 12.0;

/// What the lines say, and what part of one such words are at least: those of the latter kinds are also what
/// articles are about.
const SAYS: [(Cue, f32, Label, &str); 9] = [
    (Cue::Share, 0.55, Label::Share, "asks to share or to follow"),
    (Cue::Comment, 0.55, Label::Comment, "speaks of the readers' comments"),
    (Cue::Listen, 0.55, Label::Notice, "offers the text as sound or video"),
    (Cue::Script, 0.55, Label::Notice, "a notice of the site"),
    (Cue::Advert, 0.8, Label::Advert, "advertising"),
    (Cue::Support, 0.8, Label::Notice, "asks for support"),
    (Cue::Newsletter, 0.8, Label::Newsletter, "asks to subscribe"),
    (Cue::Login, 0.8, Label::Notice, "a notice of the site"),
    (Cue::Paywall, 0.8, Label::Notice, "a notice of the site"),
];

/// Sentences that papers set between and below their paragraphs, by language: what they begin with, or all of them.
const SENTENCES: &str = include_str!("data/readers.tsv");
/// Words of the longest of them, and how much of its beginning is compared, in bytes.
const SENTENCE: f32 = 30.0;
const START: usize = 80;

/// Words of the shortest sentence that asks readers to follow the paper somewhere.
const FOLLOWS: f32 = 3.0;

/// What a sentence has in it that names a service where readers may follow the paper, whose own name may stand
/// anywhere in it (Google, WhatsApp): without the first letters, which may be large.
static SERVICES: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["oogle", "hats"].map(Finder::new));

/// The sentences, folded and in order; no beginning is one of another.
struct Sentences {
    begins: Vec<String>,
    whole: Vec<String>,
    /// What such a sentence has in it, where it names a service.
    within: Vec<String>,
    /// The first four bytes of each: most texts are told by theirs before they are folded.
    starts: Vec<[u8; 4]>,
}

static KNOWN: LazyLock<Sentences> = LazyLock::new(|| {
    let of = |kind: &str| {
        let mut words: Vec<String> = of_kind(SENTENCES, kind).map(fold).collect();
        words.sort();
        words.dedup();
        words
    };
    let (begins, whole, within) = (of("begins"), of("whole"), of("within"));
    let four = |words: &String| words.as_bytes().first_chunk().copied();
    let mut starts: Vec<[u8; 4]> = begins.iter().chain(&whole).filter_map(four).collect();
    starts.sort_unstable();
    starts.dedup();
    Sentences { begins, whole, within, starts }
});

/// Whether a text of so many words is, or begins with, a sentence that is known to speak to readers of the site.
pub(in crate::strip) fn is_known(text: &str, words: f32) -> bool {
    if words > SENTENCE {
        return false;
    }
    let known = &*KNOWN;
    if words >= FOLLOWS && SERVICES.iter().any(|name| name.find(text.as_bytes()).is_some()) {
        let said = fold(text);
        if known.within.iter().any(|words| said.contains(&**words)) {
            return true;
        }
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = text.as_bytes().first_chunk::<4>() else { return false };
    // Folding changes more than the case of letters beyond ASCII.
    if first.is_ascii()
        && known.starts.binary_search(&first.map(|byte| byte.to_ascii_lowercase())).is_err()
    {
        return false;
    }
    let start = fold(&text[..text.floor_char_boundary(START)]);
    let before = known.begins.partition_point(|words| **words <= *start);
    let begins = |words: &String| start.starts_with(&**words);
    let whole = start.trim_end_matches(|c: char| !c.is_alphanumeric());
    // A stem may go on, as may a sentence.
    before.checked_sub(1).is_some_and(|at| begins(&known.begins[at]))
        || text.len() <= START && known.whole.iter().any(|words| whole == words)
}

/// What a paragraph of a page of news is that says next to nothing else than such words.
pub(super) fn to_readers(facts: &Facts<'_>, at: usize) -> Option<(Label, &'static str)> {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let block = &facts.layout.blocks.rows[at];
    if block.shape != Shape::Paragraph {
        return None;
    }
    let text = facts.layout.blocks.text_of(block);
    if is_known(text, m.words) {
        return Some((Label::Notice, "a notice of the site"));
    }
    let said = SAYS.iter().find(|(cue, ..)| cues.has(*cue) && m.words <= LONG);
    let &(_, least, label, reason) = said?;
    let handle = |word: &str| word.len() > 3 && word.starts_with('@');
    if label == Label::Share && m.words <= HANDLE && text.split(' ').any(handle) {
        return Some((label, reason));
    }
    let all = SAYS.iter().fold(CueSet::default(), |all, (cue, ..)| all | cue.set());
    (lexicon::taken_up_by(text, all) >= least).then_some((label, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_known_by_how_they_begin() {
        for text in [
            "Sign up for our daily newsletter to get the day's news.",
            "— Story continues below —",
            "Suscríbete a nuestro boletín",
            "[Embedded content]",
            "Следите за нами в Telegram",
        ] {
            assert!(is_known(text, 9.0), "{text}");
        }
        for text in [
            "Signing up for our army was easy, he said.",
            "Embedded content is what the law is about.",
            "The story continues below the bridge.",
            "",
        ] {
            assert!(!is_known(text, 9.0), "{text}");
        }
    }

    #[test]
    fn the_sentences_are_sorted_and_of_a_kind() {
        assert!(SENTENCES.lines().is_sorted());
        for line in SENTENCES.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            assert_eq!(parts.len(), 3, "{line}");
            assert!(["begins", "whole", "within"].contains(&parts[1]), "{line}");
            assert_eq!(parts[2].to_lowercase(), parts[2]);
            let said = parts[2].replace("google", "Google").replace("whatsapp", "WhatsApp");
            assert!(is_known(&said, 9.0), "{line}");
        }
        let nested = |pair: &[String]| pair[1].starts_with(&*pair[0]);
        assert!(!KNOWN.begins.windows(2).any(nested), "{:?}", KNOWN.begins);
    }
}
