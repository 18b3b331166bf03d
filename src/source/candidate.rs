//! A page that a source names.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::Url;

use super::carried;

/// A page that a source names and that is not fetched yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its address, without fragment and without login; always http or https.
    pub url: Url,
    /// What the source calls it.
    pub title: Option<String>,
    /// When the source says it was published.
    pub published: Option<DateTime<Utc>>,
}

/// Whether an address is a site's front page, and no page of it.
#[must_use]
pub fn is_front_page(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

impl Candidate {
    /// A candidate of which only the address is known; none unless that is http or https with a
    /// host.
    #[must_use]
    pub fn new(mut url: Url) -> Option<Candidate> {
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return None;
        }
        url.set_fragment(None);
        // A link with a name and a password in it is asked for as everybody would, and neither is written down.
        // No http address with a host refuses to lose them.
        let _ = (url.set_username(""), url.set_password(None));
        Some(Candidate { url, title: None, published: None })
    }

    /// Reads an address as a source writes it: surrounding white space is dropped, an `&` that was escaped twice is
    /// one, a relative address starts at `base`, one without a scheme has its scheme, what
    /// links carry along (the number of a visit, how a reader came) is dropped; what is no http or https address
    /// (`javascript:`, `mailto:`, …) is none.
    #[must_use]
    pub fn at(address: &str, base: Option<&Url>) -> Option<Candidate> {
        let address = address.trim();
        if address.is_empty() {
            return None;
        }
        let address = match address.contains('&') {
            true => &address.replace("&amp;", "&").replace("&#038;", "&"),
            false => address,
        };
        let url = match base {
            Some(base) if begins_with_a_host(address, base) => {
                Url::parse(&format!("{}://{address}", base.scheme()))
            }
            Some(base) => base.join(address),
            None => Url::parse(address),
        };
        Candidate::new(carried::without(url.ok()?))
    }
}

/// Whether an address begins with the name of a host: that of `base`, or one that begins with `www.`.
pub(super) fn begins_with_a_host(address: &str, base: &Url) -> bool {
    let host = address.split(['/', '?', '#']).next().unwrap_or("");
    let own = &base[url::Position::BeforeHost..url::Position::AfterPort];
    let is_of_web = || {
        let domain = host.get(..4).filter(|begin| begin.eq_ignore_ascii_case("www."));
        domain.is_some_and(|_| psl::suffix(host.as_bytes()).is_some_and(|s| s.is_known()))
    };
    !host.is_empty() && (host.eq_ignore_ascii_case(own) || is_of_web())
}

/// What a source gave when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The pages it names, each once, in the source's own order.
    pub candidates: Vec<Candidate>,
    /// What was odd about it, one sentence each.
    pub notes: Vec<String>,
}

/// Keeps the first of several candidates with one address, and at most `most` in all; says in a note
/// what was left out.
#[must_use]
pub fn gather(candidates: impl Iterator<Item = Candidate>, most: usize) -> Page {
    let mut known = HashSet::new();
    let mut page = Page::default();
    let mut left_out = 0u64;
    for candidate in candidates {
        if known.contains(candidate.url.as_str()) {
            continue;
        }
        if page.candidates.len() == most {
            left_out += 1;
            continue;
        }
        known.insert(candidate.url.as_str().to_owned());
        page.candidates.push(candidate);
    }
    if left_out > 0 {
        page.notes.push(too_many(most, left_out));
    }
    page
}

/// The note on a source that names so many more pages than are taken.
pub(super) fn too_many(most: usize, left_out: u64) -> String {
    format!("names more pages than the {most} that are taken, by {left_out}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_become_candidates() {
        let base = Url::parse("https://example.org/news/").unwrap();
        let url = |address: &str| Candidate::at(address, Some(&base)).map(|c| c.url.to_string());
        assert_eq!(url("story?id=7#top").as_deref(), Some("https://example.org/news/story?id=7"));
        assert_eq!(url("//other.example/a").as_deref(), Some("https://other.example/a"));
        assert_eq!(url("  https://example.org/a \n").as_deref(), Some("https://example.org/a"));
        let with_login = url("https://user:secret@example.org/a");
        assert_eq!(with_login.as_deref(), Some("https://example.org/a"));
        for no_page in
            ["", " ", "javascript:void(0)", "mailto:a@example.org", "data:text/html,x", "file:///x"]
        {
            assert_eq!(url(no_page), None, "{no_page}");
        }
    }

    #[test]
    fn an_address_is_read_as_it_is_meant() {
        let base = Url::parse("https://example.org:8443/feeds/all").unwrap();
        let url = |address: &str| Candidate::at(address, Some(&base)).map(|c| c.url.to_string());
        for (written, meant) in [
            ("/a?x=1&amp;id=2", "https://example.org:8443/a?x=1&id=2"),
            ("https://example.org/a?x=1&#038;id=2", "https://example.org/a?x=1&id=2"),
            ("example.org:8443/a", "https://example.org:8443/a"),
            ("www.example.net/a", "https://www.example.net/a"),
            ("www.example.co.uk", "https://www.example.co.uk/"),
            // Those are names of pages.
            ("www.html", "https://example.org:8443/feeds/www.html"),
            ("example.html/a", "https://example.org:8443/feeds/example.html/a"),
        ] {
            assert_eq!(url(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn gathering_keeps_each_address_once_and_no_more_than_asked() {
        let candidates = ["a", "b", "a#x", "c", "d"]
            .iter()
            .filter_map(|path| Candidate::at(&format!("https://example.org/{path}"), None));
        let page = gather(candidates, 3);
        let paths: Vec<&str> = page.candidates.iter().map(|c| c.url.path()).collect();
        assert_eq!(paths, ["/a", "/b", "/c"]);
        assert_eq!(page.notes, ["names more pages than the 3 that are taken, by 1"]);
    }
}
