//! The text files and their rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::verification::{Progress, Verification};
use crate::store::disk::files::UNFINISHED;
use crate::store::folder::read;
use crate::store::index::{Index, Since, TextLine};
use crate::store::{StoreError, name};

/// Ordinals that are looked at together.
const AT_ONCE: u64 = 4096;
/// Texts that the index does not know which are told one by one; of the others only the number is.
const UNINDEXED_TOLD: u64 = 20;

pub(super) fn verify(
    folder: &Path,
    index: &Index,
    since: Option<Since>,
    progress: &Progress,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let next = index.next_ordinal()?;
    let mut files: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let mut unfinished = 0_u64;
    for item in fs::read_dir(folder).map_err(StoreError::io(folder, "reading the folder"))? {
        let item = item.map_err(StoreError::io(folder, "reading the folder"))?;
        let name = item.file_name();
        let Some(name) = name.to_str() else { continue };
        if let Some(parsed) = name::parse(name) {
            files.entry(parsed.ordinal).or_default().push(name.to_owned());
        } else if name.starts_with(UNFINISHED) {
            unfinished += 1;
        } else if name.ends_with(".txt") {
            found.notes.push(format!("{name}: no name of ours; left alone"));
        }
    }
    if unfinished > 0 {
        found.notes.push(format!("{unfinished} texts of an interrupted write stand under provisional names; none of them was reported stored: the next write, or `spoglio verify --repair`, puts them in order"));
    }
    let mut from = 0;
    while from < next {
        let rows = index.text_lines(from, from + AT_ONCE)?;
        let mut pairs: Vec<(Option<TextLine>, Option<String>)> = Vec::new();
        for row in rows {
            let names = files.remove(&row.ordinal).unwrap_or_default();
            let mut there = false;
            for name in names {
                if name == row.name {
                    there = true;
                } else {
                    pairs.push((None, Some(name)));
                }
            }
            let name = there.then(|| row.name.clone());
            pairs.push((Some(row), name));
        }
        let checked: Vec<Verification> = pairs
            .par_iter()
            .map(|(row, file)| check(folder, row.as_ref(), file.as_deref(), since, progress))
            .collect();
        checked.into_iter().for_each(|one| found.add(one));
        from += AT_ONCE;
    }
    for (ordinal, names) in files {
        for name in names {
            if ordinal < next {
                found.add(check(folder, None, Some(&name), since, progress));
            } else if named_rightly(folder, &name, progress, found).is_some() {
                found.unindexed_texts += 1;
                if found.unindexed_texts <= UNINDEXED_TOLD {
                    found.notes.push(format!("{name}: not in the index; what an interrupted write left is taken in by the next command that opens the archive, what was put here by `spoglio verify --repair`"));
                }
            }
        }
    }
    if found.unindexed_texts > UNINDEXED_TOLD {
        let more = found.unindexed_texts - UNINDEXED_TOLD;
        found.notes.push(format!("{more} more texts are not in the index"));
    }
    Ok(())
}

fn check(
    folder: &Path,
    row: Option<&TextLine>,
    file: Option<&str>,
    since: Option<Since>,
    progress: &Progress,
) -> Verification {
    let mut found = Verification::default();
    let Some(name) = file else {
        if let Some(row) = row {
            found.problem(&row.name, "the index has it and the folder does not");
        }
        return found;
    };
    if row.is_some_and(|row| since.is_some_and(|since| !since.holds(row))) {
        return found;
    }
    let Some(sha256) = named_rightly(folder, name, progress, &mut found) else { return found };
    if let Some(row) = row {
        if row.sha256 == sha256 && row.bytes == found.bytes {
            found.texts += 1;
        } else if row.sha256 == sha256 {
            found.problem(name, format!("the index has it with {} bytes", row.bytes));
        } else {
            found.problem(name, format!("the index has it with the digest {}", row.sha256));
        }
    } else {
        found.problem(name, "the folder has it and the index does not");
    }
    found
}

/// The digest of a text's bytes, where they give its name.
fn named_rightly(
    folder: &Path,
    name: &str,
    progress: &Progress,
    found: &mut Verification,
) -> Option<String> {
    let bytes = match read(&folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) => {
            found.problem(name, format!("cannot be read: {error}"));
            return None;
        }
    };
    progress.read(bytes.len() as u64);
    found.bytes += bytes.len() as u64;
    let digest = name::digest(&bytes);
    let sha256 = name::hex(&digest);
    if name::is_proved(name, &digest) {
        return Some(sha256);
    }
    found.problem(name, format!("its bytes give {}", sha256.get(..16).unwrap_or("")));
    None
}
