//! The captures of some of an archive's texts, in WARC files of their own.

use std::collections::HashSet;
use std::io::{Seek, Write};

use chrono::Utc;
use zip::CompressionMethod;

use super::group::{Member, group};
use super::lists::Lists;
use super::package::{Open, Package};
use super::told::{WaczPart, WaczStep};
use crate::store::site::is_of_site;
use crate::store::warc::{ROLL_OVER, RecordType, info, pack};
use crate::store::{Archive, CaptureRow, SearchBounds, StoreError};

/// Writes the records of the captures of a part, and lists them. A capture that only refers to an earlier one comes
/// with that, so that it can be replayed.
pub(super) fn write<W: Write + Seek>(
    archive: &Archive,
    part: &WaczPart,
    package: &mut Package<W>,
    tell: &mut dyn FnMut(WaczStep<'_>),
) -> Result<Lists, StoreError> {
    let mut writing = Writing {
        archive,
        part,
        files: Files { package, open: None, name: String::new(), begun: 0 },
        written: HashSet::new(),
        lists: Lists::default(),
    };
    writing.files.make_room(part, tell)?;
    for ordinal in archive.ordinals(&part.bounds, part.from)? {
        writing.text(ordinal, tell)?;
    }
    let Writing { mut files, lists, .. } = writing;
    files.end();
    Ok(lists)
}

struct Writing<'a, W: Write + Seek> {
    archive: &'a Archive,
    part: &'a WaczPart,
    files: Files<'a, W>,
    /// The captures that are there.
    written: HashSet<i64>,
    lists: Lists,
}

impl<W: Write + Seek> Writing<'_, W> {
    /// Writes the captures of a text, and lists the first of them as its page.
    fn text(&mut self, ordinal: u64, tell: &mut dyn FnMut(WaczStep<'_>)) -> Result<(), StoreError> {
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
            self.capture(page.clone(), tell)?;
            if capture.id != page.id {
                self.capture(capture, tell)?;
            }
            if !is_listed && self.written.contains(&page.id) {
                is_listed = true;
                self.lists.page(&page, &self.archive.text(ordinal)?.title);
            }
        }
        Ok(())
    }

    /// Writes a capture, and what it refers to.
    fn capture(
        &mut self,
        capture: CaptureRow,
        tell: &mut dyn FnMut(WaczStep<'_>),
    ) -> Result<(), StoreError> {
        let mut next = Some(capture);
        while let Some(capture) = next.take().filter(|row| !self.written.contains(&row.id)) {
            let members = match group(self.archive, &capture) {
                Ok(members) => members,
                Err(error) => {
                    self.lists.missed(&capture, &error, tell);
                    return Ok(());
                }
            };
            self.written.insert(capture.id);
            self.files.make_room(self.part, tell)?;
            for Member { record, bytes } in &members {
                let offset = self.files.write(bytes)?;
                if record.field("WARC-Record-ID") != Some(capture.record.as_str())
                    || capture.recleans.is_some()
                {
                    continue;
                }
                self.lists.add(&capture, record, (&self.files.name, offset, bytes.len() as u64));
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
struct Files<'a, W: Write + Seek> {
    package: &'a mut Package<W>,
    open: Option<Open>,
    name: String,
    begun: u32,
}

impl<W: Write + Seek> Files<'_, W> {
    /// Begins a file where there is none, or where it is full.
    fn make_room(
        &mut self,
        part: &WaczPart,
        tell: &mut dyn FnMut(WaczStep<'_>),
    ) -> Result<(), StoreError> {
        if self.open.as_ref().is_some_and(|open| open.bytes() < ROLL_OVER) {
            return Ok(());
        }
        self.end();
        self.name = format!("selection-{:03}.warc.gz", self.begun);
        self.begun += 1;
        tell(WaczStep::Writing(&self.name));
        let path = format!("archive/{}", self.name);
        self.open = Some(self.package.begin(&path, CompressionMethod::Stored)?);
        let info = pack(info(&self.name, Utc::now(), &format!("description: {}\r\n", part.told)));
        self.write(&info.bytes).map(drop)
    }

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
