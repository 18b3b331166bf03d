//! The page in a record: what cleaning is given.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::http::{self, split_head};
use super::{RecordType, WarcRecord};
use crate::decode::begins_as_html;
use crate::decode::content::{Caps, Fault, undo};

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
    /// what is neither HTML nor plain text: by its media type, and by how it begins where that does not tell. A body
    /// that cannot be decoded to its end is kept as far as it goes, with a note.
    ///
    /// # Errors
    /// When nothing of a page's body can be decoded.
    pub fn page(&self, caps: &Caps) -> Result<Option<WarcPage>, Fault> {
        self.page_as(false, caps)
    }

    /// The same of a record of which it may be known that what it holds was taken for a page.
    pub(in crate::store) fn page_as(
        &self,
        is_known: bool,
        caps: &Caps,
    ) -> Result<Option<WarcPage>, Fault> {
        if self.page_address().is_none()
            || (self.is_http()
                && !self
                    .status()
                    .is_some_and(|status| (200..300).contains(&status) && status != 206))
        {
            return Ok(None);
        }
        let media_type = self.media_type();
        let says_page = if is_known { Some(true) } else { says_page(media_type.as_deref()) };
        if says_page == Some(false) {
            return Ok(None);
        }
        let Some((page, fault)) = self.decoded(caps) else { return Ok(None) };
        match fault {
            Some(fault) if page.body.is_empty() && says_page.is_some() => return Err(fault),
            _ => {}
        }
        let is_page = !page.body.is_empty()
            && (says_page.is_some() || looks_like_page(media_type.as_deref(), &page.body));
        Ok(is_page.then_some(page))
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
        self.decoded(caps).map(|(page, _)| page)
    }

    /// The same, and why it could not be decoded to its end.
    fn decoded(&self, caps: &Caps) -> Option<(WarcPage, Option<Fault>)> {
        let body = self.received()?;
        let mut page = WarcPage {
            url: self.target()?.to_owned(),
            at: self.date(),
            content_type: self.media_type(),
            ..WarcPage::default()
        };
        let encoding = text_header(self.head(), "content-encoding");
        let fault = page.decode(&body, encoding.as_deref(), caps);
        if let Some(why) = self.field("WARC-Truncated") {
            page.notes.push(format!("the capture was cut ({why})"));
        }
        if self.is_segment() {
            page.notes.push("only the first part of a capture that was split is here".to_owned());
        }
        Some((page, fault))
    }

    /// Whether this is the first part of a record that was split; the others are `continuation`s, mostly in other
    /// files.
    #[must_use]
    pub fn is_segment(&self) -> bool {
        self.kind != RecordType::Continuation && self.field("WARC-Segment-Number").is_some()
    }

    /// Whether this is an answer over HTTP with its head.
    fn is_http(&self) -> bool {
        self.kind == RecordType::Response
            && self
                .field("Content-Type")
                .is_none_or(|t| matches!(&*essence(t), "application/http" | "message/http"))
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
    fn decode(&mut self, body: &[u8], encoding: Option<&str>, caps: &Caps) -> Option<Fault> {
        match undo(body, encoding.unwrap_or(""), caps) {
            Ok(plain) => {
                self.notes.extend(plain.notes);
                self.body = plain.bytes.into_owned();
                None
            }
            Err(undone) => {
                self.notes.push(undone.fault.to_string());
                self.body = undone.decoded;
                Some(undone.fault)
            }
        }
    }
}

/// A media type without its parameters, in lower case; of several that were put into one header, the first. Servers
/// write them in quotes, too.
fn essence(media_type: &str) -> String {
    let parts = |c: char| matches!(c, ';' | ',' | '"') || c.is_whitespace();
    media_type.split(parts).find(|part| !part.is_empty()).unwrap_or("").to_ascii_lowercase()
}

/// Whether a media type says that a body is a page, or that it is none; nothing where it does not tell.
pub(super) fn says_page(media_type: Option<&str>) -> Option<bool> {
    let name = essence(media_type?);
    // `text/html`, `application/xhtml+xml`, and what servers make of them: `html`, `text/htm`, …
    if name.contains("htm") || name == "text/plain" {
        return Some(true);
    }
    let kind = name.split('/').next().unwrap_or("");
    let is_other = matches!(kind, "image" | "audio" | "video" | "font")
        || ["css", "javascript", "json", "pdf", "zip"].iter().any(|other| name.contains(other));
    is_other.then_some(false)
}

/// Whether a body is HTML, where its media type does not tell: XML where it begins so, anything else where that stands
/// among its first bytes, below what a server may print above a page.
fn looks_like_page(media_type: Option<&str>, body: &[u8]) -> bool {
    if begins_as_html(body) {
        return true;
    }
    let head = body.get(..1024).unwrap_or(body).to_ascii_lowercase();
    let is_xml = media_type.map(essence).is_some_and(|name| name.contains("xml"))
        || head.trim_ascii_start().starts_with(b"<?xml");
    let has = |mark: &[u8]| memchr::memmem::find(&head, mark).is_some();
    !is_xml && (has(b"<html") || has(b"<!doctype html"))
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
        record.page(&Caps::default()).unwrap()
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
    fn where_the_media_type_does_not_tell_the_bytes_do() {
        let served = |media_type: &str, body: &str| {
            page(&response(&format!("200 OK\r\nContent-Type: {media_type}"), body.as_bytes()))
        };
        let html = "<?xml version='1.0'?>\n<!DOCTYPE html><p>The river rose.</p>";
        for media_type in [
            "text/html, text/html; charset=utf-8",
            "\"text/html\"",
            "html",
            "text/htm",
            "text/xhtml",
            "application/vnd.wap.xhtml+xml",
            "text/html charset=utf-8",
            "application/xml",
            "text/xml; charset=utf-8",
            "*/*",
            "binary/octet-stream",
            "",
        ] {
            assert!(served(media_type, html).is_some(), "{media_type}");
        }
        let feed = "<?xml version='1.0'?><rss><item><![CDATA[<html><p>x</p></html>]]></item></rss>";
        for (media_type, body) in [
            ("application/xml", feed),
            ("application/rss+xml", feed),
            ("application/octet-stream", feed),
            ("*/*", "{\"a\": 1}"),
            ("image/png", html),
            ("text/css", "/* <html> */"),
            ("application/javascript", "document.write('<html>')"),
        ] {
            assert!(served(media_type, body).is_none(), "{media_type}: {body}");
        }
        let with_warning = "<b>Warning</b>: x\n<!DOCTYPE html><p>The river rose.</p>";
        assert!(served("application/octet-stream", with_warning).is_some());
        // The bytes that tell are those of the page, not those it was sent in.
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, html.as_bytes()).unwrap();
        let head = "200 OK\r\nContent-Type: */*\r\nContent-Encoding: gzip";
        assert!(page(&response(head, &packed.finish().unwrap())).is_some());
        let mut message = response("200 OK\r\nContent-Type: text/html", html.as_bytes());
        message.fields[1].1 = "message/http".to_owned();
        assert_eq!(page(&message).unwrap().body, html.as_bytes(), "without its head");
    }

    #[test]
    fn a_body_that_cannot_be_decoded_is_no_missing_page() {
        let packed = [0xff, 0xfe, 0x00, 0x80, 0x99];
        for encoding in ["br", "rot13", "deflate"] {
            let head = format!("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}");
            assert!(response(&head, &packed).page(&Caps::default()).is_err(), "{encoding}");
            let picture = head.replace("text/html", "image/png");
            assert_eq!(response(&picture, &packed).page(&Caps::default()), Ok(None));
        }
        let plain = "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br";
        let found = page(&response(plain, b"<html><p>The river rose.</p>")).unwrap();
        assert_eq!(found.body, b"<html><p>The river rose.</p>");
        assert_eq!(found.notes, ["declared br, but is not"]);
    }

    #[test]
    fn the_first_part_of_a_split_record_says_so() {
        let mut first = response("200 OK\r\nContent-Type: text/html", b"<p>The river");
        first.fields.push(("WARC-Segment-Number".to_owned(), "1".to_owned()));
        let notes = page(&first).unwrap().notes;
        assert_eq!(notes, ["only the first part of a capture that was split is here"]);
        first.kind = RecordType::Continuation;
        assert!(page(&first).is_none());
    }

    #[test]
    fn chunks_that_are_cut_give_what_is_there() {
        assert_eq!(join_chunks(b"3\r\nabc\r\n5\r\nde").unwrap(), b"abcde");
        assert_eq!(join_chunks(b"<html>\n"), None);
        assert_eq!(join_chunks(b""), None);
    }
}
