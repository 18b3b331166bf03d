//! Lines that speak of the page itself to those who read it: to share or hear it, to comment, to subscribe.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::kinds::of_kind;
use crate::lexicon::{self, Beginnings, Cue, CueSet, fold};
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

/// Sentences that papers set between and below their paragraphs, by language: what they begin with, or all of them, or
/// what stands before and behind a title in them.
const SENTENCES: &str = include_str!("data/readers.tsv");
/// Words of the longest of them, and how much of its beginning is compared, in bytes.
const SENTENCE: f32 = 30.0;
const START: usize = 80;

/// Answers that decline to say anything, in lower case: no one counts comments in a sentence.
const DECLINED: &str = include_str!("data/declined.txt");

/// Words of the shortest sentence that asks readers to follow the paper somewhere.
const FOLLOWS: f32 = 3.0;

/// What a sentence has in it that names a service where readers may follow the paper, whose own name may stand
/// anywhere in it (Google, WhatsApp): without the first letters, which may be large.
static SERVICES: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["oogle", "hats"].map(Finder::new));

/// The sentences, folded; no beginning is one of another.
struct Sentences {
    begins: Beginnings,
    whole: Beginnings,
    /// What stands before a title, with what stands behind it.
    around: Beginnings<String>,
    /// What such a sentence has in it, where it names a service.
    within: Vec<String>,
}

static KNOWN: LazyLock<Sentences> = LazyLock::new(|| {
    let of = |kind: &str| Beginnings::of(of_kind(SENTENCES, kind).map(|words| (words, ())));
    let within = of_kind(SENTENCES, "within").map(fold).collect();
    let around = of_kind(SENTENCES, "around").filter_map(|words| words.split_once(" … "));
    let around = Beginnings::of(around.map(|(before, behind)| (before, fold(behind))));
    Sentences { begins: of("begins"), whole: of("whole"), around, within }
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
    let around = known.around.may_begin(text);
    if !known.begins.may_begin(text) && !known.whole.may_begin(text) && !around {
        return false;
    }
    let start = fold(&text[..text.floor_char_boundary(START)]);
    let whole = |rest: &str| !rest.contains(char::is_alphanumeric);
    if around && known.around.of_text(&start).any(|(_, behind)| fold(text).contains(&**behind)) {
        return true;
    }
    // A stem may go on, as may a sentence.
    known.begins.of_text(&start).next().is_some()
        || text.len() <= START && known.whole.of_text(&start).any(|(rest, ())| whole(rest))
}

/// What a paragraph of a page of news is that says next to nothing else than such words; of one that is `sure` to be the
/// article's, known sentences alone.
pub(super) fn to_readers(
    facts: &Facts<'_>,
    at: usize,
    sure: bool,
) -> Option<(Label, &'static str)> {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let block = &facts.layout.blocks.rows[at];
    if block.shape != Shape::Paragraph {
        return None;
    }
    let text = facts.layout.blocks.text_of(block);
    if is_known(text, m.words) {
        return Some((Label::Notice, "a notice of the site"));
    }
    // "Follow me," he said. "No comment."
    if sure || cues.has(Cue::Comment) && declines(text) {
        return None;
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

/// Whether a text is an answer of someone who has nothing to say, as a sentence or in quotation marks: `“No comment.”`
fn declines(text: &str) -> bool {
    let said = text.trim_matches(|c: char| !c.is_alphanumeric());
    let set = text.len() > said.len() && !text.ends_with(char::is_alphanumeric);
    set && said.len() <= START && {
        let lower = said.to_lowercase();
        DECLINED.lines().any(|answer| answer == lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_declines_is_no_count_of_comments() {
        for text in [
            "No comment.",
            "«No comment».",
            "»Kein Kommentar.«",
            "– Ingen kommentar.",
            "« Sans commentaire. »",
        ] {
            assert!(declines(text), "{text}");
        }
        for text in ["No comments.", "Sin comentarios", "No comment", "(0) comments", ""] {
            assert!(!declines(text), "{text}");
        }
        assert!(DECLINED.lines().is_sorted());
        assert!(DECLINED.lines().all(|answer| declines(&format!("{answer}."))));
    }

    #[test]
    fn sentences_are_known_by_how_they_begin() {
        for text in [
            "Sign up for our daily newsletter to get the day's news.",
            "— Story continues below —",
            "Suscríbete a nuestro boletín",
            "[Embedded content]",
            "Следите за нами в Telegram",
            "The post Council delays vote appeared first on Gazette.",
            "Der Beitrag Das Wehr ist undicht erschien zuerst auf Bote.",
        ] {
            assert!(is_known(text, 9.0), "{text}");
        }
        for text in [
            "Signing up for our army was easy, he said.",
            "Embedded content is what the law is about.",
            "The story continues below the bridge.",
            "The post on the hill was the first to fall.",
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
            assert!(["around", "begins", "whole", "within"].contains(&parts[1]), "{line}");
            assert_eq!(parts[2].to_lowercase(), parts[2]);
            let said = parts[2].replace("google", "Google").replace("whatsapp", "WhatsApp");
            assert!(is_known(&said, 9.0), "{line}");
        }
        let mut begins: Vec<String> = of_kind(SENTENCES, "begins").map(fold).collect();
        begins.sort();
        begins.dedup();
        let nested = |pair: &[String]| pair[1].starts_with(&*pair[0]);
        assert!(!begins.windows(2).any(nested), "{begins:?}");
    }
}
