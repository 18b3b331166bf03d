//! The section of the site that a page stands in, and its name as readers see it.

use super::page::Page;
use crate::page::{Evidence, Sourced};

/// Names of `meta` elements that tell a section.
const SECTIONS: &[&str] =
    &["section", "parsely-section", "sailthru.section", "dc.subject", "category", "page-topic"];

impl Page<'_> {
    /// The section that the head names; else the one that the trail to the page ends in.
    pub(super) fn section(&self) -> Option<Sourced<String>> {
        let named = |said: Sourced<String>| Some(Sourced::new(name(&said.value)?, said.from));
        let said = self.first(&self.facts.section, &["article:section", "og:section"], SECTIONS);
        said.and_then(named).or_else(|| {
            let trail = self.facts.trail.clone()?;
            named(Sourced::new(trail, Evidence::JsonLd))
        })
    }
}

/// What stands in the place of a section's name where there is none, in lower case.
const NONE: &str = include_str!("data/no_section.txt");

/// A section's name without what only the system says: `Sport` of `Posted in Sport`, `europe` of
/// `/world/europe`; none where it says that there is no section.
pub(super) fn name(text: &str) -> Option<String> {
    let text = ["Category: ", "Posted in ", "Filed under ", "Filed Under: "]
        .iter()
        .find_map(|words| text.strip_prefix(words))
        .unwrap_or(text);
    let path = text.starts_with('/') || text.starts_with("http://") || text.starts_with("https://");
    let text = if path && !text.contains(' ') {
        text.trim_end_matches('/').rsplit('/').next().unwrap_or(text)
    } else {
        text
    };
    let lower = text.trim().to_lowercase();
    let none = lower.is_empty() || NONE.lines().any(|name| name == lower);
    (!none).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_no_name() {
        for (text, want) in [
            ("Sport", Some("Sport")),
            ("Arts/Culture", Some("Arts/Culture")),
            ("Posted in Sport", Some("Sport")),
            ("Category: Uncategorized", None),
            ("/world/europe/", Some("europe")),
            ("https://example.org/en/world", Some("world")),
            ("nil", None),
            ("Uncategorized", None),
            ("Front-Page", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(name(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn the_list_is_sorted() {
        let names: Vec<&str> = NONE.lines().collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(names.iter().all(|n| !n.is_empty() && n.to_lowercase() == *n));
    }
}
