//! A text among the others: findable, and linked to those that are nearly the same.

pub(super) mod recent;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::StoreError;
use super::disk::provisional::Pending;
use super::folder::read;
use super::index::Index;
use super::preparing::{Preparation, Tell, Told};
use super::stored::{NearText, StoredText};
use super::words::folded;
use crate::dedup::{Shingles, near_class};
use recent::Recent;

/// A new text, as it is held against the others.
#[derive(Clone, Debug)]
pub(super) struct NewText<'a> {
    pub(super) ordinal: u64,
    pub(super) shingles: Arc<Shingles>,
    /// The texts that its address had before it and after it.
    pub(super) versions: &'a [u64],
}

/// What a text is to the others, and by what it is found.
#[derive(Clone, Debug)]
pub(super) struct Relations {
    /// The texts it is near to, the nearest first.
    pub(super) near: Vec<NearText>,
    sketch: Vec<u64>,
}

impl Relations {
    /// Makes the text findable and links it to the near ones. Its own row must be there.
    pub(super) fn write(
        &self,
        index: &Index,
        ordinal: u64,
        title: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        index.insert_near(ordinal, &self.near)?;
        index.insert_words(ordinal, title, body)?;
        index.insert_sketch(ordinal, &self.sketch)
    }
}

/// Holds a text against those that are there.
pub(super) fn relations(
    folder: &Path,
    index: &Index,
    pending: &Pending,
    recent: &mut Recent,
    new: &NewText<'_>,
) -> Result<Relations, StoreError> {
    let shingles = &new.shingles;
    let sketch = shingles.sketch();
    let mut found = Vec::new();
    if !shingles.is_short() {
        for ordinal in index.candidates(&sketch)? {
            if ordinal == new.ordinal {
                continue;
            }
            let other = match recent.get(ordinal) {
                Some(other) => other,
                None => {
                    let Some((_, body)) = content(folder, index, pending, ordinal)? else {
                        continue;
                    };
                    let other = Arc::new(Shingles::new(&body));
                    recent.keep(ordinal, other.clone());
                    other
                }
            };
            let likeness = shingles.likeness(&other);
            let class = near_class(&likeness, new.versions.contains(&ordinal));
            let Some(class) = class.filter(|class| class.is_near()) else { continue };
            found.push(NearText {
                ordinal,
                class: class.name().to_owned(),
                jaccard: rounded(likeness.jaccard),
                contained: rounded(likeness.contained),
            });
        }
    }
    found.sort_by(|a, b| b.jaccard.total_cmp(&a.jaccard).then(a.ordinal.cmp(&b.ordinal)));
    Ok(Relations { near: found, sketch })
}

/// Relates a text whose row and bytes are there already.
pub(super) fn relate_known(
    folder: &Path,
    index: &Index,
    pending: &Pending,
    recent: &mut Recent,
    ordinal: u64,
    versions: &[u64],
) -> Result<(), StoreError> {
    match content(folder, index, pending, ordinal)? {
        Some((title, body)) => {
            let new = NewText { ordinal, shingles: Arc::new(Shingles::new(&body)), versions };
            let found = relations(folder, index, pending, recent, &new)?;
            recent.keep(ordinal, new.shingles);
            found.write(index, ordinal, &title, &body)
        }
        None => Ok(()),
    }
}

/// The same for a text that is in the folder.
pub(super) fn relate_stored(
    folder: &Path,
    index: &Index,
    recent: &mut Recent,
    ordinal: u64,
) -> Result<(), StoreError> {
    let previous = index.previous_of(ordinal)?;
    relate_known(folder, index, &Pending::new(), recent, ordinal, previous.as_slice())
}

/// Whether there are texts that are not yet findable: bringing the index to the present schema was broken off.
pub(super) fn is_behind(index: &Index) -> Result<bool, StoreError> {
    Ok(index.first_without_words()? < index.next_ordinal()?)
}

/// Makes findable what is in the index and not yet findable, as after a change of the index's schema.
pub(super) fn catch_up(folder: &Path, index: &Index, tell: Tell<'_>) -> Result<(), StoreError> {
    let (mut from, next) = (index.first_without_words()?, index.next_ordinal()?);
    if from >= next {
        return Ok(());
    }
    // What makes texts near to others may be there of earlier ones, where the search alone is made anew.
    let mut related = index.count_sketched()?.saturating_sub(index.count_searched()?);
    let mut recent = Recent::default();
    let (told, first) = (Told::new(tell, Preparation::Words, next - from), from);
    while from < next {
        told.done(from - first);
        let texts = index.texts(from, 500)?;
        // The first in a row are those that are near to others already.
        let known = texts.len().min(usize::try_from(related).unwrap_or(usize::MAX));
        let words: Vec<_> = texts[..known].par_iter().map(|text| words(folder, text)).collect();
        index.begin()?;
        let work = || {
            for (text, words) in texts.iter().zip(words) {
                if let Some((title, body)) = words {
                    index.insert_folded(text.ordinal, &title, &body)?;
                    related -= 1;
                }
            }
            for text in &texts[known..] {
                relate_stored(folder, index, &mut recent, text.ordinal)?;
            }
            index.commit()
        };
        if let Err(error) = work() {
            index.rollback();
            return Err(error);
        }
        from = texts.last().map_or(next, |text| text.ordinal + 1);
    }
    Ok(())
}

/// A text's title and body as the search compares them; `None` when its file is not there.
fn words(folder: &Path, text: &StoredText) -> Option<(String, String)> {
    let (title, body) = stored(folder, &text.name, &text.title)?;
    Some((folded(&title).into_owned(), folded(&body).into_owned()))
}

/// Title and body of a text; `None` when its file is not there, which `verify` reports.
pub(super) fn content(
    folder: &Path,
    index: &Index,
    pending: &Pending,
    ordinal: u64,
) -> Result<Option<(String, String)>, StoreError> {
    let Some((name, title)) = index.name_of(ordinal)? else { return Ok(None) };
    Ok(match pending.get(&name) {
        Some(bytes) => Some(split(&String::from_utf8_lossy(bytes), &title)),
        None => stored(folder, &name, &title),
    })
}

/// The same of a text that is on the disk.
fn stored(folder: &Path, name: &str, title: &str) -> Option<(String, String)> {
    let bytes = read(&folder.join(name)).ok()?;
    Some(split(&String::from_utf8_lossy(&bytes), title))
}

/// A text file's title and body.
pub(super) fn split(content: &str, title: &str) -> (String, String) {
    let body = match content.strip_prefix(title) {
        Some(body) if !title.is_empty() => body,
        _ => content,
    };
    (title.to_owned(), body.trim_matches('\n').to_owned())
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
