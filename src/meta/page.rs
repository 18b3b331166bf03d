//! What the metadata is read from.

use super::head::Head;
use super::jsonld::Facts;
use super::line::{LINE, line};
use super::seen::seen_text;
use super::site::Address;
use super::title;
use crate::html::Document;
use crate::lexicon;

/// A page, and what was read of it once for all values.
pub(super) struct Page<'a> {
    pub(super) page: Document<'a>,
    pub(super) head: &'a Head<'a>,
    pub(super) facts: &'a Facts,
    pub(super) address: Address,
    /// The addresses that the page is known under.
    pub(super) addresses: &'a [&'a str],
}

/// What a page calls itself: its window's title, its title for OpenGraph and its first main headings.
pub(super) fn titles(page: Document<'_>, head: &Head<'_>) -> Vec<String> {
    let headings = head.headings.iter().take(3).map(|id| seen_text(page, *id, LINE));
    let meta = head.meta_of(&["og:title"]).map(line);
    headings.chain(meta).chain([head.title.clone()]).collect()
}

impl Page<'_> {
    /// The names that the site goes by.
    pub(super) fn sites(&self, site_name: Option<&str>) -> Vec<String> {
        let (head, facts) = (self.head, self.facts);
        let handle = |handle: &str| handle.trim_start_matches('@').to_owned();
        let mut sites: Vec<String> = site_name.map(str::to_owned).into_iter().collect();
        // with what the site says of itself behind its name
        sites.extend(head.meta_of(&["og:site_name"]).map(line));
        sites.extend(facts.site_name.clone());
        sites.extend(facts.publisher.clone());
        sites.extend(head.meta_of(&["application-name"]).map(str::to_owned));
        sites.extend(head.meta_of(&["twitter:site"]).map(handle));
        sites.extend(self.address.name.clone());
        // The first part of a long name, where the address has it, too.
        if let (Some(name), Some(first)) =
            (&self.address.name, site_name.and_then(title::first_part))
            && name.len() >= 4
            && lexicon::key(first).contains(name.as_str())
        {
            sites.push(first.to_owned());
        }
        sites
    }
}
