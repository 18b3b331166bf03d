//! Sentences in which blogs say below an entry when it was posted and under what it is filed: WordPress and its
//! themes write one below every entry, in the blog's language.

use std::sync::LazyLock;

use super::beginnings::Beginnings;
use super::fold;
use super::rows::rows;

/// `language ⇥ beginning`, and behind another tab what the sentence says further on, where its beginning may also be
/// another sentence's.
const FILED: &str = include_str!("data/filed.tsv");

/// Bytes of the longest such sentence, and of what of it is read.
const LONG: usize = 1200;
const READ: usize = 400;

/// What the sentences begin with, each with what has to be said behind it.
static SENTENCES: LazyLock<Beginnings<Option<String>>> = LazyLock::new(|| {
    Beginnings::of(rows(FILED).map(|(_, words)| match words.split_once('\t') {
        Some((begins, says)) => (begins, Some(fold(says))),
        None => (words, None),
    }))
});

/// Whether a text says when an entry was posted, or under what it is filed, in one of the sentences that blogs say
/// it in.
pub fn says_filed(text: &str) -> bool {
    if text.len() > LONG {
        return false;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    SENTENCES.may_begin(text) && {
        let said = fold(&text[..text.floor_char_boundary(READ)]);
        let says = |rest: &str, says: &Option<String>| {
            says.as_ref().is_none_or(|says| rest.contains(&**says))
        };
        SENTENCES.of_text(&said).any(|(rest, more)| says(rest, more))
    }
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
