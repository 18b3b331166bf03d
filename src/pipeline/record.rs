//! A cleaned page as one JSON object.

use serde::Serialize;

use super::{Cleaned, Kind};
use crate::page::{Access, Entry, Image, Picture, Sourced};

/// What a JSON line of `spoglio clean --format jsonl` holds. Absent values are `null` or empty, so
/// that every line has the same keys.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// The path or address that was cleaned.
    pub source: &'a str,
    /// The address the page was found at or names as its own.
    pub url: Option<&'a str>,
    /// What the page is.
    pub outcome: &'static str,
    /// What speaks for that.
    pub evidence: &'a [String],
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
    /// The headline.
    pub title: Option<&'a str>,
    /// Who wrote it.
    pub authors: Vec<&'a str>,
    /// When it was published, ISO 8601.
    pub published: Option<&'a str>,
    /// When it was last changed, ISO 8601.
    pub modified: Option<&'a str>,
    /// Language tag.
    pub lang: Option<&'a str>,
    /// The site's name.
    pub site_name: Option<&'a str>,
    /// The page's description of itself.
    pub description: Option<&'a str>,
    /// The section of the site.
    pub section: Option<&'a str>,
    /// Keywords.
    pub tags: Vec<&'a str>,
    /// The lead image.
    pub image: Option<&'a Image>,
    /// The images that stand in the article, in order.
    pub images: &'a [Picture],
    /// The agency that signs.
    pub agency: Option<&'a str>,
    /// Who may read it.
    pub access: Option<Access>,
    /// What the page says of its rights.
    pub rights: Vec<&'a str>,
    /// The entries of a live blog: the time above each, and the line of the text it begins with.
    pub entries: &'a [Entry],
    /// The body without the title.
    pub text: &'a str,
    /// Digest of the canonical text file, lower-case hex.
    pub sha256: String,
    /// `html` or `text`.
    pub kind: &'static str,
    /// The character encoding the page was read in.
    pub encoding: &'a str,
    /// The version of the site's profile it was cleaned with.
    pub profile: Option<&'a str>,
    /// What was odd about the page's bytes.
    pub notes: &'a [String],
}

impl<'a> Record<'a> {
    /// The record of one cleaned page.
    #[must_use]
    pub fn new(source: &'a str, url: Option<&'a str>, page: &'a Cleaned) -> Self {
        let about = &page.metadata;
        let title = page.text.title();
        Record {
            source,
            url: url.or(text(&about.canonical)),
            outcome: page.verdict.outcome.name(),
            evidence: &page.verdict.evidence,
            confidence: page.verdict.confidence,
            title: text(&about.title).or((!title.is_empty()).then_some(title)),
            authors: texts(&about.authors),
            published: text(&about.published),
            modified: text(&about.modified),
            lang: text(&about.lang),
            site_name: text(&about.site_name),
            description: text(&about.description),
            section: text(&about.section),
            tags: texts(&about.tags),
            image: about.image.as_ref().map(|image| &image.value),
            images: &page.blocks.pictures,
            agency: text(&about.agency),
            access: about.access.as_ref().map(|access| access.value),
            rights: texts(&about.rights),
            entries: &about.entries,
            text: page.text.body(),
            sha256: page.text.sha256(),
            kind: match page.kind {
                Kind::Html => "html",
                Kind::Text => "text",
            },
            encoding: page.encoding,
            profile: page.profile.as_deref(),
            notes: &page.notes,
        }
    }
}

fn text(value: &Option<Sourced<String>>) -> Option<&str> {
    value.as_ref().map(|sourced| sourced.value.as_str())
}

fn texts(values: &[Sourced<String>]) -> Vec<&str> {
    values.iter().map(|sourced| sourced.value.as_str()).collect()
}
