//! Whether texts are found: by their words, and by what they have in common with others. To ask that of all would
//! take as long as making the index; a sample tells whether it was emptied or is another archive's.

use std::path::Path;

use super::verification::Verification;
use crate::dedup::Shingles;
use crate::store::folder::{INDEX_FILE, read};
use crate::store::index::Index;
use crate::store::words::Phrase;
use crate::store::{StoreError, name, near};

/// Texts, and pairs of texts, that are asked for, spread over the archive.
const SAMPLE: u64 = 100;

/// Characters of a text's beginning that are searched for.
const WORDS: usize = 40;

/// What texts have in common that are near each other by any measure.
const NEAR: f64 = 0.8;

pub(super) fn verify(
    folder: &Path,
    index: &Index,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let body = |ordinal| body(folder, index, ordinal);
    let next = index.next_ordinal()?;
    for ordinal in (0..next).step_by((next / SAMPLE).max(1) as usize) {
        let Some(text) = body(ordinal)? else { continue };
        // The last word may be cut.
        let start: String = text.chars().take(WORDS).collect();
        let start =
            start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(start, _)| start);
        let Some(start) = Phrase::beginning(start) else { continue };
        if !index.finds(&start, ordinal)? {
            found.problem(
                INDEX_FILE,
                format!("row {ordinal}: search does not find the text by its words"),
            );
        }
    }
    for pair in index.little_changed(SAMPLE as i64)? {
        let (Some(one), Some(other)) = (body(pair[0])?, body(pair[1])?) else { continue };
        let (one, other) = (Shingles::new(&one), Shingles::new(&other));
        if one.is_short() || other.is_short() || one.likeness(&other).jaccard < NEAR {
            continue;
        }
        let later = pair[0].max(pair[1]);
        if index.near(later)?.is_empty() {
            let what = format!(
                "row {later}: the text is near to no other, and was changed by a few words"
            );
            found.problem(INDEX_FILE, what);
        }
    }
    Ok(())
}

/// A text without its title, where its file is what it should be.
fn body(folder: &Path, index: &Index, ordinal: u64) -> Result<Option<String>, StoreError> {
    let Some(text) = index.text(ordinal)? else { return Ok(None) };
    let Ok(bytes) = read(&folder.join(&text.name)) else { return Ok(None) };
    if name::hex(&name::digest(&bytes)) != text.sha256 {
        return Ok(None);
    }
    Ok(Some(near::split(&String::from_utf8_lossy(&bytes), &text.title).1))
}
