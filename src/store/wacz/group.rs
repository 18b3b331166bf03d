//! The records of one capture, as they stand in the archive.

use std::io::{Read as _, Seek as _, SeekFrom};

use crate::store::folder::open;
use crate::store::warc::{RecordType, WarcReader, WarcRecord};
use crate::store::{Archive, CaptureRow, StoreError, WARC_FOLDER};

/// A record and the bytes that it takes in its WARC file.
pub(super) struct Member {
    pub(super) record: WarcRecord,
    pub(super) bytes: Vec<u8>,
}

/// The records of a capture, in their order; of a page cleaned again the text and the entry. What is damaged of
/// them is left out, but for the page itself.
pub(super) fn group(archive: &Archive, capture: &CaptureRow) -> Result<Vec<Member>, StoreError> {
    if capture.page_is_lost() {
        return archive.record_of(capture).map(|_| Vec::new());
    }
    let end = capture.entry_offset + capture.entry_length;
    let own = members(archive, &capture.warc, capture.offset, end)?;
    let id = |member: &Member| member.record.field("WARC-Record-ID").map(str::to_owned);
    let page = own.iter().find(|member| id(member).as_deref() == Some(capture.record.as_str()));
    let Some(page) = page else {
        // It says why.
        return archive.record_of(capture).map(|_| Vec::new());
    };
    // What stands before the record that the index knows: a server's answer beside what a browser made of it, the
    // text of a page that was cleaned again.
    let beside = page.record.field("WARC-Concurrent-To").map(str::to_owned);
    let again = page.record.field("WARC-Refers-To").filter(|_| capture.recleans.is_some());
    let again = again.map(str::to_owned);
    if beside.is_none() && again.is_none() {
        return Ok(own);
    }
    let from = archive.index.end_before(capture.id)?;
    let from = from.filter(|(file, end)| *file == capture.warc && *end <= capture.offset);
    let mut all = members(archive, &capture.warc, from.map_or(0, |(_, end)| end), capture.offset)?;
    all.retain(|member| match member.record.kind {
        RecordType::Conversion => {
            again.is_some() && member.record.field("WARC-Refers-To") == again.as_deref()
        }
        RecordType::Response => beside.is_some() && id(member) == beside,
        RecordType::Request => {
            beside.is_some() && member.record.field("WARC-Concurrent-To") == beside.as_deref()
        }
        _ => false,
    });
    all.extend(own);
    Ok(all)
}

/// The whole records between two places of a WARC file.
fn members(archive: &Archive, file: &str, from: u64, to: u64) -> Result<Vec<Member>, StoreError> {
    let path = archive.folder().join(WARC_FOLDER).join(file);
    let io = |error| StoreError::io(&path, "reading the capture")(error);
    let mut file = open(&path).map_err(io)?;
    file.seek(SeekFrom::Start(from)).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(to.saturating_sub(from)).read_to_end(&mut bytes).map_err(io)?;
    let found = WarcReader::starting_at(&bytes[..], from).block_limit(u64::MAX).flatten();
    let member = |located: crate::store::warc::Located| {
        let start = usize::try_from(located.offset.checked_sub(from)?).ok()?;
        let end = start.checked_add(usize::try_from(located.length).ok()?)?;
        Some(Member { record: located.record, bytes: bytes.get(start..end)?.to_vec() })
    };
    Ok(found.filter_map(member).collect())
}
