//! Messages as mail programs and browsers save them (RFC 2045 to 2047): header fields, parts, and what they were
//! encoded with on their way.

mod envelope;
mod mail;
mod transfer;
mod words;

pub use envelope::{ENVELOPE_AHEAD, envelope_date, is_envelope};
pub use mail::{HEAD as MAIL_HEAD, Mail, is_mail, mail, may_be_mail};

use std::borrow::Cow;

/// The header fields of a message or of one of its parts, names in lower case, folded lines joined.
#[derive(Debug)]
pub struct Head(Vec<(String, String)>);

impl Head {
    /// Reads the fields; what is none is passed over.
    #[must_use]
    pub fn read(head: &[u8]) -> Head {
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

    /// The value of the first field of this name, which is given in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The media type of what follows, with its parameters: plain text where it is not said.
    #[must_use]
    pub fn media_type(&self) -> &str {
        self.get("content-type").unwrap_or("text/plain")
    }

    /// Whether what follows is of this media type, which is given in lower case and may be the beginning of one.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        let given = self.media_type().as_bytes();
        given.get(..kind.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(kind.as_bytes()))
    }

    /// The parts that follow; `None` where it is a whole, or where they cannot be told apart.
    #[must_use]
    pub fn parts<'a>(&self, body: &'a [u8]) -> Option<Vec<&'a [u8]>> {
        if !self.is("multipart/") {
            return None;
        }
        let boundary = format!("--{}", parameter(self.media_type(), "boundary")?);
        Some(parts(body, boundary.as_bytes()))
    }

    /// What follows as it was before it was sent; `None` where it is not in the encoding that it is said to be in.
    #[must_use]
    pub fn decoded<'a>(&self, body: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        match self.get("content-transfer-encoding").map(str::to_ascii_lowercase).as_deref() {
            Some("quoted-printable") => Some(Cow::Owned(transfer::quoted_printable(body))),
            Some("base64") => transfer::base64(body).map(Cow::Owned),
            _ => Some(Cow::Borrowed(body)),
        }
    }
}

/// Parts a message at the first empty line: its header fields with that line, and what follows.
#[must_use]
pub fn split_head(message: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memmem::find(message, b"\n\r\n").map(|at| at + 3);
    let near = &message[..end.unwrap_or(message.len())];
    let bare = memchr::memmem::find(near, b"\n\n").map(|at| at + 2);
    message.split_at(bare.or(end).unwrap_or(message.len()))
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
