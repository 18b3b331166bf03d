//! What feeds call their elements, from RSS 0.9 and Atom 0.3 on, and how they write dates.

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
            return match name {
                "dc:date" if !self.is_atom => Some("pubDate"),
                "atom:updated" | "a10:updated" if !self.is_atom => Some("updated"),
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

/// A date that says no zone, or one by a name that no standard of feeds has (`CET`, `MEZ`), as one in UTC: half
/// a day is nothing to the age of a page.
pub(super) fn with_zone(date: &str) -> String {
    const KNOWN: [&str; 11] =
        ["UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
    let (before, last) = date.rsplit_once(' ').unwrap_or(("", date));
    let (_, time) = last.rsplit_once(['T', 't']).unwrap_or(("", last));
    let is_bare =
        time.contains(':') && time.bytes().all(|b| b.is_ascii_digit() || b":.".contains(&b));
    if is_bare {
        return format!("{date}{}", if date.contains(',') { " +0000" } else { "Z" });
    }
    let is_name = last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_name && before.contains(':') && !KNOWN.contains(&last) {
        return format!("{before} +0000");
    }
    date.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_date_without_a_known_zone_is_changed() {
        for (date, read) in [
            ("2026-11-27 10:00:00", "2026-11-27 10:00:00Z"),
            ("2026-11-27T10:00:00.5", "2026-11-27T10:00:00.5Z"),
            ("Fri, 27 Nov 2026 10:00:00", "Fri, 27 Nov 2026 10:00:00 +0000"),
            ("Fre, 27 Nov 2026 10:00:00 MEZ", "Fre, 27 Nov 2026 10:00:00 +0000"),
        ] {
            assert_eq!(with_zone(date), read);
        }
        for date in [
            "Fri, 27 Nov 2026 10:00:00 GMT",
            "Fri, 27 Nov 2026 10:00:00 +0100",
            "27 Nov 2026 10:00 Z",
            "2026-11-27T10:00:00Z",
            "2026-11-27T10:00:00+01:00",
            "2026-11-27",
            "",
            "NOV",
            "à",
        ] {
            assert_eq!(with_zone(date), date);
        }
    }
}
