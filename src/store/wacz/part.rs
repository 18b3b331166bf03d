//! The captures of some of an archive's texts, in WARC files of their own.

use std::io::{Read, Seek, Write};

use chrono::Utc;
use zip::CompressionMethod;

use super::group::{Member, group};
use super::lists::Lists;
use super::package::{ARCHIVE, Open, Package};
use super::point::{PartPoint, WaczPoint};
use super::told::{WaczError, WaczListener, WaczPart};
use crate::store::site::is_of_site;
use crate::store::warc::{ROLL_OVER, RecordType, info, pack};
use crate::store::{Archive, CaptureRow, SearchBounds, StoreError};

/// Writes the records of the captures of a part, and lists them. A capture that only refers to an earlier one comes
/// with that, so that it can be replayed.
pub(super) fn write<W: Read + Write + Seek>(
    archive: &Archive,
    part: &WaczPart,
    package: &mut Package<W>,
    from: Option<PartPoint>,
    listener: &mut dyn WaczListener,
) -> Result<Lists, WaczError> {
    let from = from.unwrap_or_default();
    let next = from.next.max(part.from);
    let full_at = part.full_at.unwrap_or(ROLL_OVER);
    let files = Files { package, open: None, name: String::new() };
    let mut writing = Writing { archive, part, files, at: from };
    writing.make_room(listener)?;
    for ordinal in archive.ordinals(&part.bounds, next)? {
        if listener.is_stopped() {
            return Err(WaczError::Stopped);
        }
        writing.make_room(listener)?;
        writing.text(ordinal, listener)?;
        if writing.files.open.as_ref().is_some_and(|open| open.bytes() >= full_at) {
            writing.files.end();
            writing.at.next = ordinal + 1;
            let entries = writing.files.package.entries()?;
            listener.reached(WaczPoint { entries, part: Some(writing.at.clone()) });
        }
    }
    writing.files.end();
    Ok(writing.at.lists)
}

struct Writing<'a, W: Read + Write + Seek> {
    archive: &'a Archive,
    part: &'a WaczPart,
    files: Files<'a, W>,
    at: PartPoint,
}

impl<W: Read + Write + Seek> Writing<'_, W> {
    /// Begins a file where none is open.
    fn make_room(&mut self, listener: &mut dyn WaczListener) -> Result<(), StoreError> {
        let files = &mut self.files;
        if files.open.is_some() {
            return Ok(());
        }
        files.name = format!("selection-{:03}.warc.gz", self.at.begun);
        self.at.begun += 1;
        listener.writing(&files.name);
        let path = format!("{ARCHIVE}{}", files.name);
        files.open = Some(files.package.begin(&path, CompressionMethod::Stored)?);
        let about = format!("description: {}\r\n", self.part.told);
        files.write(&pack(info(&files.name, Utc::now(), &about)).bytes).map(drop)
    }

    /// Writes the captures of a text, and lists the first of them as its page.
    fn text(&mut self, ordinal: u64, listener: &mut dyn WaczListener) -> Result<(), StoreError> {
        let mut is_listed = false;
        for capture in self.archive.captures_of_text(ordinal)? {
            if !is_within(&capture, &self.part.bounds) {
                continue;
            }
            let page = match capture.recleans {
                Some(page) => {
                    self.archive.captures(page, 1)?.into_iter().find(|row| row.id == page)
                }
                None => None,
            };
            let page = page.unwrap_or_else(|| capture.clone());
            self.capture(page.clone(), listener)?;
            if capture.id != page.id {
                self.capture(capture, listener)?;
            }
            if !is_listed && self.at.written.contains(&page.id) {
                is_listed = true;
                self.at.lists.page(&page, &self.archive.text(ordinal)?.title);
            }
        }
        Ok(())
    }

    /// Writes a capture, and what it refers to.
    fn capture(
        &mut self,
        capture: CaptureRow,
        listener: &mut dyn WaczListener,
    ) -> Result<(), StoreError> {
        let mut next = Some(capture);
        while let Some(capture) = next.take().filter(|row| !self.at.written.contains(&row.id)) {
            let members = match group(self.archive, &capture) {
                Ok(members) => members,
                Err(error) => {
                    self.at.lists.missed(&capture);
                    listener.missed(&error);
                    return Ok(());
                }
            };
            self.at.written.insert(capture.id);
            for Member { record, bytes } in &members {
                let offset = self.files.write(bytes)?;
                if record.field("WARC-Record-ID") != Some(capture.record.as_str())
                    || capture.recleans.is_some()
                {
                    continue;
                }
                self.at.lists.add(&capture, record, (&self.files.name, offset, bytes.len() as u64));
                if record.kind == RecordType::Revisit
                    && let Some(earlier) = record.field("WARC-Refers-To")
                {
                    next = self.archive.index.capture_of_record(capture.id, earlier)?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a capture of a text within bounds is itself within them. Languages and days are the text's.
fn is_within(capture: &CaptureRow, bounds: &SearchBounds) -> bool {
    let is = |wanted: &Option<String>, own: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| own == Some(wanted))
    };
    let site = bounds.site.as_deref().map(str::to_ascii_lowercase);
    is(&bounds.source, capture.source.as_deref())
        && is(&bounds.outcome, Some(&capture.outcome))
        && site
            .is_none_or(|site| is_of_site(&capture.url, &site) || is_of_site(&capture.asked, &site))
}

/// The WARC files of the part.
struct Files<'a, W: Read + Write + Seek> {
    package: &'a mut Package<W>,
    open: Option<Open>,
    name: String,
}

impl<W: Read + Write + Seek> Files<'_, W> {
    /// Appends a record; gives where it stands.
    fn write(&mut self, bytes: &[u8]) -> Result<u64, StoreError> {
        let Some(open) = &mut self.open else { return Ok(0) };
        let offset = open.bytes();
        self.package.write(open, bytes).map(|()| offset)
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            self.package.end(open);
        }
    }
}
