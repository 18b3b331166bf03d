//! Sentences in which blogs say below an entry when it was posted and under what it is filed: WordPress and its
//! themes write one below every entry, in the blog's language.

use std::sync::LazyLock;

use super::fold;
use super::rows::rows;

/// `language ⇥ beginning`, and behind another tab what the sentence says further on, where its beginning may also be
/// another sentence's.
const FILED: &str = include_str!("data/filed.tsv");

/// Bytes of the longest such sentence, of what of it is read, and of what tells most texts.
const LONG: usize = 1200;
const READ: usize = 400;
const FIRST: usize = 16;

/// A beginning and what is said behind it, both folded.
type Sentence = (String, Option<String>);

/// The sentences in order of their beginnings.
static SENTENCES: LazyLock<Vec<Sentence>> = LazyLock::new(|| {
    let of = |words: &str| match words.split_once('\t') {
        Some((begins, says)) => (fold(begins), Some(fold(says))),
        None => (fold(words), None),
    };
    let mut sentences: Vec<Sentence> = rows(FILED).map(|(_, words)| of(words)).collect();
    sentences.sort();
    sentences
});

/// Whether a sentence begins with bytes that have this number: most texts are told by theirs before they are folded.
static STARTS: LazyLock<Box<[bool; 1 << 15]>> = LazyLock::new(|| {
    let mut starts = Box::new([false; 1 << 15]);
    let three = |sentence: &Sentence| sentence.0.as_bytes().first_chunk().copied();
    SENTENCES.iter().filter_map(three).for_each(|three| starts[start(three)] = true);
    starts
});

/// A number made of the first three bytes of a text, the same in upper and lower case.
fn start(bytes: [u8; 3]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 5 | usize::from(byte & 31))
}

/// Whether a text says when an entry was posted, or under what it is filed, in one of the sentences that blogs say
/// it in.
pub fn says_filed(text: &str) -> bool {
    if text.len() > LONG {
        return false;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = text.as_bytes().first_chunk::<3>() else { return false };
    // Folding changes more than the case of letters beyond ASCII.
    let first = match first.is_ascii() {
        true => Some(*first),
        false => fold(&text[..text.floor_char_boundary(FIRST)]).as_bytes().first_chunk().copied(),
    };
    if !first.is_some_and(|first| STARTS[start(first)]) {
        return false;
    }
    let said = fold(&text[..text.floor_char_boundary(READ)]);
    let before = SENTENCES.partition_point(|(begins, _)| **begins <= *said);
    // The beginnings that a text has are among the last ones before it in order.
    let near = SENTENCES[..before].iter().rev();
    let alike =
        |begins: &str| begins.as_bytes().first_chunk::<3>() == said.as_bytes().first_chunk();
    let mut near = near.take_while(|(begins, _)| alike(begins));
    near.any(|(begins, says)| {
        said.strip_prefix(&**begins)
            .is_some_and(|rest| says.as_ref().is_none_or(|says| rest.contains(&**says)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blogs_say_below_an_entry_is_known() {
        for text in [
            "This entry was posted on Thursday, March 3rd, 2011 at 4:15 pm and is filed under Coast.",
            "Dieser Beitrag wurde unter Küste abgelegt und mit Hafen verschlagwortet.",
            "Questo articolo è stato pubblicato giovedì, 3 marzo 2011 alle 16:15 e classificato in Costa.",
            "Dette innlegget ble skrevet av Hilda den 3. mars.",
            "この投稿は Hilda により 3月3日に カテゴリー港 に投稿されました",
            "本文发表于2011年3月3日，属于港口分类。",
            "Эта запись была опубликована 3 марта в рубрике Порт.",
        ] {
            assert!(says_filed(text), "{text}");
        }
        for text in [
            "This entry was the last of her diary, posted to her sister on 3 March.",
            "Questo articolo è stato pubblicato sul New York Times.",
            "Dieser Artikel wurde am Sonntag von vielen gelesen.",
            "この投稿は広く読まれた。",
            "本文发表于《港口日报》。",
            "This",
            "",
        ] {
            assert!(!says_filed(text), "{text}");
        }
    }

    #[test]
    fn the_sentences_are_sorted_and_each_is_found() {
        let lines: Vec<&str> = FILED.lines().collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "an entry a line, in order");
        for (language, words) in rows(FILED) {
            let (begins, says) = words.split_once('\t').unwrap_or((words, ""));
            assert!(
                language.len() == 2 && begins.len() >= 8 && begins.to_lowercase() == begins,
                "{words}"
            );
            assert!(says_filed(&format!("{begins} 3 mars 2011, {says}")), "{words}");
        }
    }
}
