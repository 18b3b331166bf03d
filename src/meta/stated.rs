//! Names of the elements in which pages state who wrote them, what they are called and what they are about.

pub(super) const DESCRIPTIONS: &[&str] =
    &["description", "twitter:description", "dc.description", "dcterms.description", "abstract"];
pub(super) const TITLES: &[&str] =
    &["twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title"];

pub(super) const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "article:author:name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "cxenseparse:author",
    "og:author",
    "creator",
    "content_author",
];

/// Those in which libraries write the family name first.
pub(super) const TURNED: &[&str] = &["dc.creator", "dcterms.creator", "citation_author"];
