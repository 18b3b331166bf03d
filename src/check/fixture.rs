//! A stored page and what is expected of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::error::CheckError;
use crate::decode::content::{self, Caps};
use crate::page::Outcome;
use crate::source::saved;

/// The names a page may have in its fixture.
const PAGES: [&str; 4] = ["page.html", "page.txt", "page.html.gz", "page.txt.gz"];

/// What `check.toml` says of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The address the page was found at.
    pub url: Option<String>,
    /// The `Content-Type` it was served with.
    pub content_type: Option<String>,
    /// What kind of page it is.
    #[serde(deserialize_with = "outcome")]
    pub outcome: Outcome,
    /// The least word F1 the clean text may have against the expected text, from 0 to 1. Absent or
    /// 1 asks for the expected text byte for byte.
    #[serde(default = "exact")]
    pub floor: f64,
    /// Strings that the clean text must hold.
    #[serde(default)]
    pub must_contain: Vec<String>,
    /// Strings that it must not hold.
    #[serde(default)]
    pub must_not_contain: Vec<String>,
    /// What is known to fail today and is reported without failing the check: a string of the two
    /// lists above, `outcome`, or `metadata.` and a field.
    #[serde(default)]
    pub known_failures: Vec<String>,
    /// What is expected of the page's metadata.
    #[serde(default)]
    pub metadata: WantedMetadata,
    /// What less is asked of the page's flattened twins, by flattener.
    #[serde(default)]
    pub twins: BTreeMap<String, WantedTwin>,
}

/// What is asked of a flattened twin where its text no longer allows what the page gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedTwin {
    /// The least word F1, as for the page itself.
    #[serde(default = "exact")]
    pub floor: f64,
    /// What is known to fail, as for the page itself.
    #[serde(default)]
    pub known_failures: Vec<String>,
}

/// The metadata a page is expected to give; absent fields are not looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedMetadata {
    /// The headline.
    pub title: Option<String>,
    /// The authors, in the page's order.
    pub authors: Option<Vec<String>>,
    /// When it was published, as the page's metadata gives it.
    pub published: Option<String>,
    /// When it was last changed.
    pub modified: Option<String>,
    /// The language tag.
    pub lang: Option<String>,
    /// The site's name.
    pub site_name: Option<String>,
    /// The address the page names as its own.
    pub canonical: Option<String>,
    /// The agency that signs.
    pub agency: Option<String>,
    /// The section of the site.
    pub section: Option<String>,
}

/// One stored page with all that is needed to judge how it is cleaned.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Its name: the folder's path below the folder of all fixtures.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The page's bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The clean text it should give, where it should give one.
    pub expected: Option<String>,
    /// What else is expected.
    pub wanted: Wanted,
    /// The flattener, where the page is a flattened twin: `lynx` of `flat.lynx.txt`.
    pub twin: Option<String>,
}

impl Fixture {
    /// Reads what [`find`] found: a fixture by its folder, or its flattened twin by its file. A twin
    /// has the same expected text, and no metadata is asked of it.
    ///
    /// # Errors
    ///
    /// If one of its files cannot be read or understood.
    pub fn read(name: &str, place: &Path) -> Result<Fixture, CheckError> {
        let twin = twin_of(place).map(str::to_owned);
        let folder = match &twin {
            Some(_) => place.parent().unwrap_or(place),
            None => place,
        };
        let path = folder.join("check.toml");
        let text = fs::read_to_string(&path).map_err(|e| CheckError::io(&path, e))?;
        let mut wanted: Wanted = toml::from_str(&text)
            .map_err(|e| CheckError::Wanted { path: path.clone(), message: e.to_string() })?;
        if let Some(twin) = &twin {
            let less = wanted.twins.remove(twin);
            wanted.floor = less.as_ref().map_or(1.0, |less| less.floor);
            wanted.known_failures = less.map(|less| less.known_failures).unwrap_or_default();
            wanted.metadata = WantedMetadata::default();
            wanted.content_type = None;
        }
        if !(0.0..=1.0).contains(&wanted.floor) {
            let message = format!("floor = {}: write a number from 0 to 1", wanted.floor);
            return Err(CheckError::Wanted { path, message });
        }
        let pages: Vec<_> = match &twin {
            Some(_) => vec![place.to_path_buf()],
            None => PAGES.iter().map(|page| folder.join(page)).filter(|p| p.is_file()).collect(),
        };
        let [page] = pages.as_slice() else {
            return Err(CheckError::Page { path: folder.to_path_buf(), found: pages.len() });
        };
        let path = folder.join("expected.txt");
        let expected = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => return Err(CheckError::io(&path, e)),
        };
        let bytes = read_page(page)?;
        let (name, folder) = (name.to_owned(), folder.to_path_buf());
        Ok(Fixture { name, folder, bytes, expected, wanted, twin })
    }
}

/// The bytes of a stored page, unpacked where it is packed.
pub(super) fn read_page(path: &Path) -> Result<Vec<u8>, CheckError> {
    let bytes = fs::read(path).map_err(|e| CheckError::io(path, e))?;
    let page = content::unpack_file(&bytes, &Caps::default())
        .map_err(|undone| CheckError::Packed { path: path.to_path_buf(), fault: undone.fault })?;
    Ok(page.bytes.into_owned())
}

/// The flattener of a twin's file: `lynx` of `flat.lynx.txt` and `flat.lynx.txt.gz`.
fn twin_of(path: &Path) -> Option<&str> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.strip_prefix("flat.")?.strip_suffix(".txt")
}

/// The fixtures at or below `folder` and their flattened twins, each with its name and its place:
/// a fixture's folder, a twin's file. Sorted by name; a twin's is `SITE/SLUG (FLATTENER)`. Symbolic
/// links to folders are not followed.
///
/// # Errors
///
/// If a folder cannot be read, or none holds a fixture.
pub fn find(folder: &Path) -> Result<Vec<(String, PathBuf)>, CheckError> {
    let mut found = Vec::new();
    for file in saved::walk(folder, marks_a_fixture) {
        let file = file.map_err(|(path, e)| CheckError::io(&path, e))?;
        if let Some(fixture) = file.parent().filter(|_| file != folder) {
            let name = name_of(folder, fixture);
            if let Some(twin) = twin_of(&file) {
                found.push((format!("{name} ({twin})"), file.clone()));
            }
            found.push((name, fixture.to_path_buf()));
        }
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        return Err(CheckError::NoFixtures { path: folder.to_path_buf() });
    }
    Ok(found)
}

fn marks_a_fixture(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    name == "check.toml" || PAGES.contains(&name) || twin_of(path).is_some()
}

fn name_of(folder: &Path, fixture: &Path) -> String {
    let inner = fixture.strip_prefix(folder).ok().filter(|path| path.components().count() > 0);
    let path = inner.or_else(|| fixture.file_name().map(Path::new)).unwrap_or(fixture);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn exact() -> f64 {
    1.0
}

fn outcome<'de, D: Deserializer<'de>>(value: D) -> Result<Outcome, D::Error> {
    let name = String::deserialize(value)?;
    Outcome::ALL.into_iter().find(|outcome| outcome.name() == name).ok_or_else(|| {
        let names: Vec<_> = Outcome::ALL.iter().map(|outcome| outcome.name()).collect();
        serde::de::Error::custom(format!("no outcome `{name}`; there are {}", names.join(", ")))
    })
}
