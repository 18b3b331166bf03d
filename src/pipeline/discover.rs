//! Which sources a site offers: feeds, sitemaps, hub pages; each is tried.

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::{Source, SourceKind};
use crate::decode;
use crate::fetch::{FetchError, Fetcher, Validators};
use crate::html::{self, Arena, Limits};
use crate::pipeline::run::conditional::Before;
use crate::pipeline::run::listing;
use crate::source::sitemap::{self, Sitemap};
use crate::source::{self, feed, hub};

/// Where feeds and sitemaps stand when a page does not say: looked at when it names none.
const FEEDS: [&str; 6] = ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml"];
const SITEMAPS: [&str; 3] = ["/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml"];
/// How many feeds that one page names are tried, and how many sitemaps.
const MOST: usize = 8;
/// A hub page with fewer links to articles is none.
const HUB_LINKS: usize = 5;

/// A source that a site offers, and what it would bring now.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What it is and where.
    pub kind: SourceKind,
    /// What it names now.
    pub page: source::Page,
}

impl Offer {
    /// How well it serves: a feed is made for this, a news sitemap names more and is slower to read,
    /// a hub page is guesswork, a sitemap without dates names everything there ever was. What brings nothing new any
    /// more, beside what else there is, comes after all that does; of two alike the one with newer pages is better,
    /// and then the one with more.
    fn rank(&self, newest: Option<DateTime<Utc>>) -> (u8, u8, usize) {
        let dated = self.page.candidates.iter().filter(|c| c.published.is_some()).count();
        let many = self.page.candidates.len();
        let freshness = match (self.newest(), newest) {
            (Some(own), Some(newest)) => match (newest - own).num_days() {
                ..1 => 3,
                1..7 => 2,
                7..90 => 1,
                _ => 0,
            },
            // It does not say.
            _ => 2,
        };
        let class = match &self.kind {
            _ if freshness == 0 => 0,
            // Comments are no articles, and mostly more; of what is spoken there is a summary at best.
            SourceKind::Feed(url) if is_beside(url.path()) => 1,
            SourceKind::Feed(_) => 4,
            SourceKind::Sitemap(_) if dated * 2 > many && many <= 2_000 => 3,
            SourceKind::Hub(_) => 2,
            _ => 1,
        };
        (class, freshness, many)
    }

    /// When its newest page was published.
    fn newest(&self) -> Option<DateTime<Utc>> {
        self.page.candidates.iter().filter_map(|candidate| candidate.published).max()
    }
}

/// Whether a feed's path or title says that it is one of comments or of a podcast.
fn is_beside(words: &str) -> bool {
    words.contains("comment") || words.contains("podcast")
}

/// What a site offers at and around an address, the best first.
///
/// # Errors
/// When the address itself cannot be had and nothing is found around it, in a line that says what to do. What else
/// is tried and fails is no offer.
pub async fn discover(fetcher: &Fetcher, url: &Url) -> Result<Vec<Offer>, String> {
    let told = |error| listing::with_cure(listing::not_had(error)).1;
    // Sites turn programs away from their front page and have feeds for them beside it.
    let (page, failed) = match fetcher.fetch(url, &Validators::default()).await {
        Ok(answer) => (Some(answer), None),
        Err(error @ FetchError::Status { .. }) => (None, Some(error)),
        Err(error) => return Err(told(error)),
    };
    let mut sites = vec![url.clone()];
    let mut feeds = Vec::new();
    let mut hub = None;
    if let Some(answer) = page {
        let at = answer.answer.url.clone();
        let content_type = answer.answer.header("content-type");
        if let Ok(page) = feed::read(&answer.body, content_type, &at) {
            return Ok(vec![Offer { kind: SourceKind::Feed(at), page }]);
        }
        if let Ok(found) = sitemap::read(&answer.body, &at) {
            let kind = SourceKind::Sitemap(at);
            let page = match found {
                Sitemap::Pages(page) => page,
                Sitemap::Index(_) => listed(fetcher, &kind).await.unwrap_or_default(),
            };
            return Ok(vec![Offer { kind, page }]);
        }
        let decoded = decode::decode(&answer.body, content_type);
        feeds = feeds_of(&decoded.text, &at);
        // The way may end at a consent host, or where the site has moved to.
        match is_same_host(&at, url) {
            true => sites = vec![at.clone()],
            false => sites.insert(0, at.clone()),
        }
        hub = Some(at);
    }
    if feeds.is_empty() {
        let common = |site: &Url| FEEDS.map(|path| site.join(path).ok()).into_iter().flatten();
        feeds.extend(sites.iter().flat_map(common));
    } else {
        feeds.truncate(MOST);
    }
    let mut wanted: Vec<SourceKind> = feeds.into_iter().map(SourceKind::Feed).collect();
    for site in &sites {
        let mut sitemaps = match fetcher.robots(site).await {
            Ok(rules) => rules.sitemaps(site),
            Err(_) => Vec::new(),
        };
        // A news sitemap is worth more than one of everything.
        sitemaps.sort_by_key(|url| !url.path().contains("news"));
        sitemaps.truncate(MOST / 2);
        if sitemaps.is_empty() {
            sitemaps.extend(SITEMAPS.iter().filter_map(|path| site.join(path).ok()));
        }
        wanted.extend(sitemaps.into_iter().map(SourceKind::Sitemap));
    }
    wanted.extend(hub.map(SourceKind::Hub));
    let mut offers: Vec<Offer> = Vec::new();
    for kind in wanted {
        let enough = if matches!(kind, SourceKind::Hub(_)) { HUB_LINKS } else { 1 };
        if let Some(page) = listed(fetcher, &kind).await
            && page.candidates.len() >= enough
        {
            offers.push(Offer { kind, page });
        }
    }
    if let Some(error) = failed.filter(|_| offers.is_empty()) {
        return Err(told(error));
    }
    let newest = offers.iter().filter_map(Offer::newest).max();
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.rank(newest)));
    Ok(offers)
}

fn is_same_host(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or("").to_owned();
        (host.strip_prefix("www.").map(str::to_owned).unwrap_or(host), url.port())
    };
    host(one) == host(other)
}

async fn listed(fetcher: &Fetcher, kind: &SourceKind) -> Option<source::Page> {
    let source = Source::new("offer", kind.clone());
    listing::listing(fetcher, &source, &Before::default()).await.ok().map(|listed| listed.page)
}

/// Reads a source once, without taking any page: how many it names.
///
/// # Errors
/// The whole story in one line.
pub async fn try_source(fetcher: &Fetcher, source: &Source) -> Result<usize, String> {
    match listing::listing(fetcher, source, &Before::default()).await {
        Ok(listed) => Ok(listed.page.candidates.len()),
        Err((_, detail)) => Err(detail),
    }
}

/// The feeds that a page names in its head, or else links to; those of comments and podcasts come last.
fn feeds_of(text: &str, base: &Url) -> Vec<Url> {
    let mut arena = Arena::new();
    let document = html::parse(text, &mut arena, &Limits::default());
    let base = hub::base_of(document, base);
    let mut found: Vec<(bool, Url)> = Vec::new();
    let mut linked: Vec<(bool, Url)> = Vec::new();
    for id in document.ids() {
        let name = document.tag(id).name();
        if !matches!(name, "link" | "a") {
            continue;
        }
        let value = |name: &str| {
            document.attribute(id, name).map(|text| text.to_ascii_lowercase()).unwrap_or_default()
        };
        let url = document.attribute(id, "href").and_then(|href| base.join(href.trim()).ok());
        let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) else {
            continue;
        };
        let kind = value("type");
        let is_feed = match name {
            // Some call theirs no more than XML.
            "link" => {
                let kinds = ["rss", "atom", "feed+json", "rdf", "text/xml", "application/xml"];
                kinds.iter().any(|word| kind.contains(word))
                    && !kind.contains("oembed")
                    && value("rel").split_ascii_whitespace().any(|rel| rel == "alternate")
            }
            _ => [".rss", ".rdf", ".atom"].iter().any(|ending| url.path().ends_with(ending)),
        };
        let feeds = if name == "link" { &mut found } else { &mut linked };
        if is_feed && feeds.len() < 10 * MOST && !feeds.iter().any(|(_, known)| *known == url) {
            feeds.push((is_beside(url.path()) || is_beside(&value("title")), url));
        }
    }
    let mut feeds = if found.is_empty() { linked } else { found };
    feeds.sort_by_key(|(is_beside, _)| *is_beside);
    feeds.into_iter().map(|(_, url)| url).collect()
}
