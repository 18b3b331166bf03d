//! The day of publication in the data that a page hands to its own scripts (`"publishedAt":
//! "2022-01-31T15:58:43+01:00"`), for pages that say it nowhere else.

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
    let mut read = 0;
    let scripts = page.tags().filter(|(_, tag)| *tag == Tag::SCRIPT);
    let inside = scripts.flat_map(|(id, _)| (id.0 + 1..page.end(id).0).map(NodeId));
    for text in inside.map(|id| page.text(id)) {
        read += text.len();
        if read > MOST {
            break;
        }
        for at in memchr::memmem::find_iter(text.as_bytes(), b"ub") {
            let Some(stamp) = stamp_of_key(&text, at) else { continue };
            match &found {
                Some(other) if other.get(..10) != stamp.get(..10) => return None,
                Some(_) => {}
                None => found = Some(stamp.to_owned()),
            }
        }
    }
    found
}

/// The value of the key that the letters at `at` stand in, where that key names a publication and
/// the value begins with a day, year first.
fn stamp_of_key(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let before = bytes[..at].iter().rev().take(KEY).take_while(letter).count();
    let behind = bytes[at..].iter().take(KEY).take_while(letter).count();
    let key = text.get(at - before..at + behind)?;
    if !names_publication(key) {
        return None;
    }
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
    let day = value.as_bytes().get(..10)?;
    let year_first = day.iter().enumerate().all(|(i, b)| match i {
        4 | 7 => *b == b'-',
        _ => b.is_ascii_digit(),
    });
    year_first.then_some(value)
}

/// Whether a key, in whatever spelling, is a name of the day of publication.
fn names_publication(key: &str) -> bool {
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
    NAMES.binary_search(&key.as_str()).is_ok()
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
    fn what_is_no_day_or_of_several_things_says_nothing() {
        for script in [
            r#"{"publishedAt":"2024-05-03"},{"publishedAt":"2024-05-04"}"#,
            r#"{"publishedAt":1714766400},{"published":true,"publishedAt":null,"n":"2024-05-03"}"#,
            r#"{"unpublishDate":"2024-05-03","republishedAt":"2024-05-03"}"#,
            r#"{"publishedAt":"yesterday"}"#,
        ] {
            assert_eq!(day(script), None, "{script}");
        }
    }
}
