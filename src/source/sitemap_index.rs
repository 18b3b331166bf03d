//! Which of the sitemaps that an index names are read first, and which are of no use.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use url::Url;

/// A sitemap that an index names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Where it is.
    pub url: Url,
    /// When it last changed, as the index says.
    pub changed: Option<DateTime<Utc>>,
}

/// Words in the names of sitemaps of pages that list articles, as publishing systems make them beside those of the
/// articles; they change with every article and would be read before those.
const LISTS: [&str; 11] = [
    "author",
    "authors",
    "categories",
    "category",
    "tag",
    "tags",
    "taxonomies",
    "taxonomy",
    "topics",
    "user",
    "users",
];
/// Words in the names of sitemaps of articles.
const ARTICLES: [&str; 7] = ["article", "articles", "news", "post", "posts", "stories", "story"];

/// The latest changed first, by the dates that the index gives, or else by those in their names; without those of
/// tags, categories and authors where there are some of articles beside them.
pub(super) fn in_order(mut children: Vec<Child>) -> Vec<Child> {
    if children.iter().any(|child| names(&child.url, &ARTICLES) && !names(&child.url, &LISTS)) {
        children.retain(|child| !names(&child.url, &LISTS));
    }
    if children.iter().all(|child| child.changed.is_none()) {
        children.sort_by_cached_key(|child| Reverse(month_in(&child.url)));
    }
    children
}

/// Of more sitemaps than can be read, without dates, those of both ends by turns, the last one first: an index is
/// written in the order of time, one way or the other.
#[must_use]
pub fn from_both_ends(children: Vec<Child>) -> Vec<Child> {
    if children.iter().any(|child| child.changed.is_some() || month_in(&child.url).is_some()) {
        return children;
    }
    let mut left = children.into_iter();
    let mut ordered = Vec::with_capacity(left.len());
    while let Some(last) = left.next_back() {
        ordered.push(last);
        ordered.extend(left.next());
    }
    ordered
}

fn file_of(url: &Url) -> &str {
    url.path().trim_end_matches('/').rsplit('/').next().unwrap_or("")
}

/// Whether one of some words stands in the name of a sitemap.
fn names(url: &Url, words: &[&str]) -> bool {
    let file = file_of(url).to_ascii_lowercase();
    file.split(|c: char| !c.is_ascii_alphabetic()).any(|word| words.contains(&word))
}

/// The month in an address, as the sitemaps of archives have it: `sitemap-2026-11.xml`, `/2026/11/sitemap.xml`,
/// `?yyyy=2026&mm=11&dd=30`, `sitemap_202611.xml`; a year alone is before its months.
fn month_in(url: &Url) -> Option<(u32, u32, u32)> {
    let text = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let is_year = |year: &u32| (1990..2100).contains(year);
    let part = |text: &str, most: u32| {
        let number = text.parse::<u32>().ok()?;
        (text.len() <= 2 && (1..=most).contains(&number)).then_some(number)
    };
    loop {
        let number = numbers.next()?;
        let year = number.get(..4).and_then(|year| year.parse().ok()).filter(is_year);
        let Some(year) = year else { continue };
        match number.len() {
            4 => {
                let month = numbers.next().and_then(|month| part(month, 12)).unwrap_or(0);
                let day = numbers.next().filter(|_| month > 0).and_then(|day| part(day, 31));
                return Some((year, month, day.unwrap_or(0)));
            }
            6 | 8 => {
                let month = number.get(4..6).and_then(|month| part(month, 12));
                let day = number.get(6..8).and_then(|day| part(day, 31));
                if let Some(month) = month {
                    return Some((year, month, day.unwrap_or(0)));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn children(files: &[&str]) -> Vec<Child> {
        let url = |file: &&str| Url::parse(&format!("https://example.org/{file}")).unwrap();
        files.iter().map(|file| Child { url: url(file), changed: None }).collect()
    }

    fn files(children: &[Child]) -> Vec<&str> {
        let root = "https://example.org/";
        children.iter().filter_map(|child| child.url.as_str().strip_prefix(root)).collect()
    }

    #[test]
    fn an_index_without_dates_goes_by_those_in_the_names() {
        for named in [
            ["sitemap-2026-11.xml", "sitemap-2026-10.xml", "sitemap-2017-01.xml"],
            ["2026/11/sitemap.xml", "2026/1/sitemap.xml", "2025/12/sitemap.xml"],
            ["map.xml?yyyy=2026&mm=11&dd=30", "map.xml?yyyy=2026&mm=11&dd=29", "map.xml?yyyy=2026"],
            ["map_20261130.xml", "map_202611.xml", "map_2026.xml"],
        ] {
            let mut reversed = children(&named);
            reversed.reverse();
            assert_eq!(files(&from_both_ends(in_order(reversed))), named);
        }
    }

    #[test]
    fn an_index_without_any_date_is_read_from_both_ends() {
        let numbered = in_order(children(&["p-1.xml", "p-2.xml", "p-3.xml", "p-4.xml", "p-5.xml"]));
        assert_eq!(numbered.len(), 5);
        let expected = ["p-5.xml", "p-1.xml", "p-4.xml", "p-2.xml", "p-3.xml"];
        assert_eq!(files(&from_both_ends(numbered)), expected);
        let mut dated = children(&["b.xml", "a.xml"]);
        dated[0].changed = Some(DateTime::UNIX_EPOCH);
        assert_eq!(from_both_ends(dated.clone()), dated);
    }

    #[test]
    fn sitemaps_of_lists_are_left_out_beside_those_of_articles() {
        let yoast = [
            "post-sitemap.xml",
            "page-sitemap.xml",
            "category-sitemap.xml",
            "post_tag-sitemap.xml",
            "author-sitemap.xml",
        ];
        assert_eq!(files(&in_order(children(&yoast))), ["post-sitemap.xml", "page-sitemap.xml"]);
        let core = [
            "wp-sitemap-posts-post-1.xml",
            "wp-sitemap-taxonomies-category-1.xml",
            "wp-sitemap-users-1.xml",
        ];
        assert_eq!(files(&in_order(children(&core))), ["wp-sitemap-posts-post-1.xml"]);
        // Where there is nothing else, they lead somewhere.
        let only = ["sitemap-tags.xml", "sitemap-authors.xml"];
        assert_eq!(files(&in_order(children(&only))), only);
    }
}
