//! Writing a source into a configuration without touching the rest.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::{Config, ConfigError, Source, SourceKind, parse};

/// The byte-order mark that editors on Windows put first.
const MARK: char = '\u{feff}';

/// A configuration's text with one more source: comments, order and spacing of the rest stay.
///
/// # Errors
/// [`ConfigError`] when the text is no valid configuration before or after.
pub fn with_source(text: &str, path: &Path, source: &Source) -> Result<String, ConfigError> {
    parse(text, path)?;
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| ConfigError::Syntax {
            path: path.to_owned(),
            line: 1,
            message: error.message().replace('\n', " "),
        })?;
    let mut table = Table::new();
    table["name"] = value(source.name.as_str());
    table[source.kind.name()] = value(source.kind.address());
    table.decor_mut().set_prefix("\n");
    let sources = document.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    match sources {
        Item::ArrayOfTables(sources) => sources.push(table),
        other => {
            // `source = [{ … }]` in one line is the same list.
            let inline = other.as_array_mut().ok_or_else(|| ConfigError::Syntax {
                path: path.to_owned(),
                line: 1,
                message: "source is no list of sources".to_owned(),
            })?;
            inline.push(table.into_inline_table());
        }
    }
    let written = in_the_manner_of(text, document.to_string());
    parse(&written, path)?;
    Ok(written)
}

/// Gives a text the byte-order mark and the line ends of another, which toml_edit drops.
pub(super) fn in_the_manner_of(before: &str, mut written: String) -> String {
    let ends = before.matches('\n').count();
    if ends > 0 && before.matches("\r\n").count() == ends {
        written = written.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if before.starts_with(MARK) && !written.starts_with(MARK) {
        written.insert(0, MARK);
    }
    written
}

/// Adds a source to a configuration file; one that is not there is begun. The file is replaced as a
/// whole, so that there is a valid one at any time.
///
/// # Errors
/// [`ConfigError`] when the file cannot be read or written, or is no valid configuration.
pub fn add(path: &Path, source: &Source) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "# spoglio's configuration. Keys that are left out have their defaults.\n".to_owned()
        }
        Err(error) => return Err(unreadable(error)),
    };
    replace(path, &with_source(&text, path, source)?)
}

/// Replaces a configuration file as a whole.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), ConfigError> {
    let replace = || {
        // Of a link, what it leads to is replaced; and what only its owner may read stays so.
        let place = if path.is_symlink() { fs::canonicalize(path)? } else { path.to_owned() };
        let mut provisional = place.as_os_str().to_owned();
        provisional.push(".new");
        let mut file = fs::File::create(&provisional)?;
        if let Ok(about) = fs::metadata(&place) {
            file.set_permissions(about.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&provisional, place)
    };
    replace().map_err(|source| ConfigError::Unwritable { path: path.to_owned(), source })
}

impl Config {
    /// The active source that has this address.
    #[must_use]
    pub fn source_at(&self, kind: &SourceKind) -> Option<&Source> {
        self.sources.iter().find(|source| source.kind == *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn source() -> Source {
        let url = Url::parse("https://example.org/feed").unwrap();
        Source::new("Esempio \"nuovo\"", SourceKind::Feed(url))
    }

    #[test]
    fn the_rest_of_the_file_stays_as_it_was() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        let before = fs::read_to_string(&path).unwrap();
        let after = with_source(&before, &path, &source()).unwrap();
        let added: Vec<&str> = {
            let mut old = before.lines().peekable();
            after
                .lines()
                .filter(|line| {
                    let same = old.peek() == Some(line);
                    if same {
                        old.next();
                    }
                    !same
                })
                .collect()
        };
        let block =
            ["[[source]]", "name = 'Esempio \"nuovo\"'", "feed = \"https://example.org/feed\""];
        let words: Vec<&str> = added.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(words, block);
        assert_eq!(parse(&after, &path).unwrap().sources.len(), 2);
    }

    #[test]
    fn a_mark_and_line_ends_of_windows_stay() {
        let before = "\u{feff}# ours\r\nnear = \"skip\" # no copies\r\n";
        let path = Path::new("config.toml");
        let after = with_source("# ours\n", path, &source()).unwrap();
        assert!(!after.contains('\r') && !after.starts_with('\u{feff}'));
        let after = with_source(before, path, &source()).unwrap();
        assert!(after.starts_with(before), "{after:?}");
        assert_eq!(after.matches("\r\n").count(), after.matches('\n').count());
    }

    #[cfg(unix)]
    #[test]
    fn of_a_link_what_it_leads_to_is_replaced_and_stays_as_private_as_it_was() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.toml"), folder.path().join("config.toml"));
        fs::write(&real, "").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("real.toml", &link).unwrap();
        add(&link, &source()).unwrap();
        assert!(link.is_symlink());
        assert!(fs::read_to_string(&real).unwrap().contains("example.org/feed"));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_name_that_is_taken_is_refused() {
        let path = Path::new("config.toml");
        let once = with_source("", path, &source()).unwrap();
        let twice = with_source(&once, path, &source()).unwrap_err().to_string();
        assert!(twice.contains("two sources are named"), "{twice}");
    }

    #[test]
    fn a_missing_file_is_begun_and_a_list_in_one_line_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        add(&path, &source()).unwrap();
        assert_eq!(super::super::load(&path).unwrap().sources, [source()]);
        let line = "source = [{ name = \"a\", list = \"a.txt\" }]\n";
        let after = with_source(line, &path, &source()).unwrap();
        assert_eq!(parse(&after, &path).unwrap().sources.len(), 2);
    }
}
