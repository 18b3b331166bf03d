//! Reading from an archive.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::entry::Entry;
use super::folder::{self, WARC_FOLDER};
use super::warc::{RecordType, WarcPage, WarcReader, WarcRecord, sha1_digest};
use super::{
    Archive, Capture, CaptureRow, NearText, SearchBounds, SeenArticle, StoreError, StoredText,
    TextToday, name, url_key,
};
use crate::decode::content::Caps;
use crate::dedup::{Change, change};

impl Archive {
    /// How many texts there are.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.index.count_texts()
    }

    /// At most `count` texts in the order of their ordinals, from the ordinal `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn texts(&self, from: u64, count: usize) -> Result<Vec<StoredText>, StoreError> {
        self.index.texts(from, count)
    }

    /// At most `count` texts within bounds, in the order of their ordinals, from `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn list(
        &self,
        bounds: &SearchBounds,
        from: u64,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        self.index.list(bounds, from, count)
    }

    /// The text with this ordinal.
    ///
    /// # Errors
    /// [`StoreError::NoSuchText`], and when the index cannot be read.
    pub fn text(&self, ordinal: u64) -> Result<StoredText, StoreError> {
        self.index.text(ordinal)?.ok_or_else(|| StoreError::NoSuchText {
            folder: self.folder.clone(),
            wanted: format!("{ordinal:03}"),
        })
    }

    /// The text that a reader names: by ordinal (`7`, `007`), by file name, by the beginning of its
    /// digest (at least six hex digits), or by the name it had where it came from.
    ///
    /// # Errors
    /// [`StoreError::NoSuchText`], and when the index cannot be read.
    pub fn find(&self, wanted: &str) -> Result<StoredText, StoreError> {
        let name = wanted.rsplit('/').next().unwrap_or(wanted);
        if let Some(parsed) = name::parse(name) {
            if let Some(text) = self.index.text(parsed.ordinal)?
                && text.name == name
            {
                return Ok(text);
            }
        } else if wanted.len() <= 15
            && let Ok(ordinal) = wanted.parse()
            && let Some(text) = self.index.text(ordinal)?
        {
            return Ok(text);
        } else if wanted.len() >= 6
            && let Some(text) = self.index.text_by_prefix(&wanted.to_ascii_lowercase())?
        {
            return Ok(text);
        }
        if let Some(ordinal) = self.index.text_of_foreign(wanted)? {
            return self.text(ordinal);
        }
        Err(StoreError::NoSuchText { folder: self.folder.clone(), wanted: wanted.to_owned() })
    }

    /// The text that a capture's page is taken to hold: what cleaning it again gave last, or else
    /// what was found at first. `None` when neither was worth storing.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn text_today(&self, capture: &CaptureRow) -> Result<Option<TextToday>, StoreError> {
        self.index.text_today(capture.id)
    }

    /// Whether this cleaner, with this version of the site's profile, gave what is recorded of a
    /// capture's page when it was last cleaned, so that it would give the same again.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn is_answered_by(
        &self,
        capture: &CaptureRow,
        cleaner: &str,
        profile: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.index.is_answered_by(capture.id, cleaner, profile)
    }

    /// Whether the archive has this very capture: same address asked for, same moment, same bytes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_capture(&self, capture: &Capture) -> Result<bool, StoreError> {
        let payload = sha1_digest(&[&capture.body]);
        let asked = url_key(&capture.url);
        let there = self.index.same_capture(&asked, capture.at, &payload, capture.kind)?;
        Ok(there.is_some())
    }

    /// The content of a text's file.
    ///
    /// # Errors
    /// When the file cannot be read, or no longer is what its name says.
    pub fn content(&self, text: &StoredText) -> Result<String, StoreError> {
        let path = self.folder.join(&text.name);
        let bytes = match folder::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let what = "the text's file is not there: `spoglio verify --repair` makes it anew from the WARC files";
                return Err(StoreError::Unsound { path, what: what.to_owned() });
            }
            read => read.map_err(StoreError::io(&path, "reading the text"))?,
        };
        if name::hex(&name::digest(&bytes)) != text.sha256 {
            let what =
                "its bytes are not those its name stands for: run `spoglio verify`".to_owned();
            return Err(StoreError::Unsound { path, what });
        }
        // Not copied where it is what it should be.
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The beginning of a text's file: at most so many bytes, cut between characters. Only a file that
    /// is read to its end is compared with its name.
    ///
    /// # Errors
    /// As for [`Archive::content`].
    pub fn beginning(&self, text: &StoredText, bytes: usize) -> Result<String, StoreError> {
        if text.bytes <= bytes as u64 {
            return self.content(text);
        }
        let path = self.folder.join(&text.name);
        let io = |error| StoreError::io(&path, "reading the text")(error);
        let mut start = Vec::new();
        folder::open(&path).map_err(io)?.take(bytes as u64).read_to_end(&mut start).map_err(io)?;
        let whole = match std::str::from_utf8(&start) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => start.len(),
        };
        start.truncate(whole);
        Ok(String::from_utf8_lossy(&start).into_owned())
    }

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

    /// The texts that are nearly this one, the nearest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn near(&self, ordinal: u64) -> Result<Vec<NearText>, StoreError> {
        self.index.near(ordinal)
    }

    /// The texts that a query finds within bounds, best first (the last stored first where its words
    /// stand in thousands of texts), at most `count` after the first `skip`;
    /// bounds without a query find the last stored texts. Every word
    /// must be in the title or the body, letter case and accents not counted; `"…"` is a phrase,
    /// `-word` must not be there, `word*` is a beginning.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(
        &self,
        query: &str,
        bounds: &SearchBounds,
        skip: usize,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        let found = self.index.search(query, bounds, skip, count)?;
        found.into_iter().filter_map(|ordinal| self.index.text(ordinal).transpose()).collect()
    }

    /// Every capture from `since` on in which an address had another text than before, or in which an
    /// address that had a text had none; oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn changes(&self, since: DateTime<Utc>) -> Result<Vec<CaptureRow>, StoreError> {
        let mut changes = self.index.changes(since, usize::MAX)?;
        changes.reverse();
        Ok(changes)
    }

    /// The last of these, at most `count`, the newest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn last_changes(
        &self,
        since: DateTime<Utc>,
        count: usize,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.changes(since, count)
    }

    /// What changed from one text to another, word by word.
    ///
    /// # Errors
    /// When a text is not there or its file cannot be read.
    pub fn change(&self, from: u64, to: u64) -> Result<Change, StoreError> {
        let old = self.content(&self.text(from)?)?;
        let new = self.content(&self.text(to)?)?;
        Ok(change(&old, &new))
    }

    /// Every capture of an address, asked for or answering, oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures_of_url(&self, url: &str) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures_of_url(url)
    }

    /// Every capture in which a text was found, oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures_of_text(&self, ordinal: u64) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures_of_text(ordinal)
    }

    /// The capture with which a text came into the archive, or the oldest that is known of it. `None` of a text
    /// that was taken over without one.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn brought(&self, ordinal: u64) -> Result<Option<CaptureRow>, StoreError> {
        self.index.brought(ordinal)
    }

    /// At most `count` captures in the order they were recorded, from the number `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures(&self, from: i64, count: usize) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures(from, count)
    }

    /// The addresses in the network at which a text was first found at `since` or later. What was seen after
    /// `until` is of a clock that was wrong and does not count.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn articles_between(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<SeenArticle>, StoreError> {
        self.index.articles_between(since, until)
    }

    /// The WARC record of a capture, exactly as it is stored.
    ///
    /// # Errors
    /// When the WARC file cannot be read or does not hold the record where the index says.
    pub fn record_of(&self, capture: &CaptureRow) -> Result<WarcRecord, StoreError> {
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
    /// body. This is the one road from a row of the index to a page.
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
        let page = record.content(&Caps::default()).ok_or_else(|| StoreError::Unsound {
            path: self.folder.join(WARC_FOLDER).join(&capture.warc),
            what: format!("record {} is a {} and holds no page", capture.record, record.kind),
        })?;
        Ok(WarcPage {
            url: capture.url.clone(),
            at: Some(capture.at),
            content_type: media_type.or(page.content_type),
            ..page
        })
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
