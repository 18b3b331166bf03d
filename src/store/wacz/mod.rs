//! The archive, or a part of it, as one WACZ file (WACZ 1.1.1), which replay tools open without unpacking.

mod group;
mod lists;
mod package;
mod part;
mod point;
mod told;

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use zip::CompressionMethod;

use self::lists::Lists;
use self::package::{ARCHIVE, Output, Package, Resource};
use super::folder::open;
use super::warc::Members;
use super::{Archive, StoreError, WARC_FOLDER, recover};

pub use lists::WaczCounts;
pub use point::WaczPoint;
pub use told::{WaczError, WaczListener, WaczPart};

/// Captures that are asked of the index at once.
const AT_ONCE: usize = 2000;

/// Writes the archive's WARC files with an index and a list of pages into one WACZ file, or of a part of the
/// archive the records of its captures. Goes on `from` a point that an earlier call reached: `out` then has what
/// was written up to there, and nothing behind it. The lines of the index are sorted in memory.
///
/// # Errors
/// When the archive cannot be read, when `out` cannot be written, and when it is told to end: [`WaczError`] says
/// which. A capture that cannot be read keeps none of the others out.
pub fn write_wacz<W: Read + Write + Seek>(
    archive: &Archive,
    part: Option<&WaczPart>,
    out: W,
    from: Option<WaczPoint>,
    listener: &mut dyn WaczListener,
) -> Result<WaczCounts, WaczError> {
    let out = Output::new(out);
    let done = write(archive, part, &out, from, listener);
    // What the archive's files are copied to is told apart from them by this alone.
    out.refused().map_or(done, |error| Err(WaczError::Output(error)))
}

fn write<W: Read + Write + Seek>(
    archive: &Archive,
    part: Option<&WaczPart>,
    out: &Output<W>,
    from: Option<WaczPoint>,
    listener: &mut dyn WaczListener,
) -> Result<WaczCounts, WaczError> {
    let (out, about) = (out.clone(), part.map(|part| part.told.clone()));
    let (mut package, from) = match from {
        Some(WaczPoint { entries, part }) => {
            (Package::go_on(out, about, &entries).map_err(WaczError::Output)?, part)
        }
        None => (Package::new(out, about), None),
    };
    let lists = match part {
        None => whole(archive, &mut package, listener)?,
        Some(part) => part::write(archive, part, &mut package, from, listener)?,
    };
    listener.writing("index");
    let (counts, cdx, pages) = lists.written();
    package.add("indexes/index.cdx", CompressionMethod::Stored, cdx.as_bytes())?;
    package.add("pages/pages.jsonl", CompressionMethod::Deflated, pages.as_bytes())?;
    package.finish()?;
    Ok(counts)
}

/// The WARC files and how much of each can be copied: what the index knows, for what stands behind that may still
/// be changed.
fn lengths(archive: &Archive) -> Result<Vec<(String, u64)>, StoreError> {
    let known = archive.index.committed()?;
    let files = recover::warc_files(&archive.folder().join(WARC_FOLDER))?;
    let sound = |(name, length): (String, u64)| {
        let length = known.get(&name).map_or(length, |known| length.min(*known));
        (name, length)
    };
    Ok(files.into_iter().map(sound).collect())
}

impl WaczPoint {
    /// Whether the WARC files that were copied are as they were then, so that it can be gone on from here.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn is_of(&self, archive: &Archive) -> Result<bool, StoreError> {
        let there: HashMap<String, u64> = lengths(archive)?.into_iter().collect();
        let is_there = |entry: &Resource| {
            let name = entry.path.strip_prefix(ARCHIVE);
            name.and_then(|name| there.get(name)) == Some(&entry.bytes)
        };
        Ok(self.part.is_some() || self.entries.resources.iter().all(is_there))
    }
}

/// Writes the WARC files as they are, and lists their captures. What comes in while that is done is left out.
fn whole<W: Read + Write + Seek>(
    archive: &Archive,
    package: &mut Package<W>,
    listener: &mut dyn WaczListener,
) -> Result<Lists, WaczError> {
    let warcs = archive.folder().join(WARC_FOLDER);
    let files = lengths(archive)?;
    for (number, (name, length)) in files.iter().enumerate() {
        let entry = format!("{ARCHIVE}{name}");
        if package.has(&entry) {
            continue;
        }
        listener.writing(name);
        let path = warcs.join(name);
        let file = open(&path).map_err(StoreError::io(&path, "opening"))?;
        copy(package, &entry, (file, *length), &path, listener)?;
        // The last still grows, and would be another one when this is gone on with.
        if number + 1 < files.len() {
            listener.reached(WaczPoint { entries: package.entries()?, part: None });
        }
    }
    list(archive, &files.into_iter().collect(), listener)
}

/// Lists the captures whose records are `copied`: so many bytes of each file.
fn list(
    archive: &Archive,
    copied: &HashMap<String, u64>,
    listener: &mut dyn WaczListener,
) -> Result<Lists, WaczError> {
    let mut lists = Lists::default();
    let mut members = Members::of(archive.folder());
    let mut from = 0;
    loop {
        if listener.is_stopped() {
            return Err(WaczError::Stopped);
        }
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
            let end = capture.offset + capture.length;
            let is_copied = copied.get(&capture.warc).is_some_and(|length| end <= *length);
            match read {
                Ok(record) if is_copied => {
                    lists.add(capture, &record, (&capture.warc, capture.offset, capture.length));
                }
                // It came in since.
                Ok(_) => continue,
                Err(error) => {
                    lists.missed(capture);
                    listener.missed(&error);
                    continue;
                }
            }
            if let Some(ordinal) = capture.text.filter(|_| capture.new) {
                lists.page(capture, &archive.text(ordinal)?.title);
            }
        }
    }
}

/// Copies so much of a WARC file into an entry.
fn copy<W: Read + Write + Seek>(
    package: &mut Package<W>,
    entry: &str,
    (file, length): (File, u64),
    path: &Path,
    listener: &dyn WaczListener,
) -> Result<(), WaczError> {
    let (mut file, mut buffer) = (file.take(length), vec![0; 1 << 16]);
    let mut open = package.begin(entry, CompressionMethod::Stored)?;
    loop {
        if listener.is_stopped() {
            return Err(WaczError::Stopped);
        }
        let count = file.read(&mut buffer).map_err(StoreError::io(path, "reading"))?;
        if count == 0 {
            package.end(open);
            return Ok(());
        }
        package.write(&mut open, &buffer[..count])?;
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Nobody is told.
    struct Unheard;

    impl WaczListener for Unheard {
        fn writing(&mut self, _: &str) {}
        fn missed(&mut self, _: &StoreError) {}
        fn reached(&mut self, _: WaczPoint) {}
    }

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

    impl Read for Full {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.read(into)
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
        write_wacz(&archive, None, &mut whole, None, &mut Unheard).unwrap();
        // The time that stands in it packs to more or fewer bytes.
        for bytes in 0..whole.get_ref().len() - 100 {
            let full = Full(io::Cursor::default(), bytes);
            let told = write_wacz(&archive, None, full, None, &mut Unheard).unwrap_err();
            let is_full = |e: &io::Error| e.kind() == io::ErrorKind::StorageFull;
            assert!(matches!(&told, WaczError::Output(error) if is_full(error)), "{told:?}");
        }
    }
}
