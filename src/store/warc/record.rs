//! One WARC record.

use std::fmt;
use std::io::{self, BufRead, Read as _};

/// What a record is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecordType {
    /// About the file itself.
    Warcinfo,
    /// An HTTP response with its head.
    Response,
    /// A thing kept as it was found, without a protocol's head.
    Resource,
    /// An HTTP request with its head.
    Request,
    /// What is known about another record.
    Metadata,
    /// A response whose body is the same as that of an earlier one.
    Revisit,
    /// Another form of an earlier record's content.
    Conversion,
    /// The rest of a record that was split.
    Continuation,
    /// A type that the standard does not know.
    Other(String),
}

impl RecordType {
    /// The word of `WARC-Type`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            RecordType::Warcinfo => "warcinfo",
            RecordType::Response => "response",
            RecordType::Resource => "resource",
            RecordType::Request => "request",
            RecordType::Metadata => "metadata",
            RecordType::Revisit => "revisit",
            RecordType::Conversion => "conversion",
            RecordType::Continuation => "continuation",
            RecordType::Other(name) => name,
        }
    }

    /// The type that a `WARC-Type` names.
    #[must_use]
    pub fn from_name(name: &str) -> RecordType {
        match name.to_ascii_lowercase().as_str() {
            "warcinfo" => RecordType::Warcinfo,
            "response" => RecordType::Response,
            "resource" => RecordType::Resource,
            "request" => RecordType::Request,
            "metadata" => RecordType::Metadata,
            "revisit" => RecordType::Revisit,
            "conversion" => RecordType::Conversion,
            "continuation" => RecordType::Continuation,
            other => RecordType::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A record: its fields and its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarcRecord {
    /// What it is.
    pub kind: RecordType,
    /// Its fields beside `WARC-Type` and `Content-Length`, in order, names as written.
    pub fields: Vec<(String, String)>,
    /// Its block.
    pub block: Vec<u8>,
}

impl WarcRecord {
    /// The first field of this name, ASCII case ignored.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The address the record is about, without the angle brackets that some writers put.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        let target = self.field("WARC-Target-URI")?;
        Some(target.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(target))
    }

    /// The record's bytes as they stand in an uncompressed WARC file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.block.len() + 1024);
        out.extend_from_slice(b"WARC/1.1\r\nWARC-Type: ");
        out.extend_from_slice(self.kind.name().as_bytes());
        for (name, value) in &self.fields {
            out.extend_from_slice(b"\r\n");
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend(value.bytes().map(|b| if b < b' ' || b == 0x7f { b' ' } else { b }));
        }
        out.extend_from_slice(
            format!("\r\nContent-Length: {}\r\n\r\n", self.block.len()).as_bytes(),
        );
        out.extend_from_slice(&self.block);
        out.extend_from_slice(b"\r\n\r\n");
        out
    }
}

/// Why a record's head could not be read.
#[derive(Debug)]
pub(super) enum HeadError {
    /// The stream ends in it.
    Torn,
    /// It is not as it should be.
    Bad(String),
    /// The stream failed.
    Io(io::Error),
}

/// Bytes of a head: an address of a megabyte has room in it.
const HEAD_LIMIT: u64 = 4 << 20;

/// A record's type, its other fields, and its block's length.
pub(super) type Head = (RecordType, Vec<(String, String)>, u64);

/// Reads a record's head.
pub(super) fn read_head(input: &mut impl BufRead) -> Result<Head, HeadError> {
    let mut input = input.take(HEAD_LIMIT);
    let version = line(&mut input)?;
    if !version.starts_with("WARC/") {
        return Err(HeadError::Bad(format!(
            "it begins with {:?} and not with a WARC version",
            version.chars().take(20).collect::<String>()
        )));
    }
    let (mut kind, mut length) = (None, None);
    let mut fields: Vec<(String, String)> = Vec::new();
    loop {
        let line = line(&mut input)?;
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("WARC-Type") {
            kind = Some(RecordType::from_name(value));
        } else if name.eq_ignore_ascii_case("Content-Length") {
            length = value.parse().ok();
        } else {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    let kind = kind.ok_or_else(|| HeadError::Bad("it has no WARC-Type".to_owned()))?;
    let length = length
        .ok_or_else(|| HeadError::Bad("it has no Content-Length that is a number".to_owned()))?;
    Ok((kind, fields, length))
}

/// A line without its end.
pub(super) fn line(input: &mut impl BufRead) -> Result<String, HeadError> {
    let mut bytes = Vec::new();
    input.read_until(b'\n', &mut bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => HeadError::Torn,
        _ => HeadError::Io(error),
    })?;
    if bytes.pop() != Some(b'\n') {
        return Err(HeadError::Torn);
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
