//! Elements that hold a date: `time`, and those that a class calls one.

use super::announced::at_change;
use super::apart::is_apart;
use super::body;
use super::changed::is_of_change;
use super::dates::{BESIDE, Dates, Found};
use super::foot;
use super::seen::seen_text;
use crate::html::{Document, NodeId, Tag};
use crate::page::{Evidence, Sourced};

impl Dates<'_, '_> {
    /// The date of the element nearest to the heading that holds one, of those at most so many nodes away; beside the
    /// heading and in feet of those that do not say that it is the last change's.
    pub(super) fn element(&self, most: u32) -> Found {
        self.element_where(most, |_| true)
    }

    /// The same of those whose date is such a one.
    pub(super) fn element_where(
        &self,
        most: u32,
        is_such: impl Fn(&Sourced<String>) -> bool,
    ) -> Found {
        let page = self.page.page;
        let heading = self.heading.unwrap_or(NodeId(0));
        self.body();
        self.elements(most).into_iter().find_map(|(id, from)| {
            let foot = body::is_aside(page, id);
            let aside = foot && !foot::tells_when(page, id, self.heading);
            if aside || self.page.is_of_teaser(id, self.heading) {
                return None;
            }
            let near = body::distance(id, heading) <= BESIDE;
            if !near && is_in_widget(page, id, heading) {
                return None;
            }
            let told = foot || near;
            let found = self.date_of(id, from, &is_such)?;
            if is_apart(page, id, self.heading) {
                return None;
            }
            (!told || !is_of_change(page, id)).then_some(found)
        })
    }

    /// The last change, as an element beside the heading or the only one further away tells it; with `feet` also one
    /// in the foot of the article or of the page.
    pub(super) fn changed(&self, most: u32, feet: bool) -> Found {
        let page = self.page.page;
        let heading = self.heading.unwrap_or(NodeId(0));
        let is_ours = |id: NodeId| {
            let above = std::iter::successors(page.parent(id), |at| page.parent(*at));
            !above.into_iter().any(|at| match page.tag(at) {
                Tag::ASIDE | Tag::NAV => true,
                Tag::FOOTER => !feet,
                Tag::ARTICLE => !(at.0..page.end(at).0).contains(&heading.0),
                _ => false,
            })
        };
        let mut changes = self.elements(most).into_iter().filter_map(|(id, from)| {
            let found = self.date_of(id, from, &|_| true)?;
            let ours =
                is_of_change(page, id) && is_ours(id) && !self.page.is_of_teaser(id, self.heading);
            ours.then_some((body::distance(id, heading) <= BESIDE, found))
        });
        let (near, found) = changes.next()?;
        (near || changes.all(|(_, other)| other.value == found.value)).then_some(found)
    }

    /// The elements at most so many nodes away from the heading, nearest first; those with a class where the body was
    /// read.
    fn elements(&self, most: u32) -> Vec<(NodeId, Evidence)> {
        let times = self.page.head.times.iter().map(|id| (*id, Evidence::Time));
        let classes = self.body.get().into_iter().flat_map(|body| &body.dates);
        let classes = classes.map(|id| (*id, Evidence::Byline));
        let mut found: Vec<(NodeId, Evidence)> = times.chain(classes).collect();
        let heading = self.heading.unwrap_or(NodeId(0));
        found.retain(|(id, _)| body::distance(*id, heading) <= most);
        found.sort_by_key(|(id, from)| (body::distance(*id, heading), *from == Evidence::Byline));
        found
    }

    /// The date that an element holds, in an attribute or else in its text.
    fn date_of(
        &self,
        id: NodeId,
        from: Evidence,
        is_such: &impl Fn(&Sourced<String>) -> bool,
    ) -> Found {
        let page = self.page.page;
        let attribute = ["datetime", "content", "title"]
            .iter()
            .filter_map(|name| page.attribute(id, name))
            .find_map(|text| self.date(&text, from))
            .filter(is_such);
        attribute.or_else(|| {
            let text = seen_text(page, id, 400);
            let (before, after) = at_change(&text);
            let text = if before.is_empty() { after } else { before };
            (text.len() <= 160).then(|| self.date(text, from))?.filter(is_such)
        })
    }
}

/// Whether an element stands in a box beside or below the article that shows others, as its class or id says:
/// `widget widget_recent_entries`, `sidebar`. What is around the heading too is no such box.
fn is_in_widget(page: Document<'_>, id: NodeId, heading: NodeId) -> bool {
    let names = |name: &str| name == "widget" || name.starts_with("widget_");
    // "mainwrap sidebar" is a page that has one.
    let begins = |name: &str| ["footer", "sidebar"].contains(&name);
    let is_box = |value: &str| {
        let value = value.to_ascii_lowercase();
        let mut parts = value.split_ascii_whitespace();
        parts.clone().next().is_some_and(begins) || parts.any(names)
    };
    let apart = |at: &NodeId| !(at.0..page.end(*at).0).contains(&heading.0);
    let above = std::iter::successors(page.parent(id), |at| page.parent(*at));
    above.take_while(apart).any(|at| {
        let mut values = ["class", "id"].iter().filter_map(|name| page.attribute(at, name));
        values.any(|value| is_box(&value))
    })
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, value};

    #[test]
    fn days_of_a_list_beside_the_article_are_not_its_own() {
        let text = "<p>The weir leaks again, the council said.</p>".repeat(100);
        let day = "<span class=post-date>9 May 2026</span>";
        let dated = Some("2026-05-09".to_owned());
        let below = |class: &str| {
            let html = format!(
                "<div class='wrap sidebar'><h1>The weir leaks</h1>{text}<div class='{class}'>{day}</div></div>"
            );
            value(&read(&html).published)
        };
        assert_eq!(below("meta"), dated, "around the headline, too");
        assert_eq!(below("widget widget_recent_entries"), None);
        assert_eq!(below("sidebar"), None);
    }
}
