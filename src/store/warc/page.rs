//! The page in a record: what cleaning is given.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::http::{self, split_head};
use super::{RecordType, WarcRecord};
use crate::decode::content::{Caps, undo};

/// A page that was found in a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarcPage {
    /// Its address.
    pub url: String,
    /// When it was captured, as far as the record says.
    pub at: Option<DateTime<Utc>>,
    /// The media type it was served with.
    pub content_type: Option<String>,
    /// Its body, transfer and content encodings undone.
    pub body: Vec<u8>,
    /// What was odd, one sentence each.
    pub notes: Vec<String>,
}

impl WarcRecord {
    /// The HTTP status of a `response`.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        http::status(&self.block)
    }

    /// A header of the HTTP message in a `response`, `request` or `revisit`, the first of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        text_header(split_head(&self.block).0, name)
    }

    /// The page in this record; `None` when it holds none: requests and records about records,
    /// addresses that are not on the web or in a file, answers other than success or of a part only, and
    /// media types other than HTML and plain text. A body that cannot be decoded to its end is kept as far
    /// as it goes, with a note.
    #[must_use]
    pub fn page(&self, caps: &Caps) -> Option<WarcPage> {
        self.page_address()?;
        if self.is_http()
            && !self.status().is_some_and(|status| (200..300).contains(&status) && status != 206)
        {
            return None;
        }
        if !is_page(self.media_type().as_deref(), self.body()?) {
            return None;
        }
        let page = self.content(caps)?;
        (!page.body.is_empty()).then_some(page)
    }

    /// What a server sent in the place of the page that was asked for: that it is gone, elsewhere or not to be had;
    /// `None` where it sent a page or something else, or said that the page is as it was. The body is decoded as
    /// for [`WarcRecord::page`].
    #[must_use]
    pub fn in_its_place(&self, caps: &Caps) -> Option<WarcPage> {
        self.page_address()?;
        let status = self.status().filter(|_| self.is_http())?;
        if (200..300).contains(&status) || status == 304 {
            return None;
        }
        self.content(caps)
    }

    /// The address, where a page may be at it: on the web or in a file, and no robots.txt.
    pub(super) fn page_address(&self) -> Option<&str> {
        let url = self.target()?;
        let scheme = url.split_once(':')?.0;
        let known = ["http", "https", "file"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
        let robots = url.split(['?', '#']).next().is_some_and(|u| u.ends_with("/robots.txt"));
        (known && !robots).then_some(url)
    }

    /// The body as it was received, as far as the record has it so: the transfer encoding undone, the
    /// content encoding not. `None` for records without a body of their own.
    #[must_use]
    pub fn received(&self) -> Option<Cow<'_, [u8]>> {
        let body = self.body()?;
        if self.is_http() {
            let chunked = text_header(split_head(&self.block).0, "transfer-encoding")
                .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
            if let Some(joined) = chunked.then(|| join_chunks(body)).flatten() {
                return Some(Cow::Owned(joined));
            }
        }
        Some(Cow::Borrowed(body))
    }

    /// The head of the HTTP answer in this record; empty where there is none.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        let has_head = self.is_http() || self.kind == RecordType::Revisit;
        if has_head { split_head(&self.block).0 } else { b"" }
    }

    /// What this record holds, whatever it is and whatever the server said of it: body, transfer and
    /// content encodings undone as far as that goes. `None` for records that hold no body.
    pub(in crate::store) fn content(&self, caps: &Caps) -> Option<WarcPage> {
        let body = self.received()?;
        let mut page = WarcPage {
            url: self.target()?.to_owned(),
            at: self.date(),
            content_type: self.media_type(),
            ..WarcPage::default()
        };
        let encoding = text_header(self.head(), "content-encoding");
        page.decode(&body, encoding.as_deref(), caps);
        if let Some(why) = self.field("WARC-Truncated") {
            page.notes.push(format!("the capture was cut ({why})"));
        }
        Some(page)
    }

    /// Whether this is an answer over HTTP with its head.
    fn is_http(&self) -> bool {
        self.kind == RecordType::Response
            && self.field("Content-Type").is_none_or(|t| essence(t) == "application/http")
    }

    /// The body, encodings not undone; `None` for records without one of their own.
    pub(in crate::store) fn body(&self) -> Option<&[u8]> {
        match self.kind {
            RecordType::Response if self.is_http() => Some(split_head(&self.block).1),
            RecordType::Response | RecordType::Resource => Some(&self.block),
            _ => None,
        }
    }

    /// The media type that the body was served with.
    pub(in crate::store) fn media_type(&self) -> Option<String> {
        if self.is_http() || self.kind == RecordType::Revisit {
            self.header("content-type")
        } else {
            self.field("Content-Type").map(str::to_owned)
        }
    }
}

/// A header's value as text.
fn text_header(head: &[u8], name: &str) -> Option<String> {
    http::header(head, name).map(|value| String::from_utf8_lossy(value).into_owned())
}

impl WarcPage {
    fn decode(&mut self, body: &[u8], encoding: Option<&str>, caps: &Caps) {
        match undo(body, encoding.unwrap_or(""), caps) {
            Ok(plain) => {
                self.notes.extend(plain.notes);
                self.body = plain.bytes.into_owned();
            }
            Err(undone) => {
                self.notes.push(undone.fault.to_string());
                self.body = undone.decoded;
            }
        }
    }
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

pub(super) fn is_page(media_type: Option<&str>, body: &[u8]) -> bool {
    match media_type.map(essence).as_deref() {
        Some("text/html" | "application/xhtml+xml" | "text/plain") => true,
        // Without a type, or with the one that says nothing, the first bytes tell.
        None | Some("" | "application/octet-stream" | "unknown/unknown") => {
            let head = body.get(..body.len().min(1024)).unwrap_or(b"").to_ascii_lowercase();
            memchr::memmem::find(&head, b"<html").is_some()
                || memchr::memmem::find(&head, b"<!doctype html").is_some()
        }
        Some(_) => false,
    }
}

/// Undoes the chunked transfer encoding; `None` when the body is not in chunks after all, as in files
/// whose writer undid it and kept the header. What is cut short is kept as far as it goes.
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut first = true;
    loop {
        let Some(end) = memchr::memchr(b'\n', body.get(..body.len().min(256))?) else {
            return if first { None } else { Some(out) };
        };
        let (line, rest) = body.split_at(end + 1);
        let size = std::str::from_utf8(line).ok().and_then(|line| {
            let digits = line.split(';').next()?.trim();
            usize::from_str_radix(digits, 16).ok()
        });
        let Some(size) = size else { return if first { None } else { Some(out) } };
        first = false;
        if size == 0 {
            return Some(out);
        }
        let have = size.min(rest.len());
        out.extend_from_slice(&rest[..have]);
        if have < size {
            return Some(out);
        }
        body = &rest[have..];
        body = body.strip_prefix(b"\r\n").or(body.strip_prefix(b"\n")).unwrap_or(body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(head: &str, body: &[u8]) -> WarcRecord {
        WarcRecord {
            kind: RecordType::Response,
            fields: vec![
                ("WARC-Target-URI".to_owned(), "<https://a.test/1>".to_owned()),
                ("Content-Type".to_owned(), "application/http; msgtype=response".to_owned()),
                ("WARC-Date".to_owned(), "2025-10-07T10:16:00Z".to_owned()),
            ],
            block: [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat(),
        }
    }

    fn page(record: &WarcRecord) -> Option<WarcPage> {
        record.page(&Caps::default())
    }

    #[test]
    fn encodings_are_undone() {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"<p>x</p>").unwrap();
        let gzip = gzip.finish().unwrap();
        let chunked =
            [format!("{:x}\r\n", gzip.len()).as_bytes(), &gzip, b"\r\n0\r\n\r\n"].concat();
        let head = "200 OK\r\ncontent-type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked";
        let found = page(&response(head, &chunked)).unwrap();
        assert_eq!(found.body, b"<p>x</p>");
        assert_eq!((found.url.as_str(), found.notes.len()), ("https://a.test/1", 0));
        // A writer that undid the chunks and kept the header.
        assert_eq!(page(&response(head, &gzip)).unwrap().body, b"<p>x</p>");
    }

    #[test]
    fn what_is_no_page_is_passed_over() {
        assert!(page(&response("301 Moved\r\nContent-Type: text/html", b"moved")).is_none());
        assert!(page(&response("200 OK\r\nContent-Type: image/png", b"png")).is_none());
        assert!(page(&response("200 OK\r\nContent-Type: text/html", b"")).is_none());
        assert!(page(&response("200 OK", b"<!DOCTYPE html><p>x")).is_some());
        let mut request = response("200 OK\r\nContent-Type: text/html", b"x");
        assert!(page(&request).is_some());
        request.kind = RecordType::Request;
        assert!(page(&request).is_none());
    }

    #[test]
    fn chunks_that_are_cut_give_what_is_there() {
        assert_eq!(join_chunks(b"3\r\nabc\r\n5\r\nde").unwrap(), b"abcde");
        assert_eq!(join_chunks(b"<html>\n"), None);
        assert_eq!(join_chunks(b""), None);
    }
}
