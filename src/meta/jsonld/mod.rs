//! What the page's JSON-LD says of the article.

pub(super) mod json;
mod picture;
mod plain;
pub(super) mod reference;
mod trail;

use std::cmp::Reverse;

use crate::lexicon;
use json::{Json, Value};
use plain::clean;
use reference::{elsewhere, same_address};
use trail::Known;

/// What one page's JSON-LD says, as it spells it.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub headline: Option<String>,
    /// Who signed, each with whether it is an organisation, whose name may hold what parts those of people.
    pub authors: Vec<(String, bool)>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub language: Option<String>,
    pub site_name: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub description: Option<String>,
    pub section: Option<String>,
    /// The section that the page's trail from the home page ends in, where the article names none.
    pub trail: Option<String>,
    pub keywords: Vec<String>,
    pub image: Option<(String, Option<String>)>,
    pub free: Option<bool>,
    pub licence: Option<String>,
    pub copyright: Option<String>,
    pub kinds: Vec<String>,
    /// Whether the thing described is the page or its article, and not a video on it.
    pub is_article: bool,
}

/// Members whose values are part of what is described, and described on their own.
const DESCEND: &[&str] = &["", "@graph", "mainEntity", "mainEntityOfPage"];
/// How many described things of one block are looked at.
const MOST: usize = 200;
/// Reads the blocks of one page. `addresses` are what the page is known under: the thing described
/// that has one of them as its own is the page's; else the one that one of its `titles` names.
pub(super) fn read(
    blocks: &[Json<'_>],
    addresses: &[&str],
    titles: impl Fn() -> Vec<String>,
) -> Facts {
    let things = things(blocks);
    let mut facts = Facts::default();
    for thing in &things {
        for kind in kinds(*thing) {
            if !facts.kinds.contains(&kind) && facts.kinds.len() < 50 {
                facts.kinds.push(kind);
            }
        }
    }
    let main = main(&things, addresses, &titles);
    facts.site_name = things
        .iter()
        .find(|t| kinds(**t).any(|k| k == "WebSite"))
        .and_then(|t| clean(whole(t.get("name")?)?));
    if let Some((rank, at)) = main {
        facts.is_article = rank >= 2 * 4;
        describe(things[at], blocks, &mut facts);
        // A page about an article often says the rest in a thing of its own.
        for thing in &things {
            let told = facts.published.is_some();
            if !told
                && !kinds(*thing).any(|k| k == "VideoObject")
                && self::rank(*thing, addresses) > 0
            {
                facts.published = date(*thing, &["datePublished", "dateCreated", "uploadDate"]);
            }
        }
    }
    if facts.section.is_none() && !blocks.is_empty() {
        let mut keys = keys(titles());
        keys.extend(facts.headline.as_deref().map(lexicon::key));
        facts.trail = trail::section(blocks, &Known { addresses, titles: &keys });
    }
    facts
}

/// The thing that the page is about, as its rank and its place among the things.
fn main(
    things: &[Value<'_>],
    addresses: &[&str],
    titles: &impl Fn() -> Vec<String>,
) -> Option<(u32, usize)> {
    let ranks: Vec<u32> = things.iter().map(|thing| rank(*thing, addresses)).collect();
    let best = ranks.iter().copied().max().filter(|rank| *rank > 0)?;
    let first = ranks.iter().position(|rank| *rank == best)?;
    // As likely, but for what else they say.
    let rivals: Vec<usize> = (0..things.len()).filter(|at| ranks[*at] / 2 == best / 2).collect();
    let titled = || {
        let titles = keys(titles());
        let titled = rivals.iter().copied().filter(|at| is_titled(things[*at], &titles));
        titled.max_by_key(|at| (ranks[*at], Reverse(*at)))
    };
    let at = if rivals.len() > 1 { titled().unwrap_or(first) } else { first };
    Some((ranks[at], at))
}

fn keys(titles: Vec<String>) -> Vec<String> {
    titles.iter().map(|title| lexicon::key(title)).filter(|key| !key.is_empty()).collect()
}

/// Whether a thing has one of a page's titles, with or without what the page adds to it.
fn is_titled(thing: Value<'_>, titles: &[String]) -> bool {
    /// Shorter headlines are part of too many titles.
    const SHORT: usize = 12;
    let headline = text(thing, "headline").or_else(|| text(thing, "name")).unwrap_or_default();
    let headline = lexicon::key(&headline);
    let holds = |title: &String| headline.len() >= SHORT && title.contains(&headline);
    !headline.is_empty() && titles.iter().any(|title| *title == headline || holds(title))
}

/// The things that the blocks describe, parts of others left out.
fn things<'a>(blocks: &'a [Json<'a>]) -> Vec<Value<'a>> {
    let mut things = Vec::new();
    for block in blocks {
        let (mut resume, before) = (0, things.len());
        for (at, value) in block.all().enumerate() {
            if at < resume {
                continue;
            }
            if !DESCEND.contains(&value.key()) {
                resume = value.end();
            } else if value.is_object() && things.len() - before < MOST {
                things.push(value);
            }
        }
    }
    things
}

fn kinds<'a>(thing: Value<'a>) -> impl Iterator<Item = String> + 'a {
    let types = thing.get("@type").into_iter().flat_map(Value::each);
    types.filter_map(Value::text).map(|kind| {
        let kind = kind.rsplit(['/', '#', ':']).next().unwrap_or("").trim();
        kind.chars().take(60).collect()
    })
}

/// How likely the page is about this thing: 0 for what never is.
fn rank(thing: Value<'_>, addresses: &[&str]) -> u32 {
    let of_kind = |kind: String| match &*kind {
        "NewsArticle" | "ReportageNewsArticle" | "OpinionNewsArticle" | "LiveBlogPosting" => 9,
        "AnalysisNewsArticle" | "BackgroundNewsArticle" | "ReviewNewsArticle" => 9,
        "BlogPosting" | "Article" | "Report" | "ScholarlyArticle" | "TechArticle" => 8,
        "AdvertiserContentArticle" | "SatiricalArticle" | "DiscussionForumPosting" => 8,
        "SocialMediaPosting" | "Recipe" | "Review" | "HowTo" | "QAPage" | "Question" => 7,
        kind if kind.ends_with("Article") || kind.ends_with("Posting") => 7,
        "Product" | "JobPosting" | "Event" | "Book" | "Movie" | "PodcastEpisode" => 5,
        "CreativeWork" | "Blog" => 4,
        "VideoObject" => 1,
        "WebPage" | "ItemPage" | "AboutPage" | "MedicalWebPage" | "FAQPage" => 2,
        _ => 0,
    };
    let of_kind = kinds(thing).map(of_kind).max().unwrap_or(0);
    if of_kind == 0 {
        return 0;
    }
    let own = |key: &str| thing.get(key).and_then(|v| v.text_of(&["@id", "url"]));
    let here = ["url", "mainEntityOfPage", "@id"].iter().any(|key| {
        own(key).is_some_and(|address| addresses.iter().any(|a| same_address(a, &address)))
    });
    let dated = thing.get("datePublished").is_some() || thing.get("author").is_some();
    of_kind * 4 + u32::from(here) * 2 + u32::from(dated)
}

fn describe(thing: Value<'_>, blocks: &[Json<'_>], facts: &mut Facts) {
    facts.headline = text(thing, "headline").or_else(|| text(thing, "name"));
    for key in ["author", "creator"] {
        if facts.authors.is_empty()
            && let Some(value) = thing.get(key)
        {
            facts.authors = authors(value, blocks);
        }
    }
    facts.published = date(thing, &["datePublished", "dateCreated", "uploadDate"]);
    facts.modified = date(thing, &["dateModified"]);
    facts.language =
        thing.get("inLanguage").and_then(|v| clean(v.text_of(&["alternateName", "name"])?));
    facts.publisher = thing.get("publisher").and_then(|p| clean(named(p, blocks)?));
    if facts.site_name.is_none() {
        let parts = thing.get("isPartOf").into_iter().flat_map(Value::each);
        let named = |part: &Value<'_>| {
            kinds(*part).any(|kind| kind == "WebSite") && part.get("name").is_some()
        };
        facts.site_name = parts
            .flat_map(|part| std::iter::once(part).chain(elsewhere(part, blocks)))
            .find(named)
            .and_then(|site| clean(site.text_of(&["name"])?));
    }
    facts.url = ["url", "mainEntityOfPage"]
        .iter()
        .find_map(|key| thing.get(key)?.text_of(&["@id", "url"]))
        .map(|url| url.trim().to_owned());
    facts.description = text(thing, "description");
    facts.section = thing.get("articleSection").and_then(|v| clean(v.text_of(&["name"])?));
    if let Some(words) = thing.get("keywords") {
        facts.keywords = words
            .each()
            .take(200)
            .filter_map(|word| clean(word.text_of(&["name"])?))
            // Typed keywords (`tag:Milano`) are for the site's own machinery.
            .filter(|word| !word.contains("://"))
            .collect();
    }
    facts.image = picture::of(thing, blocks);
    facts.free = free(thing).or_else(|| {
        // Some name only the part behind the wall: `hasPart` with its `cssSelector`.
        let parts = thing.get("hasPart")?;
        parts.each().any(|part| free(part) == Some(false)).then_some(false)
    });
    facts.licence = thing.get("license").and_then(|v| clean(v.text_of(&["url", "@id", "name"])?));
    facts.copyright = thing.get("copyrightHolder").and_then(|v| clean(named(v, blocks)?));
}

/// Whether a thing, or a part of one, says that everyone may read it.
fn free(thing: Value<'_>) -> Option<bool> {
    let word = thing.get("isAccessibleForFree")?.text_of(&["@value"])?;
    match word.trim().rsplit('/').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

fn authors(value: Value<'_>, blocks: &[Json<'_>]) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for author in value.each().take(50) {
        let organisation =
            kinds(author).any(|kind| kind.ends_with("Organization") || kind == "Corporation");
        // One person with a list of names is several people.
        let several = author.get("name").filter(|name| !name.is_object());
        for name in several.into_iter().flat_map(Value::each).take(50) {
            if let Some(name) = name.text().and_then(clean) {
                found.push((name, organisation));
            }
        }
        if several.is_none()
            && let Some(name) = named(author, blocks).and_then(clean)
        {
            found.push((name, organisation));
        }
    }
    found
}

/// The name of a thing, which may stand elsewhere under the same `@id`.
fn named<'a>(value: Value<'a>, blocks: &'a [Json<'a>]) -> Option<std::borrow::Cow<'a, str>> {
    value.text_of(&["name", "alternateName"]).or_else(|| {
        elsewhere(value, blocks).find_map(|thing| thing.get("name")?.text_of(&["@value"]))
    })
}

/// A text that was not cut, or that of the thing it names.
fn whole(value: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    value.text_of(&["@value", "name"])
}

/// A title or a description: of one that was cut with its page, what is there.
fn text(thing: Value<'_>, key: &str) -> Option<String> {
    let value = thing.get(key)?;
    clean(whole(value).or_else(|| value.beginning())?)
}

fn date(thing: Value<'_>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| {
        let text = thing.get(key)?.text_of(&["@value"])?;
        Some(text.trim().chars().take(80).collect())
    })
}
