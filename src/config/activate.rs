//! Switching on a source that stands in a configuration and is not active: by its own word, or behind a `#`.

use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, Item, TableLike};
use url::Url;

use super::add::{in_the_manner_of, replace};
use super::{ConfigError, SourceKind, parse};

/// Switches on the source with this address in a configuration file, unless that is only `tried`; gives its name,
/// or nothing where the file names none that is off.
///
/// # Errors
/// [`ConfigError`] when the file cannot be read or written, or is no valid configuration.
pub fn activate(
    path: &Path,
    kind: &SourceKind,
    tried: bool,
) -> Result<Option<String>, ConfigError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    parse(&text, path)?;
    let Some((written, name)) = activated(&text, path, kind) else { return Ok(None) };
    if !tried {
        replace(path, &written)?;
    }
    Ok(Some(name))
}

/// The text of a valid configuration in which the source with this address is active that was not, and the
/// source's name; none where there is no such source, or the whole would be no valid configuration.
#[must_use]
pub fn activated(text: &str, path: &Path, kind: &SourceKind) -> Option<(String, String)> {
    let written = switched_on(text, path, kind).or_else(|| {
        let uncommented = uncommented(text, kind)?;
        Some(switched_on(&uncommented, path, kind).unwrap_or(uncommented))
    })?;
    let name = parse(&written, path).ok()?.source_at(kind)?.name.clone();
    Some((written, name))
}

/// With `active = true` where it is false.
fn switched_on(text: &str, path: &Path, kind: &SourceKind) -> Option<String> {
    let config = parse(text, path).ok()?;
    let name = &config.inactive.iter().find(|source| source.kind == *kind)?.name;
    let mut document: DocumentMut = text.parse().ok()?;
    let is_it = |source: &&mut dyn TableLike| {
        source.get("name").and_then(Item::as_str).is_some_and(|called| called.trim() == name)
    };
    let source: &mut dyn TableLike = match document.get_mut("source")? {
        Item::ArrayOfTables(sources) => {
            sources.iter_mut().map(|table| table as &mut dyn TableLike).find(is_it)?
        }
        inline => {
            let tables =
                inline.as_array_mut()?.iter_mut().filter_map(|one| one.as_inline_table_mut());
            tables.map(|table| table as &mut dyn TableLike).find(is_it)?
        }
    };
    let active = source.get_mut("active")?.as_value_mut()?;
    let decor = active.decor().clone();
    *active = true.into();
    *active.decor_mut() = decor;
    Some(in_the_manner_of(text, document.to_string()))
}

/// Without the `#` before the lines of a source.
fn uncommented(text: &str, kind: &SourceKind) -> Option<String> {
    let (SourceKind::Feed(url) | SourceKind::Sitemap(url) | SourceKind::Hub(url)) = kind else {
        return None;
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let names_it = |line: &&str| {
        let entry = entry(line).and_then(|entry| entry.parse::<toml::Table>().ok());
        let address = entry.as_ref().and_then(|entry| entry.get(kind.name())?.as_str());
        address.and_then(|address| Url::parse(address).ok()).as_ref() == Some(url)
    };
    let at = lines.iter().position(names_it)?;
    let before = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with('#'));
    let first = at - 1 - before.enumerate().find(|(_, line)| entry(line) == Some("[[source]]"))?.0;
    let behind = lines[at..].iter().take_while(|line| {
        entry(line).is_some_and(|entry| {
            entry.parse::<toml::Table>().is_ok_and(|one| one.len() == 1 && !entry.starts_with('['))
        })
    });
    let last = at + behind.count();
    let written = lines.iter().enumerate().map(|(number, line)| {
        let within = (first..last).contains(&number);
        let is_code =
            |entry: &&str| entry.starts_with("[[") || entry.parse::<toml::Table>().is_ok();
        match entry(line).filter(|_| within).filter(is_code) {
            Some(_) => line.trim_start().trim_start_matches('#').trim_start_matches(' '),
            None => line,
        }
    });
    Some(written.collect())
}

/// What stands behind the `#` of a line.
fn entry(line: &str) -> Option<&str> {
    line.trim().strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(address: &str) -> SourceKind {
        SourceKind::Feed(Url::parse(address).unwrap())
    }

    fn on(text: &str, address: &str) -> Option<(String, String)> {
        activated(text, Path::new("config.toml"), &kind(address))
    }

    #[test]
    fn a_source_that_is_off_is_switched_on_and_the_rest_stays() {
        let text = "# ours\n[[source]]\nname = \"a\"\nfeed = \"https://a.example/feed\"\nactive = false # since May\n\n[[source]]\nname = \"b\"\nfeed = \"https://b.example/feed\"\nactive = false\n";
        let (written, name) = on(text, "https://a.example/feed").unwrap();
        assert_eq!(name, "a");
        assert_eq!(written, text.replacen("false # since", "true # since", 1));
        assert_eq!(on(text, "https://c.example/feed"), None);
        let inline =
            "source = [{ name = \"a\", active = false, feed = \"https://a.example/feed\" }]\n";
        let (written, _) = on(inline, "https://a.example/feed").unwrap();
        assert_eq!(written, inline.replace("false", "true"));
    }

    #[test]
    fn a_source_behind_a_hash_is_taken_out_of_the_comment() {
        let text = "# Live sources. Take away the #.\r\n\r\n#[[source]]\r\n#name = \"A\"\r\n# An explanation.\r\n#feed = \"https://a.example/feed\"\r\n#limit = 3\r\n# The next one is slow.\r\n#[[source]]\r\n#name = \"B\"\r\n#feed = \"https://b.example/feed\"\r\n";
        let (written, name) = on(text, "https://a.example/feed").unwrap();
        assert_eq!(name, "A");
        let expected = text
            .replacen("#[[source]]\r\n#name = \"A\"", "[[source]]\r\nname = \"A\"", 1)
            .replace("#feed = \"https://a", "feed = \"https://a")
            .replace("#limit", "limit");
        assert_eq!(written, expected);
        let (written, _) =
            on(&text.replace("#limit = 3", "# active = false"), "https://a.example/feed").unwrap();
        assert!(written.contains("active = true\r\n"), "{written}");
    }

    #[test]
    fn every_source_that_comes_with_the_project_can_be_switched_on() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        let text = fs::read_to_string(&path).unwrap();
        let mut found = 0;
        for line in text.lines() {
            let Some(address) = line.strip_prefix("#feed = \"") else { continue };
            let address = address.trim_end_matches('"');
            let (written, _) = activated(&text, &path, &kind(address)).unwrap();
            assert_eq!(written.len() + 3, text.len(), "{address}");
            found += 1;
        }
        assert!(found > 5);
    }

    #[test]
    fn what_would_be_no_configuration_is_not_written() {
        let twice = "[[source]]\nname = \"A\"\nlist = \"a\"\n\n#[[source]]\n#name = \"A\"\n#feed = \"https://a.example/feed\"\n";
        let torn = "#name = \"A\"\n#feed = \"https://a.example/feed\"\n";
        for text in [twice, torn, "# see feed = \"https://a.example/feed\"\n"] {
            assert_eq!(on(text, "https://a.example/feed"), None, "{text}");
        }
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("config.toml");
        assert!(activate(&missing, &kind("https://a.example/feed"), false).unwrap().is_none());
    }
}
