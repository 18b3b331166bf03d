//! Mail boxes (mbox, RFC 4155 and its relatives): many mails in one file, read one after the other.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Cursor, Read};
use std::path::Path;

use chrono::{DateTime, Utc};
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::saved;
use crate::decode::content::Coding;
use crate::decode::mime::{ENVELOPE_AHEAD, Head, envelope_date, is_envelope, split_head};
use crate::page::hex;

/// Bytes of a mail that are kept; the rest of a longer one is passed over.
const LONGEST: usize = 64 << 20;

/// Bytes that are read at a time.
const PORTION: usize = 256 << 10;

/// A mail of a mail box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Which of its box it is, from 1.
    pub number: u64,
    /// The mail as it was sent: without the line above it, and without the marks that boxes set before a `From `.
    pub bytes: Vec<u8>,
    /// Whether there was more of it than is read, or its box ended in error within it.
    pub cut: bool,
    /// What its header calls it (`Message-ID`).
    pub id: Option<String>,
    /// When it was sent, or else when it came.
    pub at: Option<DateTime<Utc>>,
    /// The address of the page that an archive of a list made of it (`Archived-At`, RFC 5064).
    pub archived_at: Option<Url>,
}

impl Mail {
    fn new(number: u64, envelope: &[u8], bytes: Vec<u8>, cut: bool) -> Mail {
        let (head, _) = split_head(&bytes);
        let head = Head::read(&head[..head.len().min(ENVELOPE_AHEAD)]);
        let bare = |value: &str| value.trim_matches(['<', '>', ' ']).to_owned();
        let id = head.get("message-id").map(bare).filter(|id| !id.trim_matches('.').is_empty());
        let sent = head.get("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        let at = sent.map(|sent| sent.to_utc()).or_else(|| envelope_date(envelope));
        let archived_at = head.get("archived-at").and_then(|url| Url::parse(&bare(url)).ok());
        let archived_at = archived_at.filter(|url| matches!(url.scheme(), "http" | "https"));
        Mail { number, bytes, cut, id, at, archived_at }
    }

    /// What is to be told of it, where not all of it is there.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.cut.then(|| {
            "a mail that is cut short: of more than 64 MB, or its box ends in it".to_owned()
        })
    }

    /// What the mail is called in messages, in the box at `path`.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        format!("{}#{}", path.display(), self.number)
    }

    /// The mail's address, in the box at `path`: that of the page of it, or one below that of the box by what it is
    /// called or else by its bytes, so that it is the same wherever in the box it stands.
    #[must_use]
    pub fn address(&self, path: &Path) -> String {
        if let Some(url) = &self.archived_at {
            return url.to_string();
        }
        let digest = || hex(&Sha256::digest(&self.bytes)[..8]);
        saved::file_address_within(path, &self.id.clone().unwrap_or_else(digest))
    }
}

/// The mails of a box, one after the other. What is held of it at a time is a mail, and what is read ahead of it.
pub struct MailBox<R> {
    input: R,
    /// What was read and not given yet, from `start`.
    held: Vec<u8>,
    start: usize,
    number: u64,
    ended: bool,
    failed: Option<io::Error>,
}

impl<R> std::fmt::Debug for MailBox<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailBox").field("number", &self.number).finish_non_exhaustive()
    }
}

/// What a stream is.
#[derive(Debug)]
pub enum Stream<R> {
    /// A mail box.
    Mails(MailBox<R>),
    /// Something else, as it was before its beginning was read.
    Other(io::Chain<Cursor<Vec<u8>>, R>),
}

/// Opens a mail box, packed (gzip, Zstandard) or not; `None` where the file does not begin as one.
///
/// # Errors
/// When the file cannot be read.
pub fn open(path: &Path) -> io::Result<Option<MailBox<Box<dyn Read + Send>>>> {
    let mut file = BufReader::new(File::open(path)?);
    let input: Box<dyn Read + Send> = match Coding::of_magic(file.fill_buf()?) {
        Some(Coding::Gzip) => Box::new(MultiGzDecoder::new(file)),
        Some(Coding::Zstd) => Box::new(zstd::Decoder::with_buffer(file)?),
        _ => Box::new(file),
    };
    Ok(match told(input)? {
        Stream::Mails(found) => Some(found),
        Stream::Other(_) => None,
    })
}

/// Tells whether a stream is a mail box, by how it begins.
///
/// # Errors
/// When it cannot be read.
pub fn told<R: Read>(mut input: R) -> io::Result<Stream<R>> {
    let mut head = Vec::new();
    input.by_ref().take(MARK).read_to_end(&mut head)?;
    if without_mark(&head).starts_with(b"From ") {
        // Few files begin so; of the others no more is read.
        let read = input.by_ref().take(ENVELOPE_AHEAD as u64).read_to_end(&mut head);
        let start = head.len() - without_mark(&head).len();
        if is_envelope(&head[start..], true) {
            let (number, failed) = (0, read.err());
            let ended = failed.is_some();
            return Ok(Stream::Mails(MailBox { input, held: head, start, number, ended, failed }));
        }
        read?;
    }
    Ok(Stream::Other(Cursor::new(head).chain(input)))
}

/// Bytes in which a file begins as a mail box, with a byte-order mark.
const MARK: u64 = 8;

fn without_mark(begin: &[u8]) -> &[u8] {
    begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin)
}

impl<R: Read> Iterator for MailBox<R> {
    type Item = io::Result<Mail>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.view().is_empty() {
            let mail = self.mail();
            if !is_for_programs(&mail.bytes) {
                return Some(Ok(mail));
            }
            self.number -= 1;
        }
        self.failed.take().map(Err)
    }
}

impl<R: Read> MailBox<R> {
    /// What is held and not given yet.
    fn view(&self) -> &[u8] {
        &self.held[self.start..]
    }

    /// Reads on; false at the end.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > self.held.len() / 2 {
            self.held.drain(..self.start);
            self.start = 0;
        }
        let before = self.held.len();
        let read = self.input.by_ref().take(PORTION as u64).read_to_end(&mut self.held);
        self.failed = read.err();
        self.ended = self.failed.is_some() || self.held.len() == before;
        !self.ended
    }

    /// Reads until so much is held, or to the end.
    fn hold(&mut self, bytes: usize) {
        while self.view().len() < bytes && self.fill() {}
    }

    /// Gives the mail that begins here.
    fn mail(&mut self) -> Mail {
        self.hold(ENVELOPE_AHEAD);
        let begin = memchr::memchr(b'\n', self.view()).map_or(self.view().len(), |end| end + 1);
        let envelope = self.view()[..begin].to_vec();
        self.start += begin;
        let mut kept = None;
        let end = match self.told_end() {
            Some(end) => end,
            None => self.found_end(&mut kept),
        };
        let cut = kept.is_some() || self.failed.is_some() && end == self.view().len();
        let bytes = match kept {
            Some(kept) => unquoted(&kept),
            None => unquoted(without_last_line(&self.view()[..end])),
        };
        self.start += end;
        self.number += 1;
        Mail::new(self.number, &envelope, bytes, cut)
    }

    /// Where the mail ends by the length that its header tells, when another begins there or the box ends.
    fn told_end(&mut self) -> Option<usize> {
        self.hold(ENVELOPE_AHEAD);
        let near = &self.view()[..self.view().len().min(ENVELOPE_AHEAD)];
        let (head, _) = split_head(near);
        let length: usize = Head::read(head).get("content-length")?.parse().ok()?;
        let end = head.len() + Some(length).filter(|length| *length <= LONGEST)?;
        self.hold(end + ENVELOPE_AHEAD);
        let mut rest = self.view().get(end..)?;
        while let Some(after) = rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n")) {
            rest = after;
        }
        let ahead = &rest[..rest.len().min(ENVELOPE_AHEAD)];
        let ends = rest.is_empty() && self.ended || is_envelope(ahead, true);
        ends.then(|| self.view().len() - rest.len())
    }

    /// Where the next mail begins, or the end. Of a mail that is too long the beginning is put aside, and what is
    /// held of it is not kept.
    fn found_end(&mut self, kept: &mut Option<Vec<u8>>) -> usize {
        let mut looked_at = 0;
        loop {
            while let Some(at) = memchr::memmem::find(&self.view()[looked_at..], b"\nFrom ") {
                let at = looked_at + at + 1;
                self.hold(at + ENVELOPE_AHEAD);
                let (above, ahead) = self.view().split_at(at);
                let below_empty = above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n");
                if is_envelope(&ahead[..ahead.len().min(ENVELOPE_AHEAD)], below_empty) {
                    return at;
                }
                looked_at = at;
            }
            let length = self.view().len();
            looked_at = looked_at.max(length.saturating_sub(b"\nFrom".len()));
            if length > LONGEST || kept.is_some() {
                kept.get_or_insert_with(|| self.held[self.start..][..LONGEST].to_vec());
                let tail = length.min(16);
                self.start += length - tail;
                looked_at -= length - tail;
            }
            if !self.fill() {
                return self.view().len();
            }
        }
    }
}

/// A mail without the empty line that parts it from the next.
fn without_last_line(mail: &[u8]) -> &[u8] {
    let last = mail.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    last.filter(|before| before.ends_with(b"\n")).unwrap_or(mail)
}

/// A mail without the marks that boxes set before a `From ` at the begin of a line: `>From`, `>>From` (mboxrd).
fn unquoted(mail: &[u8]) -> Vec<u8> {
    let (mut out, mut from) = (Vec::with_capacity(mail.len()), 0);
    for at in memchr::memmem::find_iter(mail, b"\n>") {
        let marks = mail[at + 1..].iter().take_while(|byte| **byte == b'>').count();
        if mail[at + 1 + marks..].starts_with(b"From ") {
            out.extend_from_slice(&mail[from..=at]);
            from = at + 2;
        }
    }
    out.extend_from_slice(&mail[from..]);
    out
}

/// Whether it is what some programs set first in a box, for themselves.
fn is_for_programs(mail: &[u8]) -> bool {
    let (head, _) = split_head(mail);
    let head = &head[..head.len().min(ENVELOPE_AHEAD)];
    memchr::memmem::find(head, b"\nSubject: DON'T DELETE THIS MESSAGE").is_some()
}

#[cfg(test)]
#[path = "mailbox_tests.rs"]
mod tests;
