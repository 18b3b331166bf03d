//! Taking today's result as the expected one.

use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::{CheckError, Failure, Fixture, Judgement};

/// One thing written to a fixture, in words.
pub type Change = String;

/// Takes what cleaning gives today as what is expected: writes `expected.txt` where it is absent or
/// differs, the outcome and the metadata where they differ, raises a floor to what is reached, and
/// strikes known failures that no longer fail. A fixture with a floor below 1 keeps its expected
/// text, which is known to be better than today's. What a text must and must not hold is never
/// changed, and a flattened twin, whose expected text is the page's, never
/// rewrites it. Returns what was written.
///
/// # Errors
///
/// If a file of the fixture cannot be read or written.
pub fn accept(fixture: &Fixture, judged: &Judgement) -> Result<Vec<Change>, CheckError> {
    let mut changes = Vec::new();
    let text_differs = judged.failures.iter().any(|f| matches!(f, Failure::Text { .. }));
    let rewrites = text_differs && judged.floor >= 1.0;
    if fixture.twin.is_none() && (judged.failures.contains(&Failure::NoExpectedText) || rewrites) {
        let path = fixture.folder.join("expected.txt");
        replace(&path, &judged.text)?;
        changes.push(match fixture.expected {
            Some(_) => format!("rewrote expected.txt\n{}", judged.diff.trim_end()),
            None => format!("wrote expected.txt, {} bytes", judged.text.len()),
        });
    }
    edit(fixture, |check| {
        for failure in &judged.failures {
            match failure {
                Failure::Outcome { wanted, found } if fixture.twin.is_none() => {
                    check["outcome"] = value(found.name());
                    changes.push(format!("outcome: {wanted} -> {found}"));
                }
                Failure::Metadata { field, wanted, found } => {
                    let table =
                        check.entry("metadata").or_insert_with(|| Item::Table(Table::new()));
                    table[*field] = match *field {
                        "authors" => value(found.split(", ").collect::<Array>()),
                        _ => value(found),
                    };
                    changes.push(format!("metadata.{field}: {wanted:?} -> {found:?}"));
                }
                _ => {}
            }
        }
        if judged.floor_can_rise() {
            changes.push(match judged.score.filter(|_| !judged.exact) {
                Some(score) => {
                    check["floor"] = value(rounded_down(score));
                    format!("floor: {} -> {}", judged.floor, rounded_down(score))
                }
                None => {
                    check.remove("floor");
                    format!("floor: {} -> exact", judged.floor)
                }
            });
        }
        if !judged.mended.is_empty() {
            let known = check.get_mut("known_failures").and_then(Item::as_array_mut);
            if let Some(known) = known {
                known.retain(|k| !k.as_str().is_some_and(|k| judged.mended.iter().any(|m| m == k)));
                if known.is_empty() {
                    check.remove("known_failures");
                }
            }
            changes.extend(judged.mended.iter().map(|m| format!("no longer fails: {m}")));
        }
    })?;
    Ok(changes)
}

/// Lowers what is asked of a fixture that fails to what it reaches today; nothing else ever does.
/// The floor comes down to the text's score, and what else fails is listed under `known_failures`.
/// Returns what was written.
///
/// # Errors
///
/// If the fixture's `check.toml` cannot be read or written.
pub fn lower_floor(fixture: &Fixture, judged: &Judgement) -> Result<Vec<Change>, CheckError> {
    let mut changes = Vec::new();
    edit(fixture, |check| {
        for failure in &judged.failures {
            if let Failure::Text { score, floor } = failure {
                check["floor"] = value(rounded_down(*score));
                changes.push(format!("floor: {floor} -> {}", rounded_down(*score)));
            } else if let Some(key) = failure.key() {
                let known = check.entry("known_failures").or_insert_with(|| value(Array::new()));
                if let Some(known) = known.as_array_mut() {
                    known.push(key);
                    changes.push(format!("known from now on: {failure}"));
                }
            }
        }
    })?;
    Ok(changes)
}

/// Four digits, never above the score and never the 1 that asks for equality.
fn rounded_down(score: f64) -> f64 {
    (score.min(0.9999) * 10_000.0).floor() / 10_000.0
}

fn edit(fixture: &Fixture, change: impl FnOnce(&mut Table)) -> Result<(), CheckError> {
    let path = fixture.folder.join("check.toml");
    let text = fs::read_to_string(&path).map_err(|e| CheckError::io(&path, e))?;
    let mut check: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        CheckError::Wanted { path: path.clone(), message: e.to_string() }
    })?;
    match &fixture.twin {
        None => change(check.as_table_mut()),
        Some(twin) => {
            let mut table = check
                .get("twins")
                .and_then(|twins| twins.get(twin))
                .and_then(Item::as_table)
                .cloned()
                .unwrap_or_default();
            change(&mut table);
            let twins = check.entry("twins").or_insert_with(|| {
                let mut twins = Table::new();
                twins.set_implicit(true);
                Item::Table(twins)
            });
            if let Some(twins) = twins.as_table_mut() {
                if table.is_empty() {
                    twins.remove(twin);
                } else {
                    twins.insert(twin, Item::Table(table));
                }
            }
            if check.get("twins").and_then(Item::as_table).is_some_and(Table::is_empty) {
                check.remove("twins");
            }
        }
    }
    let changed = check.to_string();
    if changed == text { Ok(()) } else { replace(&path, &changed) }
}

/// Writes a file so that a reader sees the old content or the new one.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), CheckError> {
    let new = path.with_extension("new");
    fs::write(&new, text).map_err(|e| CheckError::io(&new, e))?;
    fs::rename(&new, path).map_err(|e| CheckError::io(path, e))
}
