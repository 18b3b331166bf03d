//! The names of `meta` elements that tell when a page was published or changed.

/// What states the day of publication by name.
pub(in crate::meta) const STATED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
];
/// The same under names that some systems give it.
pub(in crate::meta) const PUBLISHED: &[&str] = &[
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "date.created",
    "date.available",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "article_date_original",
];
/// What gives a day and does not say which.
pub(in crate::meta) const BARE: &[&str] = &["date", "dc.date", "dcterms.date", "created"];
/// What gives the day of the last change; what `article:` names give stands in [`CHANGED`].
pub(in crate::meta) const MODIFIED: &[&str] = &[
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "date.modified",
    "date.updated",
    "last-modified",
    "lastmod",
    "revised",
];
/// What states the last change beside OpenGraph's other values.
pub(in crate::meta) const CHANGED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "og:modified_time",
    "og:updated_time",
];

/// Whether the name of a `meta` element ends in words for the day of publication.
pub(in crate::meta) fn names_publication(name: &str) -> bool {
    const ENDS: [&str; 14] = [
        "pubdate",
        "publishdate",
        "publisheddate",
        "publishdatetime",
        "publisheddatetime",
        "publishedtime",
        "publishtime",
        "publishedat",
        "publishedon",
        "publicationdate",
        "datepublished",
        "firstpublished",
        "published",
        "releasedate",
    ];
    if !name.contains("pub") && !name.ends_with("date") {
        return false;
    }
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    ENDS.iter().any(|end| letters.ends_with(end))
}
