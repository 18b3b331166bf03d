//! A stored page and what is expected of it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::CheckError;
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
}

impl Fixture {
    /// Reads the fixture in `folder`.
    ///
    /// # Errors
    ///
    /// If one of its files cannot be read or understood.
    pub fn read(name: &str, folder: &Path) -> Result<Fixture, CheckError> {
        let path = folder.join("check.toml");
        let text = fs::read_to_string(&path).map_err(|e| CheckError::io(&path, e))?;
        let wanted: Wanted = toml::from_str(&text)
            .map_err(|e| CheckError::Wanted { path: path.clone(), message: e.to_string() })?;
        if !(0.0..=1.0).contains(&wanted.floor) {
            let message = format!("floor = {}: write a number from 0 to 1", wanted.floor);
            return Err(CheckError::Wanted { path, message });
        }
        let pages: Vec<_> =
            PAGES.iter().map(|page| folder.join(page)).filter(|path| path.is_file()).collect();
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
        Ok(Fixture { name: name.to_owned(), folder: folder.to_path_buf(), bytes, expected, wanted })
    }
}

/// The bytes of a stored page, unpacked where it is packed.
pub(super) fn read_page(path: &Path) -> Result<Vec<u8>, CheckError> {
    let bytes = fs::read(path).map_err(|e| CheckError::io(path, e))?;
    let page = content::unpack_file(&bytes, &Caps::default())
        .map_err(|undone| CheckError::Packed { path: path.to_path_buf(), fault: undone.fault })?;
    Ok(page.bytes.into_owned())
}

/// The fixtures at or below `folder`, each with its name, sorted by name. Symbolic links to folders
/// are not followed.
///
/// # Errors
///
/// If a folder cannot be read, or none holds a fixture.
pub fn find(folder: &Path) -> Result<Vec<(String, PathBuf)>, CheckError> {
    let mut found = Vec::new();
    for file in saved::walk(folder, marks_a_fixture) {
        let file = file.map_err(|(path, e)| CheckError::io(&path, e))?;
        if let Some(fixture) = file.parent().filter(|_| file != folder) {
            found.push((name_of(folder, fixture), fixture.to_path_buf()));
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
    name == "check.toml" || PAGES.contains(&name)
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
