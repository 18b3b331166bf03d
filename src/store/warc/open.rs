//! Captures from files of several kinds, all as WARC records.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;

use url::Url;
use zip::{CompressionMethod, ZipArchive};

use super::{Located, ReadError, WarcReader, mhtml};

/// Records that are read one after the other.
pub type Records = Box<dyn Iterator<Item = Result<Located, ReadError>> + Send>;

/// A saved page in MHTML is read into memory; a larger one is refused.
const MHTML_LIMIT: u64 = 256 << 20;

/// Reads the records of a WARC or ARC file (plain, gzip, zstd), of the WARC files in a WACZ, or the page of
/// an MHTML file as a `resource` record. The name's ending tells which; everything that is neither
/// `.wacz` nor `.mhtml` nor `.mht` is read as WARC. A file without a record gives [`ReadError::Nothing`].
///
/// # Errors
/// When the file cannot be opened or is no WACZ or MHTML inside.
pub fn open(path: &Path) -> io::Result<Records> {
    records(path).map(|records| Box::new(NeverNothing { records, has_given: false }) as Records)
}

/// Records that end in a word where there were none at all.
struct NeverNothing {
    records: Records,
    has_given: bool,
}

impl Iterator for NeverNothing {
    type Item = Result<Located, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.records.next();
        let is_first = !std::mem::replace(&mut self.has_given, true);
        next.or_else(|| is_first.then_some(Err(ReadError::Nothing)))
    }
}

fn records(path: &Path) -> io::Result<Records> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "wacz" => wacz(path),
        "mhtml" | "mht" => {
            let mut bytes = Vec::new();
            File::open(path)?.take(MHTML_LIMIT + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > MHTML_LIMIT {
                return Err(io::Error::other("an MHTML file of more than 256 MB is not read"));
            }
            let whole = std::path::absolute(path)?;
            let file =
                Url::from_file_path(whole).map_or_else(|()| "file:///".to_owned(), String::from);
            let record = mhtml::page(&bytes, &file)
                .ok_or_else(|| io::Error::other("no page was found in it: is it an MHTML file?"))?;
            let length = bytes.len() as u64;
            Ok(Box::new(std::iter::once(Ok(Located { offset: 0, length, record, cut: false }))))
        }
        _ => Ok(Box::new(WarcReader::new(File::open(path)?))),
    }
}

/// Where a member's bytes stand in a ZIP file.
struct Member {
    start: u64,
    length: u64,
    deflated: bool,
}

/// The records of each WARC file under `archive/` in a WACZ (WACZ 1.1.1), in the order of the ZIP's
/// directory; that folder may stand in one of its own, as where one was packed again by hand. Nothing is unpacked to
/// disk, so that no name in it matters. What cannot be read of it keeps nothing else out.
fn wacz(path: &Path) -> io::Result<Records> {
    let mut zip = ZipArchive::new(File::open(path)?).map_err(|error| {
        io::Error::other(format!(
            "{error}: is it a WACZ file, and whole? copy or download it again"
        ))
    })?;
    let mut members = Vec::new();
    let mut within = None;
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index)?;
        let name = file.name()?.to_ascii_lowercase();
        if name.ends_with(".wacz") {
            within = Some(name);
            continue;
        }
        let is_warc = [".warc", ".warc.gz", ".warc.zst"].iter().any(|end| name.ends_with(end));
        if !is_warc || !(name.starts_with("archive/") || name.contains("/archive/")) {
            continue;
        }
        let deflated = match file.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => {
                let why = format!(
                    "{name}: packed with {other}, which is not read: unpack the file, and name that one"
                );
                members.push(Err(why));
                continue;
            }
        };
        members.push(match file.data_start() {
            Some(start) => Ok(Member { start, length: file.compressed_size(), deflated }),
            None => Err(format!("{name}: its place in the ZIP is not known")),
        });
    }
    if members.is_empty() {
        return Err(io::Error::other(match within {
            Some(name) => format!("it holds WACZ files and no WARC file: unpack it, and name those in it, such as {name}"),
            None => "no WARC file is below archive/ in it: is it a WACZ file? name its WARC files, where they are elsewhere".to_owned(),
        }));
    }
    let path = path.to_path_buf();
    Ok(Box::new(members.into_iter().flat_map(move |member| {
        let opened = member
            .map_err(|why| (0, io::Error::other(why)))
            .and_then(|member| member.open(&path).map_err(|source| (member.start, source)));
        match opened {
            Ok(input) => Box::new(WarcReader::new(input)) as Records,
            Err((offset, source)) => {
                Box::new(std::iter::once(Err(ReadError::Io { offset, source }))) as Records
            }
        }
    })))
}

impl Member {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let input = file.take(self.length);
        Ok(if self.deflated {
            Box::new(flate2::read::DeflateDecoder::new(input))
        } else {
            Box::new(input)
        })
    }
}
