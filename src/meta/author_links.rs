//! Links to the pages that a site keeps of its authors.

use super::body::is_aside;
use super::people::person::is_person;
use super::seen::seen_text;
use crate::html::{Document, NodeId, Tag};

/// Parts of such addresses.
const OF_AUTHORS: [&str; 14] = [
    "/author/",
    "/authors/",
    "/auteur/",
    "/auteurs/",
    "/autor/",
    "/autora/",
    "/autore/",
    "/autoren/",
    "/autores/",
    "/autori/",
    "/autorzy/",
    "/avtor/",
    "/forfatter/",
    "/szerzo/",
];

/// How far behind the headline the links are looked at, in nodes, and bytes of the longest name.
const REACH: u32 = 120;
const SHORT: usize = 80;

/// The names below the headline that lead to an author's page.
pub(super) fn linked(page: Document<'_>, heading: NodeId) -> Vec<String> {
    let end = page.end(heading).0.saturating_add(REACH).min(page.len());
    let links = (page.end(heading).0..end).map(NodeId).filter(|id| page.tag(*id) == Tag::A);
    let to_author = |id: &NodeId| {
        let address = page.attribute(*id, "href").unwrap_or_default();
        OF_AUTHORS.iter().any(|part| address.contains(part)) && !is_aside(page, *id)
    };
    let mut names: Vec<String> = Vec::new();
    for id in links.filter(to_author) {
        let name = seen_text(page, id, SHORT);
        if name.len() <= SHORT && is_person(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
