//! Appending records: one gzip member a record, about 1 GB a file.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};

use super::pack::{Packed, pack};
use super::{RecordType, WarcRecord};
use crate::store::StoreError;
use crate::store::folder::{is_file, sync_folder};

/// A file that has grown beyond this many bytes is not added to; the next one is begun.
pub(in crate::store) const ROLL_OVER: u64 = 1_000_000_000;

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Position {
    /// The WARC file's name in the archive's `warc` folder.
    pub(in crate::store) file: String,
    /// Where its gzip member starts.
    pub(in crate::store) offset: u64,
    /// The member's length in bytes.
    pub(in crate::store) length: u64,
}

/// Appends records to the newest WARC file of a folder.
#[derive(Debug)]
pub(in crate::store) struct WarcWriter {
    folder: PathBuf,
    current: Option<Current>,
    /// The other files, and up to where each is what the index knows.
    others: HashMap<String, u64>,
    next_number: u32,
    roll_over: u64,
}

#[derive(Debug)]
struct Current {
    name: String,
    file: Arc<File>,
    length: u64,
}

/// A file to which records were appended, to be brought to the disk.
#[derive(Clone, Debug)]
pub(in crate::store) struct Appended {
    path: PathBuf,
    file: Arc<File>,
}

impl Appended {
    /// Brings what was appended to the disk.
    pub(in crate::store) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::io(&self.path, "bringing it to the disk"))
    }
}

impl WarcWriter {
    /// A writer that goes on with the newest of `files` (name and length up to which it is sound),
    /// which are all there are in `folder` or should be; one that lost some of what it held has no length.
    pub(in crate::store) fn open(
        folder: &Path,
        files: &[(String, Option<u64>)],
        roll_over: u64,
    ) -> Result<WarcWriter, StoreError> {
        let next_number =
            files.iter().filter_map(|(name, _)| number(name)).max().map_or(0, |n| n + 1);
        let others = files.iter().filter_map(|(name, length)| Some((name.clone(), (*length)?)));
        let mut writer = WarcWriter {
            folder: folder.to_path_buf(),
            current: None,
            others: others.collect(),
            next_number,
            roll_over,
        };
        let newest = files.iter().max_by_key(|(name, _)| number(name));
        if let Some((name, Some(length))) = newest
            && number(name).is_some()
            && *length < roll_over
        {
            let path = folder.join(name);
            let mut file = is_file(&path)
                .and_then(|()| OpenOptions::new().write(true).open(&path))
                .map_err(StoreError::io(&path, "opening the WARC file"))?;
            file.seek(SeekFrom::Start(*length))
                .map_err(StoreError::io(&path, "opening the WARC file"))?;
            writer.current =
                Some(Current { name: name.clone(), file: Arc::new(file), length: *length });
        }
        Ok(writer)
    }

    /// The newest file and its length, once there is one.
    pub(in crate::store) fn end(&self) -> Option<(&str, u64)> {
        self.current.as_ref().map(|c| (c.name.as_str(), c.length))
    }

    /// Whether what the index knows of the file `name` up to `end` is there.
    pub(in crate::store) fn holds(&self, name: &str, end: u64) -> bool {
        match &self.current {
            Some(current) if current.name == name => end <= current.length,
            _ => self.others.get(name).is_some_and(|length| end <= *length),
        }
    }

    /// The folder of the files.
    pub(in crate::store) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a new file after this many bytes.
    pub(in crate::store) fn roll_over_at(&mut self, bytes: u64) {
        self.roll_over = bytes;
    }

    /// Forgets everything after `end`, which an earlier [`WarcWriter::end`] gave. A file begun since
    /// then is kept as it is.
    pub(in crate::store) fn cut_back(&mut self, end: Option<(String, u64)>) -> std::io::Result<()> {
        let Some(current) = self.current.as_mut() else { return Ok(()) };
        match end {
            Some((name, length)) if name == current.name => {
                current.file.set_len(length)?;
                (&*current.file).seek(SeekFrom::Start(length))?;
                current.length = length;
                Ok(())
            }
            _ => Err(std::io::Error::other("a new WARC file was begun")),
        }
    }

    /// Appends packed records, each a gzip member of its own, all to one file and in one piece.
    /// Nothing is promised to survive before [`Appended::sync`].
    pub(in crate::store) fn append(
        &mut self,
        members: &[Packed],
    ) -> Result<Vec<Position>, StoreError> {
        if self.current.as_ref().is_none_or(|c| c.length >= self.roll_over) {
            self.begin_file()?;
        }
        let Some(current) = self.current.as_mut() else { return Ok(Vec::new()) };
        let mut positions = Vec::with_capacity(members.len());
        let mut group = Vec::with_capacity(members.iter().map(|m| m.bytes.len()).sum());
        for member in members {
            let offset = current.length + group.len() as u64;
            let length = member.bytes.len() as u64;
            group.extend_from_slice(&member.bytes);
            positions.push(Position { file: current.name.clone(), offset, length });
        }
        (&*current.file)
            .write_all(&group)
            .map_err(StoreError::io(&self.folder.join(&current.name), "writing"))?;
        current.length += group.len() as u64;
        Ok(positions)
    }

    /// The file that was appended to last, for bringing it to the disk. Earlier ones are there.
    pub(in crate::store) fn appended(&self) -> Option<Appended> {
        let current = self.current.as_ref()?;
        Some(Appended { path: self.folder.join(&current.name), file: current.file.clone() })
    }

    fn begin_file(&mut self) -> Result<(), StoreError> {
        self.appended().map_or(Ok(()), |last| last.sync())?;
        let now = Utc::now();
        let name =
            format!("spoglio-{}-{:03}.warc.gz", now.format("%Y%m%d%H%M%S"), self.next_number);
        let path = self.folder.join(&name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(StoreError::io(&path, "beginning a WARC file"))?;
        self.next_number += 1;
        if let Some(full) = self.current.take() {
            self.others.insert(full.name, full.length);
        }
        let info = info(&name, now, "");
        self.current = Some(Current { name, file: Arc::new(file), length: 0 });
        self.append(&[pack(info)])?;
        sync_folder(&self.folder)
    }
}

/// The record that stands first in a WARC file of this name. `more` are further fields of its block.
pub(in crate::store) fn info(name: &str, now: DateTime<Utc>, more: &str) -> WarcRecord {
    let block = format!(
        "software: spoglio/{}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n{more}",
        env!("CARGO_PKG_VERSION")
    );
    WarcRecord {
        kind: RecordType::Warcinfo,
        fields: vec![
            ("WARC-Date".to_owned(), warc_date(now)),
            ("WARC-Filename".to_owned(), name.to_owned()),
            ("Content-Type".to_owned(), "application/warc-fields".to_owned()),
        ],
        block: block.into_bytes(),
    }
}

/// The running number at the end of the name of a file of ours.
pub(in crate::store) fn number(name: &str) -> Option<u32> {
    name.strip_prefix("spoglio-")?.strip_suffix(".warc.gz")?.rsplit_once('-')?.1.parse().ok()
}

/// A time as WARC/1.1 writes it, to the millisecond.
pub(in crate::store) fn warc_date(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
