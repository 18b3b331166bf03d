//! What a page says of itself.

use serde::Serialize;

/// Where a piece of metadata was found, from the most to the least trusted in general.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A JSON-LD block.
    JsonLd,
    /// An OpenGraph or `article:` meta tag.
    OpenGraph,
    /// Another meta tag (Dublin Core, Parsely, Sailthru, `author`, …).
    Meta,
    /// Microdata or RDFa attributes.
    Microdata,
    /// A `time` element.
    Time,
    /// The page's main heading.
    Heading,
    /// The `title` element.
    TitleElement,
    /// A byline or dateline in the page's text.
    Byline,
    /// The address.
    Url,
    /// The `lang` attribute.
    HtmlLang,
    /// Data that the page hands to its own scripts.
    Script,
    /// Read off the text itself.
    Text,
}

/// A value and where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Evidence,
}

impl<T> Sourced<T> {
    /// A value with its source.
    pub const fn new(value: T, from: Evidence) -> Self {
        Sourced { value, from }
    }
}

/// The page's lead image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Image {
    /// Its address as the page gives it.
    pub url: String,
    /// Its caption, where there is one.
    pub caption: Option<String>,
}

/// Who may read the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Everyone.
    Free,
    /// Everyone, up to a number of articles.
    Metered,
    /// Subscribers.
    Paid,
}

/// An entry of a live blog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The time above it, as the page prints it (`17:55`).
    pub at: String,
    /// The line of the text with which it begins.
    pub begins: String,
}

/// What is known about a page beside its text. Every field is absent when the page does not say:
/// nothing is ever filled in from the clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<Sourced<String>>,
    /// The people who wrote it, in the page's order, one name each.
    pub authors: Vec<Sourced<String>>,
    /// When it was published: ISO 8601, a date (`2025-10-07`) or a date with time and, where the
    /// page gives one, zone (`2025-10-07T10:16:00+02:00`). The last change where the page tells
    /// nothing else.
    pub published: Option<Sourced<String>>,
    /// When it was last changed, in the same form.
    pub modified: Option<Sourced<String>>,
    /// BCP 47 language tag, lower-case primary language (`it`, `de-ch`).
    pub lang: Option<Sourced<String>>,
    /// The site's name.
    pub site_name: Option<Sourced<String>>,
    /// The address the page names as its own.
    pub canonical: Option<Sourced<String>>,
    /// The page's description of itself.
    pub description: Option<Sourced<String>>,
    /// The section of the site.
    pub section: Option<Sourced<String>>,
    /// Keywords and tags.
    pub tags: Vec<Sourced<String>>,
    /// The lead image.
    pub image: Option<Sourced<Image>>,
    /// The news agency that signs (`ANSA`, `Keystone-SDA`, `dpa`).
    pub agency: Option<Sourced<String>>,
    /// Who may read it.
    pub access: Option<Sourced<Access>>,
    /// What the page says of its rights: robots meta, licence, TDM reservation; one line each.
    pub rights: Vec<Sourced<String>>,
    /// The types that the page's JSON-LD and microdata name for what the page is about, as spelled
    /// there without their namespace (`NewsArticle`, `Product`, `LiveBlogPosting`), each once, in
    /// order. Types of parts (`ImageObject`, `Person`, …) that hang off another are not listed.
    pub kinds: Vec<String>,
    /// The value of `og:type`, in lower case (`article`, `website`, `product`).
    pub og_type: Option<String>,
    /// Of an article in several pages, the address of the one that follows this; it is another page, and its text
    /// is not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page: Option<Sourced<String>>,
    /// Of a live blog, its entries in the page's order; empty for every other page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
}
