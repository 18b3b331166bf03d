//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>), read leniently: an identifier may be a number,
//! what is not read may be anything, and of a feed that breaks off what came before is taken.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use super::candidate::Candidate;
use crate::meta::instant;

/// What could be read of a feed.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The items that have an address.
    pub(super) candidates: Vec<Candidate>,
    /// How many items were read.
    pub(super) named: usize,
    /// How many more there are.
    pub(super) left_out: u64,
    /// Where it breaks off: the line, counted from 1, and what is wrong there.
    pub(super) fault: Option<(usize, String)>,
}

/// Reads a feed, at most `most` of its items; `base` is where relative links start. Takes time in proportion to the
/// text.
///
/// # Errors
/// Where there is no feed; what there is instead.
pub(super) fn read(text: &str, base: &Url, most: usize) -> Result<Read, String> {
    let mut feed = Feed { most, ..Feed::default() };
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = (&mut feed).deserialize(&mut reader);
    let version = feed.version.0.unwrap_or_default();
    match &read {
        Err(error) if feed.items.is_empty() => return Err(error.to_string()),
        _ if !version.contains("jsonfeed.org/version/") => {
            return Err("JSON, but without a JSON Feed's version".to_owned());
        }
        _ => {}
    }
    Ok(Read {
        named: feed.items.len(),
        candidates: feed.items.into_iter().filter_map(|item| item.candidate(base)).collect(),
        left_out: feed.left_out,
        fault: read.err().map(|error| (error.line(), error.to_string())),
    })
}

#[derive(Default)]
struct Feed {
    most: usize,
    version: Text,
    items: Vec<Item>,
    left_out: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    id: Text,
    url: Text,
    external_url: Text,
    title: Text,
    date_published: Text,
    date_modified: Text,
}

impl Item {
    fn candidate(self, base: &Url) -> Option<Candidate> {
        let at = |address: &Text| Candidate::at(address.0.as_deref()?, Some(base));
        let mut candidate = at(&self.url)
            .or_else(|| at(&self.external_url))
            .or_else(|| Candidate::at(self.id.0.as_deref()?, None))?;
        let date = |text: &Text| instant(text.0.as_deref()?);
        candidate.published = date(&self.date_published).or_else(|| date(&self.date_modified));
        candidate.title = self.title.0.map(|title| title.trim().to_owned());
        Some(candidate)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Feed {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Feed {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            match &*key {
                "version" => self.version = map.next_value()?,
                "items" => map.next_value_seed(Items(self))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The items of a feed.
struct Items<'a>(&'a mut Feed);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while self.0.items.len() < self.0.most {
            let Some(item) = list.next_element()? else { return Ok(()) };
            self.0.items.push(item);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.left_out += 1;
        }
        Ok(())
    }
}

/// A text, or a number as it is written; nothing where there is something else.
#[derive(Default)]
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Text, D::Error> {
        reader.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Read {
        read(text, &Url::parse("https://example.org/feed.json").unwrap(), 50).unwrap()
    }

    fn urls(page: &Read) -> Vec<&str> {
        page.candidates.iter().map(|candidate| candidate.url.as_str()).collect()
    }

    #[test]
    fn what_is_not_as_the_standard_has_it_costs_no_item() {
        let page = read_all(
            r#"{"version":"https://jsonfeed.org/version/1","items":[
            {"id":42,"url":"/42","title":"Forty-two","date_published":"2026-11-20T10:00:00+01:00","tags":[1,{"a":[]}]},
            {"id":-1.5e300,"external_url":"https://example.com/b","title":null,"author":"Rosa"},
            {"id":"https://example.org/c","url":{"x":[1]},"attachments":[{"url":7}]},
            {"id":7,"content_text":"A note without an address of its own"}],"title":5,"hubs":[[[]]]}"#,
        );
        let expected = ["https://example.org/42", "https://example.com/b", "https://example.org/c"];
        assert_eq!(urls(&page), expected);
        assert_eq!((page.named, page.fault.as_ref()), (4, None));
        let first = &page.candidates[0];
        assert_eq!(first.title.as_deref(), Some("Forty-two"));
        assert_eq!(first.published.unwrap().to_rfc3339(), "2026-11-20T09:00:00+00:00");
    }

    #[test]
    fn a_feed_that_breaks_off_gives_what_came_before() {
        let whole = "{\"version\":\"https://jsonfeed.org/version/1.1\",\n\"items\":[\n{\"url\":\"/1\"},\n{\"url\":\"/2\",\"title\":\"Tw";
        let page = read_all(whole);
        assert_eq!(urls(&page), ["https://example.org/1"]);
        let (line, fault) = page.fault.unwrap();
        assert!(line == 4 && fault.starts_with("EOF"), "{line} {fault}");
    }

    #[test]
    fn json_that_is_no_feed_is_none() {
        for text in
            ["{}", "{\"items\":[{\"url\":\"https://example.org/\"}]}", "{\"version\":1", "{1}"]
        {
            let base = Url::parse("https://example.org/").unwrap();
            assert!(read(text, &base, 50).is_err(), "{text}");
        }
    }

    #[test]
    fn of_far_too_many_items_the_most_are_kept() {
        let items = "{},".repeat(59);
        let page = read_all(&format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{items}{{\"url\":\"/z\"}}]}}"
        ));
        assert_eq!((page.named, page.left_out, page.candidates.len()), (50, 10, 0));
    }
}
