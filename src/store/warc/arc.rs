//! ARC files, which crawlers wrote before there was WARC, versions 1 and 2: their records as WARC records.

use std::io::{BufRead, Read as _};

use super::RecordType;
use super::counting::Counting;
use super::record::{Head, HeadError, line};

/// How the first record of an ARC file begins: it is about the file.
pub(super) const FIRST: &[u8] = b"filedesc:";

/// How a record begins within what another claimed.
pub(super) const RECORDS: &[&[u8]] = &[b"\nhttp://", b"\nhttps:/"];

/// Bytes of the line above a record.
const LINE_LIMIT: u64 = 1 << 20;

/// Whether the line above a record may begin so: with the scheme of an address.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let scheme = bytes.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    scheme > 0 && bytes.get(scheme) == Some(&b':')
}

/// Reads the line above a record: address, IP address, date, media type, and the length at its end. In version 2 five
/// fields more stand before that.
pub(super) fn read_head<B: BufRead>(input: &mut Counting<B>) -> Result<Head, HeadError> {
    let line = line(&mut input.take(LINE_LIMIT))?;
    let bad = || {
        let begin = line.chars().take(60).collect::<String>();
        HeadError::Bad(format!(
            "it begins with {begin:?}, which is not the line above an ARC record"
        ))
    };
    let fields: Vec<&str> = line.split(' ').collect();
    let is_date = |field: &&str| field.len() == 14 && field.bytes().all(|b| b.is_ascii_digit());
    // There are addresses with spaces in them.
    let date = fields.iter().position(is_date).filter(|at| *at >= 2).ok_or_else(bad)?;
    let url = fields.get(..date - 1).map(|parts| parts.join(" ")).ok_or_else(bad)?;
    let media_type = fields.get(date + 1).ok_or_else(bad)?;
    let length = fields.get(date + 2..).and_then(|rest| rest.last()?.parse().ok());
    let length = length.ok_or_else(bad)?;
    let begins = input.peek(5).map_err(HeadError::Io)?;
    let (kind, media_type) = if url.as_bytes().starts_with(FIRST) {
        (RecordType::Warcinfo, *media_type)
    } else if begins == b"HTTP/" {
        (RecordType::Response, "application/http; msgtype=response")
    } else {
        (RecordType::Resource, *media_type)
    };
    let fields = [
        ("WARC-Target-URI", &*url),
        ("WARC-Date", fields.get(date).copied().unwrap_or("")),
        ("Content-Type", media_type),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok((kind, fields.into(), length))
}
