//! A capture as WARC records.

use chrono::{DateTime, Utc};

use crate::store::warc::{Packed, RecordType, WarcRecord, payload_digest, warc_date};
use crate::store::{Capture, CaptureKind, CaptureRow};

/// An earlier capture with the same body at the same address.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    pub(super) record: String,
    pub(super) url: String,
    pub(super) at: DateTime<Utc>,
}

impl From<&CaptureRow> for Earlier {
    fn from(row: &CaptureRow) -> Earlier {
        Earlier { record: row.record.clone(), url: row.url.clone(), at: row.at }
    }
}

/// What the target of our entries begins with, so that no replay tool takes one for the page.
pub(super) const ENTRY_TARGET: &str = "urn:spoglio:entry:";

/// The page itself with its body: a `response`, or a `resource` where it did not come over HTTP.
pub(super) fn whole(capture: &Capture, body: Vec<u8>, payload: &[u8; 20]) -> WarcRecord {
    if is_answer(capture) {
        let mut block = head(&capture.response, body.len());
        block.extend_from_slice(&body);
        let media_type = Some("application/http; msgtype=response");
        return WarcRecord {
            kind: RecordType::Response,
            fields: page_fields(capture, media_type, payload),
            block,
        };
    }
    let media_type = capture.content_type.as_deref().unwrap_or("application/octet-stream");
    WarcRecord {
        kind: RecordType::Resource,
        fields: page_fields(capture, Some(media_type), payload),
        block: body,
    }
}

/// The page where an earlier capture has its body of this length: a `revisit`.
pub(super) fn revisit(
    capture: &Capture,
    length: usize,
    payload: &[u8; 20],
    earlier: &Earlier,
) -> WarcRecord {
    let http = is_answer(capture);
    let media_type = http.then_some("application/http; msgtype=response");
    let mut fields = page_fields(capture, media_type, payload);
    let mut field = |name: &str, value: String| fields.push((name.to_owned(), value));
    field(
        "WARC-Profile",
        "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest".to_owned(),
    );
    field("WARC-Refers-To", earlier.record.clone());
    field("WARC-Refers-To-Target-URI", uri(&earlier.url));
    field("WARC-Refers-To-Date", warc_date(earlier.at));
    let block = if http { head(&capture.response, length) } else { Vec::new() };
    WarcRecord { kind: RecordType::Revisit, fields, block }
}

/// Whether the page is a server's answer, with a head.
fn is_answer(capture: &Capture) -> bool {
    capture.kind == CaptureKind::Http && !capture.response.is_empty()
}

fn page_fields(
    capture: &Capture,
    media_type: Option<&str>,
    payload: &[u8; 20],
) -> Vec<(String, String)> {
    let mut fields = vec![date(capture.at), target(answered(capture))];
    let mut field = |name: &str, value: String| fields.push((name.to_owned(), value));
    if let Some(media_type) = media_type {
        field("Content-Type", media_type.to_owned());
    }
    field("WARC-Payload-Digest", payload_digest(payload));
    if let Some(truncated) = capture.truncated {
        field("WARC-Truncated", truncated.name().to_owned());
    }
    fields
}

/// The answer of status 304 to a conditional request: a `revisit` without a body, which refers to the
/// capture that holds the page as it still is.
pub(super) fn not_modified(answer: &Capture, payload: &[u8; 20], earlier: &Earlier) -> WarcRecord {
    let field = |name: &str, value: String| (name.to_owned(), value);
    WarcRecord {
        kind: RecordType::Revisit,
        fields: vec![
            date(answer.at),
            target(answered(answer)),
            field("Content-Type", "application/http; msgtype=response".to_owned()),
            field("WARC-Payload-Digest", payload_digest(payload)),
            field(
                "WARC-Profile",
                "http://netpreserve.org/warc/1.1/revisit/server-not-modified".to_owned(),
            ),
            field("WARC-Refers-To", earlier.record.clone()),
            field("WARC-Refers-To-Target-URI", uri(&earlier.url)),
            field("WARC-Refers-To-Date", warc_date(earlier.at)),
        ],
        block: head(&answer.response, 0),
    }
}

/// The record of a page, with the name of the server's answer that a browser made it of, where it did.
pub(super) fn beside(mut page: WarcRecord, original: &[Packed]) -> WarcRecord {
    page.fields.extend(original.first().map(|answer| concurrent(&answer.id)));
    page
}

/// The field that names another record of the same visit.
fn concurrent(record: &str) -> (String, String) {
    ("WARC-Concurrent-To".to_owned(), record.to_owned())
}

/// The request that led to the page; `None` when there was none.
pub(super) fn request(capture: &Capture, page: &str) -> Option<WarcRecord> {
    (!capture.request.is_empty()).then(|| WarcRecord {
        kind: RecordType::Request,
        fields: vec![
            date(capture.at),
            target(answered(capture)),
            ("Content-Type".to_owned(), "application/http; msgtype=request".to_owned()),
            concurrent(page),
        ],
        block: head(&capture.request, 0),
    })
}

/// The clean text of the page.
pub(super) fn conversion(capture: &Capture, page: &str, text: Vec<u8>) -> WarcRecord {
    WarcRecord {
        kind: RecordType::Conversion,
        fields: vec![
            date(capture.at),
            target(answered(capture)),
            ("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned()),
            ("WARC-Refers-To".to_owned(), page.to_owned()),
        ],
        block: text,
    }
}

/// What was found out about the page; closes the group of a capture's records.
pub(super) fn entry(capture: &Capture, page: &str, json: Vec<u8>) -> WarcRecord {
    WarcRecord {
        kind: RecordType::Metadata,
        fields: vec![
            date(capture.at),
            ("WARC-Target-URI".to_owned(), format!("{ENTRY_TARGET}{}", uri(answered(capture)))),
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("WARC-Refers-To".to_owned(), page.to_owned()),
        ],
        block: json,
    }
}

/// The address that answered.
pub(super) fn answered(capture: &Capture) -> &str {
    if capture.final_url.is_empty() { &capture.url } else { &capture.final_url }
}

fn date(at: DateTime<Utc>) -> (String, String) {
    ("WARC-Date".to_owned(), warc_date(at))
}

fn target(url: &str) -> (String, String) {
    ("WARC-Target-URI".to_owned(), uri(url))
}

/// An address as it may stand in a field: spaces, control characters and what is not ASCII
/// percent-encoded.
fn uri(url: &str) -> String {
    use std::fmt::Write as _;
    url.bytes().fold(String::with_capacity(url.len()), |mut out, byte| {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// How long an address may be as it is written, bytes. FastWARC reads heads of 32 KiB, in which a `revisit` names two,
/// and nothing of the file behind a longer one.
const ADDRESS_LIMIT: usize = 15_000;

/// Why a page at this address is not stored, where it is so long that others could not read the WARC file behind it;
/// with the start of it. An archive that has longer ones is read all the same.
#[must_use]
pub fn address_fault(url: &str) -> Option<String> {
    // Each byte is written as three at most.
    if url.len() <= ADDRESS_LIMIT / 3 {
        return None;
    }
    let length = uri(url).len();
    (length > ADDRESS_LIMIT).then(|| {
        let start: String = url.chars().take(80).collect();
        format!(
            "{start}…: an address of {length} bytes is not stored, since other tools could not read the WARC file behind it: the most is {ADDRESS_LIMIT}"
        )
    })
}

/// An HTTP head as a WARC holds it. The body stands after it as received but for the transfer
/// encoding, which the HTTP library has undone; a `Transfer-Encoding` field left in place would have
/// every reader look for chunks, so it is renamed, as other archivers do. A protocol version above
/// 1.1, which has no heads of this form, becomes 1.1.
fn head(head: &[u8], body: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len() + 64);
    let mut sized = false;
    let mut renamed = false;
    for (number, line) in head.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let is = |name: &str| {
            line.get(..name.len()).is_some_and(|l| l.eq_ignore_ascii_case(name.as_bytes()))
        };
        sized |= is("content-length:");
        if number == 0 {
            let line = String::from_utf8_lossy(line);
            out.extend_from_slice(
                line.replace("HTTP/2.0", "HTTP/1.1")
                    .replace("HTTP/3.0", "HTTP/1.1")
                    .replace("HTTP/2 ", "HTTP/1.1 ")
                    .replace("HTTP/3 ", "HTTP/1.1 ")
                    .as_bytes(),
            );
        } else if is("transfer-encoding:") {
            renamed = true;
            out.extend_from_slice(b"X-Archive-Orig-");
            out.extend_from_slice(line);
        } else {
            out.extend_from_slice(line);
        }
        out.extend_from_slice(b"\r\n");
    }
    if renamed && !sized {
        out.extend_from_slice(format!("Content-Length: {body}\r\n").as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunked_answer_is_kept_as_one_piece() {
        let kept = head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: x\r\n\r\n", 5);
        assert_eq!(
            String::from_utf8_lossy(&kept),
            "HTTP/1.1 200 OK\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nServer: x\r\nContent-Length: 5\r\n\r\n"
        );
    }

    #[test]
    fn an_address_is_as_long_as_it_is_written() {
        assert_eq!(address_fault(&"a".repeat(ADDRESS_LIMIT)), None);
        assert_eq!(address_fault(&"ä".repeat(ADDRESS_LIMIT / 6)), None);
        for url in ["a".repeat(ADDRESS_LIMIT + 1), "ä".repeat(ADDRESS_LIMIT / 6 + 1)] {
            let told = address_fault(&url).unwrap();
            assert!(told.starts_with(&url[..80]) && told.len() < 500, "{told}");
        }
    }

    #[test]
    fn later_protocols_are_written_as_1_1() {
        assert_eq!(head(b"HTTP/2.0 200 OK\r\n\r\n", 0), b"HTTP/1.1 200 OK\r\n\r\n");
    }

    #[test]
    fn no_address_breaks_a_field() {
        assert_eq!(uri("http://a.test/ä b\r\nX: y"), "http://a.test/%C3%A4%20b%0D%0AX:%20y");
    }
}
