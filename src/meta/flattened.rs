//! What a page says of itself for machines, where a flattener took that for text: its JSON-LD.

use super::from_html;
use super::head::squash;
use crate::html::{self, Arena, Limits};
use crate::page::Metadata;

/// Blocks of one text that are looked at, and bytes of the longest.
const BLOCKS: usize = 8;
const LONGEST: usize = 256 * 1024;
/// Bytes between the beginning of a block and its name for what its words mean.
const BEGIN: usize = 400;
/// The name, by which blocks are found.
const CONTEXT: &[u8] = b"\"@context\"";

/// Reads the metadata that stands in the JSON-LD of a flattened page. Where its headline stands nowhere else in the
/// text, an example is shown that is about nothing: then there is none. `url` is where the page was found.
#[must_use]
pub fn from_text(text: &str, url: Option<&str>) -> Metadata {
    let found = blocks(text);
    if found.is_empty() {
        return Metadata::default();
    }
    let mut markup = String::new();
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for block in found {
        rest.push_str(&text[from..block.start]);
        rest.push('\n');
        from = block.end;
        let json = text[block].replace("</", "<\\/");
        markup.push_str(&format!("<script type=\"application/ld+json\">{json}</script>"));
    }
    rest.push_str(&text[from..]);
    let mut arena = Arena::default();
    let about = from_html(html::parse(&markup, &mut arena, &Limits::default()), url);
    let printed = about.title.as_ref().is_some_and(|title| squash(&rest).contains(&title.value));
    if printed { about } else { Metadata::default() }
}

/// Where blocks of JSON-LD stand in a text, in their order.
fn blocks(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut after = 0;
    for at in memchr::memmem::find_iter(bytes, CONTEXT) {
        if found.len() == BLOCKS {
            break;
        }
        if at < after {
            continue;
        }
        let near = &bytes[at.saturating_sub(BEGIN).max(after)..at];
        let Some(open) = memchr::memrchr(b'{', near) else { continue };
        let start = at - near.len() + open;
        // what cannot be read to its end is not read again
        let end = bytes.len().min(start + LONGEST);
        let length = object(&bytes[start..end]);
        after = length.map_or(end, |length| start + length);
        found.extend(length.map(|_| start..after));
    }
    found
}

/// The length of the object that a text begins with.
fn object(text: &[u8]) -> Option<usize> {
    let (mut deep, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => deep += 1,
            b'}' => {
                deep -= 1;
                if deep == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{ "@context": "https://schema.org", "@type": "NewsArticle",
        "headline": "The ferry stays in port", "datePublished": "2031-03-12T12:40:00+01:00",
        "author": {"@type": "Person", "name": "Mira Tolo"} }"#;

    #[test]
    fn the_json_ld_in_a_text_tells_its_title_day_and_author() {
        let text = format!("Home\n{JSON}\nThe ferry stays\n  in port\nThe old ferry stopped.\n");
        let about = from_text(&text, None);
        assert_eq!(
            about.title.map(|title| title.value).as_deref(),
            Some("The ferry stays in port")
        );
        assert_eq!(
            about.published.map(|day| day.value).as_deref(),
            Some("2031-03-12T12:40:00+01:00")
        );
        assert_eq!(about.authors.len(), 1);
    }

    #[test]
    fn what_is_an_example_or_cut_short_tells_nothing() {
        let example = format!("How to mark up news\n{JSON}\nThat is all.\n");
        assert_eq!(from_text(&example, None), Metadata::default());
        for cut in 0..JSON.len() {
            assert_eq!(from_text(&JSON[..cut], None), Metadata::default(), "{cut}");
        }
        assert_eq!(from_text("}{\"@context\"}}", None), Metadata::default());
    }
}
