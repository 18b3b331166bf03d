//! The archive as one WACZ file (WACZ 1.1.1), which replay tools open without unpacking.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::folder::open;
use super::surt::surt;
use super::warc::{Members, RecordType};
use super::{Archive, CaptureRow, StoreError, WARC_FOLDER, name, recover};

/// Captures that are asked of the index at once.
const AT_ONCE: usize = 2000;

/// Why no WACZ file came about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaczError {
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] StoreError),
    /// What was to be written to cannot be.
    #[error("cannot be written: {0}")]
    Output(io::Error),
}

/// Writes the archive's WARC files with an index and a list of pages into one WACZ file. Tells `step`
/// which part is being written. The lines of the index are sorted in memory.
///
/// # Errors
/// When the archive cannot be read, and when `out` cannot be written: [`WaczError`] says which.
pub fn write_wacz<W: Write + Seek>(
    archive: &Archive,
    out: W,
    mut step: impl FnMut(&str),
) -> Result<(), WaczError> {
    let mut refused = None;
    let out = UntilRefused { out, refused: &mut refused, at: 0, end: 0 };
    let done = write_all(archive, out, &mut step);
    // What the archive's files are copied to is told apart from them by this alone.
    refused.map_or_else(|| done.map_err(WaczError::Archive), |error| Err(WaczError::Output(error)))
}

/// Writes until that is refused, and takes what comes then for written: the ZIP writer would go on trying
/// when it is dropped, and complain by itself.
struct UntilRefused<'a, W> {
    out: W,
    refused: &'a mut Option<io::Error>,
    at: u64,
    /// The furthest it came, which is where it says it stands once it was refused.
    end: u64,
}

impl<W> UntilRefused<'_, W> {
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

fn write_all<W: Write + Seek>(
    archive: &Archive,
    out: W,
    step: &mut dyn FnMut(&str),
) -> Result<(), StoreError> {
    let mut package = Package { zip: ZipWriter::new(out), resources: Vec::new() };
    let warcs = archive.folder().join(WARC_FOLDER);
    let files = recover::warc_files(&warcs)?;
    for (name, _) in &files {
        step(name);
        let path = warcs.join(name);
        let mut file = open(&path).map_err(StoreError::io(&path, "opening"))?;
        package.add(&format!("archive/{name}"), CompressionMethod::Stored, &mut file)?;
    }
    step("index");
    let (cdx, pages) = lists(archive)?;
    package.add("indexes/index.cdx", CompressionMethod::Stored, &mut cdx.as_bytes())?;
    package.add("pages/pages.jsonl", CompressionMethod::Deflated, &mut pages.as_bytes())?;
    package.finish()
}

struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    resources: Vec<serde_json::Value>,
}

impl<W: Write + Seek> Package<W> {
    fn add(
        &mut self,
        path: &str,
        compression: CompressionMethod,
        input: &mut dyn Read,
    ) -> Result<(), StoreError> {
        let (hash, bytes) = self
            .put(path, compression, input)
            .map_err(StoreError::io(Path::new(path), "writing"))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        self.resources.push(json!({ "name": name, "path": path, "hash": hash, "bytes": bytes }));
        Ok(())
    }

    fn put(
        &mut self,
        path: &str,
        compression: CompressionMethod,
        input: &mut dyn Read,
    ) -> io::Result<(String, u64)> {
        let options = SimpleFileOptions::default().compression_method(compression).large_file(true);
        self.zip.start_file(path, options)?;
        let (mut sha, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = input.read(&mut buffer)?;
            if count == 0 {
                let hash: [u8; 32] = sha.finalize().into();
                return Ok((format!("sha256:{}", name::hex(&hash)), bytes));
            }
            sha.update(&buffer[..count]);
            self.zip.write_all(&buffer[..count])?;
            bytes += count as u64;
        }
    }

    fn finish(mut self) -> Result<(), StoreError> {
        let description = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "software": format!("spoglio {}", env!("CARGO_PKG_VERSION")),
            "created": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            "resources": std::mem::take(&mut self.resources),
        });
        let description = format!("{description:#}\n");
        let io = |error| StoreError::io(Path::new("datapackage.json"), "writing")(error);
        let deflated = CompressionMethod::Deflated;
        let (hash, _) =
            self.put("datapackage.json", deflated, &mut description.as_bytes()).map_err(io)?;
        let digest = json!({ "path": "datapackage.json", "hash": hash }).to_string();
        self.put("datapackage-digest.json", deflated, &mut digest.as_bytes()).map_err(io)?;
        self.zip.finish().map(drop).map_err(|error| io(error.into()))
    }
}

/// The lines of the CDXJ index, sorted, and of the list of pages.
fn lists(archive: &Archive) -> Result<(String, String), StoreError> {
    let mut members = Members::of(archive.folder());
    let mut lines = Vec::new();
    let mut pages =
        String::from("{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All pages\"}\n");
    let mut from = 0;
    loop {
        let captures = archive.captures(from, AT_ONCE)?;
        let Some(last) = captures.last() else { break };
        from = last.id + 1;
        // A page cleaned again is no capture of its own.
        for capture in captures.iter().filter(|capture| capture.recleans.is_none()) {
            lines.push(line(&mut members, capture)?);
            if let Some(ordinal) = capture.text.filter(|_| capture.new) {
                let title = archive.text(ordinal)?.title;
                let at = capture.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                let page =
                    json!({ "id": capture.record, "url": capture.url, "ts": at, "title": title });
                pages.push_str(&format!("{page}\n"));
            }
        }
    }
    lines.sort_unstable();
    Ok((lines.concat(), pages))
}

fn line(members: &mut Members, capture: &CaptureRow) -> Result<String, StoreError> {
    let record = members.read(&capture.warc, capture.offset, capture.length)?;
    let mime = match record.kind {
        RecordType::Revisit => "warc/revisit".to_owned(),
        RecordType::Resource => record.field("Content-Type").unwrap_or("").to_owned(),
        _ => record.header("content-type").unwrap_or_default(),
    };
    let mime = mime.split(';').next().unwrap_or("").trim();
    let mut fields = json!({
        "url": record.target().unwrap_or(&capture.url),
        "mime": if mime.is_empty() { "unk" } else { mime },
        "digest": record.field("WARC-Payload-Digest").unwrap_or(""),
        "length": capture.length.to_string(),
        "offset": capture.offset.to_string(),
        "filename": capture.warc,
    });
    if let Some(status) = capture.status {
        fields["status"] = json!(status.to_string());
    }
    let at = capture.at.format("%Y%m%d%H%M%S");
    Ok(format!("{} {at} {fields}\n", surt(record.target().unwrap_or(&capture.url))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes.
    struct Full(io::Cursor<Vec<u8>>, usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.get_ref().len() + bytes.len() > self.1 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_the_outputs_wherever_it_is_met() {
        let folder = tempfile::tempdir().unwrap();
        drop(Archive::open(folder.path(), super::super::Access::Write).unwrap());
        let archive = Archive::open(folder.path(), super::super::Access::Read).unwrap();
        let mut whole = io::Cursor::new(Vec::new());
        write_wacz(&archive, &mut whole, |_| {}).unwrap();
        // The time that stands in it packs to more or fewer bytes.
        for bytes in 0..whole.get_ref().len() - 100 {
            let full = Full(io::Cursor::default(), bytes);
            let told = write_wacz(&archive, full, |_| {}).unwrap_err();
            let is_full = |e: &io::Error| e.kind() == io::ErrorKind::StorageFull;
            assert!(matches!(&told, WaczError::Output(error) if is_full(error)), "{told:?}");
        }
    }
}
