//! What changed, by whole sentences: an edit tells another story than a sentence that came or went.

use std::collections::HashMap;

use super::change::{Change, Piece};
use crate::lexicon::{Note, ends_sentence, note};

/// A sentence of one of the two texts.
#[derive(Debug, Default)]
struct Sentence {
    text: String,
    words: usize,
    /// Those of its words that do not stand in the other text.
    changed: usize,
    /// Whether a paragraph begins with it.
    opens: bool,
}

impl Sentence {
    /// Whether most of it is not in the other text: it is another sentence, and no edited one.
    const fn is_other(&self) -> bool {
        self.changed * 2 > self.words
    }

    fn note(&self) -> Option<Note> {
        note(&self.text, self.opens)
    }
}

/// What became of the sentences of a text, in words.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Words of the old text, and of the new one.
    pub(super) old: usize,
    pub(super) new: usize,
    /// Words of sentences that came, and of those that went.
    pub(super) grown: usize,
    pub(super) cut: usize,
    /// Words that came and went within sentences that stand.
    pub(super) added: usize,
    pub(super) removed: usize,
    /// What a sentence that came says of the article.
    pub(super) corrected: bool,
    pub(super) shortened: bool,
    pub(super) withdrawn: bool,
}

impl Sentences {
    /// Compares the sentences of the two texts. One that stands elsewhere in the other text neither came nor went.
    pub(super) fn of(change: &Change) -> Sentences {
        let (old, new) = (sentences(change, Piece::Came), sentences(change, Piece::Gone));
        let mut left: HashMap<&str, usize> = HashMap::with_capacity(old.len());
        for sentence in &old {
            *left.entry(&sentence.text).or_default() += 1;
        }
        let mut take = |sentence: &&Sentence| match left.get_mut(sentence.text.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let came: Vec<&Sentence> = new.iter().filter(|sentence| !take(sentence)).collect();
        let gone: Vec<&Sentence> = old.iter().filter(take).collect();

        let words = |sentences: &[Sentence]| sentences.iter().map(|s| s.words).sum();
        let mut found = Sentences { old: words(&old), new: words(&new), ..Sentences::default() };
        // Where nothing went, nothing was edited, whatever words the two texts share by chance.
        for sentence in &came {
            if gone.is_empty() || sentence.is_other() {
                found.grown += sentence.words;
            } else {
                found.added += sentence.changed;
            }
            match sentence.note() {
                Some(Note::Correction) => found.corrected = true,
                Some(Note::Removal) => found.shortened = true,
                Some(Note::Retraction) => found.withdrawn = true,
                None => {}
            }
        }
        for sentence in &gone {
            if came.is_empty() || sentence.is_other() {
                found.cut += sentence.words;
            } else {
                found.removed += sentence.changed;
            }
        }
        // What the old text said already is no news.
        let said = |wanted| old.iter().any(|sentence| sentence.note() == Some(wanted));
        found.withdrawn = found.withdrawn && !said(Note::Retraction);
        found.shortened = found.shortened && !said(Note::Removal);
        found
    }

    /// Words of the old text that stand.
    pub(super) const fn kept(&self) -> usize {
        self.old.saturating_sub(self.cut + self.removed)
    }
}

/// The sentences of the text to which the pieces of one kind do not belong.
fn sentences(change: &Change, other: Piece) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut now = Sentence { opens: true, ..Sentence::default() };
    for span in change.spans.iter().filter(|span| span.piece != other) {
        for line in span.text.split_inclusive('\n') {
            for word in line.split_whitespace() {
                if ends_sentence(&now.text) && !word.starts_with(char::is_lowercase) {
                    found.push(std::mem::take(&mut now));
                }
                if now.words > 0 {
                    now.text.push(' ');
                }
                now.text.push_str(word);
                now.words += 1;
                now.changed += usize::from(span.piece != Piece::Same);
            }
            if line.ends_with('\n') {
                let next = Sentence { opens: true, ..Sentence::default() };
                let whole = std::mem::replace(&mut now, next);
                found.extend((whole.words > 0).then_some(whole));
            }
        }
    }
    found.extend((now.words > 0).then_some(now));
    found
}
