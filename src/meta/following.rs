//! Whether a page is one of several that an article is parted into: its links name the one that follows.

use url::Url;

use crate::html::{Document, Tag};
use crate::page::{Evidence, Sourced};

/// Words by which addresses number the pages of an article.
const WORDS: [&str; 12] =
    ["", "p", "pg", "s", "page", "pages", "pagina", "pag", "seite", "sida", "side", "strona"];

/// What may stand between them and the number.
const SIGNS: [char; 8] = ['/', '?', '&', ',', '.', '_', '-', '='];

/// Pages that an article has at most: greater numbers are those of articles.
const MOST: u32 = 99;

/// Elements and texts within a link that is no more than a number.
const SHORT: u32 = 6;

/// The address of the page that follows one at `url`, where its links name one whose address is this one's with the
/// next number in it. Blogs call the next article so too, and that one's address has more of its own.
#[must_use]
pub fn following(page: Document<'_>, url: &str) -> Option<Sourced<String>> {
    let own = Url::parse(url).ok()?;
    let base = page.base().and_then(|base| own.join(base.trim()).ok());
    let base = base.as_ref().unwrap_or(&own);
    page.tags().find_map(|(id, tag)| {
        if !matches!(tag, Tag::LINK | Tag::A) {
            return None;
        }
        // Few links have the letters, and most of a page's attributes are those of its links.
        let says_next = page
            .attributes_as_written(id)
            .is_none_or(|written| written.contains("ext") || written.contains("EXT"));
        let is_next = says_next
            && page.attribute(id, "rel").is_some_and(|rel| {
                rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
            });
        let number = || {
            let is_short = tag == Tag::A && page.end(id).0 - id.0 <= SHORT;
            is_short.then(|| page.subtree_text(id).trim().parse::<u32>().ok())?
        };
        let named = if is_next { None } else { Some(number()?) };
        let next = base.join(page.attribute(id, "href")?.trim()).ok()?;
        let at = number_after(&own, &next)?;
        let from = if tag == Tag::LINK { Evidence::Meta } else { Evidence::Url };
        named.is_none_or(|named| named == at).then(|| Sourced::new(next.into(), from))
    })
}

/// The number of a page that follows another by their addresses.
fn number_after(own: &Url, next: &Url) -> Option<u32> {
    if own.host_str() != next.host_str() {
        return None;
    }
    let place = |url: &Url| url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
    let (own, next) = (place(own), place(next));
    let same = |(a, b): &(u8, u8)| a == b;
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let mut before = own.bytes().zip(next.bytes()).take_while(same).count();
    // A number is compared as a whole.
    let goes_on = digit(own.as_bytes().get(before)) || digit(next.as_bytes().get(before));
    while goes_on && before > 0 && digit(own.as_bytes().get(before - 1)) {
        before -= 1;
    }
    let (own, next) = (own.get(before..)?, next.get(before..)?);
    let mut after = own.bytes().rev().zip(next.bytes().rev()).take_while(same).count();
    let last = |text: &str| digit(text.as_bytes().iter().nth_back(after));
    let goes_on = last(own) || last(next);
    while goes_on && after > 0 && digit(own.as_bytes().get(own.len() - after)) {
        after -= 1;
    }
    let (own, next) = (own.get(..own.len() - after)?, next.get(..next.len() - after)?);
    let at = numbered(next)?.filter(|at| (2..=MOST).contains(at))?;
    // The first page need not say that it is.
    let before = numbered(own)?.unwrap_or(1);
    (at == before + 1).then_some(at)
}

/// The number in a part of an address that is nothing but the number of a page; an inner `None` where it has none.
fn numbered(part: &str) -> Option<Option<u32>> {
    let bare = part.trim_matches(SIGNS);
    let word = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = bare.get(word.len()..)?;
    let word = word.trim_end_matches(SIGNS).to_ascii_lowercase();
    if number.is_empty() {
        return word.is_empty().then_some(None);
    }
    WORDS.contains(&word.as_str()).then(|| number.parse().ok().map(Some))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};

    fn told(url: &str, page: &str) -> Option<String> {
        let mut arena = Arena::new();
        let page = parse(page, &mut arena, &Limits::default());
        following(page, url).map(|next| next.value)
    }

    #[test]
    fn the_first_of_several_pages_names_the_second() {
        for (url, next) in [
            ("https://a.test/a-story/", "/a-story/2/"),
            ("https://a.test/a-story", "/a-story/2"),
            ("https://a.test/7/a-story.html", "a-story-2.html"),
            ("https://a.test/7/a,4711.html", "/7/a,4711,2.html"),
            ("https://a.test/a-story", "?page=2"),
            ("https://a.test/a?id=17", "?id=17&seite=2"),
            ("https://a.test/a?id=17", "?page=2&id=17"),
            ("https://a.test/a?page=9", "?page=10"),
            ("https://a.test/a/page/2", "/a/page/3"),
        ] {
            let page = format!("<head><link rel=next href='{next}'></head><p>A");
            let found = told(url, &page);
            assert_eq!(found, Some(Url::parse(url).unwrap().join(next).unwrap().into()), "{url}");
        }
        let links = "<p>A<div class=page-links>Pages: <span>1</span> <a href='/a/2/'><span>2</span></a> <a href='/a/3/'>3</a></div>";
        assert_eq!(told("https://a.test/a/", links).as_deref(), Some("https://a.test/a/2/"));
    }

    #[test]
    fn another_article_is_no_next_page() {
        for (url, page) in [
            ("https://a.test/2026/a-story/", "<a rel=next href=/2026/another-story/>Next</a>"),
            ("https://a.test/?p=1234", "<link rel=next href='/?p=1235'>"),
            ("https://a.test/story-1234", "<a rel=next href=/story-1235>Next</a>"),
            ("https://a.test/a/", "<a href=/a/comment-page-2/#comments>2</a>"),
            ("https://a.test/a/", "<a href=/a/2/>Read the second part</a>"),
            ("https://a.test/a/", "<a href=https://b.test/a/2/>2</a>"),
            ("https://a.test/a/", "<a href=/a/3/>3</a><a href=/b/2/>2</a><a rel=next>2</a>"),
            ("nowhere", "<a href=/a/2/>2</a>"),
        ] {
            assert_eq!(told(url, page), None, "{page}");
        }
    }
}
