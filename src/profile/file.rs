//! Profiles as JSON: what `spoglio site --json` prints and `spoglio clean --profile` reads.

use serde::Deserialize;

use super::site::{Furniture, SiteProfile};
use crate::page::Label;

/// Why a file of profiles cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is no JSON, or other JSON than this.
    #[error("no site profile: {0}; `spoglio site HOST --json` prints one")]
    Unreadable(#[from] serde_json::Error),
    /// What it says is not what its version was made from.
    #[error(
        "the profile of {host} says it is version {named}, and what it holds is {found}: it was changed or damaged; learn it again"
    )]
    Changed {
        /// The site.
        host: String,
        /// The version it gives itself.
        named: String,
        /// The version that follows from what it holds.
        found: String,
    },
    /// A text's digest or label is none.
    #[error("the profile of {host} is damaged at `{text}`; learn it again")]
    Damaged {
        /// The site.
        host: String,
        /// How the text begins.
        text: String,
    },
}

#[derive(Deserialize)]
struct File {
    host: String,
    version: String,
    pages: u32,
    furniture: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    pages: u32,
    kept: u32,
    place: u8,
    label: String,
    words: u8,
    key: String,
}

/// A profile as a JSON value.
#[must_use]
pub fn written(profile: &SiteProfile) -> serde_json::Value {
    let line = |f: &Furniture| {
        serde_json::json!({
            "text": f.text, "pages": f.pages, "kept": f.kept, "place": f.place,
            "label": f.label.to_string(), "words": f.words, "key": format!("{:016x}", f.key),
        })
    };
    serde_json::json!({
        "host": profile.host(), "version": profile.version(), "pages": profile.pages(),
        "furniture": profile.furniture().iter().map(line).collect::<Vec<_>>(),
    })
}

/// The profiles of a file: one JSON object, or several one after the other; other keys than a
/// profile's are passed over.
///
/// # Errors
/// [`FileError`] when it holds no profiles, or one that is not what its version says.
pub fn read(bytes: &[u8]) -> Result<Vec<SiteProfile>, FileError> {
    let mut profiles = Vec::new();
    for file in serde_json::Deserializer::from_slice(bytes).into_iter::<File>() {
        profiles.push(checked(file?)?);
    }
    Ok(profiles)
}

fn checked(file: File) -> Result<SiteProfile, FileError> {
    let mut furniture = Vec::with_capacity(file.furniture.len());
    for line in file.furniture {
        let label = Label::ALL.iter().find(|label| label.to_string() == line.label);
        let (Ok(key), Some(label)) = (u64::from_str_radix(&line.key, 16), label) else {
            return Err(FileError::Damaged { host: file.host, text: line.text });
        };
        furniture.push(Furniture {
            key,
            text: line.text,
            pages: line.pages,
            kept: line.kept,
            place: line.place,
            label: *label,
            words: line.words,
        });
    }
    let profile = SiteProfile::new(&file.host, file.pages, furniture);
    if profile.version() == file.version {
        Ok(profile)
    } else {
        let found = profile.version().to_owned();
        Err(FileError::Changed { host: file.host, named: file.version, found })
    }
}
