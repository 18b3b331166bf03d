//! What can be wrong with a configuration file, in words that name the line and the cure.

use std::ops::Range;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a configuration file cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no such file.
    #[error(
        "{}: no such file: write one (config.toml in the project is a commented start) or name another with --config",
        path.display()
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("{}: cannot be read: {source}: name one that you may read with --config", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML, or a value is of the wrong type.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What was wrong.
        message: String,
    },
    /// A key that does not exist.
    #[error("{}:{line}: unknown key `{key}`: {hint}", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What was typed.
        key: String,
        /// The nearest known key, or all that are known there.
        hint: String,
    },
    /// A value that breaks a rule.
    #[error("{}:{line}: {message}", path.display())]
    Rule {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The rule, what was typed, and what to write instead.
        message: String,
    },
}

impl ConfigError {
    /// What a file is told of that was saved in another encoding.
    pub(super) fn no_utf8(path: &Path, bytes: &[u8], error: std::str::Utf8Error) -> ConfigError {
        let (before, _) = bytes.split_at(error.valid_up_to());
        ConfigError::Syntax {
            path: path.to_owned(),
            line: line_after(before),
            message: "this line is not UTF-8: save the file as UTF-8".to_owned(),
        }
    }
}

/// The line, counted from 1, in which a text stands that follows these bytes.
fn line_after(bytes: &[u8]) -> usize {
    1 + bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// The text being checked, to turn byte ranges into line numbers.
pub(super) struct Places<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a Path,
}

impl Places<'_> {
    pub(super) fn line(&self, span: Option<Range<usize>>) -> usize {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        line_after(&self.text.as_bytes()[..start])
    }

    pub(super) fn rule(&self, span: Range<usize>, message: impl Into<String>) -> ConfigError {
        ConfigError::Rule {
            path: self.path.to_owned(),
            line: self.line(Some(span)),
            message: message.into(),
        }
    }

    /// Turns the TOML reader's error into ours; an unknown key gets its nearest known neighbour.
    pub(super) fn toml_error(&self, error: &toml::de::Error) -> ConfigError {
        let line = self.line(error.span());
        let path = self.path.to_owned();
        let message = error.message().trim();
        // serde words it "unknown field `x`, expected one of `a`, `b`".
        let mut quoted = message.split('`').skip(1).step_by(2);
        if message.starts_with("unknown field")
            && let Some(key) = quoted.next()
        {
            let known: Vec<&str> = quoted.collect();
            return ConfigError::UnknownKey {
                path,
                line,
                key: key.to_owned(),
                hint: hint(key, &known),
            };
        }
        if let Some(wanted) = wanted(message) {
            let typed = self.text.lines().nth(line - 1).unwrap_or_default();
            let key = typed.split_once('=').map_or(typed, |(key, _)| key);
            let message = format!("{}: write {wanted}", key.trim().trim_end_matches(','));
            return ConfigError::Syntax { path, line, message };
        }
        ConfigError::Syntax { path, line, message: message.replace('\n', ", ") }
    }
}

/// What to write where serde says "invalid type: …, expected …", which names types of Rust.
fn wanted(message: &str) -> Option<&'static str> {
    let (_, expected) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    Some(match expected {
        "a boolean" => "true or false, without quotes",
        "a string" => "a text in quotes (\"…\")",
        "i64" => "a whole number, without quotes",
        "a sequence" => "a list in brackets ([\"…\"]; tables in two: [[source]])",
        "a map" => "a table ([site.\"example.org\"] in a line of its own)",
        _ if expected.starts_with("struct ") => {
            "a table ([fetch], [watch] or [[source]] in a line of its own)"
        }
        _ => return None,
    })
}

fn hint(key: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(key, name), *name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3)
        .min();
    match nearest {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}
