//! Who may import whom. The table stands in ARCHITECTURE.md in words and here for the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may import. A room may only name rooms that stand above it, so that
/// the table itself has no cycles; `meta` and `strip` do not know each other.
const ROOMS: &[(&str, &[&str])] = &[
    ("page", &[]),
    ("lexicon", &["page"]),
    ("decode", &["page"]),
    ("html", &["page"]),
    ("meta", &["page", "lexicon", "decode", "html"]),
    ("profile", &["page"]),
    ("strip", &["page", "lexicon", "decode", "html", "profile"]),
    ("text", &["page", "lexicon", "decode", "html"]),
    ("dedup", &["page", "lexicon", "decode", "html", "meta", "strip", "text"]),
    ("store", &["page", "lexicon", "decode", "html", "profile", "meta", "strip", "text", "dedup"]),
    ("config", &["page", "html", "strip"]),
    ("source", &["page", "decode", "html", "config"]),
    ("fetch", &["page", "decode", "config"]),
    (
        "pipeline",
        &[
            "page", "lexicon", "decode", "html", "profile", "meta", "strip", "text", "dedup",
            "store", "config", "source", "fetch",
        ],
    ),
    ("explain", &["page", "pipeline"]),
    ("check", &["page", "decode", "text", "source", "pipeline"]),
    ("serve", &["page", "decode", "profile", "dedup", "store", "pipeline"]),
    (
        "cli",
        &[
            "page", "lexicon", "decode", "html", "profile", "meta", "strip", "text", "dedup",
            "store", "config", "source", "fetch", "pipeline", "explain", "check", "serve",
        ],
    ),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code without comments, and without the test module at its end: tests may look at anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| match line.split_once("//") {
        Some((code, _)) if !code.ends_with(':') => code,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The top-level modules that a piece of code names, through `crate::` or as many `super::` as
/// lead out of its room. `depth` is how deep below the crate root the code's module stands.
fn named(code: &str, depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let out = "super::".repeat(depth);
    for root in ["crate::", out.as_str()] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + root.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                found.extend(heads(group));
            } else {
                found.extend(identifier(rest));
            }
        }
    }
    found
}

/// The first names of the paths in a group `a, b::{c, d}, e}`.
fn heads(group: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && c.is_alphabetic() => {
                found.extend(identifier(&group[at..]));
                start = false;
            }
            _ => {}
        }
    }
    found
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let root = source();
    let mut all = Vec::new();
    files(&root, &mut all);
    all.sort();
    let mut broken = Vec::new();
    for file in &all {
        let inner = file.strip_prefix(&root).unwrap();
        let parts: Vec<_> = inner.iter().map(|part| part.to_str().unwrap()).collect();
        let [room, .., last] = parts.as_slice() else { continue };
        if last.ends_with("tests.rs") {
            continue;
        }
        let depth = parts.len() - usize::from(*last == "mod.rs");
        let Some(may) = allowed.get(room) else {
            broken.push(format!("{}: the room `{room}` is not in the table", inner.display()));
            continue;
        };
        for other in named(&code(&fs::read_to_string(file).unwrap()), depth) {
            let is_room = allowed.contains_key(other.as_str());
            if is_room && other != *room && !may.contains(&other.as_str()) {
                broken.push(format!("{}: `{room}` may not import `{other}`", inner.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// The cleaner's name is a digest of all that cleaning uses, so that no change of it is missed.
#[test]
fn the_digest_of_the_cleaner_takes_in_every_room_that_cleaning_uses() {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs");
    let build = fs::read_to_string(build).unwrap();
    let allowed: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut used = BTreeSet::new();
    for file in ["clean.rs", "kind.rs"] {
        let path = source().join("pipeline").join(file);
        assert!(build.contains(&format!("\"src/pipeline/{file}\"")), "{file}");
        used.extend(named(&code(&fs::read_to_string(path).unwrap()), 2));
    }
    let mut open: Vec<String> = used.iter().cloned().collect();
    assert!(open.len() >= 6, "{open:?}");
    while let Some(room) = open.pop() {
        for next in allowed[room.as_str()] {
            if used.insert((*next).to_owned()) {
                open.push((*next).to_owned());
            }
        }
    }
    for room in used {
        assert!(build.contains(&format!("\"src/{room}\"")), "`{room}` is not in build.rs");
    }
}

#[test]
fn no_file_is_longer_than_a_reader_takes_in() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    for path in paths {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 400, "{}: {lines} lines; part it by what it is about", path.display());
    }
}

#[test]
fn the_table_has_every_room_and_no_cycle() {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    let modules: BTreeSet<_> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")))
        .map(|module| module.trim_end_matches(';'))
        .collect();
    let table: BTreeSet<_> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(modules, table);
    for (at, (room, may)) in ROOMS.iter().enumerate() {
        for other in *may {
            let above = ROOMS[..at].iter().any(|(earlier, _)| earlier == other);
            assert!(above, "`{room}` names `{other}`, which stands below it");
        }
    }
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let text = "use crate::{decode, html::{self, Arena}, meta};\nuse super::super::page::Label;\n\
        use super::near; // crate::store\nlet x = crate::text::markdown(&b);";
    let found: Vec<_> = named(&code(text), 2).into_iter().collect();
    assert_eq!(found, ["decode", "html", "meta", "page", "text"]);
}
