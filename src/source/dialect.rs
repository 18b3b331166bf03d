//! What feeds call their elements, from RSS 0.9 and Atom 0.3 on.

/// An address before which an item's link counts nothing.
pub(super) const ORIGINAL: &str = "origLink";
/// A link of Atom in an item of RSS.
pub(super) const ALTERNATE: &str = "alternate";

/// The root element of a feed.
pub(super) struct Root {
    /// Whether it is one of Atom, and not of RSS or RDF.
    pub(super) is_atom: bool,
    /// Its name with its prefix.
    pub(super) name: String,
}

/// What an element at the top of a document says of it.
pub(super) enum Kind {
    /// It is a feed.
    Feed(Root),
    /// It is something else: a page, a sitemap.
    Other,
    /// The feed may still come.
    Unknown,
}

impl Root {
    /// What an element of this name at the top of a document says of it.
    pub(super) fn of(name: &str) -> Kind {
        let feed = |is_atom| Kind::Feed(Root { is_atom, name: name.to_owned() });
        match &*local(name).to_ascii_lowercase() {
            "rss" | "rdf" => feed(false),
            "feed" => feed(true),
            "html" | "head" | "body" | "urlset" | "sitemapindex" => Kind::Other,
            _ => Kind::Unknown,
        }
    }

    /// Whether an element of this name is an item of the feed.
    pub(super) fn is_item(&self, name: &str) -> bool {
        let item = if self.is_atom { "entry" } else { "item" };
        self.is_own(name) && local(name).eq_ignore_ascii_case(item)
    }

    /// What an element of an item is called in the feed that is written.
    pub(super) fn field(&self, name: &str) -> Option<&'static str> {
        if !self.is_own(name) {
            return match (self.is_atom, name) {
                // Of FeedBurner and its like: where a link leads that goes through them.
                (_, _) if local(name) == "origLink" => Some(ORIGINAL),
                (false, "dc:date" | "dcterms:date" | "dcterms:created" | "dcterms:issued") => {
                    Some("pubDate")
                }
                (false, "dcterms:modified" | "atom:updated" | "a10:updated") => Some("updated"),
                (false, "atom:link" | "atom10:link" | "a10:link") => Some(ALTERNATE),
                _ => None,
            };
        }
        Some(match (self.is_atom, &*local(name).to_ascii_lowercase()) {
            (_, "title") => "title",
            (_, "link") => "link",
            (false, "guid") => "guid",
            (false, "pubdate") => "pubDate",
            (true, "id") => "id",
            // Those of Atom 0.3 beside them.
            (true, "published" | "issued" | "created") => "published",
            (true, "updated" | "modified") => "updated",
            _ => return None,
        })
    }

    /// Whether a name is of the feed's own language and no extension's.
    fn is_own(&self, name: &str) -> bool {
        match name.rsplit_once(':') {
            None => true,
            Some((prefix, _)) => {
                let own = self.name.rsplit_once(':').map_or("rss", |(own, _)| own);
                prefix == own || prefix == "rss"
            }
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
