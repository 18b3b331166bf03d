//! Hub pages: the articles that a home page, a section front or a topic page links to.

use std::borrow::Cow;
use std::collections::HashMap;

use url::Url;

use super::candidate::{Candidate, Page, gather};
use super::pattern;
use crate::html::{self, Arena, Document, Limits, NodeId, Tag};

/// How many links of one page are taken.
pub const MOST_LINKS: usize = 2_000;

/// From this score on a link is taken for an article's.
const ARTICLE: i32 = 3;

/// Reads the links to articles off a page's text, best known as the front of a site. With patterns
/// (`*` and `?`), exactly the addresses that fit one are taken, on any host; without, links to the
/// same site that look like articles: in the page's body rather than its menus, with a headline's
/// worth of words, to an address with a date, a number or a title in it.
#[must_use]
pub fn read(text: &str, base: &Url, wanted: &[String]) -> Page {
    let mut arena = Arena::new();
    let document = html::parse(text, &mut arena, &Limits::default());
    let base = base_of(document, base);
    let mut found: HashMap<String, (usize, i32, Candidate)> = HashMap::new();
    for (order, id) in document.ids().filter(|&id| document.tag(id).name() == "a").enumerate() {
        let Some(mut candidate) =
            document.attribute(id, "href").and_then(|href| Candidate::at(&href, Some(&base)))
        else {
            continue;
        };
        let words = words_of(document, id);
        let points = match wanted {
            [_, ..] if pattern::fits_address(wanted, &candidate.url) => ARTICLE,
            [_, ..] => continue,
            [] if !same_site(&candidate.url, &base) || is_front(&candidate.url, &base) => {
                continue;
            }
            [] => match place_points(document, id) {
                Some(points) => points + address_points(&candidate.url) + word_points(&words),
                None => continue,
            },
        };
        candidate.title = Some(words).filter(|words| !words.is_empty());
        // A picture and a headline often link to the same page: the best link speaks for it.
        let key = candidate.url.as_str().to_owned();
        let best = found.entry(key).or_insert((order, points, candidate.clone()));
        if points > best.1 {
            *best = (best.0, points, candidate);
        }
    }
    let mut taken: Vec<_> =
        found.into_values().filter(|(_, points, _)| *points >= ARTICLE).collect();
    taken.sort_by_key(|(order, ..)| *order);
    gather(taken.into_iter().map(|(.., candidate)| candidate), MOST_LINKS)
}

/// The address at which a page's links start: the one that it says, or else its own.
pub(crate) fn base_of(document: Document<'_>, own: &Url) -> Url {
    let said = document.base().and_then(|said| own.join(&said).ok());
    said.unwrap_or_else(|| own.clone())
}

/// The words of a link, at most a headline's worth.
fn words_of(document: Document<'_>, id: NodeId) -> String {
    let mut words = String::new();
    for node in (id.0..document.end(id).0).map(NodeId).filter(|&node| document.is_text(node)) {
        for word in document.text(node).split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        if words.len() > 400 {
            break;
        }
    }
    words
}

fn same_site(url: &Url, base: &Url) -> bool {
    let domain = |url: &Url| {
        let host = url.host_str().unwrap_or("").trim_end_matches('.').to_owned();
        psl::domain_str(&host).map(str::to_owned).unwrap_or(host)
    };
    domain(url) == domain(base)
}

/// Whether an address is a front door, or the hub itself, sorted otherwise or turned over.
fn is_front(url: &Url, base: &Url) -> bool {
    let (of_hub, bare) = (url.path() == base.path(), url.path().trim_matches('/').is_empty());
    of_hub && !names_article(url, base) || bare && url.query().is_none()
}

/// Whether an address on a hub's own path is that of an article, as of sites whose addresses have no words:
/// `/?p=1042`, `/index.php?id=77`.
fn names_article(url: &Url, base: &Url) -> bool {
    const PAGES: [&str; 9] =
        ["cat", "from", "offset", "page", "paged", "pagina", "pg", "seite", "start"];
    let numbers = |(key, value): &(Cow<'_, str>, Cow<'_, str>)| {
        !value.is_empty()
            && value.bytes().all(|byte| byte.is_ascii_digit())
            && !PAGES.contains(&&*key.to_ascii_lowercase())
    };
    url.query() != base.query() && url.query_pairs().any(|pair| numbers(&pair))
}

/// What speaks in an address for an article: a date, a long number, a title's worth of hyphens.
fn address_points(url: &Url) -> i32 {
    let path = url.path();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let mut points = 0;
    if stem.split(['-', '_']).filter(|word| word.len() > 1).count() >= 4 {
        points += 3;
    }
    if path
        .split('/')
        .any(|part| (part.starts_with("20") || part.starts_with("19")) && is_year(part))
    {
        points += 1;
    }
    let query = url.query().unwrap_or("");
    let digits = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default()
    };
    if digits(last) >= 5 || digits(query) >= 4 {
        points += 2;
    }
    let section =
        ["tag", "tags", "topic", "author", "autore", "category", "search", "login", "video"];
    if path.split('/').any(|part| section.contains(&part)) {
        points -= 3;
    }
    let page_endings = ["html", "htm", "shtml", "php", "aspx"];
    match last.rsplit_once('.') {
        Some((_, ending)) if page_endings.contains(&ending) => points + 1,
        Some((_, ending))
            if ending.len() <= 4 && ending.bytes().all(|b| b.is_ascii_lowercase()) =>
        {
            points - 5
        }
        _ => points,
    }
}

fn is_year(part: &str) -> bool {
    part.len() >= 4 && part.bytes().take(4).all(|byte| byte.is_ascii_digit())
}

/// A headline has more words than a menu entry.
fn word_points(words: &str) -> i32 {
    // Languages written without spaces: two letters count as a word.
    let spaced = words.split(' ').filter(|word| !word.is_empty()).count();
    let dense = words.chars().filter(|c| ('\u{3040}'..'\u{a000}').contains(c)).count() / 2;
    match spaced.max(dense) {
        0 => 0,
        1 | 2 => -1,
        3 => 0,
        4 | 5 => 1,
        _ => 2,
    }
}

/// Headlines and article boxes speak for an article; a link in a menu or footer is none.
fn place_points(document: Document<'_>, id: NodeId) -> Option<i32> {
    let mut points = 0;
    let mut next = document.parent(id);
    for node in (id.0..document.end(id).0).map(NodeId).take(50) {
        if is_heading(document.tag(node)) {
            points = 2;
        }
    }
    for _ in 0..64 {
        let Some(node) = next else { break };
        let tag = document.tag(node);
        match tag.name() {
            "nav" | "footer" | "aside" | "menu" => return None,
            "article" => points = points.max(1),
            _ if is_heading(tag) => points = points.max(2),
            _ => {}
        }
        if document.attribute(node, "role").is_some_and(|role| role == "navigation") {
            return None;
        }
        next = document.parent(node);
    }
    Some(points)
}

fn is_heading(tag: Tag) -> bool {
    matches!(tag.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[cfg(test)]
#[path = "hub_tests.rs"]
mod tests;
