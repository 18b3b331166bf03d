//! Which sources a site offers: feeds, sitemaps, hub pages; each is tried.

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
    /// a hub page is guesswork, a sitemap without dates names everything there ever was.
    fn rank(&self) -> (u8, usize) {
        let dated = self.page.candidates.iter().filter(|c| c.published.is_some()).count();
        let many = self.page.candidates.len();
        let class = match &self.kind {
            // Comments are no articles, and mostly more.
            SourceKind::Feed(url) if url.path().contains("comment") => 1,
            SourceKind::Feed(_) => 4,
            SourceKind::Sitemap(_) if dated * 2 > many && many <= 2_000 => 3,
            SourceKind::Hub(_) => 2,
            _ => 1,
        };
        (class, many)
    }
}

/// What a site offers at and around an address, the best first.
///
/// # Errors
/// When the address itself cannot be had. What else is tried and fails is no offer.
pub async fn discover(fetcher: &Fetcher, url: &Url) -> Result<Vec<Offer>, FetchError> {
    let answer = fetcher.fetch(url, &Validators::default()).await?;
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
    let mut wanted: Vec<SourceKind> = Vec::new();
    let mut feeds = feeds_of(&decoded.text, &at);
    if feeds.is_empty() {
        feeds.extend(FEEDS.iter().filter_map(|path| at.join(path).ok()));
    }
    feeds.truncate(MOST);
    wanted.extend(feeds.into_iter().map(SourceKind::Feed));
    let mut sitemaps = match fetcher.robots(&at).await {
        Ok(rules) => rules.sitemaps(&at),
        Err(_) => Vec::new(),
    };
    // A news sitemap is worth more than one of everything.
    sitemaps.sort_by_key(|url| !url.path().contains("news"));
    sitemaps.truncate(MOST / 2);
    if sitemaps.is_empty() {
        sitemaps.extend(SITEMAPS.iter().filter_map(|path| at.join(path).ok()));
    }
    wanted.extend(sitemaps.into_iter().map(SourceKind::Sitemap));
    wanted.push(SourceKind::Hub(at));
    let mut offers: Vec<Offer> = Vec::new();
    for kind in wanted {
        let enough = if matches!(kind, SourceKind::Hub(_)) { HUB_LINKS } else { 1 };
        if let Some(page) = listed(fetcher, &kind).await
            && page.candidates.len() >= enough
        {
            offers.push(Offer { kind, page });
        }
    }
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.rank()));
    Ok(offers)
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

/// The feeds that a page names in its head; those of comments come last.
fn feeds_of(text: &str, base: &Url) -> Vec<Url> {
    let mut arena = Arena::new();
    let document = html::parse(text, &mut arena, &Limits::default());
    let base = hub::base_of(document, base);
    let mut found: Vec<(bool, Url)> = Vec::new();
    for id in document.ids().filter(|&id| document.tag(id).name() == "link") {
        let value = |name: &str| {
            document.attribute(id, name).map(|text| text.to_ascii_lowercase()).unwrap_or_default()
        };
        let kind = value("type");
        let is_feed = ["rss", "atom", "feed+json", "rdf"].iter().any(|word| kind.contains(word));
        if !is_feed || !value("rel").split_ascii_whitespace().any(|rel| rel == "alternate") {
            continue;
        }
        let url = document.attribute(id, "href").and_then(|href| base.join(href.trim()).ok());
        let Some(url) = url else { continue };
        let is_comments = [url.path(), &value("title")].iter().any(|text| text.contains("comment"));
        if !found.iter().any(|(_, known)| *known == url) {
            found.push((is_comments, url));
        }
    }
    found.sort_by_key(|(is_comments, _)| *is_comments);
    found.into_iter().map(|(_, url)| url).collect()
}
