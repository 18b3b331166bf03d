//! The ZIP file of a WACZ, entry by entry, with the list of them that it ends in.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::store::{StoreError, name};

/// The folder of the WARC files within.
pub(super) const ARCHIVE: &str = "archive/";

/// What errors call the list of entries that a ZIP file ends in.
const DIRECTORY: &str = "the list of entries";

/// What a ZIP file is written to: until that is refused, and then it takes what comes for written, for the ZIP writer
/// would go on trying when it is dropped, and complain by itself. Its clones are the same output.
pub(super) struct Output<W>(Rc<RefCell<Written<W>>>);

struct Written<W> {
    out: W,
    refused: Option<io::Error>,
    at: u64,
    /// The furthest it came, which is where it says it stands once it was refused.
    end: u64,
}

impl<W> Output<W> {
    pub(super) fn new(out: W) -> Output<W> {
        Output(Rc::new(RefCell::new(Written { out, refused: None, at: 0, end: 0 })))
    }

    /// Why nothing more is written.
    pub(super) fn refused(&self) -> Option<io::Error> {
        self.0.borrow_mut().refused.take()
    }
}

impl<W> Clone for Output<W> {
    fn clone(&self) -> Self {
        Output(Rc::clone(&self.0))
    }
}

impl<W> Written<W> {
    /// Gives nothing once it was refused.
    fn ask<T>(&mut self, what: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<Option<T>> {
        if self.refused.is_some() {
            return Ok(None);
        }
        what(&mut self.out).map(Some).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.refused = Some(error);
            }
            kind.into()
        })
    }

    fn passed(&mut self, bytes: usize) -> usize {
        self.at += bytes as u64;
        self.end = self.end.max(self.at);
        bytes
    }
}

impl<W: Read> Read for Output<W> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = self.0.borrow_mut();
        let read = written.ask(|out| out.read(into))?.unwrap_or(0);
        Ok(written.passed(read))
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.0.borrow_mut();
        let Some(taken) = written.ask(|out| out.write(bytes))? else { return Ok(bytes.len()) };
        Ok(written.passed(taken))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().ask(W::flush).map(|_| ())
    }
}

impl<W: Seek> Seek for Output<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut written = self.0.borrow_mut();
        let Some(at) = written.ask(|out| out.seek(to))? else { return Ok(written.end) };
        written.at = at;
        Ok(at)
    }
}

/// A WACZ file that is being written.
pub(super) struct Package<W: Read + Write + Seek> {
    /// None once it could not be gone on with.
    zip: Option<ZipWriter<Output<W>>>,
    /// The same that `zip` writes to.
    out: Output<W>,
    resources: Vec<Resource>,
    /// What is told of it beside its parts.
    about: Option<String>,
}

/// The entries of a file that is not whole yet, and what it takes to go on with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entries {
    /// Where the last of them ends, in bytes.
    pub(super) end: u64,
    /// The list of them that would stand there, were the file to end so.
    directory: Vec<u8>,
    pub(super) resources: Vec<Resource>,
}

/// An entry as the description of the file lists it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Resource {
    name: String,
    pub(super) path: String,
    hash: String,
    /// Its length.
    pub(super) bytes: u64,
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

impl<W: Read + Write + Seek> Package<W> {
    pub(super) fn new(out: Output<W>, about: Option<String>) -> Package<W> {
        let zip = Some(ZipWriter::new(out.clone()));
        Package { zip, out, resources: Vec::new(), about }
    }

    /// Goes on with a file that was written up to here and has nothing behind that.
    pub(super) fn go_on(
        mut out: Output<W>,
        about: Option<String>,
        from: &Entries,
    ) -> io::Result<Package<W>> {
        out.seek(SeekFrom::Start(from.end))?;
        out.write_all(&from.directory)?;
        let zip = Some(appending(&mut out, from.end)?);
        Ok(Package { zip, out, resources: from.resources.clone(), about })
    }

    /// The entries that are written, from which the file can be gone on with. None may be open.
    pub(super) fn entries(&mut self) -> Result<Entries, StoreError> {
        let mut directory = Vec::new();
        let end = self.out.stream_position().and_then(|end| {
            self.zip.take().ok_or(io::ErrorKind::BrokenPipe)?.finish()?;
            self.out.seek(SeekFrom::Start(end))?;
            self.out.read_to_end(&mut directory)?;
            Ok(end)
        });
        let io = StoreError::io(Path::new(DIRECTORY), "writing");
        let again = end.and_then(|end| Ok((end, appending(&mut self.out, end)?)));
        let (end, zip) = again.map_err(io)?;
        self.zip = Some(zip);
        Ok(Entries { end, directory, resources: self.resources.clone() })
    }

    /// Whether an entry is written.
    pub(super) fn has(&self, path: &str) -> bool {
        self.resources.iter().any(|entry| entry.path == path)
    }

    /// What entries are written by.
    fn zip(&mut self) -> io::Result<&mut ZipWriter<Output<W>>> {
        self.zip.as_mut().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }

    /// Writes an entry in one go.
    pub(super) fn add(
        &mut self,
        path: &str,
        compression: CompressionMethod,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let mut open = self.begin(path, compression)?;
        self.write(&mut open, bytes)?;
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
        self.zip()
            .and_then(|zip| Ok(zip.start_file(path, options)?))
            .map_err(StoreError::io(Path::new(path), "writing"))?;
        Ok(Open { path: path.to_owned(), sha: Sha256::new(), bytes: 0 })
    }

    pub(super) fn write(&mut self, open: &mut Open, bytes: &[u8]) -> Result<(), StoreError> {
        open.sha.update(bytes);
        open.bytes += bytes.len() as u64;
        self.zip()
            .and_then(|zip| zip.write_all(bytes))
            .map_err(StoreError::io(Path::new(&open.path), "writing"))
    }

    /// Ends an entry and lists it.
    pub(super) fn end(&mut self, open: Open) {
        let Open { path, sha, bytes } = open;
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let hash = named(sha);
        self.resources.push(Resource { name, path, hash, bytes });
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
        let zip = self.zip.take().ok_or(io::ErrorKind::BrokenPipe.into());
        zip.and_then(|zip| Ok(zip.finish()?))
            .map(drop)
            .map_err(StoreError::io(Path::new(DIRECTORY), "writing"))
    }
}

/// A ZIP file with its list of entries at `end`, which the next entry is written over.
fn appending<W: Read + Write + Seek>(
    out: &mut Output<W>,
    end: u64,
) -> io::Result<ZipWriter<Output<W>>> {
    let zip = ZipWriter::new_append(out.clone())?;
    // It would write behind the list.
    out.seek(SeekFrom::Start(end))?;
    Ok(zip)
}

/// A digest as the list of the entries gives it.
fn named(sha: Sha256) -> String {
    let hash: [u8; 32] = sha.finalize().into();
    format!("sha256:{}", name::hex(&hash))
}
