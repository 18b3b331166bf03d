//! The ZIP file of a WACZ, entry by entry, with the list of them that it ends in.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::store::{StoreError, name};

/// Writes until that is refused, and takes what comes then for written: the ZIP writer would go on trying
/// when it is dropped, and complain by itself.
pub(super) struct UntilRefused<'a, W> {
    out: W,
    refused: &'a mut Option<io::Error>,
    at: u64,
    /// The furthest it came, which is where it says it stands once it was refused.
    end: u64,
}

impl<'a, W> UntilRefused<'a, W> {
    /// What refused it is then in `refused`.
    pub(super) fn new(out: W, refused: &'a mut Option<io::Error>) -> UntilRefused<'a, W> {
        UntilRefused { out, refused, at: 0, end: 0 }
    }

    /// Gives nothing once it was refused.
    fn ask<T>(&mut self, what: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<Option<T>> {
        if self.refused.is_some() {
            return Ok(None);
        }
        what(&mut self.out).map(Some).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                *self.refused = Some(error);
            }
            kind.into()
        })
    }
}

impl<W: Write> Write for UntilRefused<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(written) = self.ask(|out| out.write(bytes))? else { return Ok(bytes.len()) };
        self.at += written as u64;
        self.end = self.end.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.ask(W::flush).map(|_| ())
    }
}

impl<W: Seek> Seek for UntilRefused<'_, W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let Some(at) = self.ask(|out| out.seek(to))? else { return Ok(self.end) };
        self.at = at;
        Ok(at)
    }
}

/// A WACZ file that is being written.
pub(super) struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    resources: Vec<serde_json::Value>,
    /// What is told of it beside its parts.
    about: Option<String>,
}

/// An entry that is being written.
pub(super) struct Open {
    path: String,
    sha: Sha256,
    bytes: u64,
}

impl Open {
    /// How much of it is written.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl<W: Write + Seek> Package<W> {
    pub(super) fn new(out: W, about: Option<String>) -> Package<W> {
        Package { zip: ZipWriter::new(out), resources: Vec::new(), about }
    }

    /// Writes an entry in one go.
    pub(super) fn add(
        &mut self,
        path: &str,
        compression: CompressionMethod,
        input: &mut dyn Read,
    ) -> Result<(), StoreError> {
        let mut open = self.begin(path, compression)?;
        let io = |error| StoreError::io(Path::new(path), "writing")(error);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = input.read(&mut buffer).map_err(io)?;
            if count == 0 {
                break;
            }
            self.write(&mut open, &buffer[..count])?;
        }
        self.end(open);
        Ok(())
    }

    /// Begins an entry; it is written until it ends.
    pub(super) fn begin(
        &mut self,
        path: &str,
        compression: CompressionMethod,
    ) -> Result<Open, StoreError> {
        let options = SimpleFileOptions::default().compression_method(compression).large_file(true);
        self.zip
            .start_file(path, options)
            .map_err(|error| StoreError::io(Path::new(path), "writing")(error.into()))?;
        Ok(Open { path: path.to_owned(), sha: Sha256::new(), bytes: 0 })
    }

    pub(super) fn write(&mut self, open: &mut Open, bytes: &[u8]) -> Result<(), StoreError> {
        open.sha.update(bytes);
        open.bytes += bytes.len() as u64;
        self.zip.write_all(bytes).map_err(StoreError::io(Path::new(&open.path), "writing"))
    }

    /// Ends an entry and lists it.
    pub(super) fn end(&mut self, open: Open) {
        let Open { path, sha, bytes } = open;
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let hash = named(sha);
        self.resources.push(json!({ "name": name, "path": path, "hash": hash, "bytes": bytes }));
    }

    /// Writes the list of the entries, its digest and the end of the file.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        let mut description = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "software": format!("spoglio {}", env!("CARGO_PKG_VERSION")),
            "created": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            "resources": std::mem::take(&mut self.resources),
        });
        if let Some(about) = &self.about {
            description["description"] = json!(about);
        }
        let description = format!("{description:#}\n");
        let deflated = CompressionMethod::Deflated;
        let mut open = self.begin("datapackage.json", deflated)?;
        self.write(&mut open, description.as_bytes())?;
        let hash = named(open.sha);
        let digest = json!({ "path": "datapackage.json", "hash": hash }).to_string();
        let mut open = self.begin("datapackage-digest.json", deflated)?;
        self.write(&mut open, digest.as_bytes())?;
        let io = |error| StoreError::io(Path::new("datapackage.json"), "writing")(error);
        self.zip.finish().map(drop).map_err(|error| io(error.into()))
    }
}

/// A digest as the list of the entries gives it.
fn named(sha: Sha256) -> String {
    let hash: [u8; 32] = sha.finalize().into();
    format!("sha256:{}", name::hex(&hash))
}
