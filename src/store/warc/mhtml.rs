//! MHTML (RFC 2557), as browsers save pages: the HTML part of a `multipart/related` message, or a message that is one.

use chrono::{DateTime, SecondsFormat};

use super::http::split_head;
use super::{RecordType, WarcRecord};

/// The page of an MHTML file as a `resource` record: its first HTML part, with the address it was
/// saved from.
pub(super) fn page(bytes: &[u8]) -> Option<WarcRecord> {
    let (head, body) = split_head(bytes);
    let head = Head::read(head);
    let media_type = head.get("content-type")?;
    if is_html(media_type) {
        return record(&head, &head, body);
    }
    if !media_type.to_ascii_lowercase().starts_with("multipart/") {
        return None;
    }
    let boundary = format!("--{}", parameter(media_type, "boundary")?);
    parts(body, boundary.as_bytes()).into_iter().find_map(|part| {
        let (part, body) = split_head(part);
        let part = Head::read(part);
        part.get("content-type").is_some_and(is_html).then(|| record(&head, &part, body))
    })?
}

fn is_html(media_type: &str) -> bool {
    media_type.to_ascii_lowercase().starts_with("text/html")
}

/// The record of a part with a page, in a message with this head.
fn record(message: &Head, part: &Head, body: &[u8]) -> Option<WarcRecord> {
    let block = match part.get("content-transfer-encoding").map(str::to_ascii_lowercase) {
        Some(encoding) if encoding == "quoted-printable" => quoted_printable(body),
        Some(encoding) if encoding == "base64" => base64(body)?,
        _ => body.to_vec(),
    };
    let saved_from = message.get("snapshot-content-location");
    let target = saved_from.or_else(|| part.get("content-location"))?.to_owned();
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

/// Header fields, names in lower case, folded lines joined.
struct Head(Vec<(String, String)>);

impl Head {
    fn read(head: &[u8]) -> Head {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in String::from_utf8_lossy(head).lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Head(fields)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A parameter of a field's value: `boundary="…"`.
fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// The parts between lines that begin with the boundary.
fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let at_line = |at: &usize| *at == 0 || body.get(at - 1) == Some(&b'\n');
    let marks: Vec<usize> = memchr::memmem::find_iter(body, boundary).filter(at_line).collect();
    marks
        .windows(2)
        .filter_map(|pair| {
            let part = body.get(pair[0]..pair[1])?;
            let line = memchr::memchr(b'\n', part)?;
            part.get(line + 1..)
        })
        .chain(marks.last().and_then(|last| {
            // A file that was cut short has no closing boundary.
            let part = body.get(last + boundary.len()..)?;
            if part.starts_with(b"--") {
                return None;
            }
            part.get(memchr::memchr(b'\n', part)? + 1..)
        }))
        .collect()
}

/// RFC 2045 section 6.7. What is no valid escape stands for itself.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = after;
        } else if let Some(byte) = escape(rest) {
            out.push(byte);
            rest = &rest[2..];
        } else {
            out.push(b'=');
        }
    }
    out
}

/// The byte that two hexadecimal digits stand for, where there are two.
fn escape(after: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *after.first_chunk::<2>()?;
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// RFC 4648 base 64, line breaks passed over; `None` for what is none.
fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\r' | b'\n' | b' ' | b'\t' => continue,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.test/1\r\nDate: Tue, 7 Oct 2025 10:16:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----B=_1\"\r\n\r\n------B=_1\r\nContent-Type: text/css\r\n\r\np{}\r\n------B=_1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.test/frame\r\n\r\n<p>Gr=C3=BC=\r\n=C3=9Fe 1=2</p>\r\n------B=_1--\r\n";

    #[test]
    fn the_page_a_browser_saved_is_found() {
        let record = page(SAVED.as_bytes()).unwrap();
        assert_eq!(String::from_utf8_lossy(&record.block).trim(), "<p>Grüße 1=2</p>");
        assert_eq!(record.target(), Some("https://a.test/1"));
        assert_eq!(record.field("WARC-Date"), Some("2025-10-07T08:16:00Z"));
        let coded = SAVED
            .replace("quoted-printable", "base64")
            .replace("<p>Gr=C3=BC=\r\n=C3=9Fe 1=2</p>", "PHA+\r\neDwvcD4=");
        assert_eq!(page(coded.as_bytes()).unwrap().block, b"<p>x</p>");
    }

    #[test]
    fn a_page_that_is_the_whole_message_is_found() {
        let saved = "From: x\r\nDate: Fri, 1 May 2026 10:00:00 -0000\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.test/2\r\n\r\n<p>Gr=C3=BC=\r\n=C3=9Fe</p>";
        let record = page(saved.as_bytes()).unwrap();
        assert_eq!(String::from_utf8_lossy(&record.block), "<p>Grüße</p>");
        assert_eq!(record.target(), Some("https://a.test/2"));
        assert_eq!(record.field("WARC-Date"), Some("2026-05-01T10:00:00Z"));
    }

    #[test]
    fn what_is_no_escape_stands_for_itself() {
        for (coded, plain) in [
            ("said a=+5b is", "said a=+5b is"),
            ("a=-1 b= 5 c==41 d=4", "a=-1 b= 5 c=A d=4"),
            ("=e4=E4=0a=", "\u{e4}\u{e4}\n="),
        ] {
            let plain: Vec<u8> = plain.chars().map(|c| c as u8).collect();
            assert_eq!(quoted_printable(coded.as_bytes()), plain, "{coded}");
        }
    }

    #[test]
    fn what_is_no_mhtml_has_no_page() {
        for bytes in [&b""[..], b"<html>", b"Content-Type: text/html\r\n\r\n<p>"] {
            assert_eq!(page(bytes), None);
        }
        for cut in 0..SAVED.len() {
            let _ = page(&SAVED.as_bytes()[..cut]);
        }
    }
}
