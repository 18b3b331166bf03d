//! What one page leaves for its site's profile.

use super::key::key;
use crate::page::{Blocks, Label, word_count};

/// The most marks that a page leaves. Of a page with more, those with the lowest digests: the same
/// texts on every page, so that what repeats is found there too.
pub const MARKS: usize = 512;

/// Bytes of a text that are kept, to show what it was.
const SHOWN: usize = 60;

/// The form of the bytes.
const FORM: u8 = 1;

/// One text of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The text's digest.
    pub key: u64,
    /// Where on the page it first stood, in hundredths of the page's blocks.
    pub place: u8,
    /// What it was taken for there.
    pub label: Label,
    /// Whether it was kept as part of the clean text.
    pub kept: bool,
    /// How many words it has; 255 for more.
    pub words: u8,
    /// How it begins.
    pub text: String,
}

/// The texts of one page, each once, by digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// The marks of a cleaned page.
    #[must_use]
    pub fn of(blocks: &Blocks) -> Marks {
        let mut found: Vec<(u64, u32)> = (0..)
            .zip(blocks.iter())
            .filter_map(|(at, (_, text))| key(text).map(|key| (key, at)))
            .collect();
        found.sort_unstable();
        found.dedup_by_key(|(key, _)| *key);
        found.truncate(MARKS);
        let count = blocks.rows.len().max(1);
        let marks = found.into_iter().filter_map(|(key, at)| {
            let block = blocks.rows.get(at as usize)?;
            let text = blocks.text_of(block);
            Some(Mark {
                key,
                place: (at as usize * 100 / count) as u8,
                label: block.label,
                kept: block.kept,
                words: word_count(text).min(255) as u8,
                text: start(text),
            })
        });
        Marks(marks.collect())
    }

    /// Each mark, by rising digest.
    pub fn iter(&self) -> std::slice::Iter<'_, Mark> {
        self.0.iter()
    }

    /// Whether the page left none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The marks as bytes, for keeping.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        for mark in &self.0 {
            bytes.extend(mark.key.to_be_bytes());
            let label = Label::ALL.iter().position(|label| *label == mark.label).unwrap_or(0);
            bytes.extend([mark.place, label as u8, u8::from(mark.kept), mark.words]);
            bytes.push(mark.text.len() as u8);
            bytes.extend(mark.text.as_bytes());
        }
        bytes
    }

    /// The marks that were kept as bytes; `None` for bytes that are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Marks> {
        let (form, mut rest) = bytes.split_first()?;
        if *form != FORM {
            return None;
        }
        let mut marks: Vec<Mark> = Vec::new();
        while !rest.is_empty() {
            let (key, more) = rest.split_first_chunk::<8>()?;
            let ([place, label, kept, words, length], more) = more.split_first_chunk::<5>()?;
            let (text, more) = more.split_at_checked(usize::from(*length))?;
            rest = more;
            let mark = Mark {
                key: u64::from_be_bytes(*key),
                place: *place,
                label: *Label::ALL.get(usize::from(*label))?,
                kept: *kept == 1,
                words: *words,
                text: std::str::from_utf8(text).ok()?.to_owned(),
            };
            if marks.last().is_some_and(|last| last.key >= mark.key) || marks.len() == MARKS {
                return None;
            }
            marks.push(mark);
        }
        Some(Marks(marks))
    }
}

/// The start of a text, on one line, at most so many bytes of it.
fn start(text: &str) -> String {
    let end = (0..=SHOWN.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or(0)].replace(['\t', '\n'], " ")
}
