//! How far an export into a file has come, in a small file beside it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::arguments::{Arguments, Format};

/// How far an export has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marker {
    format: String,
    /// The first ordinal that was asked for.
    from: u64,
    /// What bounded the texts.
    #[serde(default)]
    bounds: String,
    /// The next ordinal to write.
    pub(super) next: u64,
    /// The length of the file up to there.
    pub(super) bytes: u64,
}

impl Marker {
    /// Of an export that begins.
    pub(super) fn begin(arguments: &Arguments) -> Marker {
        let format = if arguments.format() == Format::Csv { "csv" } else { "jsonl" };
        let from = arguments.from;
        Marker {
            format: format.to_owned(),
            from,
            bounds: arguments.bounds.told(),
            next: from,
            bytes: 0,
        }
    }

    /// Whether this is how far an export like `wanted` has come.
    pub(super) fn goes_on(&self, wanted: &Marker) -> bool {
        (&self.format, self.from, &self.bounds) == (&wanted.format, wanted.from, &wanted.bounds)
    }

    /// What an interrupted export left beside its file.
    pub(super) fn read(file: &Path) -> Option<Marker> {
        let marker: Marker = serde_json::from_slice(&fs::read(beside(file)).ok()?).ok()?;
        let length = fs::metadata(file).ok()?.len();
        (length >= marker.bytes).then_some(marker)
    }

    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let (path, new) = (beside(file), beside(&beside(file)));
        fs::write(&new, serde_json::to_vec(self)?)?;
        fs::rename(new, path)
    }

    /// The export is whole: nothing is left to be remembered.
    pub(super) fn remove(file: &Path) {
        // There is none for the forms that are written in one go.
        let _ = fs::remove_file(beside(file));
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.to_owned().into_os_string();
    name.push(".progress");
    PathBuf::from(name)
}

/// Counts what is written.
pub(super) struct Counted<W> {
    pub(super) inner: W,
    pub(super) bytes: u64,
}

impl<W: Write> Counted<W> {
    pub(super) fn new(inner: W, bytes: u64) -> Counted<W> {
        Counted { inner, bytes }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
