//! Hub pages: the articles that a home page, a section front or a topic page links to.

use std::borrow::Cow;
use std::collections::HashMap;

use url::{Position, Url};

use super::article_address::{self, is_below_a_section, path_names_it};
use super::candidate::{Candidate, Page, gather};
use super::{headline, item_list, pattern};
use crate::html::{self, Arena, Document, Limits};

/// How many links of one page are taken.
pub const MOST_LINKS: usize = 2_000;

/// From this score on a link is taken for an article's.
const ARTICLE: i32 = 3;

/// What it says for a link that it stands in a list which the page gives in its data.
const LISTED: i32 = 2;

/// Reads the links to articles off a page's text, best known as the front of a site. With patterns
/// (`*` and `?`), exactly the addresses that fit one are taken, on any host; without, links to the
/// same site that look like articles: in the page's body rather than its menus, with a headline's
/// worth of words in, around or beside them, to an address with a date, a number or a title in it; and those of the
/// lists that it gives in its data.
#[must_use]
pub fn read(text: &str, base: &Url, wanted: &[String]) -> Page {
    let mut arena = Arena::new();
    let document = html::parse(text, &mut arena, &Limits::default());
    let base = base_of(document, base);
    let mut found: HashMap<String, (usize, i32, Candidate)> = HashMap::new();
    let mut take = |order: usize, points: i32, candidate: Candidate| {
        let key = key_of(&candidate.url, wanted);
        let Some(best) = found.get_mut(&key) else {
            found.insert(key, (order, points, candidate));
            return;
        };
        // A picture and a headline often link to the same page: the best link speaks for it. Its address is the
        // shortest, without what says where on the page the link stood.
        let bare = [&best.2.url, &candidate.url].into_iter().find(|url| url.query().is_none());
        let bare = bare.cloned();
        if points > best.1 {
            *best = (best.0, points, candidate);
        }
        if let Some(bare) = bare {
            best.2.url = bare;
        }
    };
    let links = document.ids().filter(|&id| document.tag(id).name() == "a");
    let linked = links.filter_map(|id| {
        let candidate = Candidate::at(&document.attribute(id, "href")?, Some(&base))?;
        Some((Some(id), candidate))
    });
    let listed = item_list::read(document, &base).into_iter().map(|candidate| (None, candidate));
    for (order, (link, mut candidate)) in linked.chain(listed).enumerate() {
        let headline = link.map(|id| headline::of(document, id));
        let points = match wanted {
            [_, ..] if pattern::fits_address(wanted, &candidate.url) => ARTICLE,
            [_, ..] => continue,
            [] if !same_site(&candidate.url, &base) || is_front(&candidate.url, &base) => continue,
            [] => match &headline {
                Some(Some(headline)) => {
                    let has_teaser = headline.has_teaser && is_below_a_section(&candidate.url);
                    headline.points
                        + article_address::points(&candidate.url)
                        + i32::from(has_teaser)
                }
                Some(None) => continue,
                None => LISTED + article_address::points(&candidate.url),
            },
        };
        if let Some(headline) = headline.flatten() {
            candidate.title = Some(headline.words).filter(|words| !words.is_empty());
        }
        take(order, points, candidate);
    }
    let mut taken: Vec<_> =
        found.into_values().filter(|(_, points, _)| *points >= ARTICLE).collect();
    taken.sort_by_key(|(order, ..)| *order);
    gather(taken.into_iter().map(|(.., candidate)| candidate), MOST_LINKS)
}

/// Under what links to one page are brought together: where the path names the page, whatever the query says of the
/// place of the link, or of comments and print.
fn key_of(url: &Url, wanted: &[String]) -> String {
    match wanted.is_empty() && path_names_it(url) {
        true => url[..Position::AfterPath].to_owned(),
        false => url.as_str().to_owned(),
    }
}

/// The address at which a page's links start: the one that it says, or else its own.
pub(crate) fn base_of(document: Document<'_>, own: &Url) -> Url {
    let said = document.base().and_then(|said| own.join(&said).ok());
    said.unwrap_or_else(|| own.clone())
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

#[cfg(test)]
#[path = "hub_tests.rs"]
mod tests;
