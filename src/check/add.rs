//! A new fixture from a saved page.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::accept::replace;
use super::error::CheckError;
use super::fixture::read_page;
use crate::pipeline::{Kind, Options, RawPage, clean};

/// What a new fixture is made from.
#[derive(Clone, Debug)]
pub struct NewFixture<'a> {
    /// The folder of all fixtures.
    pub folder: &'a Path,
    /// The saved page; a name that ends in `.gz` says that it is packed.
    pub page: &'a Path,
    /// `SITE/SLUG`.
    pub name: &'a str,
    /// The address the page was found at; the one that the page names as its own when absent.
    pub url: Option<&'a str>,
    /// The `Content-Type` it was served with.
    pub content_type: Option<&'a str>,
}

/// A fixture that was made.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its folder.
    pub folder: PathBuf,
    /// Whether an expected text was written: not for a page that is no article.
    pub has_text: bool,
}

/// Makes a fixture: copies the page and writes what cleaning gives today as what is expected, for
/// its author to correct.
///
/// # Errors
///
/// If the name is not `SITE/SLUG`, the fixture exists, or a file cannot be read or written.
pub fn add(new: &NewFixture<'_>, options: &Options) -> Result<Added, CheckError> {
    let mut parts = new.name.split('/');
    let two = [parts.next(), parts.next()].into_iter().all(|part| part.is_some_and(is_slug));
    if !two || parts.next().is_some() {
        return Err(CheckError::Name { name: new.name.to_owned() });
    }
    let folder = new.folder.join(new.name);
    if folder.exists() {
        return Err(CheckError::Exists { path: folder });
    }
    let bytes = read_page(new.page)?;
    let page = RawPage {
        bytes: &bytes,
        url: new.url,
        content_type: new.content_type,
        ..RawPage::default()
    };
    let cleaned = clean(&page, options);

    fs::create_dir_all(&folder).map_err(|e| CheckError::io(&folder, e))?;
    let packed = new.page.extension().is_some_and(|extension| extension == "gz");
    let name = match (cleaned.kind, packed) {
        (Kind::Html, false) => "page.html",
        (Kind::Html, true) => "page.html.gz",
        (Kind::Text, false) => "page.txt",
        (Kind::Text, true) => "page.txt.gz",
    };
    let target = folder.join(name);
    fs::copy(new.page, &target).map_err(|e| CheckError::io(&target, e))?;

    let found = &cleaned.metadata;
    let own = found.canonical.as_ref().map(|sourced| sourced.value.as_str());
    let mut check = DocumentMut::new();
    if let Some(url) = new.url.or(own) {
        check["url"] = value(url);
    }
    if let Some(content_type) = new.content_type {
        check["content_type"] = value(content_type);
    }
    check["outcome"] = value(cleaned.verdict.outcome.name());
    check["must_contain"] = value(Array::new());
    check["must_not_contain"] = value(Array::new());
    let mut table = Table::new();
    if let Some(title) = &found.title {
        table["title"] = value(&title.value);
    }
    if !found.authors.is_empty() {
        let authors: Array = found.authors.iter().map(|author| author.value.as_str()).collect();
        table["authors"] = value(authors);
    }
    if let Some(published) = &found.published {
        table["published"] = value(&published.value);
    }
    if let Some(lang) = &found.lang {
        table["lang"] = value(&lang.value);
    }
    check["metadata"] = Item::Table(table);
    replace(&folder.join("check.toml"), &check.to_string())?;

    let has_text = cleaned.verdict.outcome.is_storable();
    if has_text {
        replace(&folder.join("expected.txt"), &cleaned.text.canonical())?;
    }
    Ok(Added { folder, has_text })
}

fn is_slug(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    !part.is_empty() && !part.starts_with('.') && part.chars().all(plain)
}
