//! Who may import whom. The table stands in ARCHITECTURE.md in words and here for the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

mod imports;

use imports::{Crate, Imports};

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
    ("source", &["page", "decode", "html", "meta", "config"]),
    ("fetch", &["page", "decode", "config"]),
    (
        "pipeline",
        &[
            "page", "lexicon", "decode", "html", "profile", "meta", "strip", "text", "dedup",
            "store", "config", "source", "fetch",
        ],
    ),
    ("explain", &["page", "text", "pipeline"]),
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

/// Every file's imports, by their paths below `src`.
fn imports() -> Imports {
    let root = source();
    let imports = Crate::read(&root.join("lib.rs")).imports();
    assert!(imports.len() > 200, "only {} files were read", imports.len());
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_owned();
    let others = |others: BTreeMap<PathBuf, _>| {
        others.into_iter().map(|(o, names)| (below(&o), names)).collect()
    };
    imports.into_iter().map(|(file, found)| (below(&file), others(found))).collect()
}

/// The room that a file stands in, where it stands in one.
fn room(file: &Path) -> Option<&str> {
    let mut parts = file.iter();
    let room = parts.next()?;
    parts.next().and_then(|_| room.to_str())
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut broken = Vec::new();
    for (file, others) in &imports() {
        let Some(here) = room(file) else { continue };
        let Some(may) = allowed.get(here) else {
            broken.push(format!("{}: the room `{here}` is not in the table", file.display()));
            continue;
        };
        for (other, names) in others {
            let Some(there) = room(other) else { continue };
            if there != here && !may.contains(&there) {
                broken.push(format!(
                    "{}: `{here}` may not import `{there}`: {names:?}",
                    file.display()
                ));
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
    let imports = imports();
    let mut used = BTreeSet::new();
    for file in ["pipeline/clean.rs", "pipeline/kind.rs"] {
        assert!(build.contains(&format!("\"src/{file}\"")), "{file}");
        let others = imports[Path::new(file)].keys();
        used.extend(others.filter_map(|other| room(other)).map(str::to_owned));
    }
    used.remove("pipeline");
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

/// What stands in each folder, a file or a folder, with what it takes from the others that stand there.
type Neighbours = BTreeMap<PathBuf, BTreeMap<PathBuf, Vec<String>>>;

fn by_folder(imports: &Imports) -> BTreeMap<PathBuf, Neighbours> {
    let mut found: BTreeMap<PathBuf, Neighbours> = BTreeMap::new();
    for (file, others) in imports {
        for (other, names) in others {
            // where their ways part
            let folder: PathBuf = file
                .iter()
                .zip(other)
                .take_while(|(one, two)| one == two)
                .map(|(one, _)| one)
                .collect();
            let depth = folder.iter().count();
            let there = |file: &Path| file.iter().take(depth + 1).collect::<PathBuf>();
            let told = format!("{} takes {names:?} from {}", file.display(), other.display());
            let neighbours = found.entry(folder).or_default();
            neighbours.entry(there(other)).or_default();
            neighbours.entry(there(file)).or_default().entry(there(other)).or_default().push(told);
        }
    }
    found
}

/// All that a place takes names from, straight or through others.
fn reached<'n>(neighbours: &'n Neighbours, from: &PathBuf) -> BTreeSet<&'n PathBuf> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(place) = open.pop() {
        for next in neighbours[place].keys() {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

/// What takes names from each other in a circle, each circle with what ties it.
fn circles(neighbours: &Neighbours) -> Vec<String> {
    let all: BTreeMap<_, _> =
        neighbours.keys().map(|place| (place, reached(neighbours, place))).collect();
    let mut told = Vec::new();
    for (place, seen) in &all {
        let circle: Vec<_> =
            seen.iter().copied().filter(|other| all[other].contains(place)).collect();
        // told once, by the first of them
        if circle.first() != Some(place) {
            continue;
        }
        told.push(format!("a circle of {circle:?}:"));
        for one in &circle {
            let inside = neighbours[*one].iter().filter(|(other, _)| circle.contains(other));
            told.extend(inside.flat_map(|(_, names)| names.iter().map(|line| format!("  {line}"))));
        }
    }
    told
}

#[test]
fn nothing_in_a_folder_imports_in_a_circle() {
    let told: Vec<_> = by_folder(&imports()).values().flat_map(circles).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn a_circle_is_seen_through_groups_renamings_and_re_exports() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("lib.rs", "mod one; mod two; mod three; pub use one::One as First;");
    file("one/mod.rs", "mod inner; pub(crate) use inner::{Inner as One};");
    file("one/inner.rs", "use crate::two::{self, Two}; pub struct Inner(Two); fn f() { two::g() }");
    file("two.rs", "pub struct Two; pub fn g() { let _: Option<crate::three::Three>; }");
    file(
        "three.rs",
        "use std::fmt; pub struct Three; #[cfg(test)] mod tests { use super::super::First; }",
    );
    let told = |folder: &Path| {
        let imports = Crate::read(&folder.join("lib.rs")).imports();
        by_folder(&imports).values().flat_map(circles).collect::<Vec<_>>()
    };
    assert_eq!(told(folder.path()), Vec::<String>::new());
    file("three.rs", "pub struct Three; fn f() { crate::First; }");
    let told = told(folder.path()).join("\n");
    assert!(
        told.contains("three.rs takes {\"crate::First\"} from") && told.contains("inner.rs"),
        "{told}"
    );
}
