//! The capture that a record without a body of its own may refer to.

use std::path::Path;

use crate::store::index::Index;
use crate::store::warc::{RecordType, WarcWriter};
use crate::store::{CaptureKind, CaptureRow, StoreError, pages};

/// Captures of one body that are looked at, the last first, where the record of the earliest is lost. The page
/// was kept whole once more when it came again after that, so that none of the last being whole is rare.
const LOOKED_AT: usize = 100;

/// The earliest capture of this very body at this address, which is `first`, or, where its record is lost, damaged
/// or only refers to another, one of the last whose record holds the body. `None` where none does.
pub(super) fn holder(
    folder: &Path,
    index: &Index,
    warc: &WarcWriter,
    (url, payload, kind): (i64, &[u8; 20], CaptureKind),
    first: Option<CaptureRow>,
) -> Result<Option<CaptureRow>, StoreError> {
    let is_whole = |row: &CaptureRow| {
        warc.holds(&row.warc, row.offset + row.length)
            && pages::record_at(folder, &row.warc, row.offset, row.length).is_ok_and(|record| {
                record.field("WARC-Record-ID") == Some(row.record.as_str())
                    && !matches!(record.kind, RecordType::Revisit | RecordType::Metadata)
            })
    };
    match first {
        None => Ok(None),
        Some(first) if is_whole(&first) => Ok(Some(first)),
        Some(_) => {
            let last = index.last_of_payload(url, payload, kind, LOOKED_AT)?;
            Ok(last.into_iter().find(is_whole))
        }
    }
}
