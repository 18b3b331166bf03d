//! Days that are set as links to the very page: WordPress and Blogger do so.

use super::body::distance;
use super::jsonld::reference::same_address;
use super::page::Page;
use crate::html::{NodeId, Tag};

/// How far from the title, in nodes, the link belongs to its article without an element that says so.
const BESIDE: u32 = 150;
/// Nodes of the longest link around nothing but days.
const LONG: u32 = 40;

impl Page<'_> {
    /// Whether an element that holds a date stands in a link that leads elsewhere, as the days of teasers do.
    pub(super) fn is_of_teaser(&self, date: NodeId, title: Option<NodeId>) -> bool {
        let page = self.page;
        let mut above = std::iter::successors(page.parent(date), |at| page.parent(*at));
        let Some(link) = above.find(|at| page.tag(*at) == Tag::A) else { return false };
        !self.leads_here(link) && !self.is_around_the_day(link, date, title)
    }

    /// Whether a link's address is one that the page is known under.
    fn leads_here(&self, link: NodeId) -> bool {
        let Some(href) = self.page.attribute(link, "href") else { return false };
        let href = href.trim();
        self.addresses.iter().any(|own| {
            if href.starts_with('/') && !href.starts_with("//") {
                let path = |rest: &str| rest.find('/').map(|at| rest[at..].to_owned());
                let path = own.split_once("://").and_then(|(_, rest)| path(rest));
                return path.is_some_and(|path| same_address(&path, href));
            }
            href.contains("//") && same_address(own, href)
        })
    }

    /// Whether a link of the title's own article holds nothing but days, and calls itself the article's own link or
    /// stands in its header or footer.
    fn is_around_the_day(&self, link: NodeId, date: NodeId, title: Option<NodeId>) -> bool {
        let page = self.page;
        let Some(title) = title else { return false };
        let mut own = page.attribute(link, "rel").is_some_and(|rel| rel == "bookmark");
        let mut article = None;
        for at in std::iter::successors(page.parent(link), |at| page.parent(*at)) {
            match page.tag(at) {
                Tag::ARTICLE => {
                    article = Some(at);
                    break;
                }
                Tag::HEADER | Tag::FOOTER => own = true,
                Tag::ASIDE | Tag::NAV => return false,
                _ => {}
            }
        }
        let of_title = match article {
            Some(article) => (article.0..page.end(article).0).contains(&title.0),
            None => distance(date, title) <= BESIDE,
        };
        let is_day = |id: NodeId| {
            let within = std::iter::successors(page.parent(id), |at| page.parent(*at));
            let mut within = within.take_while(|at| *at != link);
            within.any(|at| at == date || matches!(page.tag(at), Tag::TIME | Tag::ABBR))
        };
        let within = page.end(link).0.min(link.0.saturating_add(LONG));
        let mut texts = (link.0 + 1..within).map(NodeId).filter(|id| page.is_text(*id));
        own && of_title
            && within == page.end(link).0
            && texts.all(|id| page.raw_text(id).trim().is_empty() || is_day(id))
    }
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read_at, value};

    fn published(html: &str) -> String {
        let html = format!("{html}<p>The weir leaks again.</p>");
        value(&read_at(&html, Some("https://e.example/weir")).published).unwrap_or_default()
    }

    #[test]
    fn a_day_may_link_to_its_own_page() {
        const INSTANT: &str = "2026-02-03T17:12:00+01:00";
        let day = format!(
            "<time class='entry-date published' datetime={INSTANT}>February 3, 2026</time>"
        );
        let page = |link: &str, inside: &str, part: &str| {
            let link = format!("<a {link}>{inside}</a>");
            published(&format!("<article><h1>The weir leaks</h1><{part}>{link}</{part}></article>"))
        };
        for (link, part) in [
            ("rel=bookmark href=/x", "div"),
            ("href=/weir", "div"),
            ("href=https://www.e.example/weir/#top", "div"),
            ("href=/x", "footer"),
            ("href=/x", "header"),
        ] {
            assert_eq!(page(link, &day, part), INSTANT, "{link} {part}");
        }
        // Those of other pages.
        assert_ne!(page("href=/x", &day, "div"), INSTANT);
        assert_ne!(page("href=/x rel=bookmark", &format!("The mill {day}"), "div"), INSTANT);
        let teaser =
            format!("<article><h2>The mill</h2><a rel=bookmark href=/x>{day}</a></article>");
        assert_eq!(
            published(&format!("<h1>News of the valley and its mills</h1><nav>{teaser}</nav>")),
            ""
        );
    }
}
