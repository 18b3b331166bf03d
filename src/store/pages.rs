//! From a capture's row in the index to its record in the WARC files, and to the page that was captured.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::entry::Entry;
use super::folder::{self, WARC_FOLDER};
use super::warc::{RecordType, WarcPage, WarcReader, WarcRecord};
use super::{Archive, CaptureRow, StoreError};
use crate::decode::content::Caps;

impl CaptureRow {
    /// The page of this capture, from the record that holds its body; nothing where that holds none. Whether it is a
    /// page was judged when it was captured: its media type is not asked again.
    #[must_use]
    pub fn page_in(&self, record: &WarcRecord) -> Option<WarcPage> {
        let page = record.content(&Caps::default())?;
        Some(WarcPage { url: self.url.clone(), at: Some(self.at), ..page })
    }
}

impl Archive {
    /// What spoke for the outcome of a capture when it was recorded, one sentence each.
    ///
    /// # Errors
    /// When the WARC file cannot be read or does not hold the record where the index says.
    pub fn evidence(&self, capture: &CaptureRow) -> Result<Vec<String>, StoreError> {
        let record = self.record_at(&capture.warc, capture.entry_offset, capture.entry_length)?;
        let entry = Entry::from_block(&record.block).ok_or_else(|| StoreError::Unsound {
            path: self.folder.join(WARC_FOLDER).join(&capture.warc),
            what: format!("no entry is at byte {}", capture.entry_offset),
        })?;
        Ok(entry.evidence)
    }

    /// The WARC record of a capture, exactly as it is stored.
    ///
    /// # Errors
    /// When the WARC file cannot be read or does not hold the record where the index says.
    pub fn record_of(&self, capture: &CaptureRow) -> Result<WarcRecord, StoreError> {
        if capture.page_is_lost() {
            let what = format!(
                "the record of the page {} of {} was damaged and is lost; what was found in it and its text are kept",
                capture.url,
                capture.at.format("%Y-%m-%d %H:%M UTC")
            );
            return Err(StoreError::Unsound {
                path: self.folder.join(WARC_FOLDER).join(&capture.warc),
                what,
            });
        }
        let record = self.record_at(&capture.warc, capture.offset, capture.length)?;
        if record.field("WARC-Record-ID") == Some(capture.record.as_str()) {
            return Ok(record);
        }
        Err(StoreError::Unsound {
            path: self.folder.join(WARC_FOLDER).join(&capture.warc),
            what: format!("record {} is not at byte {}", capture.record, capture.offset),
        })
    }

    /// The body of a capture as received, also when its record only refers to an earlier one.
    ///
    /// # Errors
    /// As for [`Archive::record_of`].
    pub fn raw(&self, capture: &CaptureRow) -> Result<Vec<u8>, StoreError> {
        let record = self.whole_record(capture, self.record_of(capture)?)?;
        Ok(record.body().unwrap_or_default().to_vec())
    }

    /// The page of a capture as cleaning was given it: address and time of the capture, the media
    /// type it was served with, and the body with transfer and content encodings undone. A capture
    /// that only refers to an earlier one (the same bytes again, or "not modified") gives that one's
    /// body. This is the one road from a row of the index to a page; who has read the record already takes its last
    /// part, [`CaptureRow::page_in`].
    ///
    /// ```no_run
    /// # use spoglio::store::{Access, Archive, StoreError};
    /// # use spoglio::pipeline::{clean, Options, RawPage};
    /// # fn example() -> Result<(), StoreError> {
    /// let archive = Archive::open("archive", Access::Read)?;
    /// for capture in archive.captures_of_url("https://example.org/story")? {
    ///     let page = archive.page(&capture)?;
    ///     let raw = RawPage {
    ///         bytes: &page.body,
    ///         url: Some(&page.url),
    ///         content_type: page.content_type.as_deref(),
    ///         kind: None,
    ///     };
    ///     println!("{}", clean(&raw, &Options::default()).text.title());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`Archive::record_of`].
    pub fn page(&self, capture: &CaptureRow) -> Result<WarcPage, StoreError> {
        let own = self.record_of(capture)?;
        let media_type = own.media_type();
        let record = self.whole_record(capture, own)?;
        let page = capture.page_in(&record).ok_or_else(|| StoreError::Unsound {
            path: self.folder.join(WARC_FOLDER).join(&capture.warc),
            what: format!("record {} is a {} and holds no page", capture.record, record.kind),
        })?;
        Ok(WarcPage { content_type: media_type.or(page.content_type), ..page })
    }

    /// The record that holds the body of a capture: its own, or the earlier one it refers to.
    fn whole_record(
        &self,
        capture: &CaptureRow,
        record: WarcRecord,
    ) -> Result<WarcRecord, StoreError> {
        if !matches!(record.kind, RecordType::Revisit | RecordType::Metadata) {
            return Ok(record);
        }
        let earlier = record.field("WARC-Refers-To").unwrap_or("");
        match self.index.capture_of_record(capture.id, earlier)? {
            // What is cleaned again may itself refer to an earlier capture; never to itself.
            Some(row) if row.id != capture.id => {
                let record = self.record_of(&row)?;
                self.whole_record(&row, record)
            }
            _ => Err(StoreError::Unsound {
                path: self.folder.join(WARC_FOLDER).join(&capture.warc),
                what: format!("record {} refers to {earlier}, which is not there", capture.record),
            }),
        }
    }

    pub(super) fn record_at(
        &self,
        warc: &str,
        offset: u64,
        length: u64,
    ) -> Result<WarcRecord, StoreError> {
        record_at(&self.folder, warc, offset, length)
    }
}

/// The record that stands in a WARC file of the archive in `folder` at this place.
pub(super) fn record_at(
    folder: &Path,
    warc: &str,
    offset: u64,
    length: u64,
) -> Result<WarcRecord, StoreError> {
    let path = folder.join(WARC_FOLDER).join(warc);
    let io = |error| StoreError::io(&path, "reading the capture")(error);
    let mut file = folder::open(&path).map_err(io)?;
    file.seek(SeekFrom::Start(offset)).map_err(io)?;
    let mut reader = WarcReader::starting_at(file.take(length), offset).block_limit(u64::MAX);
    match reader.next() {
        Some(Ok(located)) => Ok(located.record),
        Some(Err(error)) => Err(StoreError::Unsound { path, what: error.to_string() }),
        None => Err(StoreError::Unsound { path, what: format!("no record at byte {offset}") }),
    }
}
