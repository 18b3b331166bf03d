//! Appending records: one gzip member a record, about 1 GB a file.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use libdeflater::{CompressionLvl, Compressor};
use sha2::{Digest as _, Sha256};

use super::{RecordType, WarcRecord, payload_digest, sha1_digest};
use crate::store::StoreError;

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
    next_number: u32,
    roll_over: u64,
    count: u64,
    packer: Packer,
}

/// Packs records into gzip members. Its tables are kept from record to record, since making them
/// takes longer than packing a short record.
pub(in crate::store) struct Packer(Compressor);

impl Packer {
    pub(in crate::store) fn new() -> Packer {
        Packer(Compressor::new(CompressionLvl::default()))
    }

    /// One record as one gzip member.
    pub(in crate::store) fn pack(&mut self, record: &WarcRecord) -> Vec<u8> {
        let bytes = record.to_bytes();
        let mut out = vec![0; self.0.gzip_compress_bound(bytes.len())];
        // The bound is what the library itself asks for, so that this cannot fail for want of room.
        let length = self.0.gzip_compress(&bytes, &mut out).unwrap_or(0);
        out.truncate(length);
        out
    }
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Packer")
    }
}

#[derive(Debug)]
struct Current {
    name: String,
    file: File,
    length: u64,
}

impl WarcWriter {
    /// A writer that goes on with the newest of `files` (name and length up to which it is sound),
    /// which are all there are in `folder`, oldest first.
    pub(in crate::store) fn open(
        folder: &Path,
        files: &[(String, u64)],
        roll_over: u64,
    ) -> Result<WarcWriter, StoreError> {
        let next_number =
            files.iter().filter_map(|(name, _)| number(name)).max().map_or(0, |n| n + 1);
        let mut writer = WarcWriter {
            folder: folder.to_path_buf(),
            current: None,
            next_number,
            roll_over,
            count: 0,
            packer: Packer::new(),
        };
        let newest = files.iter().max_by_key(|(name, _)| number(name));
        if let Some((name, length)) = newest
            && number(name).is_some()
            && *length < roll_over
        {
            let path = folder.join(name);
            let mut file = OpenOptions::new()
                .write(true)
                .open(&path)
                .map_err(StoreError::io(&path, "opening the WARC file"))?;
            file.seek(SeekFrom::Start(*length))
                .map_err(StoreError::io(&path, "opening the WARC file"))?;
            writer.current = Some(Current { name: name.clone(), file, length: *length });
        }
        Ok(writer)
    }

    /// The newest file and its length, once there is one.
    pub(in crate::store) fn end(&self) -> Option<(&str, u64)> {
        self.current.as_ref().map(|c| (c.name.as_str(), c.length))
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
                current.file.seek(SeekFrom::Start(length))?;
                current.length = length;
                Ok(())
            }
            _ => Err(std::io::Error::other("a new WARC file was begun")),
        }
    }

    /// Gives the record its `WARC-Record-ID` and block digest; the id is returned.
    pub(in crate::store) fn seal(&mut self, record: &mut WarcRecord) -> String {
        self.count += 1;
        let block = payload_digest(&sha1_digest(&[&record.block]));
        let id = record_id(&[
            block.as_bytes(),
            record.target().unwrap_or("").as_bytes(),
            &std::process::id().to_le_bytes(),
            &self.count.to_le_bytes(),
            &Utc::now().timestamp_nanos_opt().unwrap_or(0).to_le_bytes(),
        ]);
        record.fields.insert(0, ("WARC-Record-ID".to_owned(), id.clone()));
        record.fields.push(("WARC-Block-Digest".to_owned(), block));
        id
    }

    /// Packs a sealed record, for [`WarcWriter::append`].
    pub(in crate::store) fn pack(&mut self, record: &WarcRecord) -> Vec<u8> {
        self.packer.pack(record)
    }

    /// Appends sealed records, each a gzip member of its own, all to one file. Nothing is promised
    /// to survive before [`WarcWriter::sync`].
    pub(in crate::store) fn append(
        &mut self,
        members: &[Vec<u8>],
    ) -> Result<Vec<Position>, StoreError> {
        if self.current.as_ref().is_none_or(|c| c.length >= self.roll_over) {
            self.begin_file()?;
        }
        let Some(current) = self.current.as_mut() else { return Ok(Vec::new()) };
        let mut positions = Vec::with_capacity(members.len());
        for bytes in members {
            current
                .file
                .write_all(bytes)
                .map_err(StoreError::io(&self.folder.join(&current.name), "writing"))?;
            let length = bytes.len() as u64;
            positions.push(Position { file: current.name.clone(), offset: current.length, length });
            current.length += length;
        }
        Ok(positions)
    }

    /// Brings what was appended to the disk.
    pub(in crate::store) fn sync(&self) -> Result<(), StoreError> {
        let Some(current) = &self.current else { return Ok(()) };
        let path = self.folder.join(&current.name);
        current.file.sync_data().map_err(StoreError::io(&path, "bringing it to the disk"))
    }

    fn begin_file(&mut self) -> Result<(), StoreError> {
        self.sync()?;
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
        self.current = Some(Current { name: name.clone(), file, length: 0 });
        let block = format!(
            "software: spoglio/{}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let mut info = WarcRecord {
            kind: RecordType::Warcinfo,
            fields: vec![
                ("WARC-Date".to_owned(), warc_date(now)),
                ("WARC-Filename".to_owned(), name),
                ("Content-Type".to_owned(), "application/warc-fields".to_owned()),
            ],
            block: block.into_bytes(),
        };
        self.seal(&mut info);
        let info = self.packer.pack(&info);
        self.append(&[info])?;
        crate::store::files::sync_folder(&self.folder)
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

/// A UUID (version 8, RFC 9562) made from a digest of the given parts.
fn record_id(parts: &[&[u8]]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    let digest: [u8; 32] = sha.finalize().into();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = crate::store::name::hex(&bytes);
    format!(
        "<urn:uuid:{}-{}-{}-{}-{}>",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
