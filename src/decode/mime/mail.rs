//! A mail as it was sent, and as programs save it: what of it is to be read, decoded.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{DateTime, SecondsFormat};

use super::envelope::{ENVELOPE, field, is_envelope};
use super::words;
use super::{Head, split_head};

/// Parts inside of parts that are followed, and parts of one message that are looked at.
const DEEPEST: usize = 8;
const PARTS: usize = 64;
/// Bytes of the longest header.
const HEADER: usize = 64 * 1024;

/// Fields of which a header has some, whoever wrote it.
const FIELDS: [&str; 4] = ["from", "to", "subject", "date"];
/// Fields that say how the text below them was sent, or that it was: nobody who copies a mail copies these.
const SENT: [&str; 6] = [
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "message-id",
    "received",
    "return-path",
];

/// What of a mail is to be read.
#[derive(Debug)]
pub struct Mail<'a> {
    /// Its text, in the character set that its media type names.
    pub body: Cow<'a, [u8]>,
    /// The media type of the text, with its parameters.
    pub media_type: String,
    /// Whether the text is HTML; otherwise it is plain.
    pub html: bool,
    /// Its header fields, decoded, as lines of text.
    pub header: String,
    /// What it is about.
    pub subject: Option<String>,
    /// When it was sent, as RFC 3339 has it.
    pub sent: Option<String>,
    /// How many mails stand behind it, where it is the first of a mail box.
    pub others: usize,
}

/// Reads a mail with the header of one that was sent (RFC 2045). Of several parts it takes the first of HTML, or the
/// first plain one where `plain` is asked for or there is no other. `None` where the bytes are no such mail, or
/// nothing in it can be read.
#[must_use]
pub fn mail(bytes: &[u8], plain: bool) -> Option<Mail<'_>> {
    let (head, body) = split(bytes)?;
    let (body, others) = if bytes.starts_with(ENVELOPE) { first_of(body) } else { (body, 0) };
    let mut found = [None, None];
    find(&head, body, DEEPEST, &mut found);
    let [text, html] = found;
    let (html, (media_type, body)) = match (text, html) {
        (Some(text), html) if plain || html.is_none() => (false, text),
        (_, html) => (true, html?),
    };
    let mut header = String::new();
    for (name, value) in &head.0 {
        // the fields as their names are written, for those who look for them
        let _ = writeln!(header, "{}: {}", written(name), words::decoded(value));
    }
    let subject = head.get("subject").map(|subject| words::decoded(subject).into_owned());
    let sent = head.get("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    let sent = sent.map(|sent| sent.to_rfc3339_opts(SecondsFormat::Secs, true));
    Some(Mail { body, media_type, html, header, subject, sent, others })
}

/// Whether these first bytes of a file may be those of a mail, or of a mail box.
#[must_use]
pub fn may_be_mail(begin: &[u8]) -> bool {
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
    field(without_envelope(begin)).is_some()
}

/// Whether a file that begins with these bytes is a mail with the header of one that was sent, also in a mail box.
/// Of a header that is longer than [`HEAD`] nothing is told.
#[must_use]
pub fn is_mail(begin: &[u8]) -> bool {
    split(begin).is_some()
}

/// Bytes from the start that tell whether a file is a mail: those of the longest header that is read.
pub const HEAD: usize = HEADER + 1024;

/// The header of a mail that was sent, and what follows.
fn split(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = without_envelope(bytes);
    field(bytes)?;
    let (head, body) = split_head(bytes);
    if head.len() > HEADER {
        return None;
    }
    let head = Head::read(head);
    let known = FIELDS.iter().filter(|name| head.get(name).is_some()).count();
    let encoded = head.0.iter().any(|(_, value)| value.contains("=?"));
    let sent = encoded || SENT.iter().any(|name| head.get(name).is_some());
    (known >= 3 && sent).then_some((head, body))
}

/// The body of the first mail of a mail box, and how many others stand behind it.
fn first_of(body: &[u8]) -> (&[u8], usize) {
    let begins = |at: &usize| {
        let above = &body[..*at];
        above.ends_with(b"\n")
            && is_envelope(&body[*at..], above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n"))
    };
    let mut others = memchr::memmem::find_iter(body, ENVELOPE).filter(begins);
    match others.next() {
        Some(end) => (&body[..end], 1 + others.count()),
        None => (body, 0),
    }
}

/// The bytes below the line that mail boxes set above each mail: `From mira@valley.example Mon Mar 3 …`.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    if !bytes.starts_with(ENVELOPE) {
        return bytes;
    }
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    &bytes[end..]
}

/// A text of a mail: its media type, and its bytes.
type Text<'a> = (String, Cow<'a, [u8]>);

/// Looks for the first plain and the first HTML part.
fn find<'a>(head: &Head, body: &'a [u8], deep: usize, found: &mut [Option<Text<'a>>; 2]) {
    if let Some(parts) = head.parts(body) {
        for part in parts.into_iter().take(PARTS).filter(|_| deep > 0) {
            let (head, body) = split_head(part);
            find(&Head::read(head), body, deep - 1, found);
        }
        return;
    }
    let attached = head.get("content-disposition").is_some_and(|how| {
        how.trim_start().get(..10).is_some_and(|how| how.eq_ignore_ascii_case("attachment"))
    });
    for (kind, found) in ["text/plain", "text/html"].into_iter().zip(found) {
        if found.is_none() && !attached && head.is(kind) {
            *found = head.decoded(body).map(|body| (head.media_type().to_owned(), body));
        }
    }
}

/// The name of a field as it is written: `Message-Id`.
fn written(name: &str) -> String {
    let mut first = true;
    name.chars()
        .map(|c| {
            let written = if first { c.to_ascii_uppercase() } else { c };
            first = c == '-';
            written
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "From: =?utf-8?q?Mira_T=C3=B6lo?= <mira@valley.example>\r\nTo: desk@valley.example\r\nSubject: Die\r\n =?utf-8?b?RsOkaHJl?=\r\nDate: Mon, 3 Mar 2031 06:00:00 +0100\r\nMIME-Version: 1.0\r\n";

    fn read(rest: &str, plain: bool) -> Option<(String, bool)> {
        let text = format!("{HEADER}{rest}");
        let mail = mail(text.as_bytes(), plain)?;
        assert_eq!(mail.subject.as_deref(), Some("Die Fähre"));
        assert_eq!(mail.sent.as_deref(), Some("2031-03-03T06:00:00+01:00"));
        assert!(mail.header.starts_with("From: Mira Tölo <mira@valley.example>\n"));
        Some((String::from_utf8_lossy(&mail.body).trim().to_owned(), mail.html))
    }

    const PARTS: &str = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nU2llIHJ1aHQu\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Sie ruht.</p>\r\n--b--\r\n--a\r\nContent-Disposition: attachment\r\n\r\nno text\r\n--a--\r\n";

    #[test]
    fn the_text_of_a_mail_is_decoded() {
        let quoted = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDie F=C3=A4hre =\r\nruht.";
        assert_eq!(read(quoted, false), Some(("Die Fähre ruht.".to_owned(), false)));
        assert_eq!(read(PARTS, false), Some(("<p>Sie ruht.</p>".to_owned(), true)));
        assert_eq!(read(PARTS, true), Some(("Sie ruht.".to_owned(), false)));
        assert_eq!(read("\r\nSie ruht.", true), Some(("Sie ruht.".to_owned(), false)));
        let boxed = format!("From mira Mon Mar 3 2031\n{HEADER}\r\nSie ruht.\nFrom now on.\n\n");
        let found = mail(boxed.as_bytes(), false).map(|mail| mail.others);
        assert_eq!(found, Some(0));
        let boxed = boxed.repeat(3);
        let found = mail(boxed.as_bytes(), false).map(|mail| (mail.body, mail.others));
        assert_eq!(found, Some((b"Sie ruht.\nFrom now on.\n\n"[..].into(), 2)));
    }

    #[test]
    fn what_is_no_mail_or_is_cut_short_is_left() {
        let plain = "From: Mira\nTo: desk@valley.example\nSubject: The ferry\nDate: 3 March 2031\n\nIt stays.";
        for bytes in ["", "From: a\nContent-Type: text/html\n\n<p>", plain, "Der Tag: er kam\n\nSo"]
        {
            assert!(mail(bytes.as_bytes(), false).is_none(), "{bytes}");
        }
        let text = format!("{HEADER}{PARTS}");
        for cut in 0..text.len() {
            let _ = mail(&text.as_bytes()[..cut], cut % 2 == 0);
        }
    }
}
