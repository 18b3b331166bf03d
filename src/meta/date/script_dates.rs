//! The day of publication in the data that a page hands to its own scripts (`"publishedAt":
//! "2022-01-31T15:58:43+01:00"`), for pages that say it nowhere else.

use super::stamp::since_1970;
use crate::html::{Document, NodeId, Tag};

/// Bytes of scripts that are read.
const MOST: usize = 4 << 20;
/// Bytes of a key that is looked at, and of what may stand between it and its day.
const KEY: usize = 24;
const BETWEEN: usize = 8;

/// The day that every key for a publication gives in the page's scripts. `None` where there is no
/// such key, or where they give several days: then the data are of several things.
pub(in crate::meta) fn published(page: Document<'_>) -> Option<String> {
    let mut found: Option<String> = None;
    let is_other = |one: &str, other: &str| one.get(..10) != other.get(..10);
    let mut read = 0;
    let scripts = page.tags().filter(|(_, tag)| *tag == Tag::SCRIPT);
    let inside = scripts.flat_map(|(id, _)| (id.0 + 1..page.end(id).0).map(NodeId));
    for text in inside.map(|id| page.text(id)) {
        read += text.len();
        if read > MOST {
            break;
        }
        let keys = memchr::memmem::find_iter(text.as_bytes(), b"ub");
        let stamps = keys.filter_map(|at| stamp_of_key(&text, at)).chain(stamp_of_wechat(&text));
        for stamp in stamps {
            match &found {
                Some(other) if is_other(other, &stamp) => return None,
                Some(_) => {}
                None => found = Some(stamp),
            }
        }
    }
    found
}

/// When an article of WeChat was published, which its pages tell their script and nobody else: `var ct = "1581418070"`.
fn stamp_of_wechat(text: &str) -> Option<String> {
    let at = memchr::memmem::find(text.as_bytes(), b"var ct")? + "var ct".len();
    let value = text[at..].trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
    instant(value.split_once('"')?.0)
}

/// A number of seconds or milliseconds since 1970 as an instant; none that is filled up with zeros.
fn instant(digits: &str) -> Option<String> {
    let stamp = since_1970(digits).filter(|_| !digits.starts_with('0'))?;
    Some(stamp.to_string())
}

/// The value of the key that the letters at `at` stand in, where that key names a publication and
/// the value begins with a day, year first, or is an instant as a number.
fn stamp_of_key(text: &str, at: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let before = bytes[..at].iter().rev().take(KEY).take_while(letter).count();
    let behind = bytes[at..].iter().take(KEY).take_while(letter).count();
    let key = text.get(at - before..at + behind)?;
    let name = name_of_publication(key)?;
    let rest = text.get(at + behind..)?;
    let digit = rest.bytes().take(BETWEEN).position(|b| b.is_ascii_digit())?;
    let (between, value) = rest.split_at_checked(digit)?;
    let mark = |c: char| matches!(c, '"' | '\\' | ':') || c.is_ascii_whitespace();
    if !between.contains(':') || !between.chars().all(mark) {
        return None;
    }
    let inside =
        |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'T' | b'Z' | b'+' | b'.' | b' ');
    let end = value.bytes().position(|b| !inside(b)).unwrap_or(value.len());
    let value = value.get(..end.min(35))?.trim_end();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // What is published as a whole may be an experiment of the site: `firstPublished`.
        let tells = ["at", "date", "time"].iter().any(|end| name.ends_with(end));
        return instant(value).filter(|_| tells);
    }
    let day = value.as_bytes().get(..10)?;
    let year_first = day.iter().enumerate().all(|(i, b)| match i {
        4 | 7 => *b == b'-',
        _ => b.is_ascii_digit(),
    });
    year_first.then(|| value.to_owned())
}

/// The name of the day of publication that a key is, in whatever spelling.
fn name_of_publication(key: &str) -> Option<&'static str> {
    const NAMES: [&str; 12] = [
        "datepublished",
        "firstpublished",
        "firstpublishedat",
        "pubdate",
        "publicationdate",
        "publishdate",
        "publishedat",
        "publisheddate",
        "publishedon",
        "publishedtime",
        "publishtime",
        "pubtime",
    ];
    let key: String = key.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    NAMES.binary_search(&key.as_str()).ok().map(|at| NAMES[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};

    fn day(script: &str) -> Option<String> {
        let page = format!("<title>x</title><script>{script}</script><p>text</p>");
        let mut arena = Arena::new();
        published(parse(&page, &mut arena, &Limits::default()))
    }

    #[test]
    fn the_day_is_read_whatever_the_key_looks_like() {
        for script in [
            r#"{"publishedDate":"2024-05-03T20:37:27Z","updatedDate":"2024-05-09"}"#,
            r#"x = {"published_at" : "2024-05-03"}"#,
            r#"x = { "pubtime": "2024-05-03 19:02:26", "n": 1 }"#,
            r#"push("{\"datePublished\":\"2024-05-03\"}")"#,
            r#"{"publicationDate":"2024-05-03T01:02:03+01:00"} {"publishedAt":"2024-05-03"}"#,
        ] {
            assert_eq!(day(script).as_deref().map(|d| &d[..10]), Some("2024-05-03"), "{script}");
        }
    }

    #[test]
    fn the_hour_may_stand_behind_a_blank() {
        let said = day(r#"{"pubtime": "2024-05-03 19:02:26", "id": 7}"#);
        assert_eq!(said.as_deref(), Some("2024-05-03 19:02:26"));
        assert_eq!(day(r#"{"pub_date": "2024-05-03 "}"#).as_deref(), Some("2024-05-03"));
    }

    #[test]
    fn an_instant_may_be_a_number() {
        for script in [
            r#"{"publishTime":1714766400}"#,
            r#"{"publishedAt": "1714766400123"}"#,
            r#"var ct = "1714766400";"#,
        ] {
            assert_eq!(day(script).as_deref(), Some("2024-05-03T20:00:00Z"), "{script}");
        }
    }

    #[test]
    fn what_is_no_day_or_of_several_things_says_nothing() {
        for script in [
            r#"{"publishedAt":"2024-05-03"},{"publishedAt":"2024-05-04"}"#,
            r#"{"published":true,"publishedAt":null,"n":"2024-05-03"}"#,
            r#"{"publishedAt":17147664},{"publishedAt":171476640},{"publishTime":0}"#,
            r#"{"firstPublished":1714766400}"#,
            r#"var ct = "17";"#,
            r#"{"unpublishDate":"2024-05-03","republishedAt":"2024-05-03"}"#,
            r#"{"publishedAt":"yesterday"}"#,
        ] {
            assert_eq!(day(script), None, "{script}");
        }
    }
}
