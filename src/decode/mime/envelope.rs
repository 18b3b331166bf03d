//! The line that mail boxes set above each mail: `From mira@valley.example Mon Mar  3 06:00:00 2031`.

use chrono::{DateTime, NaiveDateTime, Utc};

/// With what the line begins.
pub(super) const ENVELOPE: &[u8] = b"From ";

/// Lines of a header that are looked at, and bytes of one.
const LINES: usize = 100;
const LINE: usize = 1000;

/// Fields that a mail in a box has some of; those that programs make up begin with `X-`.
const FIELDS: [&str; 19] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "sender",
    "reply-to",
    "message-id",
    "in-reply-to",
    "references",
    "received",
    "return-path",
    "delivered-to",
    "status",
    "mime-version",
    "content-type",
    "content-length",
    "content-transfer-encoding",
    "list-id",
];

/// Bytes behind the beginning of such a line that tell whether it is one.
pub const ENVELOPE_AHEAD: usize = LINES * LINE;

/// Whether these bytes, which begin a line, are those of such a line with a mail's header below it. Where no empty
/// line is above it, and a mail might merely say `From …`, it must tell a time of the day and a year.
#[must_use]
pub fn is_envelope(bytes: &[u8], below_empty: bool) -> bool {
    if !bytes.starts_with(ENVELOPE) {
        return false;
    }
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    if first.len() > LINE {
        return false;
    }
    let dated = is_dated(first);
    let (mut known, mut any) = (0, false);
    for line in lines.take(LINES) {
        match line {
            [b'\n', ..] | [b'\r', b'\n', ..] => break,
            [b' ' | b'\t', ..] if any => continue,
            // what some programs leave of an older one
            _ if !any && line.starts_with(b">From ") => continue,
            _ => {}
        }
        let Some(name) = field(line) else { break };
        any = true;
        known += usize::from(is_known(name));
        if known == 2 {
            break;
        }
    }
    known >= 2 && (dated || below_empty) || known == 1 && dated && below_empty
}

/// When the mail came, as the line has it in the words of C: `Mon Mar  3 06:00:00 2031`, with a zone before the year
/// or without.
#[must_use]
pub fn envelope_date(line: &[u8]) -> Option<DateTime<Utc>> {
    let line = String::from_utf8_lossy(line.get(..line.len().min(LINE))?);
    let words: Vec<&str> = line.split_whitespace().collect();
    let time = words.iter().rposition(|word| is_time(word))?;
    let (month, day) = (words.get(time.checked_sub(2)?)?, words.get(time - 1)?);
    let (mut year, mut zone) = (words.get(time + 1)?, "+0000");
    if let Some(behind) = words.get(time + 2).filter(|word| is_year(word)) {
        zone = if year.starts_with(['+', '-']) { year } else { zone };
        year = behind;
    }
    let told = format!("{month} {day} {year} {}", words.get(time)?);
    if zone == "+0000" {
        return Some(NaiveDateTime::parse_from_str(&told, "%b %d %Y %H:%M:%S").ok()?.and_utc());
    }
    let told = DateTime::parse_from_str(&format!("{told} {zone}"), "%b %d %Y %H:%M:%S %z").ok()?;
    Some(told.to_utc())
}

/// Whether a time of the day and a year stand in the line.
fn is_dated(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let has = |is: fn(&str) -> bool| line.split_whitespace().any(is);
    has(is_time) && has(is_year)
}

fn is_time(word: &str) -> bool {
    let mut parts = word.split(':');
    let is_part = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    (2..=3).contains(&word.split(':').count()) && parts.all(is_part)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of the field that a line begins with: letters, digits and hyphens before a colon.
pub(super) fn field(line: &[u8]) -> Option<&[u8]> {
    let near = &line[..line.len().min(80)];
    let name = &near[..memchr::memchr(b':', near)?];
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    (name.len() > 1 && name.iter().all(is_name)).then_some(name)
}

fn is_known(name: &[u8]) -> bool {
    FIELDS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        || name.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case(b"x-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_above_a_header_is_told_from_one_that_a_mail_says() {
        for (text, below_empty, is) in [
            ("From mira@valley.example Mon Mar  3 06:00:00 2031\nFrom: M\nTo: d\n\n", false, true),
            (
                "From - Mon Mar 03 06:00:00 2031\r\nX-Mozilla-Status: 0001\r\nDate: x\r\n",
                true,
                true,
            ),
            ("From \r\nX-Mozilla-Status: 0001\r\nReturn-Path: <a>\r\n\r\n", true, true),
            ("From \r\nX-Mozilla-Status: 0001\r\nReturn-Path: <a>\r\n\r\n", false, false),
            (
                "From 1 at 2 Mon Mar  3 06:00 2031\n>From x\nReceived: a\n b\nSubject: c\n",
                true,
                true,
            ),
            ("From a Mon Mar  3 06:00:00 2031\nReceived: by b", true, true),
            ("From a Mon Mar  3 06:00:00 2031\nReceived: by b", false, false),
            ("From now on:\nSubject: ferries.\nThey rest.\n", true, false),
            ("From the desk\nThe ferry rests.\n", true, false),
            ("From a\n\nFrom: b\nTo: c\n", true, false),
            ("Form a\nFrom: b\nTo: c\n", true, false),
            ("From ", true, false),
        ] {
            assert_eq!(is_envelope(text.as_bytes(), below_empty), is, "{text}");
        }
    }

    #[test]
    fn the_line_says_when_the_mail_came() {
        let of = |line: &str| envelope_date(line.as_bytes()).map(|date| date.to_rfc3339());
        let six = Some("2031-03-03T06:00:00+00:00".to_owned());
        assert_eq!(of("From mira Mon Mar  3 06:00:00 2031\n"), six);
        assert_eq!(of("From - Mon Mar 03 06:00:00 2031\r\n"), six);
        assert_eq!(of("From 18@xxx Mon Mar 03 07:00:00 +0100 2031"), six);
        assert_eq!(of("From mira Mon Mar  3 06:00:00 CET 2031"), six);
        for line in ["From \n", "From 06:00:00 2031", "From a Mon Mar 33 06:00:00 2031"] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
