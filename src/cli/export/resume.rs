//! How far an export into a file has come, in a small file beside it.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::arguments::Arguments;
use super::source::Counts;
use crate::store::{Archive, WaczPoint};

/// How far an export has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Marker {
    /// What wrote it: another version may write other columns.
    #[serde(default)]
    by: String,
    #[serde(default)]
    archive: PathBuf,
    format: String,
    /// The first ordinal that was asked for.
    from: u64,
    /// What bounded the texts.
    #[serde(default)]
    bounds: String,
    /// The next ordinal to write.
    pub(super) next: u64,
    /// How many texts were written up to there, and how many could not be read.
    #[serde(default)]
    pub(super) counts: Counts,
    /// The length of the file up to there.
    pub(super) bytes: u64,
    /// Of a Parquet file, what would stand behind that, were it to end so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) footer: Vec<u8>,
    /// Of a WACZ file, how far it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wacz: Option<WaczPoint>,
}

impl Marker {
    /// Of an export that begins.
    pub(super) fn begin(arguments: &Arguments, archive: &Archive) -> Marker {
        let from = arguments.from;
        let folder = archive.folder();
        Marker {
            by: env!("CARGO_PKG_VERSION").to_owned(),
            archive: fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()),
            format: format!("{:?}", arguments.format()).to_lowercase(),
            from,
            bounds: arguments.bounds.told(),
            next: from,
            counts: Counts::default(),
            bytes: 0,
            footer: Vec::new(),
            wacz: None,
        }
    }

    /// What an interrupted export of the same left beside its file.
    pub(super) fn of_earlier(&self, file: &Path) -> Option<Marker> {
        let is_same = |there: &Marker| {
            (&there.by, &there.archive, &there.format, there.from, &there.bounds)
                == (&self.by, &self.archive, &self.format, self.from, &self.bounds)
        };
        Marker::read(file).filter(is_same)
    }

    /// What an interrupted export left beside its file.
    fn read(file: &Path) -> Option<Marker> {
        let marker: Marker = serde_json::from_slice(&fs::read(beside(file)).ok()?).ok()?;
        let length = fs::metadata(file).ok()?.len();
        (length >= marker.bytes).then_some(marker)
    }

    /// Whether an export can be taken up from what is beside `file`.
    pub(super) fn is_beside(file: &Path) -> bool {
        Marker::read(file).is_some()
    }

    /// Opens the file, with what was written up to here and nothing behind it: that may be half a text.
    pub(super) fn open(&self, file: &Path) -> io::Result<File> {
        let mut file = File::options().read(true).write(true).open(file)?;
        file.set_len(self.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(file)
    }

    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let (path, new) = (beside(file), beside(&beside(file)));
        fs::write(&new, serde_json::to_vec(self)?)?;
        fs::rename(new, path)
    }

    /// The export is whole: nothing is left to be remembered.
    pub(super) fn remove(file: &Path) {
        // There is none where nothing was interrupted and little was written.
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
