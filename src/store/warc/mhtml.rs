//! MHTML (RFC 2557), as browsers save pages: the HTML part of a `multipart/related` message, or a message that is one.

use chrono::{DateTime, SecondsFormat};

use super::{RecordType, WarcRecord};
use crate::decode::mime::{Head, split_head};

/// How deep parts may stand within parts.
const DEPTH: usize = 8;

/// The page of an MHTML file as a `resource` record: its first HTML part, with the address it was
/// saved from, or else the `file`'s own.
pub(super) fn page(bytes: &[u8], file: &str) -> Option<WarcRecord> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (head, body) = split_head(bytes);
    let head = Head::read(head);
    head.get("content-type")?;
    let (part, body) = html_part(head_of(bytes), body, DEPTH)?;
    record(&head, &part, body, file)
}

fn head_of(bytes: &[u8]) -> Head {
    Head::read(split_head(bytes).0)
}

/// The first part of HTML, of a message with this head or of the parts within it.
fn html_part(head: Head, body: &[u8], depth: usize) -> Option<(Head, &[u8])> {
    if head.is("text/html") || head.is("application/xhtml+xml") {
        return Some((head, body));
    }
    let depth = depth.checked_sub(1)?;
    head.parts(body)?.into_iter().find_map(|part| {
        let (own, body) = split_head(part);
        html_part(Head::read(own), body, depth)
    })
}

/// The record of a part with a page, in a message with this head.
fn record(message: &Head, part: &Head, body: &[u8], file: &str) -> Option<WarcRecord> {
    let block = part.decoded(body)?.into_owned();
    let saved_from = message.get("snapshot-content-location");
    let target = saved_from.or_else(|| part.get("content-location")).unwrap_or(file).to_owned();
    let media_type = part.get("content-type")?.to_owned();
    let mut fields =
        vec![("WARC-Target-URI".to_owned(), target), ("Content-Type".to_owned(), media_type)];
    let saved_at = message.get("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    if let Some(at) = saved_at {
        let at = at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        fields.push(("WARC-Date".to_owned(), at));
    }
    Some(WarcRecord { kind: RecordType::Resource, fields, block })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "file:///saved/a.mht";

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.test/1\r\nDate: Tue, 7 Oct 2025 10:16:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----B=_1\"\r\n\r\n------B=_1\r\nContent-Type: text/css\r\n\r\np{}\r\n------B=_1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.test/frame\r\n\r\n<p>Gr=C3=BC=\r\n=C3=9Fe 1=2</p>\r\n------B=_1--\r\n";

    #[test]
    fn the_page_a_browser_saved_is_found() {
        let record = page(SAVED.as_bytes(), FILE).unwrap();
        assert_eq!(String::from_utf8_lossy(&record.block).trim(), "<p>Grüße 1=2</p>");
        assert_eq!(record.target(), Some("https://a.test/1"));
        assert_eq!(record.field("WARC-Date"), Some("2025-10-07T08:16:00Z"));
        let coded = SAVED
            .replace("quoted-printable", "base64")
            .replace("<p>Gr=C3=BC=\r\n=C3=9Fe 1=2</p>", "PHA+\r\neDwvcD4=");
        assert_eq!(page(coded.as_bytes(), FILE).unwrap().block, b"<p>x</p>");
    }

    #[test]
    fn a_page_that_is_the_whole_message_is_found() {
        let saved = "From: x\r\nDate: Fri, 1 May 2026 10:00:00 -0000\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.test/2\r\n\r\n<p>Gr=C3=BC=\r\n=C3=9Fe</p>";
        let record = page(saved.as_bytes(), FILE).unwrap();
        assert_eq!(String::from_utf8_lossy(&record.block), "<p>Grüße</p>");
        assert_eq!(record.target(), Some("https://a.test/2"));
        assert_eq!(record.field("WARC-Date"), Some("2026-05-01T10:00:00Z"));
    }

    #[test]
    fn a_page_of_another_make_is_found() {
        let found = |saved: &str| page(saved.as_bytes(), FILE).unwrap();
        let xhtml = found(&SAVED.replace("text/html; charset", "Application/XHTML+xml; charset"));
        assert_eq!(xhtml.target(), Some("https://a.test/1"));
        assert!(xhtml.field("Content-Type").is_some_and(|kind| kind.contains("XHTML")));
        // Mail programs put the page beside its text, within the part that has its pictures.
        let (open, close) = ("Content-Type: text/html; charset", "\r\n------B=_1--");
        let nested = SAVED
            .replace(open, &format!("Content-Type: multipart/alternative; boundary=C\r\n\r\n--C\r\n\r\nplain\r\n--C\r\n{open}"))
            .replace(close, &format!("\r\n--C--{close}"));
        assert_eq!(found(&nested), found(SAVED));
        // Nothing says where it is from.
        let nowhere = SAVED
            .replace("Content-Location: https://a.test/frame\r\n", "")
            .replace("Snapshot-Content-Location: https://a.test/1\r\n", "");
        assert_eq!(found(&nowhere).target(), Some(FILE));
    }

    #[test]
    fn what_is_no_mhtml_has_no_page() {
        for bytes in [&b""[..], b"<html>", b"Content-Type: text/plain\r\n\r\n<p>"] {
            assert_eq!(page(bytes, FILE), None);
        }
        for cut in 0..SAVED.len() {
            let _ = page(&SAVED.as_bytes()[..cut], FILE);
        }
    }
}
