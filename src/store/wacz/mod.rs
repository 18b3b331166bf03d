//! The archive, or a part of it, as one WACZ file (WACZ 1.1.1), which replay tools open without unpacking.

mod group;
mod lists;
mod package;
mod part;
mod told;

use std::io::{Seek, Write};

use zip::CompressionMethod;

use self::lists::Lists;
use self::package::{Package, UntilRefused};
use super::folder::open;
use super::warc::Members;
use super::{Archive, StoreError, WARC_FOLDER, recover};

pub use told::{WaczCounts, WaczError, WaczPart, WaczStep};

/// Captures that are asked of the index at once.
const AT_ONCE: usize = 2000;

/// Writes the archive's WARC files with an index and a list of pages into one WACZ file, or of a part of the
/// archive the records of its captures. Tells `tell` what is done. The lines of the index are sorted
/// in memory.
///
/// # Errors
/// When the archive cannot be read, and when `out` cannot be written: [`WaczError`] says which. A capture that
/// cannot be read keeps none of the others out.
pub fn write_wacz<W: Write + Seek>(
    archive: &Archive,
    part: Option<&WaczPart>,
    out: W,
    mut tell: impl FnMut(WaczStep<'_>),
) -> Result<WaczCounts, WaczError> {
    let mut refused = None;
    let out = UntilRefused::new(out, &mut refused);
    let mut package = Package::new(out, part.map(|part| part.told.clone()));
    let written = match part {
        None => whole(archive, &mut package, &mut tell),
        Some(part) => part::write(archive, part, &mut package, &mut tell),
    };
    let done = written.and_then(|lists| {
        tell(WaczStep::Writing("index"));
        let (counts, cdx, pages) = lists.written();
        package.add("indexes/index.cdx", CompressionMethod::Stored, &mut cdx.as_bytes())?;
        package.add("pages/pages.jsonl", CompressionMethod::Deflated, &mut pages.as_bytes())?;
        package.finish().map(|()| counts)
    });
    // What the archive's files are copied to is told apart from them by this alone.
    refused.map_or_else(|| done.map_err(WaczError::Archive), |error| Err(WaczError::Output(error)))
}

/// Writes the WARC files as they are, and lists their captures.
fn whole<W: Write + Seek>(
    archive: &Archive,
    package: &mut Package<W>,
    tell: &mut dyn FnMut(WaczStep<'_>),
) -> Result<Lists, StoreError> {
    let warcs = archive.folder().join(WARC_FOLDER);
    for (name, _) in &recover::warc_files(&warcs)? {
        tell(WaczStep::Writing(name));
        let path = warcs.join(name);
        let mut file = open(&path).map_err(StoreError::io(&path, "opening"))?;
        package.add(&format!("archive/{name}"), CompressionMethod::Stored, &mut file)?;
    }
    let mut lists = Lists::default();
    let mut members = Members::of(archive.folder());
    let mut from = 0;
    loop {
        let captures = archive.captures(from, AT_ONCE)?;
        let Some(last) = captures.last() else { return Ok(lists) };
        from = last.id + 1;
        // A page cleaned again is no capture of its own.
        for capture in captures.iter().filter(|capture| capture.recleans.is_none()) {
            let read = if capture.page_is_lost() {
                archive.record_of(capture)
            } else {
                members.read(&capture.warc, capture.offset, capture.length)
            };
            match read {
                Ok(record) => {
                    lists.add(capture, &record, (&capture.warc, capture.offset, capture.length));
                }
                Err(error) => {
                    lists.missed(capture, &error, tell);
                    continue;
                }
            }
            if let Some(ordinal) = capture.text.filter(|_| capture.new) {
                lists.page(capture, &archive.text(ordinal)?.title);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

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
        fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_the_outputs_wherever_it_is_met() {
        let folder = tempfile::tempdir().unwrap();
        drop(Archive::open(folder.path(), crate::store::Access::Write).unwrap());
        let archive = Archive::open(folder.path(), crate::store::Access::Read).unwrap();
        let mut whole = io::Cursor::new(Vec::new());
        write_wacz(&archive, None, &mut whole, |_| {}).unwrap();
        // The time that stands in it packs to more or fewer bytes.
        for bytes in 0..whole.get_ref().len() - 100 {
            let full = Full(io::Cursor::default(), bytes);
            let told = write_wacz(&archive, None, full, |_| {}).unwrap_err();
            let is_full = |e: &io::Error| e.kind() == io::ErrorKind::StorageFull;
            assert!(matches!(&told, WaczError::Output(error) if is_full(error)), "{told:?}");
        }
    }
}
